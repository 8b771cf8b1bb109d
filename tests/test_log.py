"""What a run says: time and level, or JSON, or a moving line; errors only for cron; the last line stays the same."""

import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import cli, log

LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d) (INFO|WARNING|ERROR) {1,4}(\S.*)")


def _run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: object) -> list[str]:
    monkeypatch.setattr(sys, "argv", ["mitgenannt", "run", *map(str, options)])
    with pytest.raises(SystemExit):
        cli.main()
    return capsys.readouterr().err.splitlines()


def _plain(text: str) -> str:
    return re.sub(r"\d+\.\d s( \(.*?\))?", "N s", text)


def test_three_forms_say_the_same(
    seeds: Path,
    model: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Log lines, JSON and a terminal give the same sentences; JSON has the last one's numbers, too."""
    (seeds / "leer.txt").touch()
    options = (seeds, "--model", model, "--workers", "1", "-o")
    logged = [LINE.fullmatch(line) for line in _run(monkeypatch, capsys, *options, tmp_path / "a")]
    found = [json.loads(line) for line in _run(monkeypatch, capsys, *options, tmp_path / "b", "--log-json")]
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    shown = _run(monkeypatch, capsys, *options, tmp_path / "c")
    texts = [_plain(entry["text"]).replace("/b.", "/a.") for entry in found]
    assert [_plain(line[3]) for line in logged if line] == texts
    said = [_plain(line).replace("/c.", "/a.") for line in shown]
    assert [line for line in said if line in texts] == texts  # a table stands between them
    assert [line[2] for line in logged if line] == [entry["level"] for entry in found]
    assert (found[0]["level"], found[-1]["level"]) == ("WARNING", "INFO")
    for written in (logged[0][1], found[0]["time"]):
        assert abs(datetime.now().astimezone() - datetime.fromisoformat(written)) < timedelta(minutes=10)
    last = found[-1]
    assert last["output"] == str(tmp_path / "b")
    names = ("articles", "extracted", "skipped", "mentions", "entities", "pairs", "exit_code")
    assert [last[name] for name in names] == [4, 4, 1, 15, 8, 18, 3]
    assert last["text"].startswith("4 articles (4 new, 1 skipped), 15 mentions, 8 entities, 18 pairs in ")
    assert last["words_a_second"] == round(last["words"] / last["seconds"])


@pytest.mark.parametrize("option", ["--log-json", "--quiet"])
def test_without_stderr(seeds: Path, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    """Where there is no stderr at all (`2>&-`, pythonw) a run makes its tables, and ends as it would."""
    (seeds / "leer.txt").touch()
    for name, code in ((model, 3), ("no_such_pipeline", 1)):
        monkeypatch.setattr(sys, "stderr", None)
        monkeypatch.setattr(
            sys, "argv", ["mitgenannt", "run", str(seeds), "--model", name, option, "-o", f"{tmp_path}/a"]
        )
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == code
        sys.stderr.close()
    assert (tmp_path / "a" / "run.json").exists()


def test_errors_in_each_form(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error is one line in each form, also when quiet, and JSON tells the exit code."""
    options = (seeds, "-o", tmp_path / "a", "--model", "no_such_pipeline")
    (plain,) = _run(monkeypatch, capsys, *options)
    (quiet,) = _run(monkeypatch, capsys, *options, "--quiet")
    (as_json,) = (json.loads(line) for line in _run(monkeypatch, capsys, *options, "--quiet", "--log-json"))
    assert LINE.fullmatch(plain)[2] == as_json["level"] == "ERROR"
    assert LINE.fullmatch(plain)[3] == quiet.removeprefix("Error: ") == as_json["text"]
    assert as_json["exit_code"] == 1


def test_progress_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """In a log the progress is a line a minute, not one per batch."""
    now = 0.0
    monkeypatch.setattr(log.time, "monotonic", lambda: now)
    with log.open_log(quiet=False, as_json=False) as opened:
        for now in range(0, 301, 10):
            opened.watch.step(1000 * now, now)
    lines = capsys.readouterr().err.splitlines()
    assert [LINE.fullmatch(line)[3] for line in lines] == [
        f"{1000 * second:,} articles read, {second} new ones extracted." for second in (60, 120, 180, 240, 300)
    ]
