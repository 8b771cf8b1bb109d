"""The steps of the training, each kept in a folder, so that it goes on where it was stopped."""

import logging
import multiprocessing
import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.model.training.corpora import Sentence
from pipeline.model.training.data import read_floret, read_gold, write_sentences
from pipeline.model.training.distil import TEACHERS, learn_from, teach, vote
from pipeline.model.training.fit import assemble, fit, with_german_words
from pipeline.model.training.network import Network
from pipeline.model.training.raw import read_raw

T = TypeVar("T")


def train(shared: Path, output: Path, work: Path) -> None:
    """The pipeline, with each step kept in `work`; what is there is not made again."""
    work.mkdir(parents=True, exist_ok=True)
    senter = _splitter(shared, work)
    vectors, gold = read_floret(shared), read_gold(shared)
    raw = _kept(work / "raw", lambda: read_raw(shared, senter))
    # Fresh processes: PyTorch's threads do not outlive a fork.
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        make = partial(_taught, work, gold, vectors)
        teachers = list(pool.map(make, range(TEACHERS)))
    votes = _kept(work / "votes", lambda: vote(teachers, raw, vectors))
    student = _kept(work / "student", lambda: learn_from(gold, raw, votes, vectors))
    assemble(student.export(), senter, vectors, output / "de")


def _taught(work: Path, gold: Sequence[Sentence], vectors: Vectors, seed: int) -> Network:
    logging.basicConfig(level=logging.INFO)
    return _kept(work / f"teacher{seed}", lambda: teach(seed, gold, vectors))


def _kept(path: Path, make: Callable[[], T]) -> T:
    if not path.exists():
        path.write_bytes(pickle.dumps(make()))
    made: T = pickle.loads(path.read_bytes())  # noqa: S301 - written by ourselves
    return made


def _splitter(shared: Path, work: Path) -> Language:
    best = work / "senter" / "model-best"
    senter = spacy.load(best) if best.exists() else fit("senter", *write_sentences(shared, work), work / "senter")
    return with_german_words(senter)
