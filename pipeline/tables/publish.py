"""All tables or none.

The new files are staged beside the store, then a marker says that they are complete, then each is renamed into the
output folder, run.json last. A run killed before the marker has changed nothing; one killed after it is finished by
the next one.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import stops
from pipeline.errors import OutputError
from pipeline.settings import HIDDEN
from pipeline.tables.csvfiles import encode
from pipeline.tables.profiles import STANDARD, Profile
from pipeline.tables.schemas import CHANGES, TABLES

MANIFEST = "run.json"
FILES = (*(table.file for table in TABLES.values()), CHANGES.file, MANIFEST)
_MARKER = "complete"
_ROOM = "make room on the disk"
_HINTS = {errno.ENOSPC: _ROOM, errno.EFBIG: _ROOM, errno.EROFS: "name another folder with --output"}


def publish(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, object],
    output: Path,
    changes: Callable[[], pd.DataFrame],
    done: Callable[[pd.DataFrame | None], None] = lambda _: None,
    profile: Profile = STANDARD,
) -> pd.DataFrame | None:
    """Write the tables (by name, as of `schemas`) as CSV files, and run.json: `manifest` and "tables".

    run.json maps under "tables" each file to its SHA-256 and number of rows. A file with the same bytes as before
    is left as it is. Where run.json is none such, some table has changed: `changes` is asked for the rows of
    changes.csv, which are written; else changes.csv stays. Gives these rows, or None; `done` gets them once the tables
    are in place, when it is too late to stop.
    OutputError if something cannot be written: the files are then all as they were, or a later recover() puts the new
    ones in place.
    """
    recover(output)
    staging = _staging(output)
    found = None
    try:
        staging.mkdir(parents=True)
        if _stage(tables, manifest, staging, output, profile):
            found = changes()
            _write(encode(found, CHANGES, profile), staging / CHANGES.file, output)
        _commit(staging, output)
    except OSError as error:
        _discard(staging)
        raise _not_written(error, output) from error
    with stops.ignored():
        _finish(staging, output)
        done(found)
    return found


def recover(output: Path) -> bool:
    """Finish what a killed publish() had staged whole, drop what it had not. For the start of every run.

    Whether there was something to finish.
    """
    staging = _staging(output)
    try:
        complete = (staging / _MARKER).exists()
    except OSError as error:
        raise _not_written(error, output) from error
    if complete:
        _finish(staging, output)
    else:
        _discard(staging)
    return complete


def settled(output: Path) -> bytes | None:
    """The bytes of run.json, none if there is no such file; None while tables are being replaced."""
    if (_staging(output) / _MARKER).exists():
        return None
    with contextlib.suppress(OSError):
        return (output / MANIFEST).read_bytes()
    return b""


def verified(output: Path, manifest: str) -> dict[str, Any] | None:
    """The content of run.json, if its SHA-256 is `manifest` and each table is still as it was published; else None."""
    with contextlib.suppress(OSError):
        text = (output / MANIFEST).read_bytes()
        if hashlib.sha256(text).hexdigest() == manifest:
            content: dict[str, Any] = json.loads(text)
            if all(sha256(output / file) == table["sha256"] for file, table in content["tables"].items()):
                return content
    return None


def _staging(output: Path) -> Path:
    return output / HIDDEN / "staging"


def _stage(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, object],
    staging: Path,
    output: Path,
    profile: Profile,
) -> bool:
    """Write those of the new files that differ from the ones in the output folder; whether run.json is one of them."""
    digests = {}
    for name, frame in tables.items():
        file, content = TABLES[name].file, encode(frame, TABLES[name], profile)
        digests[file] = {"rows": len(frame), "sha256": _write(content, staging / file, output)}
    text = json.dumps({**manifest, "tables": digests}, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    # JSON has an escape for what UTF-8 lacks: lone surrogates, of file names that are no UTF-8.
    _write([text.encode("utf-8", "backslashreplace"), b"\n"], staging / MANIFEST, output)
    return (staging / MANIFEST).exists()


def _write(chunks: Iterable[bytes], path: Path, output: Path) -> str:
    """Write a file and flush it to the disk, or leave it out if the output folder has it; its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    if sha256(output / path.name) == digest.hexdigest():
        path.unlink()
    return digest.hexdigest()


def sha256(path: Path) -> str:
    """SHA-256 of a file, empty if there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _commit(staging: Path, output: Path) -> None:
    """Set the marker, once all that it stands for is on the disk."""
    for folder in (staging, staging.parent, output):
        _sync(folder)
    with (staging / _MARKER).open("wb") as file:
        os.fsync(file.fileno())
    _sync(staging)


def _finish(staging: Path, output: Path) -> None:
    """Rename the staged files into the output folder; those that an earlier try has renamed are gone from here."""
    try:
        with stops.ignored():  # milliseconds, and half of the renames would leave a mixture
            for name in FILES:
                if (staging / name).exists():
                    (staging / name).replace(output / name)
            _sync(output)
    except OSError as error:
        raise OutputError(
            f"{error.filename2 or output} cannot be replaced ({error.strerror}): close it in other programs and run "
            "again; the new tables are kept and will then be put in place."
        ) from error
    _discard(staging)


def _discard(staging: Path) -> None:
    """Remove the staging folder, the marker first: a folder half removed must not look complete."""
    with contextlib.suppress(OSError):
        (staging / _MARKER).unlink(missing_ok=True)
        shutil.rmtree(staging)


def _sync(folder: Path) -> None:
    """Flush renames and new names to the disk; Windows and some network drives have no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def _not_written(error: OSError, output: Path) -> OutputError:
    if output.exists() and not output.is_dir():
        return OutputError(f"{output} is no folder: name another one with --output.")
    hint = _HINTS.get(error.errno or 0, "make it writable or name another folder with --output")
    reason = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return OutputError(f"The tables cannot be written to {output} ({reason}): {hint}; those there are as they were.")
