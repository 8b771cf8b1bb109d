"""status tells what a run would do, and a run then does that; it changes nothing and holds up nobody."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.lock import hold
from pipeline.report import Watch
from pipeline.run import run
from pipeline.settings import HIDDEN, Settings
from pipeline.status import Changes, status
from pipeline.store import Store, store_path


@pytest.fixture
def settings(seeds: Path, model: str, tmp_path: Path) -> Settings:
    """ARTICLES for tmp_path/output."""
    return Settings(sources=(seeds,), output=tmp_path / "output", model=model, workers=1)


def _all_there_is(folder: Path) -> dict[Path, tuple[bytes, int]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_before_any_run(settings: Settings, tmp_path: Path) -> None:
    """Before the first run all is to be extracted, and looking makes no folder."""
    found = status(settings)
    assert (found.articles, found.cached, found.due, found.changes, found.idle) == (4, 0, 4, None, False)
    assert str(found) == (
        "4 articles; no run has been finished yet.\nThe store has 0 of them.\n"
        "A run would extract 4 articles and write the tables."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["seeds"]


def test_plan_and_deed(settings: Settings, seeds: Path) -> None:
    """New, changed, renamed and gone articles are told apart, and the run extracts just what was told."""
    run(settings)
    assert status(settings).changes == Changes(0, 0, 0, 0)
    assert str(status(settings)).endswith("\nA run would do nothing: the tables are up to date.")
    (seeds / "wetter.txt").rename(seeds / "klima.txt")
    (seeds / "krieg.txt").write_text("Putin.", encoding="utf-8")
    (seeds / "2021" / "genf.txt").unlink()
    for name in ("neu.txt", "kopie.txt"):
        (seeds / name).write_text("Biden in Berlin.", encoding="utf-8")
    (seeds / "leer.txt").touch()
    found = status(settings)
    assert found.changes == Changes(new=2, changed=1, renamed=1, gone=1)
    assert (found.articles, found.cached, found.due, found.idle) == (5, 2, 2, False)
    assert str(found) == (
        "5 articles: 2 new, 1 changed, 1 renamed, 1 gone since the last run.\n"
        "The store has 2 of them.\n1 more cannot be read: leer.txt: empty.\n"
        "A run would extract 2 articles and write the tables again."
    )
    assert run(settings).extracted == 2
    assert status(settings).idle


@pytest.mark.parametrize("change", ["date", "table", "setting"])
def test_nothing_to_extract_but_tables_to_write(settings: Settings, seeds: Path, change: str) -> None:
    """Another date or setting, or a table that is gone, needs no extraction but new tables."""
    run(settings)
    if change == "date":
        (seeds / "wetter.txt").write_text("date 2020-01 Es regnet in Berlin.\n", encoding="utf-8")
    elif change == "table":
        (settings.output / "entities.csv").unlink()
    now = replace(settings, window="sentence") if change == "setting" else settings
    found = status(now)
    assert (found.due, found.idle, found.cached) == (0, False, 4)
    assert found.changes == Changes(0, int(change == "date"), 0, 0)
    assert found.differences == (("window is sentence instead of article",) if change == "setting" else ())
    assert str(found).endswith("\nA run would write the tables again.")


def test_another_model(settings: Settings, tmp_path: Path) -> None:
    """Another model is said by status, and by the run before it extracts all again; once it is known, that is said."""
    import spacy

    nlp = spacy.blank("de", meta={"name": "other"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Putin"}])  # type: ignore[attr-defined] # typed as any component
    nlp.to_disk(tmp_path / "other")
    other = replace(settings, model=str(tmp_path / "other"))
    run(settings)
    assert status(other).differences == ("the model has changed",)
    assert (status(other).due, status(other).cached) == (4, 0)
    said: list[str] = []
    steps: list[str] = []
    run(other, Watch(line=said.append, step=lambda *_: steps.append(said[0])))
    run(settings, Watch(line=said.append))
    run(settings, Watch(line=said.append))
    since = [line for line in said if line.startswith("Since")]
    assert since == [*steps[:1], "Since the last run the model has changed: all is counted again."]
    assert since[0] == "Since the last run the model has changed: all 4 articles are extracted again."


def test_a_store_that_is_gone_is_said(settings: Settings) -> None:
    """Removing the store costs time only, which is said before it is spent; the tables are not touched."""
    run(settings)
    os.utime(settings.output / "run.json", (1, 1))
    store_path(settings.output).unlink()
    assert (status(settings).due, status(settings).idle) == (4, False)
    said: list[str] = []
    assert run(settings, Watch(line=said.append)).extracted == 4
    assert said[0] == "Since the last run the store has gone: all 4 articles are extracted again."
    assert (settings.output / "run.json").stat().st_mtime == 1
    (settings.output / HIDDEN / "published").unlink()
    said.clear()
    run(settings, Watch(line=said.append))
    assert [line for line in said if "extracted again" in line] == []


def test_while_a_run_is_at_work(settings: Settings, seeds: Path) -> None:
    """Another run's lock and its store in use hold up nothing; that run is named, and what is known is told."""
    run(settings)
    (seeds / "neu.txt").write_text("Putin.", encoding="utf-8")
    with hold(settings.output, 0, print), Store(store_path(settings.output), "m", print):
        found = status(settings)
    assert found.running.startswith(f"process {os.getpid()}, since ")
    assert (found.articles, found.cached, found.due) == (5, 4, 1)
    assert f"Another run is at work (process {os.getpid()}, since " in str(found)


def test_nothing_is_written(settings: Settings, seeds: Path, tmp_path: Path) -> None:
    """Whatever is there, also what a killed run has left, is left as it is."""
    run(settings)
    (seeds / "neu.txt").write_text("Putin.", encoding="utf-8")
    (settings.output / HIDDEN / "staging").mkdir()
    (settings.output / HIDDEN / "staging" / "articles.csv").touch()
    before = _all_there_is(tmp_path)
    status(settings)
    assert _all_there_is(tmp_path) == before
    for spoiled in (store_path(settings.output), settings.output / HIDDEN / "published"):
        spoiled.write_bytes(b"no database" * 999)
        before = _all_there_is(tmp_path)
        assert status(settings).due == 5
        assert _all_there_is(tmp_path) == before
