"""A run that would make the tables that are there leaves early, and only such a run."""

import gc
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import published
from pipeline.catalogue import Entry
from pipeline.run import run
from pipeline.settings import HIDDEN, Settings
from pipeline.tables.publish import FILES

Content = Callable[[Path], dict[str, bytes]]
LONG_AGO = 1_000_000_000


@pytest.fixture
def settings(seeds: Path, model: str, tmp_path: Path) -> Settings:
    """ARTICLES and an empty one, published in tmp_path/output long ago."""
    (seeds / "leer.txt").touch()
    settings = Settings(sources=(seeds,), output=tmp_path / "output", model=model, workers=1)
    run(settings)
    for name in FILES:
        os.utime(settings.output / name, (LONG_AGO, LONG_AGO))
    return settings


@pytest.fixture
def counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one whenever names are resolved."""
    from pipeline.resolution import resolve

    assert settings.output.exists()
    calls: list[object] = []
    monkeypatch.setattr("pipeline.run.resolve", lambda *given: calls.append(given) or resolve(*given))
    return calls


def test_a_setting_that_an_older_version_did_not_have_is_no_change(settings: Settings) -> None:
    """Only what the last run knew to be otherwise is told as a difference."""
    last = published.recall(settings.output)
    assert last is not None
    older = {name: value for name, value in last.shaping.items() if name != "profile"}
    assert published.differences(replace(last, shaping=older), settings, last.model) == []
    said = published.differences(replace(last, shaping=older | {"window": "sentence"}), settings, last.model)
    assert said == ["window is article instead of sentence"]


def test_nothing_changed(settings: Settings, counted: list[object], content: Content) -> None:
    """An idle run resolves nothing, touches no file, and reports and ends as the run before."""
    before = content(settings.output)
    first, again = run(replace(settings, output=settings.output.with_name("other"))), run(settings)
    assert len(counted) == 1
    assert content(settings.output) == before
    assert {(settings.output / name).stat().st_mtime for name in FILES} == {LONG_AGO}
    assert (again.extracted, again.exit_code) == (0, 3)
    assert again == replace(first, extracted=0, words=0, changed=False, seconds=again.seconds)


@pytest.mark.parametrize("name", ["entities.csv", "run.json"])
def test_what_somebody_changed_is_written_again(
    settings: Settings, counted: list[object], content: Content, name: str
) -> None:
    """A table or run.json that was edited or removed comes back as it was; a second run leaves all alone."""
    before = content(settings.output)
    file = settings.output / name
    for spoil in (lambda: file.write_bytes(before[name] + b" "), file.unlink):
        spoil()
        run(settings)
        assert content(settings.output) == before
        times = len(counted)
        run(settings)
        assert len(counted) == times
    assert times == 2


def test_whatever_the_tables_follow_from_counts(settings: Settings, counted: list[object]) -> None:
    """Another name, date or text of an article, another reason to skip one, a decision, a setting make new tables."""
    seeds = settings.sources[0]
    decided = replace(settings, decisions=seeds / "decisions.csv")

    def write(name: str, text: str) -> None:
        (seeds / name).write_text(text, encoding="utf-8")

    steps: list[tuple[Callable[[], object], Settings]] = [
        (lambda: (seeds / "wetter.txt").rename(seeds / "klima.txt"), settings),
        (lambda: write("klima.txt", "date 2020-01 Es regnet in Berlin.\n"), settings),
        (lambda: write("klima.txt", "date 2020-01 Es schneit in Berlin.\n"), settings),
        (lambda: write("leer.txt", "date 2020-13 nie"), settings),
        ((seeds / "leer.txt").unlink, settings),
        (lambda: write("decisions.csv", "Decision,Name,Other\n"), replace(settings, evidence=1)),
        (lambda: write("decisions.csv", "Decision,Name,Other\ndrop,Sommer,\n"), decided),
        (lambda: None, replace(decided, window="sentence")),
        (lambda: None, replace(decided, count=("name",))),
    ]
    for number, (change, now) in enumerate(steps, 1):
        change()
        run(now)
        assert len(counted) == number
        run(now)
        assert len(counted) == number


def test_another_version_counts_again(
    settings: Settings, counted: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change in our code or lexica, or of a library, may change the tables, so they are made again."""
    with monkeypatch.context() as patch:
        patch.setattr(published, "folder_digest", lambda *_: "other")
        run(settings)
        assert len(counted) == 1
    run(settings)
    monkeypatch.setattr(published, "version", lambda _: "99")
    run(settings)
    assert len(counted) == 3


def test_another_place_and_more_workers_change_nothing(settings: Settings, counted: list[object]) -> None:
    """Where the articles lie and how many processes work is nothing that the tables follow from."""
    settings.sources[0].rename(settings.output.with_name("moved"))
    run(replace(settings, sources=(settings.output.with_name("moved"),), workers=2))
    assert counted == []


def test_articles_are_in_memory_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a run needs most memory, it holds the articles that there are, and no more those of the last run."""
    from pipeline.resolution import resolve

    def entries() -> int:
        gc.collect()
        return sum(type(thing) is Entry for thing in gc.get_objects())

    others, held = entries(), list[int]()
    monkeypatch.setattr("pipeline.run.resolve", lambda *given: held.append(entries() - others) or resolve(*given))
    (settings.sources[0] / "neu.txt").write_text("Putin.", encoding="utf-8")
    run(settings)
    assert held == [5]


def test_notes_of_an_older_run_are_no_proof(settings: Settings, counted: list[object], content: Content) -> None:
    """A run killed right after publishing leaves the notes of the run before it: they vouch for its tables only."""
    before, note = content(settings.output), settings.output / HIDDEN / published._FILE
    shutil.copy(note, note.with_name("kept"))
    (settings.sources[0] / "neu.txt").write_text("Putin.", encoding="utf-8")
    run(settings)
    note.with_name("kept").replace(note)
    (settings.sources[0] / "neu.txt").unlink()
    run(settings)
    assert len(counted) == 2
    assert content(settings.output) == before


def test_broken_notes_are_none(settings: Settings, counted: list[object]) -> None:
    """Notes that are cut short, empty, of something else or a folder cost a count, and are mended where they can be."""
    note = settings.output / HIDDEN / published._FILE
    whole = note.read_bytes()
    for number, broken in enumerate((whole[:-1], whole[:20], b"", b"\0" * 100, None), 1):
        note.write_bytes(broken) if broken is not None else (note.unlink(), note.mkdir())
        assert run(settings).articles == 4
        assert len(counted) == number
    assert published.recall(settings.output) is None
    note.rmdir()
    run(settings)
    assert note.read_bytes() == whole
