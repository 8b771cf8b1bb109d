"""Batches, executors, and what happens when something fails."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]  # ships no types

from pipeline.errors import ModelError
from pipeline.extraction import extract, mentions, pipelines, work
from pipeline.extraction.work import DEADLY, LETTERS, SerialExecutor, batches, spread

BODIES = [f"Putin traf Joe Biden zum {n}. Mal.\n\nDie NATO in Berlin schwieg." for n in range(60)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH_WORDS", 40)


def _flat(found: Iterator[tuple[list[str], list[Any]]]) -> list[tuple[str, Any]]:
    return [pair for bodies, results in found for pair in zip(bodies, results, strict=True)]


def _children() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


@given(st.lists(st.integers(0, 100).map("wort ".__mul__)))
def test_batches_lose_nothing(bodies: list[str]) -> None:
    """Batches hold all bodies in their order; none is empty, and only a single body may pass the limit."""
    found = list(batches(bodies))
    assert [body for batch in found for body in batch] == bodies
    assert all(batch for batch in found)
    sizes = [sum(len(body) // LETTERS + 1 for body in batch) for batch in found]
    assert all(len(batch) == 1 or size <= work.BATCH_WORDS for batch, size in zip(found, sizes, strict=True))


def test_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bodies no model is loaded, nor even looked for."""
    monkeypatch.setattr(pipelines, "load", lambda _: pytest.fail("loaded"))
    assert list(extract([], "no_such_model", 4)) == []


def test_one_batch_needs_no_processes(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A single batch is worked on in this process, whatever the number of workers."""
    monkeypatch.setattr(work, "Pool", lambda *_, **__: pytest.fail("processes"))
    assert len(_flat(extract(BODIES[:2], model, 8))) == 2


def test_workers_do_not_matter(model: str) -> None:
    """Two processes give what one gives, in the same order, even when Ctrl-C is sent to them."""
    alone = _flat(extract(BODIES, model, 1))
    assert [body for body, _ in alone] == BODIES
    together = extract(iter(BODIES), model, 2)
    found = [next(together)]
    for child in _children():
        os.kill(child, signal.SIGINT)
    found += together
    assert _flat(iter(found)) == alone
    assert _children() == []


def test_a_killed_worker(model: str) -> None:
    """A worker that is killed costs nothing but time: what was under way is done again, and no process is left."""
    found = extract(iter(BODIES), model, 2)
    first = next(found)
    os.kill(_children()[0], signal.SIGKILL)
    assert _flat(iter([first, *found])) == _flat(extract(BODIES, model, 1))
    assert _children() == []


class _Mortal(Executor):
    """Dies of a body that says so, as a pool of processes does: with all that is under way."""

    dead = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - as in any executor
        self.dead = self.dead or any("Tod" in body for body in args[1])
        if self.dead:
            future: Future[Any] = Future()
            future.set_exception(BrokenProcessPool("dead"))
            return future
        return SerialExecutor().submit(fn, *args, **kwargs)


def test_a_deadly_body_costs_only_itself(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that kills each process that works on it gets a reason; all others get what they get without it."""
    monkeypatch.setattr(work, "_processes", lambda *_: nullcontext(_Mortal()))
    bodies = [*BODIES[:7], "Der Tod kam.", *BODIES[7:20], "Noch ein Tod."]
    found = _flat(extract(iter(bodies), model, 2))
    assert [body for body, _ in found] == bodies
    assert [(body, result) for body, result in found if "Tod" in body] == [(bodies[7], DEADLY), (bodies[-1], DEADLY)]
    assert [pair for pair in found if "Tod" not in pair[0]] == _flat(extract(BODIES[:20], model, 1))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_deadly_body_is_kept_apart(model: str, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """A long body, or a single batch that is to be kept apart, has a process of its own, which may die."""
    monkeypatch.setattr(work, "_processes", lambda *_: nullcontext(_Mortal()))
    long = "Der Tod kam. " * work.BATCH_WORDS
    assert _flat(extract([long], model, workers)) == [(long, DEADLY)]
    assert _flat(extract(["Der Tod kam."], model, workers, apart=True)) == [("Der Tod kam.", DEADLY)]
    assert _flat(extract(["Der Tod kam."], model, workers))[0][1] != DEADLY


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted(model: str, workers: int) -> None:
    """Ctrl-C in the middle of an endless run ends it: the generator closes, and no process is left."""
    read: list[int] = []

    def endless() -> Iterator[str]:
        for n in count():
            read.append(n)
            yield BODIES[n % 60]

    found = extract(endless(), model, workers)

    def consume() -> None:
        for _ in found:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consume()
    found.close()  # type: ignore[attr-defined]  # a generator
    assert _children() == []
    assert len(read) < 200


def test_missing_model_in_a_pool() -> None:
    """A model that no worker can load is said once, as anywhere else, and the processes end."""
    with pytest.raises(ModelError, match="There is no spaCy pipeline"):
        list(extract(BODIES, "no_such_model", 2))
    assert _children() == []


@pytest.mark.parametrize("step", ["cut_body", "extract_cut"])
def test_one_bad_body(model: str, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A body that cannot be cut into words, or whose words cannot be read, becomes a reason of one line; the others are
    unharmed.
    """
    right = _flat(extract(BODIES, model, 1))

    def fail(nlp: spacy.language.Language, given: str | mentions.Cut) -> Any:  # noqa: ANN401 - what the step gives
        text = given if isinstance(given, str) else given.docs[0].text
        if text == BODIES[7].partition("\n")[0] or text == BODIES[7]:
            raise ValueError("too\nbad")
        return whole(nlp, given)

    whole = getattr(mentions, step)
    monkeypatch.setattr(mentions, step, fail)
    found = _flat(extract(BODIES, model, 1))
    assert found[7][1] == "extraction failed: ValueError: too bad"
    assert found[:7] + found[8:] == right[:7] + right[8:]


class _OnDemand(Future[Any]):
    """Works when its result is asked for."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work

    def result(self, timeout: float | None = None) -> Any:  # noqa: ANN401, ARG002 - as in any future
        return self._work()


class _Recording(Executor):
    """Counts how many calls are under way at most."""

    def __init__(self) -> None:
        self.open = self.most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - as in any executor
        self.open += 1
        self.most = max(self.most, self.open)

        def finish() -> Any:  # noqa: ANN401 - likewise
            self.open -= 1
            return fn(*args, **kwargs)

        return _OnDemand(finish)


@pytest.mark.parametrize("pending", [1, 3])
def test_any_executor(model: str, pending: int) -> None:
    """Any executor does, its results come in order, and never more than `pending` batches are under way."""
    executor = _Recording()
    found = _flat(spread(batches(BODIES), model, executor, pending, deque()))
    assert found == _flat(spread(batches(BODIES), model, SerialExecutor(), 1, deque()))
    assert executor.most == pending


def test_serial_executor() -> None:
    """The serial executor's futures are done, and carry errors as those of any executor."""
    assert SerialExecutor().submit(divmod, 7, 2).result() == (3, 1)
    future = SerialExecutor().submit(divmod, 7, 0)
    assert future.done()
    with pytest.raises(ZeroDivisionError):
        future.result()


def test_changed_model_is_loaded_anew(tmp_path: Path) -> None:
    """In one process, a folder that holds another pipeline than last time gives that pipeline's names."""
    found = []
    for name in ("Putin", "Biden"):
        nlp = spacy.blank("de")
        ruler: Any = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "PER", "pattern": name}])
        nlp.to_disk(tmp_path / "m")
        ((body, result),) = _flat(extract(["Putin traf Biden."], str(tmp_path / "m"), 1))
        found.append([body[span.start : span.end] for span in result.spans])
    assert found == [["Putin"], ["Biden"]]


def test_model_is_kept(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipeline is loaded once in a process, however many batches there are."""
    loaded: list[str] = []
    whole = pipelines.load

    def load(name: str) -> spacy.language.Language:
        loaded.append(name)
        return whole(name)

    monkeypatch.setattr(work, "_loaded", {})
    monkeypatch.setattr(pipelines, "load", load)
    assert len(_flat(extract(BODIES, model, 1))) == 60
    assert loaded == [model]


@pytest.mark.parametrize(("bodies", "workers", "expected"), [(60, 2, 2), (60, 64, 20), (9, 8, 3)])
def test_no_more_processes_than_batches(
    model: str, monkeypatch: pytest.MonkeyPatch, bodies: int, workers: int, expected: int
) -> None:
    """There are as many workers as asked for, but never more than batches."""
    asked = []

    @contextmanager
    def executor(workers: int, _: str) -> Iterator[Executor]:
        asked.append(workers)
        yield SerialExecutor()

    monkeypatch.setattr(work, "_executor", executor)
    assert len(_flat(extract(BODIES[:bodies], model, workers))) == bodies
    assert asked == [expected]


def test_workers_are_quiet(model: str) -> None:
    """A worker computes in one thread (the limit is set once the libraries are loaded), and Ctrl-C never reaches it."""
    with work._executor(2, model) as executor:
        threads = [pool["num_threads"] for pool in executor.submit(threadpool_info).result()]
        assert executor.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
    assert threads
    assert set(threads) == {1}
