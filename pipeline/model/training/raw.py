"""Raw German text -> sentences for the student to learn from its teachers; disturbed copies of sentences."""

import json
import lzma
import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from spacy.language import Language

from pipeline.extraction.text import clean, paragraphs
from pipeline.model.training.corpora import Sentence

SPEECHES = 90  # every so many is read
LENGTHS = range(4, 71)  # words of a sentence
BEGINNING = 5_000  # characters of an article of the encyclopedia: more articles, more names
TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
FEMININE = re.compile(r"(?<=[a-zäöüß])innen$")
GENDERED = (":innen", "*innen", "_innen", "Innen", "/innen")
STOPS = {".", "!", "?"}


def read_raw(shared: Path, nlp: Language) -> list[Sentence]:
    """All Wikinews articles, every so many of the speeches, and the beginning of each article of the encyclopedia.

    `nlp` splits sentences; the words have no tags.
    """
    every = islice(_texts(shared / "raw/speeches.jsonl.xz"), 0, None, SPEECHES)
    texts = [*_texts(shared / "raw/wikinews.jsonl.xz"), *every]
    texts += [text[:BEGINNING] for text in _texts(shared / "raw/encyclopedia.jsonl.xz")]
    return [sentence for text in texts for sentence in _sentences(text, nlp)]


def _texts(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def _sentences(text: str, nlp: Language) -> Iterator[Sentence]:
    stretches = [clean(text, start, end).text for start, end in paragraphs(text)]
    with nlp.memory_zone():
        for doc in nlp.pipe(stretches):
            for sent in doc.sents:
                words = tuple(token.text for token in sent if not token.is_space)
                if len(words) in LENGTHS:
                    yield Sentence(words, ())


def disturbed(words: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """The words as careless or other writers have them, one for one, maybe without the last full stop."""
    way = rng.choice(["capitals", "headline", "transcribed", "first", "gendered", "open"])
    if way == "capitals":
        return tuple(word.upper() for word in words)
    if way == "gendered":
        return tuple(FEMININE.sub(rng.choice(GENDERED), word) for word in words)
    if way == "headline":
        words = tuple(word[:1].upper() + word[1:] for word in words)
    elif way == "transcribed":
        words = tuple(word.translate(TRANSCRIBED) for word in words)
    elif way == "first":
        words = (words[0].upper(), *words[1:])
    return words[:-1] if words[-1] in STOPS else words
