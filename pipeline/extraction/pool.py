"""Processes that calls are spread over, each with a pipe of its own.

`concurrent.futures.ProcessPoolExecutor` shares one queue of results among its processes: one that is killed while it
writes leaves half a message there and the lock behind it taken, and the pool waits for ever. Here the end of a process
is the end of its pipe, at any moment.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from pipeline.stops import STOPS

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

P = ParamSpec("P")
T = TypeVar("T")
_Call = tuple[Future[Any], Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Pool(Executor):
    """`workers` processes. Once one of them dies all calls fail with BrokenProcessPool, those under way too."""

    def __init__(self, workers: int) -> None:
        # spawn: a fork would copy DuckDB's threads and locks in an unknown state.
        context = multiprocessing.get_context("spawn")
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._broken = threading.Event()
        pipes = [context.Pipe() for _ in range(workers)]
        self._processes = [context.Process(target=_serve, args=(theirs,), daemon=True) for _, theirs in pipes]
        for process, (_, theirs) in zip(self._processes, pipes, strict=True):
            process.start()
            theirs.close()  # else its end would not be seen
        self._threads = [threading.Thread(target=self._feed, args=(ours,), daemon=True) for ours, _ in pipes]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future of the call's result; function, arguments and result must be picklable."""
        future: Future[T] = Future()
        self._calls.put((future, fn, args, kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - an Executor's
        """End the processes: when all calls are done, or at once with `cancel_futures`."""
        if cancel_futures:
            self._break()
            with suppress(Empty):
                while call := self._calls.get_nowait():
                    call[0].cancel()
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for process in self._processes:
                process.join()

    def _feed(self, pipe: "Connection[Any, Any]") -> None:
        """Hand calls to one process, one at a time, until there is a None."""
        with pipe:
            while call := self._calls.get():
                future, *rest = call
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    done, value = self._ask(pipe, rest)
                except (EOFError, OSError):
                    self._break()
                    done, value = False, BrokenProcessPool("a process has died")
                except Exception as error:  # noqa: BLE001 - what cannot be sent
                    done, value = False, error
                (future.set_result if done else future.set_exception)(value)

    def _ask(self, pipe: "Connection[Any, Any]", call: list[Any]) -> tuple[bool, Any]:
        if self._broken.is_set():
            raise EOFError
        pipe.send(call)
        answer: tuple[bool, Any] = pipe.recv()
        return answer

    def _break(self) -> None:
        self._broken.set()
        for process in self._processes:
            process.kill()


def _serve(pipe: "Connection[Any, Any]") -> None:
    """Runs in the process: answer calls until the pipe ends.

    What asks to stop goes to all processes of a terminal or service, and the parent is to act on it.
    """
    for stop in STOPS:
        signal.signal(stop, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with pipe, suppress(EOFError, OSError):
        while True:
            fn, args, kwargs = pipe.recv()
            try:
                answer = True, fn(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - the future carries it, as in any executor
                answer = False, error
            pipe.send(answer)


def _end_with_parent() -> None:
    """A killed parent tells nobody, and a long text may be at work."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
