"""Rows of tables to articles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.records import Article, Skipped
from pipeline.sources.dates import cell_date
from pipeline.sources.names import printable, shown
from pipeline.sources.opened import LONGEST

_LIKE_FALLBACK = re.compile(r"row \d+(:|$)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in a table, unchecked; what a table does not have is None.

    `number`: counted from 1, another one for each row. `reason`: why the row cannot be read, "" where it can.
    """

    number: int
    text: object = None
    id: object = None
    date: object = None
    title: object = None
    reason: str = ""


def row_articles(rows: Iterable[Row], table: str, taken: tuple[str, ...]) -> Iterator[Article | Skipped]:
    """One article, or the reason why there is none, per row, with ids "table#row-id" that differ from each other.

    Rows of a table without ids are called by their numbers. What is no article is "table#row 7" or "table#row 7: id",
    and so is an article whose own id would be taken for such a name or for a number given before: no row costs another
    one its place, but for a second article with the same id.
    `taken`: ids of files that such an id could be taken for, each with "#" behind it.
    """
    seen: set[str] = set()
    numbers: set[str] = set()
    for row in rows:
        fault, own = _fault(row), _own_id(row)
        name = own or (str(row.number) if row.id is None and not seen else "")
        if not fault and (own in seen or f"{table}#{name}#".startswith(taken)):
            fault = f"its id is that of another article: {shown(name)}"
        if fault or not name or own in numbers or _LIKE_FALLBACK.match(own):
            name = _fallback(row, own, table, taken)
        if not fault:
            (seen if own else numbers).add(own or name)
        yield Skipped(f"{table}#{name}", fault) if fault else _article(row, f"{table}#{name}")


def _own_id(row: Row) -> str:
    return printable(str(row.id)).strip() if _is_id(row.id) else ""


def _fallback(row: Row, own: str, table: str, taken: tuple[str, ...]) -> str:
    """A name that no other row can have: its number is in front."""
    name = f"row {row.number}: {own}" if own else f"row {row.number}"
    while f"{table}#{name}#".startswith(taken):
        name = f"row {row.number}: {name}"
    return name


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
    if len(text) > LONGEST:
        return f"its text is longer than {LONGEST:,} characters, too long for an article: split it into several"
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
