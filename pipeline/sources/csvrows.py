"""CSV tables: comma, semicolon or tab, with a header row."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.settings import Settings
from pipeline.sources.names import shown
from pipeline.sources.opened import Unreadable
from pipeline.sources.rows import Row

_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 2**31 - 1  # what the csv module takes on every platform


def csv_rows(lines: Iterator[str], settings: Settings) -> Iterator[Row]:
    """Rows of a table, counted from 1 below its header; blank lines are passed over.

    Raises Unreadable where there is no row, or no column of texts.
    """
    csv.field_size_limit(_LONGEST_CELL)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise Unreadable("empty")
    delimiter = _delimiter(first, settings.text_column)
    fed = _Fed(chain([first], lines))
    cells = csv.reader(fed, delimiter=delimiter)
    header = [cell.strip() for cell in next(cells)]
    names = (settings.text_column, settings.id_column, settings.date_column, settings.title_column)
    places = [_column(header, name) for name in names]
    if places[0] is None:
        columns = shown(", ".join(header), 200)
        raise Unreadable(f"no column {settings.text_column} among {columns}: name the texts' with --text-column")
    number = 0
    try:
        for row in filter(None, cells):
            number += 1
            yield _row(number, row, places, len(header), open_quote=fed.ended)
    except csv.Error as error:
        raise Unreadable(f"no valid CSV: {error}") from None
    if not number:
        raise Unreadable("no rows below its header")


class _Fed:
    """Lines for csv.reader, and whether it asked for more than there are: then a quote was never closed."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.ended = False

    def __iter__(self) -> "_Fed":
        return self

    def __next__(self) -> str:
        try:
            return next(self.lines)
        except StopIteration:
            self.ended = True
            raise


def _delimiter(line: str, text_column: str) -> str:
    """The one that parts the column of texts from the others, or else makes the most columns."""

    def fit(delimiter: str) -> tuple[bool, int]:
        header = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
        return _column(header, text_column) is not None, len(header)

    return max(_DELIMITERS, key=fit)


def _column(header: Sequence[str], name: str) -> int | None:
    """Where the column `name` stands, else the one that differs from it only in case; None where neither is."""
    if name in header:
        return header.index(name)
    folded = [cell.casefold() for cell in header]
    return folded.index(name.casefold()) if name.casefold() in folded else None


def _row(number: int, cells: list[str], places: Sequence[int | None], columns: int, *, open_quote: bool) -> Row:
    text, name, date, title = ("" if at is None or at >= len(cells) else cells[at] for at in places)
    reason = ""
    if open_quote:
        reason = "a quote is opened and never closed"
    elif any(extra.strip() for extra in cells[columns:]):
        reason = f"{len(cells)} cells below {columns} columns: put its text in quotes"
    return Row(number, text=text, id=name, date=date, title=title, reason=reason)
