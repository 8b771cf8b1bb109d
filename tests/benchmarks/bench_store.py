"""Time and size of a store: python tests/benchmarks/bench_store.py [DOCUMENTS [BATCH]]."""

# ruff: noqa: T201 - a benchmark prints
import random
import re
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from pipeline.records import Extraction, Sentence, Span, Word
from pipeline.store import Store, digest

_WORDS = [f"wort{number}" for number in range(5000)]
_SENTENCES = 20
_LENGTH = 20  # words of a sentence


def document(seed: int) -> tuple[str, Extraction]:
    """A body of 400 words in 20 sentences with 10 mentions, a word on both sides of each, and 100 words that are
    capitalised and unmarked; about 0.2 surfaces per document are new.
    """
    dice = random.Random(seed)
    parts, sentences, spans, unmarked, start = [], [], [], [], 0
    for number in range(1, _SENTENCES + 1):
        name = f"Name{int(dice.paretovariate(0.7)) % 1_000_003}"
        words = dice.choices(_WORDS, k=_LENGTH)
        words[1] = name
        part = " ".join(words) + "."
        places = [start, *(start + match.end() for match in re.finditer(" ", part)), start + len(part)]
        sentences.append(Sentence((number + 4) // 5, start, start + len(part)))
        if number % 2:
            spans.append(Span(number, places[1], places[1] + len(name), "name", "PER", places[0], places[3] - 1))
        unmarked += [Word(number, places[k], places[k] + len(words[k])) for k in range(2, _LENGTH, 4)]
        parts.append(part)
        start += len(part) + 1
    return " ".join(parts), Extraction(_SENTENCES * _LENGTH, tuple(sentences), tuple(spans), tuple(unmarked))


def main(documents: int = 100_000, batch: int = 500) -> None:
    """Print one line per step."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        digests: list[str] = []
        with Store(path, "model", print) as store:
            adding = 0.0
            for first in range(0, documents, batch):
                made = [document(seed) for seed in range(first, min(first + batch, documents))]
                bodies, extractions = [body for body, _ in made], [extraction for _, extraction in made]
                began = time.perf_counter()
                store.add(bodies, extractions)
                last = time.perf_counter() - began
                adding += last
                digests += map(digest, bodies)
        print(f"add: {documents / adding:,.0f} documents a second; the last batch of {batch}: {last * 1000:.0f} ms")
        print(f"file: {path.stat().st_size / 1e6:,.0f} MB")
        read(path, pd.DataFrame({"digest": digests, "start": 0}))


def read(path: Path, articles: pd.DataFrame) -> None:
    """Time each reading method."""
    places = articles[["digest"]].assign(sentence=7)
    began = time.perf_counter()
    with Store(path, "model", print) as store:
        print(f"open: {time.perf_counter() - began:.2f} s")
        for name, ask in (
            ("known", store.known),
            ("documents", lambda: store.documents(articles)),
            ("mentions", lambda: store.mentions(articles)[0]),
            ("sentences", lambda: store.sentences(places)),
            ("unmarked_counts", lambda: store.unmarked_counts(articles, _WORDS)),
            ("unmarked", lambda: store.unmarked(articles, _WORDS[:100])),
        ):
            began = time.perf_counter()
            rows = len(ask())
            print(f"{name}: {rows:,} rows in {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
