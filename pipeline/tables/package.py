"""What the tables hold, for machines and for people: datapackage.json and the data dictionary."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.tables.profiles import STANDARD, Profile, profile_of
from pipeline.tables.publish import sha256
from pipeline.tables.schemas import CHANGES, TABLES, Column, Table

_TYPES = {"id": "string", "text": "string", "int": "integer", "float": "number", "date": "string", "month": "yearmonth"}
TABULAR = "tabular-data-resource"
_READ_AS = {"id": "text", "text": "text", "int": "whole number", "float": "number", "date": "date", "month": "month"}
_ALL = (*TABLES.values(), CHANGES)


def data_package(folder: Path, version: str) -> str:
    """datapackage.json of the tables in `folder`: Data Package v1, https://specs.frictionlessdata.io.

    `version`: that of this program. The same tables give the same text.
    """
    package = {
        "profile": "tabular-data-package",
        "name": "mitgenannt",
        "title": "Who is mentioned with whom",
        "description": f"Tables of mitgenannt {version}. Text that a spreadsheet would take for a formula has a ' in "
        "front; so has, in tables of the profile excel-de, what it would take for a number or a date.",
        "resources": [_resource(folder, table) for table in _ALL if (folder / table.file).exists()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / table.file
    with path.open("rb") as file:
        profile = profile_of(file)
    return {
        "profile": TABULAR,
        "name": table.name,
        "path": table.file,
        "title": f"One row per {table.rows}",
        "description": f"Order of rows: {table.order}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if profile.mark else "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "dialect": {
            "delimiter": profile.delimiter,
            "lineTerminator": profile.newline,
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": _schema(table, profile),
    }


def _schema(table: Table, profile: Profile) -> dict[str, Any]:
    """Table Schema. An empty month or id is missing; so keys with a month say nothing of undated rows."""
    schema: dict[str, Any] = {"fields": [_field(column, profile) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": list(columns),
                "reference": {"resource": "" if other == table.name else other, "fields": list(TABLES[other].key)},
            }
            for columns, other in table.references
        ]
    return schema


def _field(column: Column, profile: Profile) -> dict[str, Any]:
    """Table Schema has no word for a month as Excel leaves it alone: there it is a text with a pattern."""
    month = rf"\d{{4}}{profile.month}\d\d"
    plain = column.kind != "month" or profile.month == STANDARD.month
    kind = _TYPES[column.kind] if plain else "string"
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.meaning}
    if column.unit:
        field["unit"] = column.unit
    if column.kind == "float" and profile.decimal != STANDARD.decimal:
        field["decimalChar"] = profile.decimal
    if column.kind == "date":
        field["constraints"] = {"pattern": rf"{month}|\d{{4}}-\d\d-\d\d"}
    elif column.few:
        field["constraints"] = {"enum": list(column.few)}
    elif not plain:
        field["constraints"] = {"pattern": month}
    elif column.kind in {"int", "float"} and not column.optional:
        field["constraints"] = {"required": True}
    return field


def dictionary() -> str:
    """The meaning of each column of each table, as Markdown."""
    return "\n".join(_chapters())


def _chapters() -> Iterator[str]:
    yield "# Columns of the tables\n"
    yield "Made from [the schemas](schemas.py) that the tables are written by. A unit is in brackets."
    for table in _ALL:
        yield f"\n## {table.file}\n\nOne row per {table.rows}. Order of rows: {table.order}.\n"
        yield "| column | type | meaning |\n|---|---|---|"
        for column in table.columns:
            unit = f" ({column.unit})" if column.unit else ""
            yield f"| {column.name} | {_READ_AS[column.kind]}{unit} | {column.meaning} |"
    yield ""
