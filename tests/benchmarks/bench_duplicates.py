"""Time and peak memory of near-duplicates at scale: `python tests/benchmarks/bench_duplicates.py [ARTICLES]`.

Articles of about 20 sentences: half of them copies, shortened and changed, of stories that run in up to 300 papers;
each paper has notices of its own below all its articles, and every tenth article is a page that asks to log in.
The same in every run.
"""

import resource
import sys
import time

import numpy as np
import pandas as pd

from pipeline.duplicates import find_duplicates

PAPERS = 300
NOTICES = 3
LOGIN = 4
SENTENCES = 20


def _stories(rng: np.random.Generator, articles: int) -> np.ndarray:
    """The story of each article: half of them alone, the others in as many papers as chance (1 / rank) has it."""
    copies = np.minimum(PAPERS, (PAPERS / rng.uniform(1, PAPERS, articles)).astype(np.int64) + 1)
    story = np.repeat(np.arange(articles), copies)[: articles // 2]
    return np.concatenate([story, articles + np.arange(articles - len(story))])


def make(articles: int, seed: int = 2) -> tuple[pd.DataFrame, list[str]]:
    """Sentences and dates. Keys: 1,000 of each story, those that only one article has, notices, the login page."""
    rng = np.random.default_rng(seed)
    story = rng.permutation(_stories(rng, articles))
    length = rng.integers(10, 30, int(story.max()) + 1)[story]  # of a story, the same in all papers but where cut
    length = np.where(rng.random(articles) < 0.3, length * 2 // 3, length)
    article = np.repeat(np.arange(articles), length)
    nth = np.arange(len(article)) - np.repeat(np.cumsum(length) - length, length)
    key = story[article] * 1000 + nth
    changed = rng.random(len(key)) < 0.1
    key[changed] = -1 - np.flatnonzero(changed)
    paper = rng.integers(0, PAPERS, articles)
    notices = 10**12 + np.repeat(paper, NOTICES) * NOTICES + np.tile(np.arange(NOTICES), articles)
    login = np.flatnonzero(rng.random(articles) < 0.1)
    shut = np.isin(article, login) & (nth > 0)
    frame = pd.DataFrame(
        {
            "article": np.concatenate(
                [article[~shut], np.repeat(np.arange(articles), NOTICES), np.repeat(login, LOGIN)]
            ),
            "key": np.concatenate([key[~shut], notices, 2 * 10**12 + np.tile(np.arange(LOGIN), len(login))]),
        }
    )
    frame["letters"] = (40 + frame["key"] * 7 % 97).astype(np.int32)
    dates = [f"2021-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    return frame.sample(frac=1, random_state=seed), [dates[number] for number in story % len(dates)]


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main() -> None:
    """Print one line: articles, sentences, copies, seconds and peak resident memory before and after."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sentences, dates = make(articles)
    before, wall, cpu = _peak(), time.perf_counter(), time.process_time()
    first = find_duplicates(sentences, dates)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    groups = len(np.unique(first[first >= 0]))
    sys.stdout.write(
        f"{articles:,} articles, {len(sentences):,} sentences: "
        f"{np.count_nonzero(first >= 0):,} copies in {groups:,} groups, {wall:.1f} s ({cpu:.1f} s CPU), "
        f"peak {before:.2f} -> {_peak():.2f} GB\n"
    )


if __name__ == "__main__":
    main()
