import csv
import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import stops
from pipeline.errors import OutputError
from pipeline.published import remember
from pipeline.report import Watch
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.tables.before import as_read, read_before, read_changes
from pipeline.tables.profiles import PROFILES, STANDARD, Profile
from pipeline.tables.publish import publish
from pipeline.tables.reading import read_tables
from pipeline.tables.schemas import CHANGES, TABLES

MANIFEST = {
    "version": "1",
    "settings": {"window": "article", "count": ("name", "part")},
    "model": {"name": "m", "weights": "0123456789abcdef" * 2},
    "counts": {"articles": 5, "counted": 3, "pairs_from_articles": 2},
}
AGAIN = "The tables were made again; they are as they were."
UNTOLD = "The last run may have been stopped before it told what it changed:"
TEXTS = ["=1", "'=1", 'a "b", c; d', "NA", "", "-x", "Gr\udcfcn", "a  b", "Ü"]


def _tables() -> dict[str, pd.DataFrame]:
    """Tables with nine rows of awkward texts, categorical and plain ones."""
    tables = {}
    for name in ("articles", "entities", "comentions", "mentions"):
        columns = {c.name: TEXTS if c.kind in {"id", "text"} else 1 for c in TABLES[name].columns}
        columns |= {c.name: "2021-03" for c in TABLES[name].columns if c.kind in {"month", "date"}}
        tables[name] = pd.DataFrame(columns)
    tables["mentions"] = tables["mentions"].astype({"Text": "category", "EntityId": "category"})
    return tables


def _publish(output: Path, profile: Profile = STANDARD) -> None:
    publish(_tables(), MANIFEST, output, lambda: pd.DataFrame(columns=CHANGES.header), profile=profile)


def _reason(output: Path) -> str:
    before = read_before(output, MANIFEST)
    assert not before.tables
    [(change, said)] = before.remarks
    assert change == "unknown"
    return said.removeprefix("What is new cannot be told this time: ")


@pytest.mark.parametrize("profile", PROFILES.values())
@pytest.mark.parametrize("at_once", [2, 500_000])
def test_what_was_written_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, profile: Profile
) -> None:
    """Tables come back from their files, however many rows are read at a time, as as_read() gives the new ones."""
    monkeypatch.setattr("pipeline.tables.before._ROWS", at_once)
    _publish(tmp_path, profile)
    before, now = read_before(tmp_path, MANIFEST), as_read(_tables())
    assert (before.remarks, before.counts) == ((), {"counted": 3, "pairs_from_articles": 2})
    assert now.keys() == {*before.tables, "articles"}
    for name, frame in before.tables.items():
        assert {column: values.tolist() for column, values in frame.items()} == {
            column: values.tolist() for column, values in now[name].items()
        }
    assert "'=1" in before.tables["mentions"]["Text"].tolist()


def test_nothing_before(tmp_path: Path) -> None:
    """Where there are no tables it is the first run, whatever else lies there."""
    (tmp_path / "notes.csv").touch()
    for output in (tmp_path, tmp_path / "none"):
        assert read_before(output, MANIFEST).remarks == (("first", "First run: all of it is new."),)


@pytest.mark.parametrize("table", ["entities.csv", "comentions.csv", "mentions.csv"])
def test_changed_table(tmp_path: Path, table: str) -> None:
    """A table that somebody has changed, or removed, is not compared."""
    _publish(tmp_path)
    (tmp_path / table).write_bytes((tmp_path / table).read_bytes().replace(b"\n", b"\r\n"))
    assert _reason(tmp_path) == f"{table} was changed since the last run."
    (tmp_path / table).unlink()
    assert _reason(tmp_path) == f"{table} is not there."
    (tmp_path / table).mkdir()
    assert _reason(tmp_path).startswith(f"{table} cannot be read (")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100_000, '{"tables": {}}', '{"tables": [], "counts": {}}', "\xff", "null"]
)
def test_damaged_manifest(tmp_path: Path, text: str) -> None:
    """Without a run.json to vouch for them, tables are not compared."""
    _publish(tmp_path)
    (tmp_path / "run.json").write_text(text, encoding="latin-1")
    assert _reason(tmp_path) == "run.json is damaged, or of another version."
    (tmp_path / "run.json").unlink()
    assert _reason(tmp_path) == "run.json is not there."
    (tmp_path / "run.json").mkdir()
    assert _reason(tmp_path).startswith("run.json cannot be read (")


@pytest.mark.parametrize("content", [b"Id,Label,Articles\na,b,1\n", b"Id,Label,EntityType,Articles\na,b,c,\xff\n", b""])
def test_other_version(tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that run.json vouches for, but of other columns or kinds, is not compared."""
    _publish(tmp_path)
    (tmp_path / "entities.csv").write_bytes(content)
    monkeypatch.setattr("pipeline.tables.before.sha256", lambda path: _sums(tmp_path).get(path.name, ""))
    assert _reason(tmp_path) == "entities.csv is of another version."


def _sums(output: Path) -> dict[str, str]:
    return {name: t["sha256"] for name, t in json.loads((output / "run.json").read_bytes())["tables"].items()}


def test_other_settings(tmp_path: Path) -> None:
    """Where settings, model or version are not the same, this is said, since it moves numbers, too."""
    _publish(tmp_path)
    now = MANIFEST | {"version": "2", "model": {"name": "m", "weights": "f" * 32}}
    now |= {"settings": {"window": "sentence", "count": ("name", "part")}}
    [(change, said)] = read_before(tmp_path, now).remarks
    assert change == "settings"
    assert said.removeprefix("Not all changes come from the articles: ").split("; ") == [
        "model weights 01234567 before, ffffffff now",
        "settings window article before, sentence now",
        "version 1 before, 2 now.",
    ]


# Whole runs


def _settings(seeds: Path, output: Path, model: str, **more: Any) -> Settings:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"sources": (seeds,), "output": output, "model": model, "workers": 1} | more
    return Settings(**given)


def _rows(output: Path) -> list[dict[str, str]]:
    with (output / "changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _run(settings: Settings) -> list[str]:
    said = list[str]()
    run(settings, Watch(line=said.append))
    return said


@pytest.fixture
def given(seeds: Path, model: str, tmp_path: Path) -> Settings:
    """What a first run has been made with."""
    settings = _settings(seeds, tmp_path / "output", model)
    assert _run(settings) == ["First run: all of it is new."]
    return settings


def test_night_after_night(given: Settings) -> None:
    """What came is told in changes.csv and in the log; a night without changes leaves both the file and its time."""
    changes = given.output / "changes.csv"
    assert [(row["What"], row["Change"]) for row in _rows(given.output)] == [("run", "first")]
    (given.sources[0] / "neu.txt").write_text("Merkel und Joe Biden fliegen nach Russland.", encoding="utf-8")
    assert _run(given) == [
        "Entities: 3 risen.",
        "Pairs: 3 risen.",
        "Risen entities: Merkel (1 to 2), Russland (2 to 3), Joe Biden (2 to 3).",
        "Risen pairs: Russland – Merkel (1 to 2), Russland – Joe Biden (1 to 2), Joe Biden – Merkel (1 to 2).",
    ]
    told = changes.read_bytes()
    os.utime(changes, (1_000_000_000, 1_000_000_000))
    assert _run(given) == ["Nothing has changed since the last run."]
    assert (changes.read_bytes(), changes.stat().st_mtime) == (told, 1_000_000_000)


def test_copies_that_came(given: Settings) -> None:
    """What is expected grows with the articles that count, as the numbers do: not with copies."""
    for number in range(5):
        shutil.copy(given.sources[0] / "krieg.txt", given.sources[0] / f"{number}.txt")
    (given.sources[0] / "neu.txt").write_text("Merkel und Joe Biden.", encoding="utf-8")
    _run(given)
    rows = [(row["Label"], row["Before"], row["After"], row["Expected"]) for row in _rows(given.output)]
    assert rows == [("Merkel", "1", "2", "0"), ("Joe Biden", "2", "3", "0"), ("Joe Biden", "1", "2", "0")]


def test_run_json_of_an_older_version(tmp_path: Path) -> None:
    """One that does not say how many articles counted, nor which pairs were left out: all of them, and none."""
    _publish(tmp_path)
    path = tmp_path / "run.json"
    said = json.loads(path.read_bytes())
    path.write_text(json.dumps(said | {"counts": {"articles": 5}}), encoding="utf-8")
    assert read_before(tmp_path, MANIFEST).counts == {"counted": 5, "pairs_from_articles": 1}


def test_tables_put_back(given: Settings) -> None:
    """A table that somebody has changed comes back; if the articles are the same, changes.csv stays."""
    told, entities = (given.output / "changes.csv").read_bytes(), (given.output / "entities.csv").read_bytes()
    (given.output / "entities.csv").write_text("sorted", encoding="utf-8")
    assert _run(given) == [AGAIN]
    assert (given.output / "entities.csv").read_bytes() == entities
    assert (given.output / "changes.csv").read_bytes() == told


def test_untold(given: Settings) -> None:
    """If a table was changed and articles, too, no change is claimed, and the reason is in the log and the file."""
    (given.output / "entities.csv").write_text("sorted", encoding="utf-8")
    (given.sources[0] / "neu.txt").write_text("Merkel.", encoding="utf-8")
    said = "What is new cannot be told this time: entities.csv was changed since the last run."
    assert _run(given) == [said]
    assert [(row["What"], row["Change"], row["Label"]) for row in _rows(given.output)] == [("run", "unknown", said)]


def test_decisions(given: Settings) -> None:
    """What a person has decided on names is told as merged and renamed, and no pair is new or gone for that."""
    path = given.sources[0] / "decisions.csv"
    path.write_text("Decision,Name,Other\nlabel,NATO,Atlantikpakt\nsame,Merkel,Joe Biden\n", encoding="utf-8")
    _run(_settings(given.sources[0], given.output, given.model, decisions=path))
    rows = [(row["What"], row["Change"], row["Label"], row["OtherLabel"]) for row in _rows(given.output)]
    assert rows == [
        ("entity", "renamed", "NATO", "Atlantikpakt"),
        ("entity", "merged", "Joe Biden", "Merkel"),
    ]


def test_other_window(given: Settings) -> None:
    """Numbers that moved with a setting are told with that, in the file too."""
    _run(_settings(given.sources[0], given.output, given.model, window="sentence"))
    first, *rows = _rows(given.output)
    said = "Not all changes come from the articles: settings window article before, sentence now."
    assert (first["What"], first["Change"], first["Label"]) == ("run", "settings", said)
    assert {row["Change"] for row in rows} == {"gone"}


def test_other_profile(given: Settings, content: Callable[[Path], dict[str, bytes]]) -> None:
    """Another profile writes all tables again and claims no change; then news are told as ever, and back again."""
    standard = content(given.output)
    excel = replace(given, profile="excel-de")
    first, *said = _run(excel)
    assert first == "Since the last run profile is excel-de instead of standard: all is counted again."
    assert said == ["No entity and no pair has changed since the last run."]
    tables = [path for path in given.output.glob("*.csv") if path.read_bytes().startswith(b"\xef\xbb\xbf")]
    assert len(tables) == len(TABLES) + 1
    assert json.loads((given.output / "run.json").read_bytes())["settings"]["profile"] == "excel-de"
    assert read_tables(given.output)["changes"].empty
    assert _run(excel) == ["Nothing has changed since the last run."]
    new = given.sources[0] / "neu.txt"
    new.write_text("Merkel und Joe Biden fliegen nach Russland.", encoding="utf-8")
    assert _run(excel)[:2] == ["Entities: 3 risen.", "Pairs: 3 risen."]
    new.unlink()
    assert "Pairs: 3 fallen." in _run(given)
    assert content(given.output) == standard


def test_finished_by_the_next_run(given: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables that could not be put in place are by the next run, which tells what they changed before its own news."""
    (given.sources[0] / "neu.txt").write_text("Merkel und die NATO.", encoding="utf-8")
    clean = given.output.parent / "clean"
    shutil.copytree(given.output, clean)
    expected = _run(_settings(given.sources[0], clean, given.model))

    def replace(source: Path, target: Path) -> None:
        if target.name != "published":
            raise PermissionError(13, "Access is denied", str(source), None, str(target))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(OutputError):
            _run(given)
    first, *said = _run(given)
    assert first == "The last run was stopped when its tables were ready: they are in place now."
    assert said == [UNTOLD, *expected, AGAIN]
    assert (given.output / "changes.csv").read_bytes() == (clean / "changes.csv").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="stops by signal")
def test_stopped_once_the_tables_are_in_place(given: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks to stop when the new tables are in place comes too late: the run tells them and ends as usual."""
    (given.sources[0] / "neu.txt").write_text("Merkel und die NATO.", encoding="utf-8")

    def remembered(*what: Any) -> None:  # noqa: ANN401 - passed on
        signal.raise_signal(signal.SIGTERM)
        remember(*what)

    with monkeypatch.context() as patch, stops.heeded():
        patch.setattr("pipeline.run.remember", remembered)
        assert "Entities: 2 risen." in _run(given)
    assert _run(given) == ["Nothing has changed since the last run."]


def test_killed_before_it_told(given: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run could not tell is told by the next one, also where that has news of its own; once."""
    (given.sources[0] / "neu.txt").write_text("Merkel und die NATO.", encoding="utf-8")

    def killed(*_: object) -> None:
        raise GeneratorExit  # which nothing catches, as a kill

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.run.tell", killed)
        with pytest.raises(GeneratorExit):
            _run(given)
    (given.sources[0] / "noch.txt").write_text("Russland.", encoding="utf-8")
    said = _run(given)
    assert said[:2] == [UNTOLD, "Entities: 2 risen."]
    assert said[-2:] == ["Entities: 1 risen.", "Risen entities: Russland (2 to 3)."]
    assert _run(given) == ["Nothing has changed since the last run."]


def test_changes_that_are_none(tmp_path: Path) -> None:
    """A changes.csv that is not there, or no such table, is passed over."""
    assert read_changes(tmp_path) is None
    (tmp_path / "changes.csv").write_text("mine", encoding="utf-8")
    assert read_changes(tmp_path) is None
