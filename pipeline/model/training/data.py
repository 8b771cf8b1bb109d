"""Corpora -> the sentences that the networks learn from, the files for the splitter; the floret vectors."""

import lzma
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, DocBin
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.model.training.corpora import Sentence, bundestag, germeval, smartdata

SENTENCES_TOGETHER = (1, 6)  # in a text for the splitter
TOO_LONG = 120  # words of a sentence of SmartData: a table or a list, not a sentence


def read_marked(shared: Path) -> list[Sentence]:
    """All sentences that people have marked, but for GermEval's development part, which is never trained on."""
    corpora = shared / "corpora"
    train = germeval(corpora / "germeval2014/train.bio")
    more = smartdata(corpora / "smartdata/news.jsonl", train, spacy.blank("de").tokenizer)
    return [*train, *bundestag(corpora / "bundestag"), *(s for s in more if len(s.words) < TOO_LONG)]


def write_sentences(sentences: Iterable[Sentence], rng: random.Random, path: Path) -> None:
    """Texts of some sentences each, for the splitter."""
    nlp = spacy.blank("de")
    DocBin(attrs=["SENT_START"], docs=[_doc(nlp, group) for group in _groups(filter(_ends, sentences), rng)]).to_disk(
        path
    )


def _groups(sentences: Iterable[Sentence], rng: random.Random) -> Iterator[list[Sentence]]:
    shuffled = list(sentences)
    rng.shuffle(shuffled)
    while shuffled:
        count = rng.randint(*SENTENCES_TOGETHER)
        yield shuffled[:count]
        del shuffled[:count]


def _ends(sentence: Sentence) -> bool:
    """Whether a sentence ends as sentences do; a headline without a full stop teaches nothing about its end."""
    last = [word for word in sentence.words if word not in "\"“”«»‘’')"]
    return bool(last) and last[-1] in {".", "!", "?"}


def _doc(nlp: Language, sentences: list[Sentence]) -> Doc:
    words = [word for sentence in sentences for word in sentence.words]
    starts: list[bool | int | None] = [i == 0 for sentence in sentences for i in range(len(sentence.words))]
    return Doc(nlp.vocab, words=words, sent_starts=starts)


def read_floret(source: Path, strings: StringStore) -> Vectors:
    """A file of floret vectors, rounded to float16, in which they are kept."""
    with lzma.open(source, "rt", encoding="utf-8") as file:
        rows, width, minn, maxn, hash_count, hash_seed, bow, eow = file.readline().split(" ")
        values = np.loadtxt(file, dtype="float32", usecols=range(1, int(width) + 1), comments=None)
    if values.shape != (int(rows), int(width)):
        raise ValueError(f"{source}: the header promises {rows} rows of {width}, there are {values.shape}")
    return Vectors(
        strings=strings,
        mode="floret",
        data=values.astype("float16").astype("float32"),
        minn=int(minn),
        maxn=int(maxn),
        hash_count=int(hash_count),
        hash_seed=int(hash_seed),
        bow=bow,
        eow=eow.strip(),
    )
