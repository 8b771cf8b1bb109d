"""Promise 3: all tables or none, and a killed run is picked up where it stood."""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.run import run
from pipeline.settings import Settings
from pipeline.stops import STOPS

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


@dataclass(frozen=True)
class Between:
    """`old`: tables of fewer articles, in tmp_path/output. `new`: those of a clean run over the articles of now.

    `changes`: what a run that nothing stops writes of the one against the other.
    """

    old: dict[str, bytes]
    new: dict[str, bytes]
    changes: bytes
    content: Content
    finish: Callable[[Path], object]

    def check_state(self, stopped: Path) -> None:
        """What a reader finds is whole, the old or the new, or can be told to be a mixture."""
        found = self.content(stopped)
        assert _is_whole(stopped) == (found in (self.old, self.new))
        assert found["run.json"] in (self.old["run.json"], self.new["run.json"])

    def check(self, stopped: Path) -> None:
        """That, and the next run gives the bytes of a clean one."""
        self.check_state(stopped)
        self.finish(stopped)
        assert self.content(stopped) == self.new
        assert (stopped / "changes.csv").read_bytes() == self.changes


@pytest.fixture
def between(seeds: Path, model: str, tmp_path: Path, content: Content) -> Between:
    """An output of other articles is in tmp_path/output."""
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
    return Between(old, new, changes, content, lambda output: run(_settings(seeds, output, model)))


# Runs in forked processes, one for each line: [output, signal, seconds until it is sent, most bytes of a file].
FORKER = """
import json, os, resource, signal, sys, time
import pipeline.run
from pipeline.cli import main
from pipeline.extraction import work

seeds, model = sys.argv[1:]
work.extract_batch(model, [])  # loads it, for all of them
work.BATCH_WORDS, pipeline.run.STORED_AT_ONCE = 500, 1

for line in sys.stdin:
    output, stop, after, most = json.loads(line)
    begin, child = time.monotonic(), os.fork()
    if not child:
        sys.stderr = open(output + ".log", "w")
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        sys.argv = ["", "run", seeds, "--model", model, "--workers", "1", "--quiet", "--output", output]
        main()
    if stop:
        time.sleep(after)
        os.kill(child, stop)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps([code, time.monotonic() - begin]), flush=True)
"""


class Forker:
    """Starts runs in forked processes, since a new interpreter costs more time than such a run."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, output: Path, stop: int = 0, after: float = 0.0, most: int | None = None) -> tuple[int, float, str]:
        """Exit code, seconds and log of a run that is sent a signal, or may write no file of more than `most` bytes."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(output), stop, after, most]) + "\n")
        self._process.stdin.flush()
        code, seconds = json.loads(self._process.stdout.readline())
        return code, seconds, Path(f"{output}.log").read_text("utf-8")


@pytest.fixture
def forker(seeds: Path, model: str) -> Iterator[Forker]:
    """Runs of seeds."""
    command = [sys.executable, "-c", FORKER, str(seeds), model]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Forker(process)
        process.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="stops forked processes")
def test_stopped_at_any_time(tmp_path: Path, between: Between, forker: Forker) -> None:
    """At 50 moments, others in each test, SIGKILL and what asks to stop leave tables whose state can be told; stopped
    five times in a row, the next run completes them.
    """
    seed = random.randrange(10**6)
    print("seed", seed)  # noqa: T201 - pytest shows it where the test fails
    chance = random.Random(seed)
    _, duration, _ = forker.run(tmp_path / "timed")
    for number in range(10):
        output = shutil.copytree(tmp_path / "output", tmp_path / f"stopped-{number}")
        for _ in range(5):
            stop = chance.choice([signal.SIGKILL, *STOPS])
            code, _, said = forker.run(output, stop, chance.uniform(0, duration))
            assert code in {0, 1, -stop}
            assert code != 1 or re.fullmatch(r"(Error: Stopped\. [^\n]*\n)?", said)
            between.check_state(output)
        between.check(output)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits forked processes")
def test_full_disk(tmp_path: Path, between: Between, forker: Forker) -> None:
    """Wherever the disk is full, a run says so in one sentence and leaves the old tables; with room, it goes on."""
    codes = []
    for most in (0, 30, 1_000, 5_000, 13_000, 100_000, 500_000, 800_000, 1_500_000, 10_000_000):
        output = shutil.copytree(tmp_path / "output", tmp_path / f"full-{most}")
        code, _, said = forker.run(output, most=most)
        codes.append(code)
        assert code == 0 or re.fullmatch(r"Error: [^\n]*\.\n", said) or most < 1_000  # the log, too, is a file
        assert code == 0 or between.content(output) == between.old
        between.check(output)
    assert sorted(set(codes)) == [0, 1]


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
def test_killed_while_renaming(seeds: Path, model: str, between: Between) -> None:
    """SIGKILL before a rename: the first leaves the old tables, later ones a mixture that the sums in run.json tell."""
    copies = _kill("replace", (1, 2, 5, 11), seeds, model)  # the one before is of the lock
    assert [_is_whole(copy) for copy in copies] == [True, False, False, False]
    for copy in copies:
        between.check(copy)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_while_staging(seeds: Path, model: str, between: Between) -> None:
    """SIGKILL before a flush leaves the old tables."""
    copies = _kill("fsync", (0, 6, 11, 14), seeds, model)
    assert [_is_whole(copy) for copy in copies] == [True] * 4
    for copy in copies:
        between.check(copy)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_run_is_picked_up(seeds: Path, model: str, between: Between) -> None:
    """What a killed run had stored is not extracted again."""
    copies = _kill("add", (0, 1, 2), seeds, model)
    extracted = [run(_settings(seeds, copy, model)).extracted for copy in copies[1:]]
    assert 20 > extracted[0] > extracted[1] > 0
    between.check(copies[0])
