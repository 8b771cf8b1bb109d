"""The store tells what it holds, and is made small without losing what is used, whatever happens meanwhile."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import LockedError, StoreError
from pipeline.lock import hold
from pipeline.report import Watch
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.store import store_path, take_inventory
from pipeline.upkeep import describe_store, prune_store

Content = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def prepared(model: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles in output: once with more articles and once with another model, lastly by themselves."""
    import spacy

    folder = tmp_path_factory.mktemp("prepared")
    nlp = spacy.blank("de", meta={"name": "other", "version": "7"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Putin"}])  # type: ignore[attr-defined] # typed as any component
    nlp.to_disk(folder / "other")
    for name in ("seeds", "many"):
        (folder / name).mkdir()
    for number in range(4):
        (folder / "seeds" / f"{number}.txt").write_text(
            f"Putin und Biden {number} in Berlin bei Regen.", encoding="utf-8"
        )
    for number in range(150):
        names = " ".join(f"Putin Wort{number}x{place}" for place in range(300))
        (folder / "many" / f"m{number}.txt").write_text(names, encoding="utf-8")
    settings = Settings(sources=(folder / "seeds",), output=folder / "output", model=model, workers=1)
    run(replace(settings, sources=(folder / "seeds", folder / "many")))
    run(replace(settings, model=str(folder / "other")))
    run(settings)
    return folder


@pytest.fixture
def settings(prepared: Path, model: str, tmp_path: Path) -> Settings:
    """A copy of it in tmp_path/output."""
    for name in ("seeds", "output"):
        shutil.copytree(prepared / name, tmp_path / name)
    return Settings(sources=(tmp_path / "seeds",), output=tmp_path / "output", model=model, workers=1)


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def test_before_any_run(tmp_path: Path) -> None:
    """Without a store there is nothing to describe and nothing to go by; no file is made."""
    settings = Settings(output=tmp_path / "output")
    assert describe_store(settings) == f"There is no store in {tmp_path / 'output'} yet: a run makes it."
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoreError, match="No run has been finished in"):
        prune_store(settings, Watch())


def test_it_says_what_is_there(settings: Settings) -> None:
    """Size, texts, how many of them by which model, and what was set aside."""
    path = store_path(settings.output)
    path.with_name("store.duckdb.set-aside").write_bytes(b"x" * 5000)
    first, *models, aside = describe_store(settings).splitlines()
    assert first == f"{path}: {path.stat().st_size / 1_000_000:.1f} MB, 154 texts"
    assert len(models) == 2
    assert models[0].startswith("154 texts by de_list 1 ")
    assert models[0].endswith(" (the last run)")
    assert models[1].startswith("4 texts by de_other 7 ")
    assert aside == "5.0 kB set aside as damaged or of another version"


def test_prune(settings: Settings, content: Content) -> None:
    """What the last run used stays, all else goes, and the disk has its space back; the tables follow as before."""
    path, before = store_path(settings.output), content(settings.output)
    path.with_name("store.duckdb.set-aside").write_bytes(b"x" * 5000)
    size = path.stat().st_size
    said = prune_store(settings, Watch())
    assert said.startswith("Dropped 150 texts that no article has any more and 4 results of other models or versions: ")
    assert path.stat().st_size < size  # what a DELETE would not do
    assert [file.name for file in path.parent.iterdir() if "store" in file.name] == ["store.duckdb"]
    assert list(take_inventory(path).articles.values()) == [4]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    (settings.output / "mentions.csv").unlink()
    assert run(settings).extracted == 0
    assert content(settings.output) == before


def test_what_is_used_is_kept_row_by_row(settings: Settings) -> None:
    """Where all is used nothing is dropped, from no table; and each article's rows are the same after a pruning."""
    prune_store(settings, Watch())
    before = _rows(store_path(settings.output))
    assert all(before.values())
    assert prune_store(settings, Watch()).startswith("Dropped 0 texts that no article has any more and 0 results")
    assert _rows(store_path(settings.output)) == before


def test_a_run_at_work_is_not_disturbed(settings: Settings) -> None:
    """Nothing is pruned while a run holds the lock."""
    before = store_path(settings.output).read_bytes()
    with hold(settings.output, 0, print), pytest.raises(LockedError, match=f"process {os.getpid()}"):
        prune_store(settings, Watch())
    assert store_path(settings.output).read_bytes() == before


def test_what_fails_leaves_the_store_whole(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full while it is pruned is told in a sentence; the store is as it was, and nothing lies about."""
    path = store_path(settings.output)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match=r"cannot be pruned: No space left on device\. It is whole"):
        prune_store(settings, Watch())
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir() if "store" in file.name] == ["store.duckdb"]


KILLER = """
import os, signal, sys
from pathlib import Path
import pipeline.store.upkeep as upkeep
from pipeline.report import Watch
from pipeline.settings import Settings
from pipeline.upkeep import prune_store

output, place = sys.argv[1:]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if place == "copy":
    real = upkeep._copy
    upkeep._copy = lambda *given: (real(*given), die())
elif place == "flush":
    os.fsync = die
else:
    remove = upkeep._remove
    upkeep._remove = lambda *files: die() if "set-aside" in files[0].name else remove(*files)
prune_store(Settings(output=Path(output)), Watch())
"""


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_killed_at_any_step(settings: Settings, content: Content) -> None:
    """SIGKILL once the new file is filled, before it is flushed and after it is in place: the store is the old one or
    the new one, the next pruning does its work, and the next run finds all that it needs.
    """
    before = content(settings.output)
    for place in ("copy", "flush", "aside"):
        code = [sys.executable, "-c", KILLER, str(settings.output), place]
        assert subprocess.run(code, check=False, capture_output=True).returncode == -signal.SIGKILL
        (settings.output / "mentions.csv").unlink()
        assert run(settings).extracted == 0
        assert content(settings.output) == before
    prune_store(settings, Watch())
    names = sorted(file.name for file in store_path(settings.output).parent.iterdir() if "store" in file.name)
    assert names == ["store.duckdb"]
