"""The tables as one XLSX workbook, a sheet per table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.exports.strongest import strongest
from pipeline.exports.xml import legal
from pipeline.tables.reading import read_parts
from pipeline.tables.schemas import CHANGES, TABLES, Column, Table

MOST_ROWS = 1_048_576  # of a sheet, the header included
LONGEST_CELL = 32_767
_FORMATS = {"int": "#,##0", "float": "0.000", "month": "yyyy-mm", "day": "yyyy-mm-dd"}
_FIRST_DATE = date(1900, 3, 1)  # before it, Excel and other programs count days differently
_WIDEST, _LOOKED_AT = 60, 200  # characters, rows
_BORN = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # no clock: the same tables give the same bytes
# Cells are written by type, so that no text becomes a formula, a link or a number.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

_Write = Callable[[int, int, Any], object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: its table, how many rows that has, and how many of them are shown."""

    table: Table
    rows: int
    shown: int


def write_workbook(folder: Path, path: Path, most_rows: int = MOST_ROWS) -> list[Sheet]:
    """Write the tables in `folder` as a workbook to `path`; the sheets of tables.

    A sheet takes `most_rows`, the header included; of a longer table it has the strongest ones, and the first sheet
    says so. The same tables give the same bytes. Raises TablesError, OSError.
    """
    try:
        return _write(folder, path, most_rows - 1)
    except FileCreateError as error:  # how XlsxWriter wraps what the system says
        raise OSError(str(error)) from error


def _write(folder: Path, path: Path, most: int) -> list[Sheet]:
    with Workbook(path, _OPTIONS) as book:
        book.set_properties({"title": "mitgenannt", "created": _BORN})
        formats = {name: book.add_format({"num_format": code}) for name, code in _FORMATS.items()}
        bold = book.add_format({"bold": True, "bottom": 1})
        contents, columns = book.add_worksheet("contents"), book.add_worksheet("columns")
        tables = [*TABLES.values(), *([CHANGES] if (folder / CHANGES.file).exists() else [])]
        sheets = [_write_table(book.add_worksheet(table.name), folder, table, most, formats, bold) for table in tables]
        _write_contents(contents, sheets, bold, formats["int"])
        _write_columns(columns, tables, bold)
    return sheets


def _write_table(
    sheet: Worksheet, folder: Path, table: Table, most: int, formats: dict[str, Format], bold: Format
) -> Sheet:
    """A table as a sheet, of at most `most` rows."""
    rows, shown = _count(folder / table.file), 0
    sheet.freeze_panes(1, 0)
    _write_row(sheet, 0, table.header, bold)
    writers = [_writer(sheet, column, formats) for column in table.columns]
    for part in _shown(folder, table, rows, most):
        if not shown:
            _set_widths(sheet, table.header, part.head(_LOOKED_AT).astype("str").to_numpy().tolist())
        for row in part.itertuples(index=False, name=None):
            shown += 1
            for number, (write, cell) in enumerate(zip(writers, row, strict=True)):
                write(shown, number, cell)
    if not shown:
        _set_widths(sheet, table.header, [])
    sheet.autofilter(0, 0, max(shown, 1), len(writers) - 1)
    return Sheet(table, rows, shown)


def _shown(folder: Path, table: Table, rows: int, most: int) -> Iterator[pd.DataFrame]:
    """The rows to show, some at a time, in the order of the table."""
    if rows <= most:
        yield from read_parts(folder, table)
        return
    kept, start = strongest(folder, table, most), 0
    for part in read_parts(folder, table):
        yield part[kept[start : start + len(part)]]
        start += len(part)


def _count(path: Path) -> int:
    """The rows of a table; each is a line, and so is the header."""
    if not path.exists():  # reading it will tell
        return 0
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1


def _writer(sheet: Worksheet, column: Column, formats: dict[str, Format]) -> _Write:
    """What writes a cell of this column; an empty one is left out."""
    if column.kind in {"int", "float"}:
        shape = formats[column.kind]
        return lambda row, number, cell: None if pd.isna(cell) else sheet.write_number(row, number, cell, shape)
    if column.kind in {"date", "month"}:
        return lambda row, number, cell: _write_date(sheet, row, number, cell, formats)
    return lambda row, number, cell: sheet.write_string(row, number, _fitting(cell)) if cell else None


def _write_date(sheet: Worksheet, row: int, number: int, cell: str, formats: dict[str, Format]) -> None:
    """A day or a month as a date, so that filters, pivots and charts know it; each looks as exact as it is known.

    What lies before the calendar of spreadsheets stays a text.
    """
    if not cell:
        return
    exact = len(cell) == len("2021-12-07")
    # ISO dates have the order of texts.
    if cell < str(_FIRST_DATE):
        sheet.write_string(row, number, cell)
    else:
        day = date.fromisoformat(cell if exact else f"{cell}-01")
        sheet.write_datetime(row, number, day, formats["day" if exact else "month"])


def _fitting(text: str) -> str:
    """The text without what no XLSX file can hold, cut where a cell ends."""
    text = legal(text)
    if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter takes such a text for XML
        text += " "
    # Excel counts UTF-16: a character beyond the first 65,536 counts twice.
    if len(text) <= LONGEST_CELL // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _write_contents(sheet: Worksheet, sheets: list[Sheet], bold: Format, whole: Format) -> None:
    """What is in the workbook, and what is not."""
    rows = [[s.table.name, s.table.rows, _order(s.table), s.rows, s.shown, _left_out(s)] for s in sheets]
    header = ["Sheet", "One row per", "Order of rows", "Rows", "Shown", "Left out"]
    _write_row(sheet, 0, header, bold)
    for number, cells in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell, whole)
            else:
                sheet.write_string(number, place, str(cell))
    sheet.freeze_panes(1, 0)
    _set_widths(sheet, header, rows)


def _order(table: Table) -> str:
    return f"{table.order} (- : highest first)" if "-" in table.order else table.order


def _left_out(sheet: Sheet) -> str:
    if sheet.rows == sheet.shown:
        return ""
    return f"{sheet.rows - sheet.shown:,} rows: the strongest are shown, {sheet.table.file} has all"


def _write_columns(sheet: Worksheet, tables: list[Table], bold: Format) -> None:
    """What each column means."""
    header = ["Sheet", "Column", "Meaning"]
    rows = [[table.name, column.name, column.meaning] for table in tables for column in table.columns]
    for number, cells in enumerate([header, *rows]):
        _write_row(sheet, number, cells, None if number else bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
    _set_widths(sheet, header, rows)


def _write_row(sheet: Worksheet, row: int, cells: list[str], shape: Format | None) -> None:
    for number, cell in enumerate(cells):
        sheet.write_string(row, number, cell, shape)


def _set_widths(sheet: Worksheet, header: list[str], rows: list[list[Any]]) -> None:
    """Columns as wide as what stands in them, their heads with the button of the filter included."""
    for number, name in enumerate(header):
        longest = max((len(str(row[number])) for row in islice(rows, _LOOKED_AT)), default=0)
        sheet.set_column(number, number, min(max(longest + 1, len(name) + 4), _WIDEST))
