import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.errors import OutputError
from pipeline.tables import publish as publishing
from pipeline.tables.publish import publish, recover
from pipeline.tables.schemas import ALIASES, CHANGES, ENTITIES_BY_MONTH, EVIDENCE

MANIFEST = {"version": "0.1.0", "settings": {"window": "article"}, "counts": {"articles": 3}}
STEPS = ("fsync", "replace", "unlink", "rmdir", "mkdir")


class Killed(BaseException):
    """Stands for a kill: nothing in the code may catch it."""


def _tables(label: str) -> dict[str, pd.DataFrame]:
    """Two tables that change with the label, and one that does not."""
    aliases = dict.fromkeys(ALIASES.header, label) | {"Mentions": 1, "Articles": 1}
    months = dict.fromkeys(ENTITIES_BY_MONTH.header, label) | {"Articles": 1, "Sentences": 1}
    frames = {"aliases": pd.DataFrame(aliases, index=[0]), "entitiesbymonth": pd.DataFrame(months, index=[0, 1])}
    return {**frames, "evidence": pd.DataFrame(columns=EVIDENCE.header)}


def _changes(label: str) -> pd.DataFrame:
    whole = [column.name for column in CHANGES.columns if column.kind == "int"]
    return pd.DataFrame(dict.fromkeys(CHANGES.header, label) | dict.fromkeys(whole, 1), index=[0])


def _bytes(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}


def _published(output: Path, label: str) -> dict[str, bytes]:
    publish(_tables(label), MANIFEST | {"label": label}, output, lambda: _changes(label))
    return _bytes(output)


def _die_at(monkeypatch: pytest.MonkeyPatch, last: int) -> Callable[[], int]:
    """From now on the process dies at its `last`-th step that the disk sees; returns how many were tried."""
    tried = 0

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **options: object) -> object:
            nonlocal tried
            tried += 1
            if tried >= last:
                raise Killed
            return real(*args, **options)

        return step

    for name in STEPS:
        monkeypatch.setattr(os, name, dying(getattr(os, name)))
    return lambda: tried


def _killed_run(output: Path, last: int) -> bool:
    """Publish and die at a step; False if there was no such step."""
    with pytest.MonkeyPatch.context() as patch:
        _die_at(patch, last)
        try:
            _published(output, "new")
        except Killed:
            return True
    return False


def test_publish(tmp_path: Path) -> None:
    """The folder is made; run.json holds what the caller passed, rows and SHA-256 of each table but changes.csv."""
    output = tmp_path / "deep" / "output"
    files = _published(output, "Größe")
    assert set(files) == {"aliases.csv", "entitiesbymonth.csv", "evidence.csv", "changes.csv", "run.json"}
    run = json.loads(files["run.json"])
    assert run.pop("tables") == {
        name: {"rows": rows, "sha256": hashlib.sha256(files[name]).hexdigest()}
        for name, rows in (("aliases.csv", 1), ("entitiesbymonth.csv", 2), ("evidence.csv", 0))
    }
    assert run == MANIFEST | {"label": "Größe"}
    assert "Größe" in files["run.json"].decode()
    assert not (output / ".mitgenannt" / "staging").exists()


def test_manifest_order(tmp_path: Path) -> None:
    """run.json does not depend on the order in which the caller put things together."""
    tables, changes = _tables("a"), lambda: _changes("a")
    publish(tables, {"a": 1, "b": {"x": 1, "y": 2}}, tmp_path / "one", changes)
    publish(dict(reversed(tables.items())), {"b": {"y": 2, "x": 1}, "a": 1}, tmp_path / "two", changes)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_killed_at_any_step(tmp_path: Path) -> None:
    """Wherever a run is killed, recover() leaves all tables old or all new, and never goes back to old again."""
    fresh = _published(tmp_path / "fresh", "new")
    outcomes = []
    for last in range(1, 200):
        output = tmp_path / str(last)
        old = _published(output, "old")
        killed = _killed_run(output, last)
        recover(output)
        assert _bytes(output) in (old, fresh)
        assert not (output / ".mitgenannt" / "staging").exists()
        outcomes.append(_bytes(output) == fresh)
        if not killed:
            break
    assert not killed
    assert outcomes == sorted(outcomes)
    assert {False, True} == set(outcomes)


@pytest.mark.parametrize("rename", [1, 2, 3, 4])
def test_killed_while_renaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rename: int) -> None:
    """Killed at a rename, the tables are mixed but run.json is still the old one; recover() finishes the new ones."""
    fresh = _published(tmp_path / "fresh", "new")
    old = _published(tmp_path / "output", "old")
    real, tried = os.replace, 0

    def replace(source: Path, target: Path) -> None:
        nonlocal tried
        tried += 1
        if tried == rename:
            raise Killed
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Killed):
        _published(tmp_path / "output", "new")
    between = _bytes(tmp_path / "output")
    assert sum(between[name] == fresh[name] != old[name] for name in fresh) == rename - 1
    assert between["run.json"] == old["run.json"]
    recover(tmp_path / "output")
    assert _bytes(tmp_path / "output") == fresh


def test_killed_while_recovering(tmp_path: Path) -> None:
    """recover() may itself be killed at any step; the next one ends what it began."""
    fresh = _published(tmp_path / "fresh", "new")
    for last in range(1, 50):
        output = tmp_path / str(last)
        _published(output, "old")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", _raise(Killed()))
            with pytest.raises(Killed):
                _published(output, "new")
        with pytest.MonkeyPatch.context() as patch:
            tried = _die_at(patch, last)
            with contextlib.suppress(Killed):
                recover(output)
        recover(output)
        assert _bytes(output) == fresh
        assert not (output / ".mitgenannt" / "staging").exists()
        if tried() < last:
            return
    pytest.fail("recover() never came to its end")


def _raise(error: BaseException) -> Callable[..., object]:
    def fail(*_args: object, **_options: object) -> object:
        raise error

    return fail


def test_publish_after_kill(tmp_path: Path) -> None:
    """A publish() over a half renamed one first finishes it, so that its own failure cannot leave a mixture."""
    fresh = _published(tmp_path / "fresh", "new")
    output = tmp_path / "output"
    _published(output, "old")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", _raise(Killed()))
        with pytest.raises(Killed):
            _published(output, "new")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.tables.publish._stage", _raise(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(OutputError):
            _published(output, "third")
    assert _bytes(output) == fresh


def test_disk_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old tables and no staging, and says what to do."""
    old = _published(tmp_path, "old")
    monkeypatch.setattr(os, "fsync", _raise(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OutputError, match="make room on the disk"):
        _published(tmp_path, "new")
    assert _bytes(tmp_path) == old
    assert not (tmp_path / ".mitgenannt" / "staging").exists()


def test_output_is_a_file(tmp_path: Path) -> None:
    """A file where the folder should be is named, and left alone."""
    output = tmp_path / "output"
    output.write_text("mine", encoding="utf-8")
    recover(output)
    with pytest.raises(OutputError, match="output is no folder"):
        _published(output, "new")
    assert output.read_text(encoding="utf-8") == "mine"


def test_parent_is_a_file(tmp_path: Path) -> None:
    """A folder that cannot be made is an OutputError of one line."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"\A[^\n]*cannot be written[^\n]*\Z"):
        _published(tmp_path / "file" / "output", "new")


def test_folder_in_place_of_a_table(tmp_path: Path) -> None:
    """A folder named like a table stops the run before any table is replaced."""
    old = _published(tmp_path, "old")
    (tmp_path / "evidence.csv").unlink()
    (tmp_path / "evidence.csv").mkdir()
    with pytest.raises(OutputError, match=r"evidence\.csv"):
        _published(tmp_path, "new")
    assert _bytes(tmp_path) == {name: content for name, content in old.items() if name != "evidence.csv"}


def test_file_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that Windows will not replace while a spreadsheet holds it is named; the next run finishes."""
    fresh = _published(tmp_path / "fresh", "new")
    output = tmp_path / "output"
    _published(output, "old")
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if target.name == "entitiesbymonth.csv":
            raise PermissionError(errno.EACCES, "Access is denied", str(source), None, str(target))
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(OutputError, match=r"entitiesbymonth\.csv cannot be replaced .*close it"):
            _published(output, "new")
    recover(output)
    assert _bytes(output) == fresh


def test_unchanged_file_is_left(tmp_path: Path) -> None:
    """A file whose bytes stay the same keeps its time of change; one that changes does not."""
    _published(tmp_path, "old")
    for path in tmp_path.glob("*.*"):
        if path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    _published(tmp_path, "new")
    kept = {path.name for path in tmp_path.iterdir() if path.is_file() and path.stat().st_mtime == 1_000_000_000}
    assert kept == {"evidence.csv"}


def test_changes_are_asked_for_only_if_there_are_any(tmp_path: Path) -> None:
    """Where the tables are as before, or are only put back, changes.csv still tells of the run that changed them."""
    done: list[pd.DataFrame | None] = []
    publish(_tables("old"), MANIFEST, tmp_path, lambda: _changes("told"), done.append)
    files = _bytes(tmp_path)
    (tmp_path / "aliases.csv").write_text("sorted by somebody", encoding="utf-8")
    publish(_tables("old"), MANIFEST, tmp_path, _raise(AssertionError("asked for")), done.append)
    assert done[0] is not None
    assert (done[0].equals(_changes("told")), done[1:]) == (True, [None])
    assert _bytes(tmp_path) == files
    with pytest.raises(AssertionError, match="asked for"):
        publish(_tables("new"), MANIFEST, tmp_path, _raise(AssertionError("asked for")))
    recover(tmp_path)
    assert _bytes(tmp_path) == files


def test_recovered(tmp_path: Path) -> None:
    """recover() says whether there was something to finish."""
    assert not recover(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", _raise(Killed()))
        with pytest.raises(Killed):
            _published(tmp_path, "new")
    assert recover(tmp_path)
    assert not recover(tmp_path)


def test_other_files_stay(tmp_path: Path) -> None:
    """Only our own names are touched: not a user's file, nor what else lies in the hidden folder."""
    others = [tmp_path / "notes.csv", tmp_path / ".mitgenannt" / "store.duckdb", tmp_path / "mine" / "articles.csv"]
    for path in others:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    _published(tmp_path, "old")
    _killed_run(tmp_path, 6)
    recover(tmp_path)
    assert all(path.read_text(encoding="utf-8") == "mine" for path in others)


def test_nothing_to_recover(tmp_path: Path) -> None:
    """recover() makes nothing where there is nothing, not even the output folder."""
    recover(tmp_path / "output")
    assert list(tmp_path.iterdir()) == []


def test_killed_after_failed_commit(tmp_path: Path) -> None:
    """A disk that fails just after the marker is set, and a kill while that is cleaned up, leave no mixture."""
    fresh = _published(tmp_path / "fresh", "new")
    real = publishing._commit

    def commit(staging: Path, output: Path) -> None:
        real(staging, output)
        raise OSError(errno.EIO, "Input/output error")

    for last in range(1, 5):
        old = _published(tmp_path / str(last), "old")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(publishing, "_commit", commit)
            patch.setattr(os, "unlink", _die_after_unlinks(last))
            with pytest.raises((Killed, OutputError)):
                _published(tmp_path / str(last), "new")
        recover(tmp_path / str(last))
        assert _bytes(tmp_path / str(last)) in (old, fresh)


def _die_after_unlinks(last: int) -> Callable[..., None]:
    real, tried = os.unlink, 0

    def unlink(*args: Any, **options: Any) -> None:  # noqa: ANN401 - passes on whatever os.unlink takes
        nonlocal tried
        # The first one leaves out the unchanged table while staging.
        tried += 1
        if tried > last:
            raise Killed
        real(*args, **options)

    return unlink
