"""Looking into a store without changing it, and making it small again."""

import contextlib
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipeline.errors import StoreError
from pipeline.store.file import aside_of, failure, log_of, open_file, open_to_read, transaction

# What stays of each table, in an order in which all that a condition asks for is there.
_KEPT = {
    "documents": "WHERE model = $model AND digest IN (SELECT digest FROM kept)",
    "texts": "WHERE digest IN (SELECT digest FROM documents)",
    "sentences": "WHERE document IN (SELECT id FROM documents)",
    "spans": "WHERE document IN (SELECT id FROM documents)",
    "unmarked": "WHERE document IN (SELECT id FROM documents)",
    "surfaces": """WHERE id IN (SELECT surface FROM spans UNION SELECT before FROM spans UNION SELECT after FROM spans
                   UNION SELECT surface FROM unmarked)""",
}


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a store holds. `articles`: bodies that each model has extracted, by its key. `texts`: bodies, each once.

    `bytes`: of the file and its log. `aside`: bytes of what was set aside.
    """

    articles: dict[str, int]
    texts: int
    bytes: int
    aside: int


def stored(path: Path, model: str) -> set[str]:
    """Digests of the bodies that a model has extracted, as Store.known(); none where there is no usable store.

    The file is neither changed nor made. Raises LockedError where another process has it in use.
    """
    return {digest for (digest,) in _read(path, "SELECT digest FROM documents WHERE model = ?", model)}


def take_inventory(path: Path) -> Inventory:
    """What there is; read as stored() does."""
    articles = dict(_read(path, "SELECT model, count(*) FROM documents GROUP BY model ORDER BY model"))
    texts = sum(number for (number,) in _read(path, "SELECT count(*) FROM texts"))
    return Inventory(articles, texts, _size(path, log_of(path)), _size(*_aside(path)))


def stored_texts(path: Path, digests: Collection[str]) -> dict[str, str]:
    """Bodies by digest, as far as they are there; read as stored() does."""
    return dict(_read(path, "SELECT digest, body FROM texts WHERE digest IN (SELECT unnest(?))", list(digests)))


def stored_sentences(path: Path, model: str, digests: Sequence[str], numbers: Sequence[int]) -> pd.DataFrame:
    """Sentences that a model has found: each the one with this number (from 1) of the body with this digest.

    Gives digest, number, start, end (code points of the body), text, as far as they are there; read as stored() does.
    """
    rows = _read(
        path,
        """SELECT d.digest, s.number, s.start, s.stop, substring(t.body, s.start + 1, s.stop - s.start)
           FROM (SELECT DISTINCT unnest(?) AS digest, unnest(?) AS number) w JOIN documents d USING (digest)
           JOIN sentences s ON s.document = d.id AND s.number = w.number JOIN texts t ON t.digest = d.digest
           WHERE d.model = ?""",
        list(digests),
        list(numbers),
        model,
    )
    return pd.DataFrame(rows, columns=["digest", "number", "start", "end", "text"])


def prune(path: Path, model: str, digests: Collection[str], warn: Callable[[str], None]) -> None:
    """Keep only what `model` has found in the bodies with these digests; drop also what was set aside.

    DuckDB gives no space back, so a new file takes the place of the old one once it is whole: a kill leaves one of
    them. Raises what Store does.
    """
    open_file(path, warn).close()  # takes in the log, sets a damaged file aside
    fresh = path.with_name(f"{path.name}.new")
    try:
        _remove(fresh, log_of(fresh))
        _fill(fresh, path, model, digests, warn)
        if log_of(path).exists() or log_of(fresh).exists():  # it would be played into the wrong file
            raise StoreError(f"The store {path} could not be closed and was left as it is: run again.")
        with fresh.open("r+b") as file:
            os.fsync(file.fileno())
        fresh.replace(path)
        _remove(*_aside(path))
    except OSError as error:
        raise StoreError(f"The store {path} cannot be pruned: {error.strerror}. It is whole: mend that.") from error
    finally:
        with contextlib.suppress(OSError):
            _remove(fresh, log_of(fresh))


def _fill(fresh: Path, path: Path, model: str, digests: Collection[str], warn: Callable[[str], None]) -> None:
    connection = open_file(fresh, warn)
    try:
        _copy(path, connection, model, digests)
    except duckdb.Error as error:
        raise failure(path, connection, error) from error
    finally:
        connection.close()


def _copy(path: Path, connection: duckdb.DuckDBPyConnection, model: str, digests: Collection[str]) -> None:
    connection.register("kept", pd.DataFrame({"digest": list(digests)}, dtype=object))
    place = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{place}' AS old (READ_ONLY)")
    with transaction(connection):
        for table, condition in _KEPT.items():
            values = {"model": model} if "$model" in condition else None
            connection.execute(f"INSERT INTO {table} FROM old.{table} {condition}", values)
    connection.execute("DETACH old")


def _read(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the result; none where there is no store that can be read."""
    with contextlib.suppress(duckdb.Error):
        if connection := open_to_read(path):
            with contextlib.closing(connection):
                return connection.execute(sql, values).fetchall()
    return []


def _aside(path: Path) -> tuple[Path, Path]:
    """Where a damaged file and its log are set aside."""
    aside = aside_of(path)
    return aside, log_of(aside)


def _size(*files: Path) -> int:
    return sum(file.stat().st_size for file in files if file.exists())


def _remove(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)
