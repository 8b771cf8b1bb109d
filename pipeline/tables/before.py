"""The tables as the run before left them, as far as run.json vouches for them; the new ones as a reader gets them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from pipeline.tables.csvfiles import cleaner, factorized
from pipeline.tables.profiles import Profile, profile_of
from pipeline.tables.publish import MANIFEST, sha256
from pipeline.tables.schemas import CHANGES, TABLES, Column, Table

_NEEDED = {  # of the tables before, for a comparison
    "entities": ("Id", "Label", "EntityType", "Articles", "Mentions"),
    "comentions": ("Source", "Target", "Articles", "LogLikelihood"),
    "mentions": ("ArticleId", "Start", "Text", "EntityId"),
}
_NEEDED_NOW = _NEEDED | {"articles": ("ArticleId", "Status")}
_SAID = ("version", "model", "settings")  # in run.json: what numbers depend on beside the articles
_COUNTED, _RAREST = "counted", "pairs_from_articles"  # counts in run.json
_ROWS = 500_000  # read at a time
_NUMBERS = {"int": "int64", "float": "float64"}
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Before:
    """The tables by name, with the columns that are compared; none where they cannot be, as `remarks` say.

    `counts`: counted and pairs_from_articles, as in run.json. `remarks`: Change and Label of the rows of changes.csv
    on the run itself.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


class _UntoldError(Exception):
    """Why there is nothing to compare with."""


def read_before(output: Path, manifest: Mapping[str, object]) -> Before:
    """What the last run has left in `output`, for one whose run.json will say `manifest`.

    Only tables that run.json vouches for are compared: of one that somebody filtered and saved in a spreadsheet, a
    comparison would tell changes that are none.
    """
    if not any((output / name).exists() for name in (MANIFEST, *(TABLES[name].file for name in _NEEDED))):
        return Before(remarks=(("first", "First run: all of it is new."),))
    try:
        said, sums, counts = _last_run(output / MANIFEST)
        tables = {name: _vouched(output, name, sums) for name in _NEEDED}
    except _UntoldError as error:
        return Before(remarks=(("unknown", f"What is new cannot be told this time: {error}."),))
    return Before(tables, counts, tuple(("settings", text) for text in _other_settings(said, manifest)))


def as_read(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The columns of new tables that are compared, as read from their files: texts cleaned and categorical."""
    return {
        name: pd.DataFrame(
            {
                column.name: _values(tables[name][column.name], column, _as_written(column))
                for column in _columns(TABLES[name], wanted)
            }
        )
        for name, wanted in _NEEDED_NOW.items()
    }


def read_changes(output: Path) -> pd.DataFrame | None:
    """The rows of changes.csv, all as texts; None if it is no such table."""
    try:
        return pd.concat(part for part, _ in _parts(output / CHANGES.file, dict.fromkeys(CHANGES.header, "str")))
    except _UntoldError:
        return None


def _last_run(path: Path) -> tuple[dict[str, Any], dict[str, str], dict[str, int]]:
    """What run.json says, the SHA-256 of each table, and the counts."""
    try:
        said = json.loads(path.read_bytes())
        sums = {str(file): str(table["sha256"]) for file, table in said["tables"].items()}
        # Older versions left out no pairs by themselves, and did not say how many articles counted.
        counts = {_RAREST: 1, _COUNTED: said["counts"]["articles"]} | said["counts"]
        return said, sums, {name: int(counts[name]) for name in (_COUNTED, _RAREST)}
    except FileNotFoundError:
        raise _UntoldError(f"{path.name} is not there") from None
    except OSError as error:
        raise _UntoldError(f"{path.name} cannot be read ({error.strerror})") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _UntoldError(f"{path.name} is damaged, or of another version") from error


def _vouched(output: Path, name: str, sums: Mapping[str, str]) -> pd.DataFrame:
    """What is compared of a table, if its bytes are those of the last run."""
    path = output / TABLES[name].file
    try:
        found = sha256(path)
    except OSError as error:
        raise _UntoldError(f"{path.name} cannot be read ({error.strerror})") from error
    if not found or found != sums.get(path.name):
        raise _UntoldError(f"{path.name} was changed since the last run" if found else f"{path.name} is not there")
    return _read(path, _columns(TABLES[name], _NEEDED[name]))


def _columns(table: Table, names: tuple[str, ...]) -> list[Column]:
    return [column for column in table.columns if column.name in names]


def _read(path: Path, columns: list[Column]) -> pd.DataFrame:
    """These columns of a table, in pieces, texts as categories: those of 10 million mentions would take gigabytes."""
    parts = [
        {column.name: _values(part[column.name], column, profile.unguard) for column in columns}
        for part, profile in _parts(path, {column.name: _NUMBERS.get(column.kind, "str") for column in columns})
    ]
    return pd.DataFrame(
        {
            column.name: (np.concatenate if column.kind in _NUMBERS else union_categoricals)(
                [part[column.name] for part in parts]
            )
            for column in columns
        }
    )


def _parts(path: Path, types: Mapping[str, str]) -> Iterator[tuple[pd.DataFrame, Profile]]:
    """A table in pieces: the columns of `types`; and how it is written."""
    try:
        with path.open("rb") as file:
            profile = profile_of(file)
            parts = pd.read_csv(
                file,
                sep=profile.delimiter,
                decimal=profile.decimal,
                usecols=list(types),
                dtype=types,
                na_filter=False,
                encoding="utf-8",
                chunksize=_ROWS,
            )
            yield from ((part, profile) for part in parts)
    except (OSError, ValueError) as error:  # no such column, no number, no UTF-8, no CSV
        raise _UntoldError(f"{path.name} is of another version") from error


def _values(values: "pd.Series[Any]", column: Column, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - array or categorical
    """Numbers as an array; texts, each distinct one changed once, as a categorical."""
    if column.kind in _NUMBERS:
        return values.to_numpy()
    codes, distinct = factorized(values)
    again, texts = pd.factorize(np.array([change(text) for text in distinct], dtype=object))
    return pd.Categorical.from_codes(again[codes], pd.Index(texts, dtype="str"))


def _as_written(column: Column) -> Callable[[str], str]:
    """What encode() makes of a text of this column, but for guard and quotes."""
    clean = cleaner(column)
    return lambda text: text if (text := clean(text)).isprintable() else text.encode("utf-8", "replace").decode()


def _other_settings(said: Mapping[str, object], manifest: Mapping[str, object]) -> Iterator[str]:
    """A sentence on what the last run was told otherwise, if there is such."""
    before, now = _flat(said), _flat(json.loads(json.dumps(manifest)))
    other = [
        f"{name} {_shown(before.get(name))} before, {_shown(now.get(name))} now"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]
    if other:
        yield f"Not all changes come from the articles: {'; '.join(other)}."


def _flat(said: Mapping[str, object]) -> dict[str, object]:
    """What numbers depend on beside the articles, by name; not the profile, which only says how they are written."""
    parts = {name: part if isinstance(part := said.get(name), dict) else {"": part} for name in _SAID}
    return {
        f"{name} {key}".strip(): value
        for name, part in parts.items()
        for key, value in part.items()
        if key != "profile"
    }


def _shown(value: object) -> str:
    """A setting for a sentence; of a digest the beginning."""
    text = " and ".join(map(str, value)) if isinstance(value, list) else str("none" if value is None else value)
    return text if len(text) < _DIGEST else text[:8]
