"""What LibreOffice makes of the tables: each cell comes back as what went in, number as number and text as text."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import partial
from itertools import chain, repeat
from pathlib import Path

import pandas as pd
import pytest

from pipeline.tables.csvfiles import encode
from pipeline.tables.profiles import EXCEL_DE, PROFILES, Profile
from pipeline.tables.reading import read_table
from pipeline.tables.schemas import CHANGES, Column
from pipeline.tables.schemas import TABLES as PUBLISHED

TABLES = PUBLISHED | {CHANGES.name: CHANGES}
SOFFICE = shutil.which("soffice")
HERE = Path(__file__).parent
GOLDEN = HERE / "golden"  # awkward texts, a negative measure
EXAMPLE = HERE.parent / "output"  # real ones, cut for time
GERMAN, ENGLISH = "1031", "1033"
SYSTEM = "0"
CASES = [  # profile, locale of the computer, language chosen in the dialog, whether dates are looked for, as Excel does
    ("excel-de", "de-DE", SYSTEM, "true"),
    ("excel-de", "de-DE", SYSTEM, "false"),
    ("excel-de", "en-US", GERMAN, "true"),
    ("standard", "en-US", SYSTEM, "true"),
    ("standard", "en-US", SYSTEM, "false"),
    ("standard", "de-DE", ENGLISH, "true"),
]
LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item></oor:items>
"""
OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))

Cell = tuple[str, str | float] | None  # kind and content; None if empty

pytestmark = pytest.mark.skipif(not SOFFICE, reason="no LibreOffice: apt-get install libreoffice-calc-nogui")


def _open(files: list[Path], locale: str, options: str, folder: Path) -> None:
    """Open CSV files as a computer with this locale does, and save them as XML below `folder`."""
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(LOCALE.format(locale), encoding="utf-8")
    where = [f"-env:UserInstallation={folder.as_uri()}", "--outdir", str(folder)]
    command = [str(SOFFICE), "--headless", f"--infilter=CSV:{options}", "--convert-to", "fods", *where]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)


def _rows(path: Path, columns: int) -> Iterator[list[Cell]]:
    """The rows of a sheet down to the last one with a cell."""
    blank = 0
    for row in ET.parse(path).iter(f"{TABLE}table-row"):  # noqa: S314 - of our own making
        cells = list(chain.from_iterable(map(_cells, row.iter(f"{TABLE}table-cell"))))[:columns]
        again = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        if not any(cells):
            blank += again
            continue
        yield from repeat([None] * columns, blank)
        yield from repeat(cells + [None] * (columns - len(cells)), again)
        blank = 0


def _cells(node: ET.Element) -> Iterator[Cell]:
    """A cell as often as it is repeated; a formula is shown as one."""
    kind = node.get(f"{OFFICE}value-type")
    cell: Cell = None
    if formula := node.get(f"{TABLE}formula"):
        cell = "formula", formula
    elif kind == "float":
        cell = kind, float(node.get(f"{OFFICE}value", ""))
    elif kind == "date":
        cell = kind, node.get(f"{OFFICE}date-value", "")
    elif kind:
        cell = kind, "\n".join(map(_text, node.iter(f"{TEXT}p")))
    return repeat(cell, int(node.get(f"{TABLE}number-columns-repeated", "1")))


def _text(node: ET.Element) -> str:
    """A paragraph's text; blanks in a row are an element of their own, with their number."""
    own = " " * int(node.get(f"{TEXT}c", "1")) if node.tag == f"{TEXT}s" else node.text or ""
    return own + "".join(_text(part) + (part.tail or "") for part in node)


def _expected(value: object, column: Column, profile: Profile) -> Cell:
    """What a cell ought to be."""
    if pd.isna(value) or value == "":
        return None
    if column.kind in {"int", "float"}:
        return "float", float(str(value))
    text = str(value)
    if column.kind in {"date", "month"}:
        return ("date", text) if text.count("-") > 1 else ("string", profile.dated(text))
    return "string", profile.guard(text)


@pytest.mark.parametrize(
    ("folder", "profile", "locale", "language", "dates"),
    [(GOLDEN, *case) for case in CASES] + [(EXAMPLE, *case) for case in (CASES[0], CASES[3])],
)
def test_cells_come_back(folder: Path, tmp_path: Path, profile: str, locale: str, language: str, dates: str) -> None:
    """Numbers are numbers, also negative ones, and nothing else is; months stay text; no text becomes a formula."""
    written = PROFILES[profile]
    frames = {name: read_table(folder, table, most=300) for name, table in TABLES.items()}
    for name, frame in frames.items():
        (tmp_path / f"{name}.csv").write_bytes(b"".join(encode(frame, TABLES[name], written)))
    options = f"{ord(written.delimiter)},34,UTF-8,1,,{language},false,{dates}"
    _open(sorted(tmp_path.glob("*.csv")), locale, options, tmp_path)
    kinds = set()
    for name, frame in frames.items():
        columns = TABLES[name].columns
        header, *rows = _rows(tmp_path / f"{name}.fods", len(columns))
        assert header == [("string", column.name) for column in columns]
        assert len(rows) == len(frame)
        for at, column in enumerate(columns):
            expected = map(partial(_expected, column=column, profile=written), frame[column.name])
            wrong = [(found, cell) for row, cell in zip(rows, expected, strict=True) if (found := row[at]) != cell]
            assert not wrong, (name, column.name)
            kinds |= {(column.kind, cell and cell[0]) for row in rows for cell in [row[at]]}
    assert {("float", "float"), ("int", "float"), ("month", "string"), ("date", "date"), ("date", "string")} <= kinds


def test_texts_that_look_like_numbers_stay_texts(tmp_path: Path) -> None:
    """In the profile for German Excel, no name becomes a number or a date, and reading gives it back."""
    table = TABLES["dropped"]
    names = ["9/11", "1. Mai", "11. September 2001", "Mai 68", "2022-02", "3:1", "1E5", "007", "1.000", "50 %", "WAHR"]
    frame = pd.DataFrame({"Surface": names, "Kind": "name", "Type": "PER", "Mentions": 1, "Articles": 1, "Rule": "x"})
    (tmp_path / table.file).write_bytes(b"".join(encode(frame, table, EXCEL_DE)))
    _open([tmp_path / table.file], "de-DE", "59,34,UTF-8,1,,0,false,true", tmp_path)
    _, *rows = _rows(tmp_path / "dropped.fods", len(table.columns))
    assert [row[0] for row in rows] == [("string", f"'{name}") for name in names]
    assert read_table(tmp_path, table)["Surface"].tolist() == names


def test_the_other_profile_is_what_it_mends(tmp_path: Path) -> None:
    """On a German computer the decimal points of the standard are no numbers: these tests can tell."""
    frame = read_table(GOLDEN, TABLES["comentions"])
    (tmp_path / "comentions.csv").write_bytes(b"".join(encode(frame, TABLES["comentions"])))
    _open([tmp_path / "comentions.csv"], "de-DE", "44,34,UTF-8,1,,0,false,true", tmp_path)
    header, *rows = _rows(tmp_path / "comentions.fods", len(frame.columns))
    at = header.index(("string", "PMI"))
    assert [row[at] for row in rows] == [("string", "0.584963"), ("string", "-0.25")]
