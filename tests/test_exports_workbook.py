"""The workbook: written, and opened again by another program's reader."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.escape import unescape

from pipeline.errors import OutputError
from pipeline.exports.export import export
from pipeline.exports.network import Cut
from pipeline.exports.strongest import strongest
from pipeline.exports.workbook import LONGEST_CELL, write_workbook
from pipeline.tables.csvfiles import encode
from pipeline.tables.schemas import ARTICLES, EVIDENCE, MENTIONS, TABLES

TEXTS = [
    "=1+1",
    "'=1",
    "+49 30 1",
    "@SUM(A1)",
    "https://example.org",
    "internal:A1",
    "007",
    "1.5",
    "2021-03",
    "WAHR",
    "NA",
    "<r>fett</r>",
    "_x0041_",
    "Müller & Söhne",
    "a\ufffeb",
    "😀" * 20_000,
]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """All tables, with as many rows as there are TEXTS, each a label; row n counts n."""
    for table in TABLES.values():
        rows = pd.DataFrame(index=range(len(TEXTS)))
        for column in table.columns:
            filled = {"id": [f"id:{n}" for n in rows.index], "text": TEXTS, "int": rows.index, "float": rows.index / 3}
            rows[column.name] = column.few[0] if column.few else filled.get(column.kind, "")
        for column in table.columns:
            if column.kind in {"date", "month"}:
                rows.loc[[0, 1, 2], column.name] = ["2021-03", "1871-01", ""]
            if column.kind == "date":
                rows.loc[3, column.name] = "2021-03-09"
        (tmp_path / table.file).write_bytes(b"".join(encode(rows[table.header], table)))
    return tmp_path


def test_openpyxl_reads_what_was_written(tables: Path) -> None:
    """Each table is a sheet; texts are texts whatever they look like, numbers numbers, months dates."""
    export(tables, "xlsx", None, Cut())
    book = openpyxl.load_workbook(tables / "mitgenannt.xlsx")
    assert book.sheetnames == ["contents", "columns", *TABLES]
    for table in TABLES.values():
        sheet = book[table.name]
        assert [cell.value for cell in sheet[1]] == table.header
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.max_row == len(TEXTS) + 1
        for number, column in enumerate(table.columns, 1):
            cells = [sheet.cell(row, number) for row in range(2, len(TEXTS) + 2)]
            if column.kind in {"int", "float"}:
                expected = [n if column.kind == "int" else n / 3 for n in range(len(TEXTS))]
                assert [cell.value for cell in cells] == pytest.approx(expected)
            elif column.kind == "text":
                assert [cell.value for cell in cells][:11] == [*column.few[:1] * 11, *TEXTS][:11]
                assert {cell.data_type for cell in cells} == {"s"}
                assert not any(cell.hyperlink for cell in cells)


def test_months_are_dates(tables: Path) -> None:
    """A month sorts and filters as a date and looks like a month; what is before spreadsheets' calendar is text."""
    write_workbook(tables, tables / "book.xlsx")
    sheet = openpyxl.load_workbook(tables / "book.xlsx")["articles"]
    cells = [sheet.cell(row, 2) for row in range(2, 6)]
    assert [cell.value for cell in cells] == [dt.datetime(2021, 3, 1), "1871-01", None, dt.datetime(2021, 3, 9)]  # noqa: DTZ001 - as openpyxl gives it
    assert [cells[0].number_format, cells[3].number_format] == ["yyyy-mm", "yyyy-mm-dd"]


def test_what_a_cell_cannot_hold(tables: Path) -> None:
    """Characters that XML forbids are replaced, too long texts cut and marked; the rest comes back whole."""
    write_workbook(tables, tables / "book.xlsx")
    sheet = openpyxl.load_workbook(tables / "book.xlsx")["entities"]
    labels = [sheet.cell(row, 2).value for row in range(2, len(TEXTS) + 2)]
    assert unescape(labels[12]) == "_x0041_"  # Excel does that by itself
    assert [labels[11], *labels[13:15]] == ["<r>fett</r> ", "Müller & Söhne", "a\ufffdb"]
    assert len(labels[15].encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert labels[15].endswith("😀…")


def test_no_formula_no_link(tables: Path) -> None:
    """The files of the workbook hold no formula and no link."""
    write_workbook(tables, tables / "book.xlsx")
    with zipfile.ZipFile(tables / "book.xlsx") as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets")]
    assert len(sheets) == len(TABLES) + 2
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_too_many_rows(tables: Path) -> None:
    """Of a table that is too long the strongest rows are shown, in their order, and the first sheet says so."""
    sheets = write_workbook(tables, tables / "book.xlsx", 6)
    assert {(sheet.rows, sheet.shown) for sheet in sheets} == {(len(TEXTS), 5)}
    book = openpyxl.load_workbook(tables / "book.xlsx")
    assert [cell.value for cell in book["contents"][2]][3:] == [
        16,
        5,
        "11 rows: the strongest are shown, articles.csv has all",
    ]
    shown = [book["entitiesbymonth"].cell(row, 5).value for row in range(2, 7)]
    assert shown == [11, 12, 13, 14, 15]
    assert book["aliases"].max_row == 6


def test_strongest_of_others(tables: Path) -> None:
    """A mention is as strong as its entity, evidence as its pair."""
    for table in (MENTIONS, EVIDENCE):
        assert strongest(tables, table, 3).nonzero()[0].tolist() == [13, 14, 15]


def test_rows_without_a_number_stay(tmp_path: Path) -> None:
    """Skipped articles have no counts and are none the less shown, however many others there are."""
    columns = {column.name: None if column.kind == "int" else "" for column in ARTICLES.columns}
    frame = pd.DataFrame(columns, index=range(9)).assign(Mentions=[None, *range(1, 9)])
    (tmp_path / ARTICLES.file).write_bytes(b"".join(encode(frame, ARTICLES)))
    assert strongest(tmp_path, ARTICLES, 3).nonzero()[0].tolist() == [0, 7, 8]


def test_same_bytes(tables: Path) -> None:
    """The same tables give the same workbook."""
    write_workbook(tables, tables / "one.xlsx")
    write_workbook(tables, tables / "other.xlsx")
    assert (tables / "one.xlsx").read_bytes() == (tables / "other.xlsx").read_bytes()


def test_disk_full(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What XlsxWriter cannot write is one sentence, and no half workbook stays."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile.write", full)
    with pytest.raises(OutputError, match=r"No space left .*make room"):
        export(tables, "xlsx", None, Cut())
    assert {path.suffix for path in tables.iterdir()} == {".csv"}
