"""explain and show: every number leads to its sentences, and every name that is marked stands just there."""

import json
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from math import log, log2
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cli
from pipeline.answers import explain, show
from pipeline.answers.figures import figure_lines
from pipeline.answers.page import page
from pipeline.answers.records import ArticleView, Mark, NameAnswer, Named, PairAnswer, Shown
from pipeline.answers.segments import cut
from pipeline.answers.strongest import strongest
from pipeline.answers.terminal import _name as terminal_name
from pipeline.errors import LockedError, TablesError, UsageError
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.store import Store, store_path
from pipeline.tables.cells import one_line
from pipeline.tables.reading import read_tables

Call = Callable[..., tuple[int, str, str]]

ARTICLES = {
    "2021/genf.txt": "date 2021-06-16\nWladimir Putin traf Joe Biden. Putin lobte das Treffen.\n\nDie NATO schwieg.\n",
    "2021/berlin.txt": (
        "date 2021-07\nMerkel sprach in Berlin mit Biden. Sie sprachen über Russland und die Ukraine.\n"
        "Putin war nicht\nin Berlin.\n"
    ),
    "2021/kopie.txt": (
        "date 2021-08-02\nMerkel sprach in Berlin mit Biden. Sie sprachen über Russland und die Ukraine.\n"
        "Putin war nicht\nin Berlin.\n"
    ),
    "krieg.txt": (
        "date 2022-02-24\r\nDie russischen Truppen sind in der Ukraine.\r\n\r\nDie <SPD> in  Berlin\r\nist & bleibt "
        "entsetzt. Ein NATO-Mitglied half.\r\n\r\n\x1b[31mAuch Joe Biden. Ohne Wladimir Putin.\r\n"
    ),
    "wetter.txt": "Es regnet in Berlin.\n",
    "leer.txt": "",
}


@pytest.fixture(scope="module")
def output(model: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of ARTICLES."""
    folder = tmp_path_factory.mktemp("answers")
    for name, text in ARTICLES.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8", newline="")
    run(Settings(sources=(folder / "in",), output=folder / "out", model=model, workers=1, evidence=1))
    return folder / "out"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], output: Path) -> Call:
    """Call the command on the output in this process: exit code, stdout, stderr."""

    def command(*options: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mitgenannt", *map(str, options), "-o", str(output)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return command


def _pair(output: Path, *typed: str, most: int = 99) -> PairAnswer:
    answer = explain(output, typed, most)
    assert isinstance(answer, PairAnswer)
    return answer


def _name(output: Path, typed: str, most: int = 99) -> NameAnswer:
    answer = explain(output, [typed], most)
    assert isinstance(answer, NameAnswer)
    return answer


def test_every_number_of_a_pair_leads_to_its_sentences(output: Path) -> None:
    """Of each pair, the sentences and articles that are shown are as many as its figures say, newest first."""
    pairs = read_tables(output, "comentions")["comentions"]
    assert len(pairs) > 10
    for row in pairs.to_dict("records"):
        answer = _pair(output, row["Source"], row["Target"])
        assert {name: answer.figures[name] for name in ("Weight", "PMI")} == {n: row[n] for n in ("Weight", "PMI")}
        shown = answer.passages.shown
        together = [passage for passage in shown if passage.shared == "sentence"]
        assert len(together) == row["Sentences"]
        assert len({passage.article for passage in shown}) == row["Articles"]
        assert bool([passage for passage in shown if passage.shared == "paragraph"]) <= bool(row["Paragraphs"])
        assert [p.date for p in together] == sorted((p.date for p in together), reverse=True)
        assert answer.passages.total == len(shown)


def test_marks_cut_just_the_names(output: Path) -> None:
    """In each passage, offsets count in the article's text and cut exactly the sentence and the names."""
    for row in read_tables(output, "comentions")["comentions"].to_dict("records"):
        for passage in _pair(output, row["Source"], row["Target"]).passages.shown:
            found = set()
            for sentence in passage.sentences:
                text = ARTICLES[passage.article]
                assert text[sentence.start : sentence.end] == sentence.text
                assert all(one_line(text[mark.start : mark.end]) == mark.text for mark in sentence.marks)
                found |= {mark.entity for mark in sentence.marks}
            assert found == {row["Source"], row["Target"]}
            assert len(passage.sentences) == (1 if passage.shared == "sentence" else 2)


def test_two_who_share_only_an_article(output: Path) -> None:
    """Where no sentence has both, the two nearest ones are shown, and what they share is said."""
    passages = {p.article: p for p in _pair(output, "Putin", "Biden").passages.shown}
    assert passages["2021/genf.txt"].shared == "sentence"
    assert passages["2021/berlin.txt"].shared == "paragraph"
    assert [s.text for s in passages["2021/berlin.txt"].sentences] == [
        "Merkel sprach in Berlin mit Biden.",
        "Putin war nicht\nin Berlin.",
    ]
    nato = _pair(output, "Putin", "NATO").passages.shown
    assert {p.shared for p in nato if p.article == "2021/genf.txt"} == {"article"}


def test_copies_are_not_shown(output: Path) -> None:
    """An article that repeats another one counts in no figure, so it is not shown."""
    copies = read_tables(output, "articles")["articles"].set_index("ArticleId")["DuplicateOf"]
    assert copies["2021/kopie.txt"] == "2021/berlin.txt"
    for answer in (_pair(output, "Merkel", "Berlin"), _name(output, "Merkel")):
        assert {p.article for p in answer.passages.shown} == {"2021/berlin.txt"}


def test_formulas_give_the_figures() -> None:
    """What is written beside a measure, calculated as it stands, is the measure."""
    pairs = read_tables(Path(__file__).parent.parent / "output", "comentions")["comentions"]
    for row in pairs[::150].to_dict("records"):
        known: dict[str, float] = {}
        for name, value, how in figure_lines({**row, "FirstMonth": "", "LastMonth": ""}):
            if how.startswith("= "):
                formula = how[2:].replace("×", "*")
                known[name] = eval(formula, {"log2": log2, "ln": log, **known})  # noqa: S307 - ours
                assert known[name] == pytest.approx(float(value), abs=2e-6), (name, how)
        assert len(known) >= 5


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("per:joe-biden", "per:joe-biden"),
        ("PER:Joe-Biden ", "per:joe-biden"),
        ("joe biden", "per:joe-biden"),
        ("Biden", "per:joe-biden"),
        ("bide", "per:joe-biden"),
        ("biden joe", "per:joe-biden"),
        ("putin", "per:wladimir-putin"),
        ("Russischen", "loc:russland"),
        ("russl", "loc:russland"),
        ("ñato", "org:nato"),
    ],
)
def test_names_are_found_however_they_are_typed(output: Path, typed: str, found: str) -> None:
    """An id, another case, other accents, a part, an alias or the words in another order will do."""
    assert _name(output, typed, 0).name.id == found


def test_two_words_may_be_one_name(output: Path) -> None:
    """Joe Biden without quotes is one person, and a pair of twice the same one is this one."""
    for typed in (["Joe", "Biden"], ["Biden", "joe biden"]):
        assert isinstance(answer := explain(output, typed, 0), NameAnswer)
        assert answer.name.id == "per:joe-biden"
    with pytest.raises(UsageError, match="in quotes"):
        explain(output, ["Joe", "Biden", "Putin"], 0)


def test_several_names_are_listed_and_near_ones_proposed(output: Path) -> None:
    """Of several names the most mentioned comes first; where there is none, near ones are named."""
    with pytest.raises(UsageError, match='"b" may be one of 2 names') as caught:
        explain(output, ["b"], 0)
    assert [line.split()[0] for line in str(caught.value).splitlines()[1:]] == ["loc:berlin", "per:joe-biden"]
    assert _name(output, "Russland", 0).also == ()
    with pytest.raises(UsageError, match=r'contains "Brelin"\. Near it: Berlin \(loc:berlin\)\.'):
        explain(output, ["Brelin"], 0)
    with pytest.raises(UsageError, match=r'No name in the tables is or contains "Xqz"\.$'):
        explain(output, ["Xqz"], 0)


def test_a_name_has_its_spellings_partners_and_sentences(output: Path) -> None:
    """All numbers of a name are those of the tables."""
    answer, tables = _name(output, "Putin"), read_tables(output)
    entity = tables["entities"].set_index("Id").loc["per:wladimir-putin"]
    assert (answer.articles, answer.mentions) == (entity["Articles"], entity["Mentions"])
    assert (answer.first_month, answer.last_month) == ("2021-06", "2022-02")
    assert {(a.surface, a.kind, a.rule) for a in answer.aliases} >= {("Wladimir Putin", "name", "name")}
    assert sum(alias.mentions for alias in answer.aliases) == answer.mentions
    assert [(m.month, m.articles) for m in answer.months] == [("2022-02", 1), ("2021-07", 1), ("2021-06", 1)]
    assert ("Joe Biden", 1) in answer.months[0].partners
    assert answer.partners[0].log_likelihood == max(partner.log_likelihood for partner in answer.partners)
    assert len(answer.passages.shown) == answer.passages.total == 4
    assert len(_name(output, "Putin", 2).passages.shown) == 2


def test_never_together(output: Path) -> None:
    """Two who share no article have no figures, which is said."""
    answer = _pair(output, "Merkel", "SPD")
    assert (answer.figures, answer.passages.total, answer.note) == ({}, 0, "No article that counts mentions both.")


def test_while_a_run_has_the_store(output: Path) -> None:
    """Where the store is in use, the sentences of evidence.csv are shown, marked, and that is said; show must wait."""
    free = _pair(output, "Putin", "Biden")
    with Store(store_path(output), "m", print):
        busy, name = _pair(output, "Putin", "Biden"), _name(output, "Putin")
        with pytest.raises(LockedError, match="A run is at work"):
            show(output, "genf")
    assert busy.figures == free.figures
    assert [p.article for p in busy.passages.shown] == [p.article for p in free.passages.shown]
    assert busy.passages.shown[0] == free.passages.shown[0]
    assert name.passages.note == (
        "A run is at work and has the store in use. Only the sentences in evidence.csv can be shown: 3 of 4 places."
    )


def test_without_a_store(output: Path) -> None:
    """Where the store is gone, likewise; show tells what brings the text back."""
    path = store_path(output)
    path.rename(path.with_name("kept"))
    try:
        assert _name(output, "Putin").passages.note.startswith(
            "The store does not have all texts of these tables. Only"
        )
        with pytest.raises(TablesError, match=r"does not have the text of 2021/genf\.txt: run again"):
            show(output, "genf")
    finally:
        path.with_name("kept").rename(path)


def test_articles_are_found_by_a_part_of_their_id(output: Path) -> None:
    """The whole id, or a part that only one has; several are listed; one that was skipped is told with its reason."""
    assert show(output, "GENF").id == "2021/genf.txt"
    with pytest.raises(UsageError, match=r"(?s)in the ids of 3 articles.*  2021/berlin.txt 2021-07\n  2021/genf.txt"):
        show(output, "2021")
    with pytest.raises(UsageError, match='no article "Paris"'):
        show(output, "Paris")
    with pytest.raises(TablesError, match=r"leer.txt was skipped: empty\."):
        show(output, "leer")


def test_an_article_has_its_names(output: Path) -> None:
    """The text is the source's behind the date header; each mention stands there, with entity and rule."""
    view = show(output, "krieg.txt")
    whole = ARTICLES["krieg.txt"]
    assert view.text == whole[view.start :]
    mentions = read_tables(output, "mentions")["mentions"]
    mentions = mentions[mentions["ArticleId"] == "krieg.txt"]
    assert [(mark.start, mark.text, mark.entity.id) for mark in view.marks] == list(
        zip(mentions["Start"], mentions["Text"], mentions["EntityId"], strict=True)
    )
    assert all(one_line(whole[mark.start : mark.end]) == mark.text and mark.rule for mark in view.marks)
    first = view.marks[0]
    assert (first.text, first.kind, first.entity.label) == ("russischen", "derived", "Russland")


@given(st.text(), st.integers(0, 9), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=9))
def test_cutting_keeps_the_text(text: str, start: int, places: list[tuple[int, int]]) -> None:
    """Whatever the marks, the pieces are the text; a marked piece is what its mark says, and no mark is cut short."""
    marks = tuple(Mark(low, high, "", "") for low, high in sorted(places))
    pieces = list(cut(text, start, marks))
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece == text[mark.start - start : mark.end - start] for piece, mark in pieces if mark)
    assert all(piece for piece, _ in pieces)


class _Page(HTMLParser):
    """The text of `#text`, the texts of its marks, and all tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.marked, self.tags, self._inside, self._mark = "", [], set[str](), False, False
        self.attributes = set[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside |= ("id", "text") in attrs
        if tag == "mark" and self._inside:
            self._mark = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        self._mark &= tag != "mark"
        self._inside &= tag != "div"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data
            if self._mark:
                self.marked[-1] += data


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.text("<>&\"'\r\n-!/ab", max_size=20)
)
def test_a_page_without_tags_is_the_article(text: str, other: str) -> None:
    """Any text and any names are escaped: nothing in them becomes a tag or an attribute."""
    body = f"{other}{text}{other}"
    name = Named(f"per:{other}", other, "PER")
    marks = (Shown(7, 7 + len(other), other, "name", "name", name),) if other else ()
    read = _Page(html := page(ArticleView(f"{other}.txt", "", other, 7, body, marks)))
    assert read.text == body
    assert read.marked == ([other] if other else [])
    assert read.tags <= {
        "html",
        "main",
        "meta",
        "title",
        "style",
        "header",
        "h1",
        "p",
        "mark",
        "div",
        "table",
        "tr",
        "th",
        "td",
    }
    assert read.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class", "id", "title", "scope"}
    assert "\r" not in html


def test_a_page_stands_alone(call: Call) -> None:
    """--html gives one file without script and network, with a legend, each name's entity and its rule."""
    code, html, err = call("show", "krieg", "--html")
    assert (code, err) == (0, "")
    assert not re.search(r"<script|https?:|src=|href=|@import|url\(", html)
    assert "default-src 'none'" in html
    assert '<mark class="LOC" title="Russland (loc:russland), place; derived: derived word">russischen</mark>' in html
    assert (
        "<td>Russland</td><td>place</td><td>loc:russland</td><td>1 mention</td><td>russischen (derived word)</td>"
        in html
    )
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert "&lt;<mark" in html


def test_a_pipe_gets_plain_text(call: Call) -> None:
    """No colour codes in a pipe, nor any that an article holds; names are in brackets, with what they name."""
    code, out, err = call("show", "krieg")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "Die [russischen = Russland] Truppen sind in der [Ukraine].\n" in out
    assert "PER  Joe Biden       per:joe-biden       1 mention\n" in out
    code, out, err = call("explain", "Biden", "Putin", "--limit", 2)
    assert (code, err, "\x1b" in out) == (0, "", False)
    assert "In one sentence:\n\n2021-06-16 2021/genf.txt (16–46)\n     1  [Wladimir Putin] traf [Joe Biden].\n" in out
    assert "2 of 3 places are shown; --limit shows more.\n" in out


def test_a_terminal_gets_colours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal names have the colour of their type, and an article still commands nothing."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    out = call("show", "krieg")[1]
    assert "\x1b[1;32mUkraine\x1b[0m" in out
    assert "\x1b[31m" not in out
    assert "Ukraine]" not in out


def test_json_has_the_keys_that_the_readme_names(call: Call) -> None:
    """Keys of --json are part of the contract."""
    pair = json.loads(call("explain", "Biden", "Putin", "--json")[1])
    assert set(pair) == {"kind", "names", "figures", "passages", "note", "also"}
    assert set(pair["passages"]) == {"shown", "total", "note"}
    assert set(passage := pair["passages"]["shown"][0]) == {"article", "date", "title", "shared", "sentences"}
    assert set(passage["sentences"][0]) == {"number", "start", "end", "text", "marks"}
    assert set(passage["sentences"][0]["marks"][0]) == {"start", "end", "text", "entity"}
    name = json.loads(call("explain", "Biden", "--json")[1])
    assert set(name) == {
        *("kind", "name", "articles", "mentions", "first_month", "last_month", "aliases", "partners", "months"),
        *("partners_total", "months_total", "passages", "also"),
    }
    article = json.loads(call("show", "genf", "--json")[1])
    assert set(article) == {"id", "date", "title", "start", "text", "marks"}
    assert set(article["marks"][0]) == {"start", "end", "text", "kind", "rule", "entity"}


def test_articles_are_listed_with_date_and_title(output: Path, tmp_path: Path) -> None:
    """Where several articles are meant, each is told by its title, too: ids of tables are mere numbers."""
    rows = pd.read_csv(output / "articles.csv", dtype="str", keep_default_na=False)
    rows.assign(Title="Ein Titel").to_csv(tmp_path / "articles.csv", index=False)
    with pytest.raises(UsageError, match=r"(?m)^  2021/genf\.txt 2021-06-16 Ein Titel$"):
        show(tmp_path, "2021")


def test_exit_codes(call: Call) -> None:
    """2 with a sentence on stderr where a name or an article is not clear; nothing on stdout then."""
    for options in (
        ("explain", "b"),
        ("explain", "Xqz"),
        ("show", "2021"),
        ("explain",),
        ("explain", "Biden", "--limit", -1),
    ):
        code, out, err = call(*options)
        assert (code, out) == (2, "")
        assert err.startswith("Error: ")


def test_an_output_that_is_none(tmp_path: Path) -> None:
    """A folder without tables is named, with what to do."""
    for ask in (lambda: explain(tmp_path, ["Biden"], 1), lambda: show(tmp_path, "a")):
        with pytest.raises(TablesError, match="name the output folder of a finished run with --output"):
            ask()


def test_a_name_of_two_people(output: Path, tmp_path: Path) -> None:
    """One who bears nearly all mentions of a name is meant, and the other one is told; else both are listed."""
    for name in ("articles", "mentions", "comentions", "entities", "entitiesbymonth", "comentionsbymonth", "evidence"):
        (tmp_path / f"{name}.csv").write_bytes((output / f"{name}.csv").read_bytes())
    aliases = (output / "aliases.csv").read_text("utf-8")
    for mentions, clear in ((99, True), (1, False)):
        mine = aliases.replace("Biden,PER,Joe Biden,name,2,", f"Biden,PER,Biden,name,{mentions},")
        assert mine != aliases
        row = f"per:jill-biden,Jill Biden,PER,Biden,name,{3},1,surname\n"
        (tmp_path / "aliases.csv").write_text(mine + row, encoding="utf-8")
        if clear:
            answer = explain(tmp_path, ["Biden"], 0)
            assert isinstance(answer, NameAnswer)
            assert answer.name.id == "per:joe-biden"
            assert answer.also == ('"Biden" may also be Jill Biden (per:jill-biden).',)
        else:
            with pytest.raises(UsageError, match='"Biden" may be one of 2 names'):
                explain(tmp_path, ["Biden"], 0)


def test_strongest_pairs_are_no_chance() -> None:
    """Two that meet once do not win, and those together less often than by chance come last."""
    pairs = pd.DataFrame(
        {
            "Source": ["a", "b", "c"],
            "Target": ["x", "y", "z"],
            "Articles": [1, 20, 5],
            "Expected": [0.001, 4.0, 50.0],
            "LogLikelihood": [15.8, 60.0, 90.0],
        }
    )
    assert strongest(pairs, 3)["Source"].tolist() == ["b", "a", "c"]
    assert strongest(pairs, 1)["Source"].tolist() == ["b"]


def test_what_is_left_out_is_told() -> None:
    """Of many partners and months only some are shown, and the heading says of how many."""
    example = Path(__file__).parent.parent / "output"
    answer = _name(example, "loc:ukraine", 0)
    tables = read_tables(example, "comentions", "entitiesbymonth")
    pairs, months = tables["comentions"], tables["entitiesbymonth"]
    assert len(answer.partners) == 10
    assert answer.partners_total == (pairs[["Source", "Target"]] == "loc:ukraine").to_numpy().sum()
    assert answer.months_total == (months["Id"] == "loc:ukraine").sum()
    lines = [text.plain for text in terminal_name(answer)]
    assert f"Strongest partners (10 of {answer.partners_total}):" in lines


def test_an_id_costs_no_comparison_of_names(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who types an id does not wait until all names of a large table are made comparable."""
    monkeypatch.setattr("pipeline.answers.names.slug", lambda _: pytest.fail("a name was compared"))
    assert _name(output, "per:joe-biden", 0).name.label == "Joe Biden"
