"""Two at once: the second run waits or is told who is at work; a dead process holds nobody up."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.errors import LockedError
from pipeline.lock import _HOLDER, hold, holder
from pipeline.report import Watch
from pipeline.run import run
from pipeline.settings import HIDDEN, Settings

HOLD = """
import sys, time
from pathlib import Path
from pipeline.lock import hold
with hold(Path(sys.argv[1]), 0, print):
    print("held", flush=True)
    time.sleep(60)
"""


def _holding(output: Path) -> "subprocess.Popen[str]":
    """A process that holds the lock when this returns."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(output)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_holder_is_named_until_it_dies(tmp_path: Path) -> None:
    """The refusal names the process and since when; once it is killed nobody is held up, and nobody is named."""
    with _holding(tmp_path) as process:
        for wait, still in ((0, ""), (1, "still ")):
            said: list[str] = []
            with pytest.raises(LockedError) as caught, hold(tmp_path, wait, said.append):
                pass
            named = rf"\(process {process.pid}, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\S+\)"
            assert re.match(
                rf"Another run is {still}writing to {re.escape(str(tmp_path))} {named}: ", str(caught.value)
            )
            assert caught.value.exit_code == 75
            assert len(said) == (wait > 0)
        assert holder(tmp_path).startswith(f"process {process.pid}, since ")
        process.kill()
        process.wait()
    assert holder(tmp_path) == ""
    with hold(tmp_path, 0, said.append) as waited:
        assert not waited
        assert holder(tmp_path).startswith(f"process {os.getpid()}, ")
    assert holder(tmp_path) == ""
    assert len(said) == 1


@pytest.mark.parametrize("host", [socket.gethostname(), "old-container"])
def test_the_dead_are_not_named(tmp_path: Path, host: str) -> None:
    """What a killed run left behind names nobody, also where another process has its number by now or its machine has
    gone: the lock is free.
    """
    note = tmp_path / HIDDEN / _HOLDER
    note.parent.mkdir()
    stale = json.dumps([os.getpid(), host, "2026-01-01"])
    note.write_text(stale, encoding="utf-8")
    assert holder(tmp_path) == ""
    assert [path.name for path in note.parent.iterdir()] == [_HOLDER]
    with hold(tmp_path, 0, print):
        assert holder(tmp_path).startswith(f"process {os.getpid()}, since ")
    note.write_text(stale, encoding="utf-8")
    assert holder(tmp_path) == ""


def test_what_nobody_can_read_names_nobody(tmp_path: Path) -> None:
    """A broken note costs the name in the refusal, not the refusal."""
    note = tmp_path / HIDDEN / _HOLDER
    note.parent.mkdir()
    for text in ("", "[]", "null", '["x", "y"]', "\xff"):
        note.write_text(text, encoding="latin-1")
        with (
            FileLock(note.parent / "lock"),
            pytest.raises(LockedError, match=r"is writing to [^()]*: wait"),
            hold(tmp_path, 0, print),
        ):
            pass


def test_another_machine_is_named(tmp_path: Path) -> None:
    """On a shared drive the process may run elsewhere: then its machine is said."""
    note = tmp_path / HIDDEN / _HOLDER
    note.parent.mkdir()
    note.write_text(json.dumps([1, "elsewhere", "2026-01-01"]), encoding="utf-8")
    with FileLock(note.parent / "lock"), pytest.raises(LockedError, match="process 1 on elsewhere, since 2026-01-01"):
        hold(tmp_path, 0, print).__enter__()


def test_waiting_run_reads_what_is_there_at_its_turn(seeds: Path, model: str, tmp_path: Path) -> None:
    """A run that waits says for whom, goes on by itself, and reads the articles as they are then."""
    settings = Settings(sources=(seeds,), output=tmp_path / "output", model=model, workers=1, wait=60)
    (tmp_path / "output" / HIDDEN).mkdir(parents=True)
    lock = FileLock(tmp_path / "output" / HIDDEN / "lock", thread_local=False)
    said: list[str] = []

    def release(line: str) -> None:
        said.append(line)
        if len(said) == 1:
            (seeds / "neu.txt").write_text("Putin.", encoding="utf-8")
            threading.Timer(0.2, lock.release).start()

    lock.acquire()
    assert run(settings, Watch(line=release)).articles == 5
    assert said[0] == f"Another run is writing to {tmp_path / 'output'}: waiting up to 60 s for its end."
    assert run(replace(settings, wait=0)).articles == 5


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_killed_run_holds_nobody_up(seeds: Path, model: str, tmp_path: Path) -> None:
    """SIGKILL while two workers extract: the next run starts at once and completes the tables."""
    for number in range(300):
        (seeds / f"{number:03}.txt").write_text(f"Putin und Biden, zum {number}. Mal.\n" * 99, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "run", str(seeds), "--model", model, "--workers", "2"]
    process = subprocess.Popen([*command, "-o", str(tmp_path / "output"), "--quiet"], stderr=subprocess.DEVNULL)
    while not holder(tmp_path / "output") and process.poll() is None:
        time.sleep(0.02)
    time.sleep(1)
    assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    settings = Settings(sources=(seeds,), output=tmp_path / "output", model=model, workers=1)
    assert run(settings).articles == 304
