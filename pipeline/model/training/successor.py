"""`python -m pipeline.model.training.successor`: the pipeline that is to follow the bundled one, with the tagger of
extraction.tagger; its steps are kept in a folder, so that it goes on where it was stopped.
"""

import argparse
import logging
import multiprocessing
import pickle
import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import spacy
from spacy.language import Language
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.extraction.tagger import FACTORY
from pipeline.model.training.card import GROUPS
from pipeline.model.training.corpora import Sentence, bundestag, germeval, smartdata
from pipeline.model.training.data import SEED, read_floret, write_sentences
from pipeline.model.training.distil import TEACHERS, learn_from, teach, vote
from pipeline.model.training.evaluate import score, score_cases
from pipeline.model.training.fit import META, fit, with_abbreviations, write
from pipeline.model.training.network import Network
from pipeline.model.training.raw import read_raw

T = TypeVar("T")
TOO_LONG = 120  # words of a sentence of SmartData: a table or a list, not a sentence
GENDERED = re.compile(r"[^\W\d_]{2,}[:*_/]-?in(?:nen[^\W\d_]*)?$")  # "Kund:innen", "Chef:in"

log = logging.getLogger(__name__)


def main() -> None:
    """Train, write the pipeline, tell its scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="corpora, raw text and vectors")
    parser.add_argument("--work", type=Path, required=True, help="folder for the steps")
    parser.add_argument("--output", type=Path, required=True, help="folder for the pipeline")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    train(options.shared, options.work, options.output)
    _tell(options.shared / "corpora/germeval2014", options.output)


def train(shared: Path, work: Path, output: Path) -> None:
    """The pipeline, with each step kept in `work`; what is there is not made again."""
    work.mkdir(parents=True, exist_ok=True)
    senter = _splitter(shared, work)
    gold, vectors = read_gold(shared), _vectors(shared, senter)
    raw = _kept(work / "raw", lambda: read_raw(shared, senter))
    # Fresh processes: PyTorch's threads do not outlive a fork.
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        teachers = list(pool.map(partial(_taught, work, gold, vectors), range(TEACHERS)))
    votes = _kept(work / "votes", lambda: vote(teachers, raw, vectors))
    student = _kept(work / "student", lambda: learn_from(gold, raw, votes, vectors))
    write(assemble(student, senter, shared), output)


def read_gold(shared: Path) -> list[Sentence]:
    """All sentences that people have marked, but for GermEval's development part, which is never trained on."""
    corpora = shared / "corpora"
    train = germeval(corpora / "germeval2014/train.bio")
    more = smartdata(corpora / "smartdata/news.jsonl", train, spacy.blank("de").tokenizer)
    return [*train, *bundestag(corpora / "bundestag"), *(s for s in more if len(s.words) < TOO_LONG)]


def assemble(student: Network, senter: Language, shared: Path) -> Language:
    """Splitter of sentences, then the tagger of names; German with more abbreviations, and "Kund:innen" whole."""
    nlp = _with_german_words(spacy.blank("de", meta={**META, "version": "2.0.0"}))
    nlp.add_pipe("senter", source=senter)
    nlp.vocab.vectors = _vectors(shared, nlp)
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float16")
    tagger: Any = nlp.add_pipe(FACTORY, name="ner")
    tagger.set_weights(student.export())
    return nlp


def _vectors(shared: Path, nlp: Language) -> Vectors:
    return read_floret(shared / "vectors/de_floret_50k_128.floret.xz", nlp.vocab.strings)


def _taught(work: Path, gold: Sequence[Sentence], vectors: Vectors, seed: int) -> Network:
    logging.basicConfig(level=logging.INFO)
    return _kept(work / f"teacher{seed}", lambda: teach(seed, gold, vectors))


def _kept(path: Path, make: Callable[[], T]) -> T:
    """What is in the file, made first if it is not there; a file that is there is whole."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(make()))
        part.replace(path)
    made: T = pickle.loads(path.read_bytes())  # noqa: S301 - written by ourselves
    return made


def _splitter(shared: Path, work: Path) -> Language:
    folder, part = work / "senter", work / "senter.part"
    if not folder.exists():
        rng = random.Random(SEED)
        for name in ("train", "dev"):
            write_sentences(germeval(shared / f"corpora/germeval2014/{name}.bio"), rng, work / f"{name}.spacy")
        fit("senter", work / "train.spacy", work / "dev.spacy", None, part)
        part.rename(folder)
    return _with_german_words(spacy.load(folder / "model-best"))


def _with_german_words(nlp: Language) -> Language:
    tokenizer: Any = nlp.tokenizer
    tokenizer.token_match = GENDERED.match
    return with_abbreviations(nlp)


def _tell(corpus: Path, folder: Path) -> None:
    """F1 of each group of labels on GermEval dev and its news, recall of inner names, F1 of our cases of trouble."""
    from pipeline.extraction.pipelines import load

    nlp = load(str(folder))
    for name, labels in GROUPS.items():
        dev, news, inner = (score(nlp, corpus / f"{part}.bio", labels) for part in ("dev", "dev_news", "dev_inner"))
        log.info("%s: F1 %.1f, news %.1f; inner ones found %.1f", name, dev.f1, news.f1, inner.recall)
    for trouble, found in score_cases(nlp).items():
        log.info("%s: P %.1f, R %.1f, F1 %.1f", trouble, found.precision, found.recall, found.f1)


if __name__ == "__main__":
    main()
