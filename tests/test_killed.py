"""Promise 3: all tables or none, and a killed run is picked up where it stood."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.run import run
from pipeline.settings import Settings

Content = Callable[[Path], dict[str, bytes]]


def _settings(seeds: Path, output: Path, model: str, **more: Any) -> Settings:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"sources": (seeds,), "output": output, "model": model, "workers": 1} | more
    return Settings(**given)


def _is_whole(output: Path) -> bool:
    """What a reader can tell: all tables are those of run.json."""
    tables = json.loads((output / "run.json").read_bytes())["tables"]
    return all(
        hashlib.sha256((output / name).read_bytes()).hexdigest() == entry["sha256"] for name, entry in tables.items()
    )


@pytest.fixture
def between(seeds: Path, model: str, tmp_path: Path, content: Content) -> Callable[[Path], None]:
    """An output of other articles is in tmp_path/output; gives what checks it after a kill, and then the next run."""
    output, clean, unharmed = tmp_path / "output", tmp_path / "clean", tmp_path / "unharmed"
    run(_settings(seeds, output, model))
    old = content(output)
    for number in range(20):
        (seeds / f"{number:02}.txt").write_text(
            f"Putin und Biden, zum {number}. Mal in Berlin: Sommer.\n" * 9, encoding="utf-8"
        )
    run(_settings(seeds, clean, model))
    new = content(clean)
    assert all(old[name] != new[name] for name in old)
    shutil.copytree(output, unharmed)
    run(_settings(seeds, unharmed, model))
    changes = (unharmed / "changes.csv").read_bytes()
    assert b"entity,new" in changes
    assert b"pair,new" in changes

    def check(killed: Path) -> None:
        found = content(killed)
        assert _is_whole(killed) == (found in (old, new))
        assert found["run.json"] in (old["run.json"], new["run.json"])
        run(_settings(seeds, killed, model))
        assert content(killed) == new
        assert (killed / "changes.csv").read_bytes() == changes

    return check


def test_killed_at_any_time(seeds: Path, model: str, tmp_path: Path, between: Callable[[Path], None]) -> None:
    """SIGKILL at any time leaves tables whose state can be told, and the next run completes them."""
    command = [
        sys.executable,
        "-P",
        "-m",
        "pipeline",
        "run",
        str(seeds),
        "--model",
        model,
        "--workers",
        "1",
        "--output",
    ]
    begin = time.monotonic()
    subprocess.run([*command, str(tmp_path / "timed")], check=True, capture_output=True)
    duration = time.monotonic() - begin
    for part in range(12):
        output = tmp_path / f"killed-{part}"
        shutil.copytree(tmp_path / "output", output)
        with subprocess.Popen([*command, str(output)], stderr=subprocess.PIPE) as process:
            time.sleep(duration * (part + 5) / 17)
            process.kill()
        between(output)


# Each job is a run in a forked process that kills itself after so many calls of a function.
KILLER = """
import os, signal, sys
import pipeline.run
from pipeline.cli import main
from pipeline.extraction import work
from pipeline.store import Store

place, seeds, model, *jobs = sys.argv[1:]
owner, name = {"replace": (os, "replace"), "fsync": (os, "fsync"), "add": (Store, "add")}[place]
real = getattr(owner, name)
work.extract_batch(model, [])  # loads it, for all of them
if place == "add":
    work.BATCH_WORDS, pipeline.run.STORED_AT_ONCE = 500, 1

def dying(left):
    def call(*args, **options):
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return real(*args, **options)
    return call

for job in jobs:
    number, _, output = job.partition(":")
    if os.fork() == 0:
        setattr(owner, name, dying(int(number)))
        sys.argv = ["", "run", seeds, "--model", model, "--workers", "1", "--quiet", "--output", output]
        main()
    print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def _kill(place: str, numbers: Sequence[int], seeds: Path, model: str) -> list[Path]:
    """Kill a run into a copy of output before its call `place` of each of these numbers, counted from 0; the copies."""
    output = seeds.parent / "output"
    copies = [shutil.copytree(output, output.with_name(f"killed-{number}")) for number in numbers]
    jobs = [f"{number}:{copy}" for number, copy in zip(numbers, copies, strict=True)]
    code = [sys.executable, "-c", KILLER, place, str(seeds), model, *jobs]
    codes = subprocess.run(code, check=True, capture_output=True, text=True).stdout.split()
    assert codes == [str(-signal.SIGKILL)] * len(numbers)
    return copies


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_while_renaming(seeds: Path, model: str, between: Callable[[Path], None]) -> None:
    """SIGKILL before a rename: the first leaves the old tables, later ones a mixture that the sums in run.json tell."""
    copies = _kill("replace", (0, 1, 4, 10), seeds, model)
    assert [_is_whole(copy) for copy in copies] == [True, False, False, False]
    for copy in copies:
        between(copy)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_while_staging(seeds: Path, model: str, between: Callable[[Path], None]) -> None:
    """SIGKILL before a flush leaves the old tables."""
    copies = _kill("fsync", (0, 6, 11, 14), seeds, model)
    assert [_is_whole(copy) for copy in copies] == [True] * 4
    for copy in copies:
        between(copy)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_run_is_picked_up(seeds: Path, model: str, between: Callable[[Path], None]) -> None:
    """What a killed run had stored is not extracted again."""
    copies = _kill("add", (0, 1, 2), seeds, model)
    extracted = [run(_settings(seeds, copy, model)).extracted for copy in copies[1:]]
    assert 20 > extracted[0] > extracted[1] > 0
    between(copies[0])
