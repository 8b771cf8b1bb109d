"""CSV tables: comma, semicolon or tab, with a header row."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.settings import Settings
from pipeline.sources.decode import LONGEST_LINE
from pipeline.sources.names import printable, shown
from pipeline.sources.opened import Unreadable
from pipeline.sources.rows import Row

_DELIMITERS = (",", ";", "\t")
_SEPARATOR = re.compile(r'"?sep=."?\s*', re.IGNORECASE)  # above the header: for Excel, which does not show it


def csv_rows(lines: Iterator[str], settings: Settings) -> Iterator[Row]:
    """Rows of a table, counted from 1 below its header; blank ones are passed over, and blank lines not counted.

    Raises Unreadable where there is no row, or no column of texts.
    """
    cells, fed = _open(lines, settings.text_column)
    header = [cell.strip() for cell in _next(cells, fed)]
    names = (settings.text_column, settings.id_column, settings.date_column, settings.title_column)
    places = [column_of(header, name) for name in names]
    if places[0] is None:
        columns = shown(", ".join(header), 200)
        raise Unreadable(f"no column {settings.text_column} among {columns}: name the texts' with --text-column")
    empty = True
    for row in _rows(cells, fed, places, len(header)):
        empty = False
        yield row
    if empty:
        raise Unreadable("no rows below its header")


def cells_by_line(lines: Iterator[str], column: str) -> Iterator[tuple[int, list[str]]]:
    """The line (from 1) that a row begins in, and its cells; the header, which names `column`, is the first.

    Blank rows are passed over. Raises Unreadable where there are only blank lines, and at a row that is no CSV.
    """
    cells, fed = _open(lines, column)
    while not fed.ended:
        line = fed.number + 1
        try:
            row = _next(cells, fed)
        except StopIteration:
            return
        if any(cell.strip() for cell in row):
            yield line, row


def _open(lines: Iterator[str], column: str) -> tuple[Iterator[list[str]], "_Fed"]:
    """The rows from the header on, which names `column`, and the lines that they are taken from."""
    csv.field_size_limit(LONGEST_LINE)
    above, first = next(
        ((number, line) for number, line in enumerate(lines) if line.strip() and not _SEPARATOR.fullmatch(line)),
        (0, ""),
    )
    if not first:
        raise Unreadable("empty")
    fed = _Fed(chain([first], lines), above)
    # Strict: else a quote that is opened by mistake takes the rows up to the next quote into its cell, unnoticed.
    return csv.reader(fed, delimiter=_delimiter(first, column), strict=True), fed


def _rows(cells: Iterator[list[str]], fed: "_Fed", places: Sequence[int | None], columns: int) -> Iterator[Row]:
    """Rows below the header; after one that is no CSV, reading goes on with the next line."""
    number = 1
    while not fed.ended:
        try:
            row = _next(cells, fed)
        except StopIteration:
            return
        except Unreadable as error:
            yield Row(number, reason=str(error))
            number += 1
            continue
        if any(cell.strip() for cell in row):
            yield _row(number, row, places, columns)
        number += bool(row)


def _next(cells: Iterator[list[str]], fed: "_Fed") -> list[str]:
    """The cells of the next row. Raises StopIteration, and Unreadable where its quotes do not fit."""
    start = fed.number + 1
    try:
        return next(cells)
    except csv.Error as error:
        if fed.ended or (fed.number > start and "field limit" in str(error)):
            fed.ended = True
            reason = f"a quote opened in line {start} is never closed: nothing is read from there on"
        else:
            where = f"lines {start} to {fed.number} are" if fed.number > start else f"line {start} is"
            reason = f"{where} no valid CSV and not read: {printable(str(error))}; double the quotes in quoted cells"
        raise Unreadable(reason) from None


class _Fed:
    """Lines for csv.reader, the number of the last one, and whether it asked for more than there are."""

    def __init__(self, lines: Iterator[str], above: int) -> None:
        self.lines = lines
        self.number = above
        self.ended = False

    def __iter__(self) -> "_Fed":
        return self

    def __next__(self) -> str:
        try:
            line = next(self.lines)
        except StopIteration:
            self.ended = True
            raise
        self.number += 1
        return line


def _delimiter(line: str, column: str) -> str:
    """The one that parts `column` from the others, or else makes the most columns."""

    def fit(delimiter: str) -> tuple[bool, int]:
        header = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
        return column_of(header, column) is not None, len(header)

    return max(_DELIMITERS, key=fit)


def column_of(header: Sequence[str], name: str) -> int | None:
    """Where the column `name` stands, else the one that differs from it only in case; None where neither is."""
    if name in header:
        return header.index(name)
    folded = [cell.casefold() for cell in header]
    return folded.index(name.casefold()) if name.casefold() in folded else None


def _row(number: int, cells: list[str], places: Sequence[int | None], columns: int) -> Row:
    text, name, date, title = (None if at is None else cells[at] if at < len(cells) else "" for at in places)
    reason = ""
    if any(extra.strip() for extra in cells[columns:]):
        reason = f"{len(cells)} cells below {columns} columns: put its text in quotes"
    return Row(number, text=text, id=name, date=date, title=title, reason=reason)
