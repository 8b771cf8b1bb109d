"""datapackage.json and COLUMNS.md: what the tables hold, as the schemas have it."""

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.exports.export import FILES as FORMATS
from pipeline.exports.export import export
from pipeline.exports.network import Cut
from pipeline.tables.csvfiles import encode
from pipeline.tables.package import data_package, dictionary
from pipeline.tables.profiles import EXCEL_DE
from pipeline.tables.publish import FILES
from pipeline.tables.reading import read_table
from pipeline.tables.schemas import TABLES

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "output"
CASTS: dict[str, Any] = {"integer": int, "number": float}


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    """The data package of the committed example."""
    made: dict[str, Any] = json.loads(data_package(EXAMPLE, "1"))
    return made


def _cells(resource: dict[str, Any]) -> pd.DataFrame:
    return pd.read_csv(EXAMPLE / resource["path"], dtype="str", keep_default_na=False)


def test_columns_md_is_what_the_schemas_say() -> None:
    """COLUMNS.md is made from the schemas that tables are written by; `make columns` makes it anew."""
    assert (ROOT / "pipeline" / "tables" / "COLUMNS.md").read_text("utf-8") == dictionary()


def test_readme_names_the_files_and_formats() -> None:
    """README's tables name each file that a run writes, in the order of the schemas, and each format of export."""
    readme = (ROOT / "README.md").read_text("utf-8")
    first = [line.split(" |")[0].removeprefix("| ") for line in readme.splitlines() if line.startswith("| ")]
    assert [file for cell in first if cell.endswith((".csv", ".json")) for file in cell.split(", ")] == list(FILES)
    assert {cell.strip("`") for cell in first} >= set(FORMATS)


def test_links_of_columns_md_lead_somewhere() -> None:
    """COLUMNS.md lies beside what it links to."""
    links = re.findall(r"\]\(([^)]+)\)", dictionary())
    assert links
    assert [link for link in links if not (ROOT / "pipeline" / "tables" / link).exists()] == []


def test_package_describes_the_files(package: dict[str, Any]) -> None:
    """Each table is a resource with its size, digest and columns; names are such as the specification allows."""
    assert {resource["name"] for resource in package["resources"]} == {*TABLES, "changes"}
    for resource in package["resources"]:
        content = (EXAMPLE / resource["path"]).read_bytes()
        assert re.fullmatch("[-a-z0-9._/]+", resource["name"])
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(_cells(resource).columns)
        assert all(field["description"] for field in fields)


def test_cells_are_of_their_types(package: dict[str, Any]) -> None:
    """Each cell of the example fits the type and the constraints of its field."""
    for resource in package["resources"]:
        cells = _cells(resource)
        for field in resource["schema"]["fields"]:
            constraints = field.get("constraints", {})
            values = cells[field["name"]].unique().tolist()
            assert not constraints.get("required") or "" not in values
            for value in filter(None, values):
                CASTS.get(field["type"], str)(value)
                assert re.fullmatch(constraints.get("pattern", ".*"), value)
                assert field["type"] != "yearmonth" or re.fullmatch(r"\d{4}-\d\d", value)


def test_keys_hold(package: dict[str, Any]) -> None:
    """Primary keys tell the rows of the example apart, and each foreign key leads to a row."""
    tables = {resource["name"]: _cells(resource) for resource in package["resources"]}
    for resource in package["resources"]:
        schema, cells = resource["schema"], tables[resource["name"]]
        if "primaryKey" in schema:
            assert not cells.duplicated(schema["primaryKey"]).any()
        for foreign in schema.get("foreignKeys", []):
            other = tables[foreign["reference"]["resource"] or resource["name"]]
            known = set(other[foreign["reference"]["fields"]].itertuples(index=False, name=None))
            rows = set(cells[foreign["fields"]].itertuples(index=False, name=None))
            assert {row for row in rows if any(row)} <= known


def test_tables_for_excel_are_described_as_they_are(tmp_path: Path) -> None:
    """Delimiter, line ends, mark, decimal sign and months of the profile excel-de stand in the package, too."""
    for name in ("comentions", "articles"):
        content = b"".join(encode(read_table(EXAMPLE, TABLES[name]), TABLES[name], EXCEL_DE))
        (tmp_path / f"{name}.csv").write_bytes(content)
    for resource in json.loads(data_package(tmp_path, "1"))["resources"]:
        dialect = resource["dialect"]
        text = (tmp_path / resource["path"]).read_bytes().decode(resource["encoding"])
        header, *rows = csv.reader(text.split(dialect["lineTerminator"])[:-1], delimiter=dialect["delimiter"])
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        for at, field in enumerate(resource["schema"]["fields"]):
            for cell in filter(None, {row[at] for row in rows}):
                CASTS.get(field["type"], str)(cell.replace(field.get("decimalChar", "."), "."))
                assert re.fullmatch(field.get("constraints", {}).get("pattern", ".*"), cell)
                assert field["type"] != "yearmonth"


def test_export(tmp_path: Path) -> None:
    """The command writes it beside the tables, the same bytes each time."""
    for path in EXAMPLE.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert export(tmp_path, "datapackage", None, Cut()).startswith(f"{len(TABLES) + 1} tables described.")
    first = (tmp_path / "datapackage.json").read_bytes()
    export(tmp_path, "datapackage", None, Cut())
    assert (tmp_path / "datapackage.json").read_bytes() == first
