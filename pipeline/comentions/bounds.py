"""What keeps the pairs few enough for a table: articles that are lists make none, and rare pairs go first.

Of n names come n (n - 1) / 2 pairs: a list of 10,000 names would make 50 million, none of which says anything.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.comentions.terms import counted_mentions, tallies, windows
from pipeline.settings import Settings

MOST_PAIRS = 10_000_000  # some gigabytes of memory, and ten times what a spreadsheet opens


@dataclass(frozen=True, slots=True)
class Bounded:
    """`mentions` and `settings` that make a bounded number of pairs; `reasons`: of the articles left out, by number."""

    mentions: pd.DataFrame
    settings: Settings
    reasons: "pd.Series[str]"


def bound(mentions: pd.DataFrame, settings: Settings) -> Bounded:
    """Leave out lists, and raise `settings.min_articles` as far as is needed for no more than MOST_PAIRS pairs."""
    lists = _lists(mentions, settings)
    kept = mentions[~mentions["article"].isin(lists.index)]
    reasons = lists.map("a list: its {:,} entities make no pairs".format).astype("str")
    return Bounded(kept, replace(settings, min_articles=_least_articles(kept, settings)), reasons)


def _lists(mentions: pd.DataFrame, settings: Settings) -> "pd.Series[int]":
    """Number of entities of the articles that have more than `settings.max_entities`."""
    counted, _ = counted_mentions(mentions, settings)
    entities: pd.Series[int] = counted.groupby("article")["entity"].nunique()
    return entities[entities > settings.max_entities]


def _least_articles(mentions: pd.DataFrame, settings: Settings) -> int:
    """The least number of articles that a pair must be in, so that there are no more than MOST_PAIRS."""
    counted, size = counted_mentions(mentions, settings)
    matrix = windows(counted, "article")
    partners = matrix.end - np.arange(1, len(matrix.end) + 1)
    if partners.sum() <= MOST_PAIRS:
        return settings.min_articles
    shared = np.zeros(int(counted["article"].max()) + 3, dtype=np.int64)  # pairs by number of articles, up to none
    for _, number in tallies(matrix, size, matrix.article, 1):
        shared += np.bincount(number, minlength=len(shared))
    left = np.cumsum(shared[::-1])[::-1]
    return max(settings.min_articles, int(np.argmax(left <= MOST_PAIRS)))
