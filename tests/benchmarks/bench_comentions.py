"""Time and peak memory of co-mentions at scale: `python tests/benchmarks/bench_comentions.py [ARTICLES]`.

Ten mentions of about six entities an article, with Zipf frequencies over 300,000 entities, the same in every run.
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.comentions import count_entities_by_month, count_pairs, count_pairs_by_month, pick_evidence
from pipeline.settings import KINDS, Settings

ENTITIES = 300_000
POOL = 6
MENTIONS = 10
SENTENCES = 20


def _chunk(rng: np.random.Generator, start: int, stop: int, frequency: np.ndarray, code: np.ndarray) -> pd.DataFrame:
    pool = code[np.searchsorted(frequency, rng.random((stop - start, POOL)))]
    sizes = rng.poisson(MENTIONS, stop - start)
    article = np.repeat(np.arange(stop - start), sizes)
    sentence = rng.integers(1, SENTENCES + 1, len(article))
    order = np.lexsort((sentence, article))
    sentence = sentence[order].astype(np.int32)
    at = np.arange(len(article), dtype=np.int64)
    return pd.DataFrame(
        {
            "article": (article + start).astype(np.int32),
            "paragraph": (sentence - 1) // 4 + np.int32(1),
            "sentence": sentence,
            "start": at,
            "end": at + 1,
            "kind": pd.Categorical.from_codes(rng.choice(3, len(article), p=[0.9, 0.07, 0.03]), list(KINDS)),
            "entity": pool[article, rng.integers(0, POOL, len(article))],
        }
    )


def make(articles: int, seed: int = 2) -> tuple[pd.DataFrame, list[str]]:
    """Mentions and dates; made in pieces, so that making them does not set the peak."""
    rng = np.random.default_rng(seed)
    frequency = np.cumsum(1 / np.arange(1, ENTITIES + 1))
    frequency /= frequency[-1]
    code = rng.permutation(ENTITIES).astype(np.int32)
    step = 100_000
    chunks = [_chunk(rng, at, min(at + step, articles), frequency, code) for at in range(0, articles, step)]
    days = [f"{year}-{month:02}-{day:02}" for year in range(2013, 2023) for month in range(1, 13) for day in (1, 15)]
    return pd.concat(chunks, ignore_index=True), [days[i] for i in rng.integers(0, len(days), articles)]


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def _timed(name: str, work: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    wall, cpu = time.perf_counter(), time.process_time()
    frame = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f"; {name}: {len(frame):,} rows, {wall:.1f} s ({cpu:.1f} s CPU), peak {_peak():.2f} GB")
    sys.stdout.flush()
    return frame


def main() -> None:
    """Print one line: rows, seconds and peak resident memory after each step."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    mentions, dates = make(articles)
    months = [date[:7] for date in dates]
    settings = Settings(workers=1)
    sys.stdout.write(f"{articles:,} articles, {len(mentions):,} mentions, before: peak {_peak():.2f} GB")
    pairs = _timed("count_pairs", lambda: count_pairs(mentions, months, settings))
    _timed("count_entities_by_month", lambda: count_entities_by_month(mentions, months))
    _timed("count_pairs_by_month", lambda: count_pairs_by_month(mentions, months, pairs, settings))
    _timed("pick_evidence", lambda: pick_evidence(mentions, dates, pairs, settings))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
