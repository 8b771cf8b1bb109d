"""The store's file: opened, made, or set aside where it is damaged or not ours."""

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb

from pipeline.errors import DamagedStoreError, LockedError, MitgenanntError, StoreError
from pipeline.settings import HIDDEN, KINDS, TYPES

# The version counts changes of the tables below; kinds and types are part of the mark, as spans hold their positions.
_MARK = ("mitgenannt", f"3 {' '.join(KINDS)} {' '.join(TYPES)}")
# No keys and indexes: they would slow each insert, and add() asks for what is there, as the only writer.
_SCHEMA = """
CREATE TABLE texts (digest VARCHAR, body VARCHAR);
CREATE TABLE documents (id INTEGER, model VARCHAR, digest VARCHAR, words BIGINT, sentences BIGINT);
CREATE TABLE sentences (document INTEGER, number INTEGER, paragraph INTEGER, start BIGINT, stop BIGINT,
                        key BIGINT, letters INTEGER);
CREATE TABLE surfaces (id INTEGER, text VARCHAR);
CREATE TABLE spans (document INTEGER, paragraph INTEGER, sentence INTEGER, start BIGINT, stop BIGINT,
                    surface INTEGER, kind TINYINT, type TINYINT, before INTEGER, after INTEGER);
CREATE TABLE unmarked (document INTEGER, paragraph INTEGER, sentence INTEGER, start BIGINT, stop BIGINT,
                       surface INTEGER);
CREATE TABLE meta (application VARCHAR, version VARCHAR);
"""

_DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
# DuckDB gives no error numbers. What the system says of these is no fault of the file, which must then stay in place.
_REFUSALS = tuple(
    os.strerror(getattr(errno, name))
    for name in (
        "ENOSPC",
        "EDQUOT",
        "EFBIG",
        "EACCES",
        "EPERM",
        "EROFS",
        "EISDIR",
        "ENOTDIR",
        "ENOENT",
        "EMFILE",
        "EIO",
    )
    if hasattr(errno, name)
)
_LOCKED = ("Could not set lock on file", "being used by another process", "with a different configuration")

_PATIENCE = 30.0  # seconds
_PAUSE = 0.1
_Value = str | bool | int | float | list[str]
_OFFLINE: dict[str, _Value] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


class _UnusableError(Exception):
    """The file is damaged or not ours; its text says which."""


def store_path(output: Path) -> Path:
    """Where the store of an output folder lies."""
    return output / HIDDEN / "store.duckdb"


@contextlib.contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is done in the `with` statement is kept, or nothing."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with contextlib.suppress(duckdb.Error):  # a failed commit has rolled back already
            connection.rollback()
        raise


def open_file(path: Path, warn: Callable[[str], None]) -> duckdb.DuckDBPyConnection:
    """The store at `path`, made or made anew where needed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):  # another user's, who decides on it
            path.parent.chmod(0o700)
        try:
            return _connect(path)
        except _UnusableError as error:
            aside = _set_aside(path)
            warn(f"The store {path} {error}. It was set aside as {aside.name}; all articles are extracted anew.")
        return _connect(path)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"The store {path} cannot be made: {reason}. Make its folder writable.") from error
    except _UnusableError as error:
        raise StoreError(f"The store {path} {error}, even a new one. Check the disk, or choose another one.") from error


def failure(path: Path, connection: duckdb.DuckDBPyConnection, error: duckdb.Error) -> Exception:
    """What to raise for an error at work: it itself, if we are at fault. A damaged file is closed and set aside."""
    refusal = _refusal(path, error)
    if refusal or not _damaged(error):
        return refusal or error
    with contextlib.suppress(duckdb.Error):  # it may try to write what it cannot
        connection.close()
    aside = _set_aside(path)
    return DamagedStoreError(f"The store {path} is damaged and was set aside as {aside.name}: it is rebuilt.")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """The connection to our tables; _UnusableError where the file does not hold them."""
    config: dict[str, _Value] = {
        "threads": min(4, os.cpu_count() or 1),
        "memory_limit": "4GB",
        "temp_directory": f"{path}.tmp",
        **_OFFLINE,
    }
    connection = _database(path, config)
    try:
        _claim(connection)
    except duckdb.InterruptException as error:  # no damage
        connection.close()
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        connection.close()
        raise _refusal(path, error) or _UnusableError("is damaged") from error
    except BaseException:
        connection.close()
        raise
    with contextlib.suppress(PermissionError):  # likewise
        path.chmod(0o600)
    shutil.rmtree(f"{path}.tmp", ignore_errors=True)  # left by a run that was killed
    return connection


def _database(path: Path, config: Mapping[str, _Value]) -> duckdb.DuckDBPyConnection:
    """The database, ours or not; one that is in use is waited for: no run uses it, for we hold the lock."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return _database_now(path, config)
        except LockedError:
            if time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


def _database_now(path: Path, config: Mapping[str, _Value]) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), config=dict(config))
    except duckdb.Error as error:
        raise _refusal(path, error) or _UnusableError("cannot be read") from error


def _claim(connection: duckdb.DuckDBPyConnection) -> None:
    """Make our tables in an empty database; _UnusableError where others are there."""
    if not connection.execute("SELECT table_name FROM information_schema.tables").fetchall():
        with transaction(connection):
            connection.execute(_SCHEMA)
            connection.execute("INSERT INTO meta VALUES (?, ?)", _MARK)
    elif not _is_ours(connection):
        raise _UnusableError("is of another program or version")


def _is_ours(connection: duckdb.DuckDBPyConnection) -> bool:
    with contextlib.suppress(duckdb.CatalogException, duckdb.BinderException):  # no meta, or another's
        return connection.execute("SELECT application, version FROM meta").fetchall() == [_MARK]
    return False


def open_to_read(path: Path) -> duckdb.DuckDBPyConnection | None:
    """The store as it is, in no way changed; None where there is none that can be used.

    Raises LockedError where another process uses it.
    """
    try:
        connection = duckdb.connect(str(path), read_only=True, config=dict(_OFFLINE))
    except duckdb.Error as error:
        refusal = _refusal(path, error)
        if isinstance(refusal, LockedError):
            raise refusal from error
        return None
    with contextlib.suppress(duckdb.Error):
        if _is_ours(connection):
            return connection
    connection.close()
    return None


def _refusal(path: Path, error: duckdb.Error) -> MitgenanntError | None:
    """The error to show where not the file is at fault but another process or the system; else None."""
    said = str(error).replace(str(path.absolute()), path.name).partition("\n")[0]
    if any(sign in said for sign in _LOCKED):
        return LockedError(f"Another process uses the store {path}. Wait until it has ended, or choose another output.")
    if isinstance(error, duckdb.OutOfMemoryException) or any(sign in said for sign in _REFUSALS):
        return StoreError(f"The store {path} cannot be used: {said}. Mend that and run again; it was left as it is.")
    return None


def _damaged(error: duckdb.Error) -> bool:
    """Whether the file is at fault, not what we asked; releases of DuckDB raise different classes for a bad block."""
    return isinstance(error, _DAMAGE) or "Corrupt database file" in str(error)


def aside_of(path: Path) -> Path:
    """Where a file is set aside: one place, lest such files pile up over the years."""
    return path.with_name(f"{path.name}.set-aside")


def log_of(path: Path) -> Path:
    """DuckDB's log of a file, which belongs to this file only."""
    return path.with_name(f"{path.name}.wal")


def _set_aside(path: Path) -> Path:
    """Rename a file and its log, in the place of what was set aside before; the file's new name."""
    aside = aside_of(path)
    try:
        log_of(aside).unlink(missing_ok=True)
        if log_of(path).exists():  # first, lest it be played into a new file
            log_of(path).replace(log_of(aside))
        path.replace(aside)
    except OSError as error:
        raise StoreError(
            f"The store {path} is damaged and cannot be set aside: {error.strerror}. Remove it."
        ) from error
    return aside
