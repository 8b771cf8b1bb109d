"""Time and peak memory of name resolution at scale: `python tests/benchmarks/bench_resolution.py [ARTICLES]`.

Ten mentions an article; names with Zipf frequencies, persons with full name, surname and genitives, places with
genitives, organisations with inflected adjectives and acronyms; about 1.5 distinct surfaces an article.
"""

import resource
import sys
import time

import numpy as np
import pandas as pd

from pipeline.resolution import resolve
from pipeline.settings import KINDS, TYPES

MENTIONS = 10
IN_BRACKETS = 0.02  # mentions with just " (" between them and the next one
SYLLABLES = ("ba", "ko", "lin", "mer", "tau", "sche", "wi", "ro", "den", "hil", "gra", "fu", "pe", "zan", "lu", "mo")
ADJECTIVES = ("Deutsch", "Europäisch", "Neu", "Vereinigt", "Frei", "International", "Nordisch", "Alt")
ENDINGS = ("e", "en", "er", "es")


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


def make(articles: int, seed: int = 3) -> tuple[pd.DataFrame, list[str]]:
    """Mentions as the store gives them, and the surfaces."""
    rng = np.random.default_rng(seed)
    variants, types = names(int(articles * 1.2))
    surfaces = sorted({surface for group in variants for surface in group})
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
            "kind": pd.Categorical.from_codes(rng.choice(len(KINDS), total, p=[0.9, 0.07, 0.03]), list(KINDS)),
            "type": pd.Categorical.from_codes(types[entity], list(TYPES)),
        }
    )
    return frame, surfaces


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main(articles: int = 1_000_000) -> None:
    """Print what is resolved, how long it took and what it needed."""
    mentions, surfaces = make(articles)
    used = mentions["surface"].nunique()
    before, began, worked = _peak(), time.perf_counter(), time.process_time()
    resolution = resolve(mentions, surfaces)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    print(  # noqa: T201 - a benchmark prints
        f"{len(mentions):,} mentions, {articles:,} articles, {used:,} surfaces: {len(resolution.entities):,} entities, "
        f"{len(resolution.aliases):,} aliases in {seconds:.1f} s ({worked:.1f} s of CPU); "
        f"peak {_peak():.2f} GB (input made: {before:.2f} GB)"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
