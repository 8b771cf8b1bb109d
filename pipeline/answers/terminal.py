"""Answers as text: with colours on a terminal; elsewhere without, and names are in square brackets."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from pipeline.answers.figures import figure_lines
from pipeline.answers.page import counted
from pipeline.answers.records import ArticleView, NameAnswer, Named, PairAnswer, Passage, Passages, Sentence, Shown
from pipeline.answers.segments import cut
from pipeline.report import amount
from pipeline.tables.cells import one_line

_COLOURS = {"PER": "bold yellow", "LOC": "bold green", "ORG": "bold cyan"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # an article must not command a terminal
_SHARED = {
    "sentence": "In one sentence",
    "paragraph": "In one paragraph, in different sentences",
    "article": "In one article, in different paragraphs",
}


class Paper:
    """Where answers are written: stdout."""

    def __init__(self) -> None:
        if hasattr(sys.stdout, "reconfigure"):  # a console of Windows lacks some letters
            sys.stdout.reconfigure(errors="replace")
        self._console = Console(highlight=False, soft_wrap=True)

    def answer(self, answer: PairAnswer | NameAnswer) -> None:
        """What `explain` shows."""
        self._lines(_pair(answer) if isinstance(answer, PairAnswer) else _name(answer))
        names = answer.names if isinstance(answer, PairAnswer) else (answer.name,)
        self._passages(answer.passages, {name.id: name.type for name in names}, pair=len(names) > 1)
        self._lines(Text(also) for also in ("", *answer.also) if answer.also)

    def article(self, view: ArticleView) -> None:
        """What `show` shows."""
        self._lines([Text(" ".join(filter(None, (view.id, view.date, one_line(view.title)))), "bold"), Text()])
        pieces = (
            self._shown(text, mark) if mark else Text(_harmless(text))
            for text, mark in cut(view.text, view.start, view.marks)
        )
        self._lines([Text().join(pieces), Text()])
        rows = [
            (name.type, name.label, name.id, amount(number, "mention", "mentions")) for name, number in counted(view)
        ]
        self._lines(_columns(rows))

    def _lines(self, lines: Iterable[Text]) -> None:
        for line in lines:
            self._console.print(line)

    def _passages(self, passages: Passages, types: dict[str, str], *, pair: bool) -> None:
        shared = ""
        for passage in passages.shown:
            if pair and passage.shared != shared:
                shared = passage.shared
                self._lines([Text(), Text(f"{_SHARED[shared]}:", "bold")])
            self._lines([Text(), _place(passage), *(self._sentence(each, types) for each in passage.sentences)])
        if len(passages.shown) < passages.total:
            more = "" if passages.note else "; --limit shows more"
            self._lines([Text(), Text(f"{len(passages.shown):,} of {passages.total:,} places are shown{more}.")])
        if passages.note:
            self._lines([Text(passages.note, "yellow")])

    def _sentence(self, sentence: Sentence, types: dict[str, str]) -> Text:
        line = Text(f"  {sentence.number:>4}  ", "dim")
        for text, mark in cut(sentence.text, sentence.start, sentence.marks):
            line.append_text(self._marked(text, types[mark.entity]) if mark else Text(_flat(text)))
        return line

    def _marked(self, text: str, kind: str, entity: str = "") -> Text:
        """A name; `entity`: what it is shown with."""
        text = _flat(text)
        if self._console.is_terminal:
            return Text.assemble((text, _COLOURS[kind]), (f" [{entity}]" if entity else "", "dim"))
        return Text(f"[{text} = {entity}]" if entity else f"[{text}]")

    def _shown(self, text: str, mark: Shown) -> Text:
        return self._marked(text, mark.entity.type, "" if mark.entity.label == one_line(text) else mark.entity.label)


def _pair(answer: PairAnswer) -> Iterator[Text]:
    yield Text(" – ".join(map(_heading, answer.names)), "bold")
    yield Text()
    if answer.figures:
        yield from _columns(list(figure_lines(answer.figures)))
    if answer.note:
        yield Text(answer.note)


def _name(answer: NameAnswer) -> Iterator[Text]:
    yield Text(_heading(answer.name), "bold")
    months = f", {answer.first_month} to {answer.last_month}" if answer.first_month else ""
    articles = amount(answer.articles, "article", "articles")
    yield Text(f"{articles}, {amount(answer.mentions, 'mention', 'mentions')}{months}")
    yield from _section("Names", [(a.surface, a.kind, f"{a.mentions:,}", a.rule) for a in answer.aliases])
    partners = [
        (p.entity.label, f"{p.articles:,}", f"{p.expected:.2f}", f"{p.log_likelihood:.1f}", p.entity.id)
        for p in answer.partners
    ]
    yield from _section(
        f"Strongest partners{_of(len(partners), answer.partners_total)}",
        partners,
        ("", "Articles", "Expected", "LogLikelihood", "Id"),
    )
    months_of = [
        (m.month or "undated", f"{m.articles:,}", ", ".join(f"{label} ({number:,})" for label, number in m.partners))
        for m in answer.months
    ]
    yield from _section(f"By month{_of(len(months_of), answer.months_total)}", months_of, ("", "Articles", "with"))
    yield Text()
    yield Text("Sentences:", "bold")


def _of(shown: int, total: int) -> str:
    return f" ({shown:,} of {total:,})" if shown < total else ""


def _section(title: str, rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> Iterator[Text]:
    if rows:
        yield Text()
        yield Text(f"{title}:", "bold")
        yield from _columns([head, *rows] if head else rows)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[Text]:
    """Aligned columns, numbers to the right."""
    cells = [[Text(one_line(cell)) for cell in row] for row in rows]
    widths = [max(cell.cell_len for cell in column) for column in zip(*cells, strict=True)]
    numeric = [all(_is_number(cell.plain) for cell in column[-1:]) for column in zip(*cells, strict=True)]
    for row in cells:
        for cell, width, right in zip(row[:-1], widths, numeric, strict=False):
            cell.pad_left(width - cell.cell_len) if right else cell.pad_right(width - cell.cell_len)
        yield Text("  ").join([Text(), *row])


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[\d,.]+", text))


def _heading(name: Named) -> str:
    return f"{name.label} ({name.type}, {name.id})"


def _place(passage: Passage) -> Text:
    first, last = passage.sentences[0], passage.sentences[-1]
    where = " ".join(filter(None, (passage.date, passage.article)))
    return Text(f"{where} ({first.start}–{last.end}){f': {passage.title}' if passage.title else ''}", "dim")


def _flat(text: str) -> str:
    """Text for one line; blanks at its ends stay."""
    return re.sub(r"\s+", " ", _CONTROL.sub(" ", text))


def _harmless(text: str) -> str:
    """Text with its lines."""
    return _CONTROL.sub("", text)
