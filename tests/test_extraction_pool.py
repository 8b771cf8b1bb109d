"""Processes that calls are spread over: what comes back, and that nothing waits for ever."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import pytest

from pipeline.extraction.pool import Pool

SOON = 60  # seconds, by when all has long ended


@contextmanager
def _pool(workers: int) -> Iterator[Pool]:
    """A pool whose processes are gone at the end, whatever happened."""
    pool = Pool(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def test_results_and_errors() -> None:
    """Each call has its own result or error, also one that cannot be sent; more calls than processes wait."""
    with _pool(2) as pool:
        numbers = [pool.submit(pow, number, 2) for number in range(20)]
        wrong, unsendable = pool.submit(int, "x"), pool.submit(lambda: None)
        assert [future.result(SOON) for future in numbers] == [number**2 for number in range(20)]
        with pytest.raises(ValueError, match="invalid literal"):
            wrong.result(SOON)
        with pytest.raises(Exception, match="pickle"):
            unsendable.result(SOON)
        assert len(pool.submit(bytes, 5_000_000).result(SOON)) == 5_000_000


def test_calls_are_spread() -> None:
    """Calls run at the same time, as many as there are processes."""
    with _pool(2) as pool:
        first = pool.submit(time.sleep, SOON)
        assert pool.submit(os.getpid).result(SOON) != os.getpid()
        assert not first.done()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_the_parents(number: signal.Signals) -> None:
    """What asks to stop is ignored in the processes."""
    with _pool(1) as pool:
        process = pool.submit(os.getpid).result(SOON)
        os.kill(process, number)
        assert pool.submit(os.getpid).result(SOON) == process


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows kills otherwise")
def test_a_killed_process_breaks_the_pool() -> None:
    """All calls fail at once: the one in the process, the one in the other process, and those to come."""
    with _pool(2) as pool:
        busy = [pool.submit(time.sleep, SOON) for _ in range(2)]
        killed = pool._processes[0]
        killed.kill()
        waiting = pool.submit(os.getpid)
        assert not wait([*busy, waiting], SOON).not_done
        for future in (*busy, waiting, pool.submit(os.getpid)):
            with pytest.raises(BrokenProcessPool):
                future.result(SOON)


def test_end() -> None:
    """Without haste a pool ends when all calls are done; else calls under way are broken off, others are cancelled."""
    patient = Pool(1)
    future = patient.submit(pow, 2, 10)
    patient.shutdown()
    assert future.result(0) == 1024
    hasty = Pool(1)
    busy = hasty.submit(time.sleep, 10 * SOON)
    while not busy.running():
        time.sleep(0.01)
    waiting = hasty.submit(os.getpid)
    hasty.shutdown(cancel_futures=True)
    with pytest.raises(BrokenProcessPool):
        busy.result(0)
    with pytest.raises((CancelledError, BrokenProcessPool)):
        waiting.result(0)
    assert not any(process.is_alive() for process in hasty._processes)
