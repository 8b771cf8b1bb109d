"""One run at a time per output folder, and who it is that runs."""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import LockedError, OutputError
from pipeline.settings import HIDDEN

_LOCK = "lock"
_HOLDER = "holder.json"  # beside the lock: Windows lets nobody read a locked file
_LOOKS = 5  # a holder signs a moment after it took the lock
_PAUSE = 0.1


@contextlib.contextmanager
def hold(output: Path, wait: float, say: Callable[[str], None]) -> Iterator[bool]:
    """The lock of `output`, for the `with` statement, and whether it was waited for; that of a dead process is none.

    Waits up to `wait` seconds for another run's end, which `say` is told. Raises LockedError, which names the holder,
    and OutputError where there can be no lock.
    """
    try:
        (output / HIDDEN).mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(output / HIDDEN / _LOCK)
        waited = _acquire(lock, output, wait, say)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"Cannot write to {output} ({reason}): name another folder with --output.") from error
    holder = output / HIDDEN / _HOLDER
    try:
        with contextlib.suppress(OSError):  # without it another run is refused all the same, namelessly
            holder.unlink(missing_ok=True)  # of a killed run, lest it be taken for this one's
            _sign(holder)
        yield waited
    finally:
        with contextlib.suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def holder(output: Path) -> str:
    """The process that is at work on `output` and since when; "" where none is known.

    What a killed run has left behind is not believed: the system has freed its lock.
    """
    with contextlib.suppress(OSError, ValueError, TypeError):
        pid, host, since = json.loads((output / HIDDEN / _HOLDER).read_text("utf-8"))
        if _taken(output / HIDDEN / _LOCK):
            return f"process {pid}{f' on {host}' * (host != socket.gethostname())}, since {since}"
    return ""


def _taken(path: Path) -> bool:
    """Whether a process holds the lock; where there is no lock file, none is made."""
    try:
        if path.exists():
            with FileLock(path, blocking=False):
                pass
    except Timeout:
        return True
    return False


def _acquire(lock: FileLock, output: Path, wait: float, say: Callable[[str], None]) -> bool:
    """Whether it had to wait."""
    with contextlib.suppress(Timeout):
        lock.acquire(timeout=_PAUSE, poll_interval=_PAUSE / 5)  # holder() has it for less
        return False
    busy = f"Another run is writing to {output}{_named(output)}"
    if wait:
        say(f"{busy}: waiting up to {wait:,.0f} s for its end.")
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=wait, poll_interval=_PAUSE)
            return True
        busy = f"Another run is still writing to {output}{_named(output)}"
    raise LockedError(f"{busy}: wait for its end, also with --wait SECONDS, or name another folder with --output.")


def _named(output: Path) -> str:
    for _ in range(_LOOKS):
        if name := holder(output):
            return f" ({name})"
        time.sleep(_PAUSE)
    return ""


def _sign(path: Path) -> None:
    """Whole or not at all, so that nobody reads half of it."""
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([os.getpid(), socket.gethostname(), since]), encoding="utf-8")
    fresh.replace(path)
