"""Signals that ask a run to stop: Ctrl-C, SIGTERM of a system that shuts down, SIGHUP of a terminal that is closed."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

# Windows has no SIGHUP, and its task scheduler ends a process without asking.
STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def heeded() -> Iterator[None]:
    """In the block each of them is a KeyboardInterrupt; one that is ignored, as SIGHUP is under nohup, stays so."""
    asked = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        for each in STOPS[1:]:  # they often come twice: to the process and to its group
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    with _handled([each for each in STOPS if signal.getsignal(each) is not signal.SIG_IGN], stop):
        try:
            yield
        except Exception:
            if asked:  # a library, as DuckDB, has made another error of it
                raise KeyboardInterrupt from None
            raise


@contextmanager
def ignored() -> Iterator[None]:
    """In the block it is too late to stop."""
    with _handled(STOPS, signal.SIG_IGN):
        yield


@contextmanager
def _handled(
    stops: Iterable[signal.Signals], handler: Callable[[int, FrameType | None], None] | signal.Handlers
) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # which alone may set handlers, and gets signals
        yield
        return
    before = {stop: signal.signal(stop, handler) for stop in stops}
    try:
        yield
    finally:
        for stop, old in before.items():
            signal.signal(stop, old)
