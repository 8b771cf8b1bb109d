"""Batches of bodies -> an executor -> their extractions."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pipeline.errors import MitgenanntError
from pipeline.records import Extraction

if TYPE_CHECKING:
    from spacy.language import Language

P = ParamSpec("P")
T = TypeVar("T")
Result = Extraction | str  # a string says why one body failed

BATCH_WORDS = 12_000  # about a second of work: large enough to make sending cheap, small enough to lose little
_loaded: "dict[str, Language]" = {}


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that is done already."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future carries it, as in any executor
            future.set_exception(error)
        return future


def batches(bodies: Iterable[str]) -> Iterator[list[str]]:
    """Bodies in their order, in batches of about BATCH_WORDS words; a longer body is a batch of its own."""
    batch: list[str] = []
    words = 0
    for body in bodies:
        size = body.count(" ") + 1
        if batch and words + size > BATCH_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(body)
        words += size
    if batch:
        yield batch


def extract(bodies: Iterable[str], model: str, workers: int) -> Iterator[tuple[list[str], list[Result]]]:
    """Batches of bodies with what was found in each, in order. `bodies` may be endless: few batches are held at once.

    Without bodies no model is loaded, and a single batch is worked on in this process.
    """
    queue = batches(bodies)
    first = list(islice(queue, 2))
    if not first:
        return
    workers = 1 if len(first) == 1 else workers
    with _executor(workers, model) as executor:
        yield from spread(chain(first, queue), model, executor, 2 * workers)


def spread(
    queue: Iterable[list[str]], model: str, executor: Executor, pending: int
) -> Iterator[tuple[list[str], list[Result]]]:
    """Work through a queue of batches with any executor, at most `pending` of them under way, results in order."""
    under_way: deque[tuple[list[str], Future[list[Result]]]] = deque()
    for batch in queue:
        under_way.append((batch, executor.submit(extract_batch, model, batch)))
        if len(under_way) >= pending:
            yield _result(*under_way.popleft())
    while under_way:
        yield _result(*under_way.popleft())


def _result(batch: list[str], future: Future[list[Result]]) -> tuple[list[str], list[Result]]:
    try:
        return batch, future.result()
    except BrokenProcessPool as error:
        raise MitgenanntError(
            "A worker process was killed, most likely for want of memory. What is extracted is kept: "
            "run again, with fewer --workers if it happens again."
        ) from error


def extract_batch(model: str, bodies: Sequence[str]) -> list[Result]:
    """Runs in the worker: the pipeline is loaded on the first call and kept."""
    if model not in _loaded:
        from threadpoolctl import threadpool_limits

        from pipeline.extraction.pipelines import load

        threadpool_limits(1)  # one thread a process: processes are the parallel part
        _loaded[model] = load(model)
    nlp = _loaded[model]
    with nlp.memory_zone():
        return [_extract(nlp, body) for body in bodies]


def _extract(nlp: "Language", body: str) -> Result:
    from pipeline.extraction.mentions import extract_body

    try:
        return extract_body(nlp, body)
    except Exception as error:  # noqa: BLE001 - one bad article never stops the others
        return f"extraction failed: {type(error).__name__}: {error}".replace("\n", " ")


@contextmanager
def _executor(workers: int, model: str) -> Iterator[Executor]:
    if workers == 1:
        extract_batch(model, [])
        yield SerialExecutor()
        return
    from multiprocessing import get_context

    # spawn: a fork would copy DuckDB's threads and locks in an unknown state.
    executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
    try:
        # A model that cannot be loaded says so here, once.
        executor.submit(extract_batch, model, []).result()
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Ctrl-C goes to all processes of the terminal; only the parent acts on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
