"""An article as one HTML file: no script, nothing from the network, readable in the dark and on paper."""

from collections import Counter
from html import escape

from pipeline.answers.records import ArticleView, Named, Shown
from pipeline.answers.segments import cut
from pipeline.report import amount
from pipeline.settings import TYPES
from pipeline.tables.cells import one_line

_TYPES = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_TITLES = ("Name", "Type", "Id", "Mentions", "Written as (rule)")
_STYLE = """
:root { color-scheme: light dark; --per: #ffd9c7; --loc: #cfeccf; --org: #cfe0ff; }
@media (prefers-color-scheme: dark) { :root { --per: #6b3017; --loc: #1e5128; --org: #1f3f7a; } }
body { font: 1.1rem/1.6 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
header, table, .legend { font-family: system-ui, sans-serif; font-size: .9rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
#text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 1.5rem 0; }
mark { color: inherit; border-radius: .2em; padding: 0 .1em; }
mark.PER { background: var(--per); border-bottom: 2px solid; }
mark.LOC { background: var(--loc); border-bottom: 2px dotted; }
mark.ORG { background: var(--org); border-bottom: 2px dashed; }
td, th { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top; }
td:nth-child(4) { white-space: nowrap; }
@media (max-width: 40rem) {
  table, tbody, tr, td { display: block; } tr { margin-bottom: .7rem; } tr:first-child { display: none; }
  td { padding: 0; overflow-wrap: anywhere; } td:first-child { font-weight: bold; }
}
@media print { body { margin: 0; max-width: none; font-size: 11pt; } mark { print-color-adjust: exact; } }
"""


def page(view: ArticleView) -> str:
    """The page, to be written as UTF-8. Without its tags, `#text` is the text of the article."""
    text = "".join(
        _escape(part) if mark is None else _mark(part, mark) for part, mark in cut(view.text, view.start, view.marks)
    )
    head = _escape(view.title or view.id)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{head}</title>
<style>{_STYLE}</style>
<header><h1 lang="de">{head}</h1>
<p>{_escape(view.id)}{f", {view.date}" if view.date else ""}</p>
<p class="legend">{" ".join(f'<mark class="{key}">{word}</mark>' for key, word in _TYPES.items())}</p></header>
<main><div id="text" lang="de">{text}</div>
<table><tr>{"".join(f'<th scope="col">{title}</th>' for title in _TITLES)}</tr>
{"".join(_row(name, number, view) for name, number in counted(view))}</table></main>
</html>
"""


def counted(view: ArticleView) -> list[tuple[Named, int]]:
    """The entities of an article with the number of their mentions, by type, the most mentioned first."""
    counts = Counter(mark.entity for mark in view.marks)
    return sorted(counts.items(), key=lambda item: (TYPES.index(item[0].type), -item[1], item[0].label))


def _mark(text: str, mark: Shown) -> str:
    name = mark.entity
    title = f"{name.label} ({name.id}), {_TYPES[name.type]}; {mark.kind}: {mark.rule}"
    return f'<mark class="{name.type}" title="{_escape(title)}">{_escape(text)}</mark>'


def _row(name: Named, number: int, view: ArticleView) -> str:
    """Tells on paper and on a telephone, too, which rule led from the words to the name."""
    ways = dict.fromkeys(f"{one_line(mark.text)} ({mark.rule})" for mark in view.marks if mark.entity == name)
    cells = (name.label, _TYPES[name.type], name.id, amount(number, "mention", "mentions"), "; ".join(ways))
    return f"<tr>{''.join(f'<td>{_escape(cell)}</td>' for cell in cells)}</tr>\n"


def _escape(text: str) -> str:
    """Text for HTML; a browser would make a line feed of a carriage return."""
    return escape(text).replace("\r", "&#13;")
