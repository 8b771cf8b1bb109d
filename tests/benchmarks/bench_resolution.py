"""Time and peak memory of name resolution at scale: `python tests/benchmarks/bench_resolution.py [ARTICLES]`.

Ten mentions an article; names with Zipf frequencies, persons with full name, surname and genitives, places with
genitives, organisations with inflected adjectives and acronyms. A million articles have 0.78 million distinct surfaces;
those of Wikinews grow as 6.9 n^0.71 (Heaps' law), which would be 0.64 million for its ten million mentions. Outside the
mentions stand five capitalised words an article: common nouns, and names that the model missed.
"""

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.resolution import resolve
from pipeline.settings import KINDS, TYPES

MENTIONS = 10
ENTITIES = 0.28  # an article
IN_BRACKETS = 0.02  # mentions with just " (" between them and the next one
SYLLABLES = ("ba", "ko", "lin", "mer", "tau", "sche", "wi", "ro", "den", "hil", "gra", "fu", "pe", "zan", "lu", "mo")
ADJECTIVES = ("Deutsch", "Europäisch", "Neu", "Vereinigt", "Frei", "International", "Nordisch", "Alt")
ENDINGS = ("e", "en", "er", "es")
BEFORE = ("", "Präsident ", "der ", "und ", "Stadt ", "Firma ", "in ", "Angela ")
AFTER = ("", " Quast")
UNMARKED = 5
NOUNS = ("Sommer", "Jahr", "Parlament", "Vertrag", "Nachbar-", "Regierung", "Berlin", "Putins", "Bundestag", "Merkel-")
MISSED = 0.2  # unmarked words that are names


def _word(number: int) -> str:
    parts = []
    while number or not parts:
        number, rest = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[rest])
    return "".join(parts).capitalize()


def names(count: int) -> tuple[list[list[str]], np.ndarray]:
    """The surfaces of each of `count` entities, and their types as codes."""
    surfaces, types = [], np.arange(count) % len(TYPES)
    for number in range(count):
        word = _word(number)
        if types[number] == 0:
            full = f"{_word(number % 997)} {word}"
            surfaces.append([full, word, f"{word}s", f"{full}s"])
        elif types[number] == 1:
            surfaces.append([word, f"{word}s"])
        else:
            stem = ADJECTIVES[number % len(ADJECTIVES)]
            forms = [f"{stem}{ending} {word}" for ending in ENDINGS]
            surfaces.append([*forms, f"{forms[1]}s", f"{stem[0]}{word[0]}{word[-1].upper()}"])
    return surfaces, types


@dataclass(frozen=True)
class Corpus:
    """Words outside all mentions as the store gives them, and the dates of the articles."""

    frame: pd.DataFrame
    texts: list[str]
    dates: list[str]

    def counts(self, words: Sequence[str]) -> np.ndarray:
        """How often each of the words occurs."""
        counts = np.bincount(self.frame["word"], minlength=len(self.texts))
        code = pd.Index(self.texts, dtype=object).get_indexer(pd.Index(words, dtype=object))
        return np.where(code >= 0, counts[code], 0)

    def words(self) -> set[str]:
        """The words that occur."""
        return {self.texts[code] for code in np.unique(self.frame["word"]).tolist()}

    def places(self, words: Sequence[str]) -> pd.DataFrame:
        """Where the words stand."""
        wanted = pd.Index(words, dtype=object).get_indexer(pd.Index(self.texts, dtype=object)).astype(np.int32)
        word = wanted[self.frame["word"]]
        return self.frame.assign(word=word)[word >= 0].reset_index(drop=True)


def _corpus(articles: int, surfaces: list[str], rng: np.random.Generator) -> Corpus:
    texts = list(dict.fromkeys([*NOUNS, *(text for text in surfaces if " " not in text)]))
    total = articles * UNMARKED
    name = len(NOUNS) + (rng.random(total) ** 4 * (len(texts) - len(NOUNS))).astype(np.int32)
    word = np.where(rng.random(total) < MISSED, name, rng.integers(len(NOUNS), size=total))
    start = np.tile(np.arange(UNMARKED, dtype=np.int64) * 80 + 25, articles)
    frame = pd.DataFrame(
        {
            "article": np.repeat(np.arange(articles, dtype=np.int32), UNMARKED),
            "paragraph": np.int32(1),
            "sentence": np.tile(np.arange(UNMARKED, dtype=np.int32) + 1, articles),
            "start": start,
            "end": start + np.array([len(text) for text in texts])[word],
            "word": word.astype(np.int32),
        }
    )
    days = np.datetime64("2004-01-01") + rng.integers(20 * 365, size=articles)
    return Corpus(frame, texts, np.where(rng.random(articles) < 0.1, "", days.astype(str)).tolist())


def make(articles: int, seed: int = 3) -> tuple[pd.DataFrame, list[str], Corpus]:
    """Mentions as the store gives them, the surfaces, and what stands outside the mentions."""
    rng = np.random.default_rng(seed)
    variants, types = names(int(articles * ENTITIES))
    surfaces = sorted({surface for group in variants for surface in group} | {*BEFORE, *AFTER})
    code = {surface: number for number, surface in enumerate(surfaces)}
    width = max(map(len, variants))
    table = np.array([[code[group[i % len(group)]] for i in range(width)] for group in variants], dtype=np.int32)
    total = articles * MENTIONS
    frequency = np.cumsum(1 / np.arange(1, len(variants) + 1) ** 0.9)
    entity = np.searchsorted(frequency / frequency[-1], rng.random(total)).astype(np.int32)
    variant = rng.choice(width, total, p=[0.5, 0.3, 0.1, 0.05, 0.04, 0.01]).astype(np.int8)
    start = np.tile(np.arange(MENTIONS, dtype=np.int64) * 40, articles)
    frame = pd.DataFrame(
        {
            "article": np.repeat(np.arange(articles, dtype=np.int32), MENTIONS),
            "paragraph": np.int32(1),
            "sentence": np.tile(np.arange(MENTIONS, dtype=np.int32) // 2 + 1, articles),
            "start": start,
            "end": start + np.where(rng.random(total) < IN_BRACKETS, 38, 20),
            "surface": table[entity, variant],
            "before": np.array([code[text] for text in BEFORE], dtype=np.int32)[rng.integers(len(BEFORE), size=total)],
            "after": np.where(rng.random(total) < 0.1, code[" Quast"], code[""]).astype(np.int32),
            "kind": pd.Categorical.from_codes(rng.choice(len(KINDS), total, p=[0.9, 0.07, 0.03]), list(KINDS)),
            "type": pd.Categorical.from_codes(types[entity], list(TYPES)),
        }
    )
    return frame, surfaces, _corpus(articles, surfaces, rng)


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main(articles: int = 1_000_000) -> None:
    """Print what is resolved, how long it took and what it needed."""
    mentions, surfaces, corpus = make(articles)
    used = mentions["surface"].nunique()
    before, began, worked = _peak(), time.perf_counter(), time.process_time()
    resolution = resolve(mentions, surfaces, corpus)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    print(  # noqa: T201 - a benchmark prints
        f"{len(mentions):,} mentions, {articles:,} articles, {used:,} surfaces: {len(resolution.entities):,} entities, "
        f"{len(resolution.mentions):,} mentions of {len(resolution.aliases):,} aliases, {len(resolution.dropped):,} "
        f"dropped, {len(resolution.candidates):,} candidates in {seconds:.1f} s ({worked:.1f} s of CPU); "
        f"peak {_peak():.2f} GB (input made: {before:.2f} GB)"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
