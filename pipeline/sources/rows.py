"""Rows of tables to articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.records import Article, Skipped
from pipeline.sources.dates import cell_date
from pipeline.sources.names import printable, shown


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in a table, unchecked; what a table does not have is None.

    `number`: counted from 1. `reason`: why the row cannot be read, "" where it can.
    """

    number: int
    text: object = None
    id: object = None
    date: object = None
    title: object = None
    reason: str = ""


def row_articles(rows: Iterable[Row], table: str, taken: tuple[str, ...]) -> Iterator[Article | Skipped]:
    """One article, or the reason why there is none, per row, with ids "table#row-id" that differ from each other.

    `taken`: ids of files that such an id could be taken for, each with "#" behind it.
    """
    seen: set[str] = set()
    for row in rows:
        name = _name(row)
        fault = _fault(row)
        while name in seen or f"{table}#{name}#".startswith(taken):
            fault = fault or f"its id is that of another article: {shown(name)}"
            name = f"row {row.number}: {name}"
        seen.add(name)
        yield Skipped(f"{table}#{name}", fault) if fault else _article(row, f"{table}#{name}")


def _name(row: Row) -> str:
    name = printable(str(row.id)).strip() if _is_id(row.id) else ""
    return name or str(row.number)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _fault(row: Row) -> str:
    """Why a row is no article; "" where it is one."""
    fault = row.reason or _text_fault(row.text)
    if fault:
        return fault
    if row.id is not None and not _is_id(row.id):
        return "its id is neither text nor a number"
    if not all(_is_storable(value) for value in (row.text, row.id, row.title, row.date)):
        return "not decodable: broken bytes or lone surrogates"
    if row.date is not None and (not isinstance(row.date, str) or cell_date(row.date) is None):
        return f"{shown(str(row.date))} is no date"
    return ""


def _text_fault(text: object) -> str:
    if text is None:
        return "no text"
    if not isinstance(text, str):
        return "its text is no string"
    if "\0" in text:
        return "holds a NUL byte"
    return "" if text.strip() else "no text"


def _is_storable(value: object) -> bool:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
    return True


def _article(row: Row, name: str) -> Article:
    title = printable(" ".join(str(row.title).split())) if _is_id(row.title) else ""
    date = cell_date(row.date) if isinstance(row.date, str) else None
    return Article(name, str(row.text), date=date or "", title=title)
