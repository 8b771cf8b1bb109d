"""Raw German text -> sentences for the networks to read."""

import json
import lzma
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
from spacy.language import Language

from pipeline.extraction.forms import Ints
from pipeline.extraction.text import clean, paragraphs

SPEECHES = 2  # every so many is read
LENGTHS = range(4, 71)  # words of a sentence


@dataclass(frozen=True, slots=True)
class Raw:
    """Sentences end to end: `forms`, the most frequent first, `words` places in it, `lengths` of the sentences."""

    forms: list[str]
    words: Ints
    lengths: Ints


def read_raw(shared: Path, nlp: Language) -> Raw:
    """All Wikinews articles, all of the encyclopedia, every so many of the speeches; `nlp` splits sentences."""
    speeches = islice(texts_of(shared / "raw/speeches.jsonl.xz"), 0, None, SPEECHES)
    texts = chain(texts_of(shared / "raw/wikinews.jsonl.xz"), texts_of(shared / "raw/encyclopedia.jsonl.xz"), speeches)
    places: dict[str, int] = {}
    words, lengths = array("I"), array("I")
    for sentence in chain.from_iterable(_sentences(text, nlp) for text in texts):
        words.extend(places.setdefault(word, len(places)) for word in sentence)
        lengths.append(len(sentence))
    return _by_frequency(list(places), np.array(words, dtype="int64"), np.array(lengths, dtype="int64"))


def _by_frequency(forms: list[str], words: Ints, lengths: Ints) -> Raw:
    order = np.argsort(-np.bincount(words, minlength=len(forms)), kind="stable")
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return Raw([forms[place] for place in order.tolist()], ranks[words], lengths)


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a compressed file of JSON objects."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def _sentences(text: str, nlp: Language) -> Iterator[list[str]]:
    stretches = [clean(text, start, end).text for start, end in paragraphs(text)]
    with nlp.memory_zone():
        for doc in nlp.pipe(stretches):
            for sent in doc.sents:
                words = [token.text for token in sent if not token.is_space]
                if len(words) in LENGTHS:
                    yield words
