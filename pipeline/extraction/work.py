"""Batches of bodies -> an executor -> their extractions."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pipeline.errors import MitgenanntError
from pipeline.extraction.pool import Pool
from pipeline.records import Extraction
from pipeline.stops import STOPS

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.extraction.ahead import Chunks

P = ParamSpec("P")
T = TypeVar("T")
Result = Extraction | str  # a string says why one body failed

BATCH_WORDS = 24_000  # about a second of work: large enough to make sending cheap, small enough to lose little
KILLED = (
    "A worker process was killed, most likely for want of memory. What is extracted is kept: "
    "run again, with fewer --workers if it happens again."
)
DEADLY = "its extraction killed the process at work, most likely for want of memory"
LETTERS = 6  # characters of a word with its blank, about
_loaded: "dict[str, tuple[Language, Chunks]]" = {}
_weights: dict[str, str] = {}


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
        size = _words(body)
        if batch and words + size > BATCH_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(body)
        words += size
    if batch:
        yield batch


def _words(body: str) -> int:
    return len(body) // LETTERS + 1


def extract(
    bodies: Iterable[str], model: str, workers: int, *, apart: bool = False
) -> Iterator[tuple[list[str], list[Result]]]:
    """Batches of bodies with what was found in each, in order. `bodies` may be endless: few batches are held at once.

    Without bodies no model is loaded; there are never more processes than batches, and none for one worker or a single
    batch without a long body, which may want more memory than there is. With `apart` there are always some: a body that
    kills its process then does not kill this one.
    """
    queue = batches(bodies)
    first = list(islice(queue, max(workers, 1)))
    if not first:
        return
    here = len(first) == 1 and not apart and max(map(_words, first[0])) <= BATCH_WORDS
    workers = 0 if here else len(first)
    queue, under_way = chain(first, queue), deque[list[str]]()
    while True:
        try:
            with _executor(workers, model) as executor:
                yield from spread(queue, model, executor, 2 * workers or 1, under_way)
        except BrokenProcessPool:
            suspects = list(under_way)
            under_way.clear()
            for batch in suspects:
                yield batch, _one_by_one(batch, model)
        else:
            return


def spread(
    queue: Iterator[list[str]], model: str, executor: Executor, pending: int, under_way: deque[list[str]]
) -> Iterator[tuple[list[str], list[Result]]]:
    """Work through a queue of batches with any executor, at most `pending` of them at once, results in order.

    `under_way` holds the batches that are taken from the queue and have no result yet, also after an error.
    """
    futures: deque[Future[list[Result]]] = deque()
    for batch in queue:
        under_way.append(batch)
        futures.append(executor.submit(extract_batch, model, batch))
        if len(futures) >= pending:
            results = futures.popleft().result()
            yield under_way.popleft(), results
    while futures:
        results = futures.popleft().result()
        yield under_way.popleft(), results


def _one_by_one(bodies: Sequence[str], model: str) -> list[Result]:
    """The results of bodies of which one may kill its process: each by itself, the deadly ones told."""
    results: list[Result] = []
    while len(results) < len(bodies):
        with suppress(BrokenProcessPool), _processes(1, model) as executor:
            for body in bodies[len(results) :]:
                try:
                    results += executor.submit(extract_batch, model, [body]).result()
                except BrokenProcessPool:
                    results.append(DEADLY)
                    raise
    return results


def extract_batch(model: str, bodies: Sequence[str]) -> list[Result]:
    """Runs in the worker: the pipeline is loaded on the first call and kept."""
    if model not in _loaded:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

        from pipeline.extraction.ahead import Chunks
        from pipeline.extraction.pipelines import load

        nlp = load(model)
        _loaded[model] = nlp, Chunks(nlp)
        # One thread a process: processes are the parallel part, and threads change the last bits of sums. This limits
        # the libraries that are there by now, so it comes after the loading.
        threadpool_limits(1)
    from pipeline.extraction.ahead import embed
    from pipeline.extraction.mentions import Cut, cut_body, extract_cut

    nlp, chunks = _loaded[model]
    chunks.keep(bodies)
    with nlp.memory_zone():
        cuts = [_or_why(cut_body, nlp, body) for body in bodies]
        embed(nlp, [doc for cut in cuts if isinstance(cut, Cut) for doc in cut.docs])
        return [cut if isinstance(cut, str) else _or_why(extract_cut, nlp, cut) for cut in cuts]


def _or_why(step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | str:
    """What a step gives, or why it failed."""
    try:
        return step(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - one bad article never stops the others
        return f"extraction failed: {type(error).__name__}: {error}".replace("\n", " ")


@contextmanager
def _executor(workers: int, model: str) -> Iterator[Executor]:
    if not workers:
        _forget_changed(model)
        extract_batch(model, [])
        yield SerialExecutor()
        return
    with _processes(workers, model) as executor:
        yield executor


@contextmanager
def _processes(workers: int, model: str) -> Iterator[Executor]:
    """Processes that have loaded the model. One that dies makes BrokenProcessPool; while they start, it is an error."""
    with _uninterrupted():
        resource_tracker.ensure_running()  # a process, too; starting it unblocks what is blocked
    with _uninterrupted():
        executor = Pool(workers)
    try:
        ready = [executor.submit(extract_batch, model, []) for _ in range(workers)]
        try:
            for future in ready:
                future.result()  # a model that cannot be loaded says so here, once
        except BrokenProcessPool as error:
            raise MitgenanntError(KILLED) from error
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _forget_changed(model: str) -> None:
    """In a process that lives on, a model's name may stand for other weights than in the last run."""
    from pipeline.extraction.pipelines import identify

    weights = identify(model).weights
    if _weights.get(model) != weights:
        _loaded.pop(model, None)
        _weights[model] = weights


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What asks to stop waits till the end of the block, and processes started in it begin without it.

    They then ignore it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
