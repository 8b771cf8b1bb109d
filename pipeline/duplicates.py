"""Near-duplicates: articles that share most of their sentences with an earlier one, as agency copy in many papers.

Articles are sets of sentences, each weighed by its letters, and are compared as in Broder (1997), On the resemblance
and containment of documents; but what is measured is how much of each of the two the other one has, since a shortened
copy is one, and a long report that quotes a short notice is none.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

Ints = npt.NDArray[np.integer[Any]]

REPEATED = 0.5  # of the letters of a copy, more than this share stands in its first: what is not counted is there
KEPT = 0.25  # of the letters of the first, at least this share stands in its copy: a digest of the day is no first
# A sentence is boilerplate if, in most articles that have it, it stands in so many times more articles than the rarest
# sentences that make up this share of the article: copies have hardly a sentence of their own, articles with one and
# the same notice have.
COMMON, OWN = 20, 0.2
CARRIERS = 30  # earliest articles with a sentence that later ones are compared with: bounds the pairs
BLOCK = 10_000  # articles compared at a time: bounds memory


def find_duplicates(sentences: pd.DataFrame, dates: Sequence[str]) -> Ints:
    """Group articles that share most of their sentences.

    `sentences`: article (its row number), key, letters; a row for each sentence of each article, in any order, where
    equal keys have equal letters. `dates`: of each article, "YYYY-MM-DD", "YYYY-MM" or "".
    Returns for each article the first of its group, or -1 where it is the first itself or in no group. Articles are
    taken by date (where a day or all is unknown, at the end of its month or of all), those of one date from the
    longest to the shortest, then by row number; each joins the earliest that it repeats and that repeats none.
    """
    letters = np.bincount(sentences["article"], sentences["letters"], minlength=len(dates))
    age = pd.factorize(np.array([f"{date}~" for date in dates], dtype=object), sort=True)[0]  # "~" comes after all
    order = np.lexsort((-letters, age))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    texts = _without_boilerplate(_matrix(rank[sentences["article"]], sentences, len(order)))
    joined = np.full(len(order), -1)
    for copy, first in zip(*(part.tolist() for part in _resembling(texts)), strict=True):
        if joined[copy] < 0 and joined[first] < 0:  # no chains: a copy is nobody's first
            joined[copy] = first
    found = np.full(len(order), -1)
    found[order] = np.where(joined < 0, -1, order[joined])
    return found


def _matrix(article: Ints, sentences: pd.DataFrame, size: int) -> csr_array:
    """Articles x distinct sentences: the letters of each sentence that an article has."""
    key, distinct = pd.factorize(sentences["key"])
    letters = np.zeros(len(distinct), dtype=np.int64)
    letters[key] = sentences["letters"]
    texts = csr_array((np.ones(len(key), dtype=np.int64), (article, key)), shape=(size, len(distinct)))
    texts.sum_duplicates()
    texts.data = letters[texts.indices]
    return texts


def _without_boilerplate(texts: csr_array) -> csr_array:
    """The articles without the sentences that stand in many articles which do not resemble each other otherwise."""
    articles = np.bincount(texts.indices, minlength=texts.shape[1])
    spread = articles[texts.indices]
    article = np.repeat(np.arange(texts.shape[0]), np.diff(texts.indptr))
    rarest = np.lexsort((spread, article))
    through = np.cumsum(texts.data[rarest])
    size = texts.sum(axis=1)
    own = np.searchsorted(through, np.cumsum(size) - size + OWN * size)  # of an article without letters: no matter
    usual = spread[rarest[np.minimum(own, len(rarest) - 1)]] if len(rarest) else own
    common = np.bincount(texts.indices, spread > COMMON * usual[article], minlength=texts.shape[1])
    texts.data[2 * common[texts.indices] > spread] = 0
    texts.eliminate_zeros()
    return texts


def _resembling(texts: csr_array) -> tuple[Ints, Ints]:
    """Articles and earlier ones that they repeat, by article and by the earlier one."""
    size = texts.sum(axis=1)
    carriers = texts.T.tocsr()
    nth = np.arange(carriers.nnz) - np.repeat(carriers.indptr[:-1], np.diff(carriers.indptr))
    carriers.data = (nth < CARRIERS).astype(np.int64)
    carriers.eliminate_zeros()
    copies, firsts = [], []
    for start in range(0, len(size), BLOCK):
        shared = (texts[start : start + BLOCK] @ carriers).tocoo()
        copy, first = shared.row + start, shared.col
        alike = (first < copy) & (shared.data > REPEATED * size[copy]) & (shared.data >= KEPT * size[first])
        copies.append(copy[alike])
        firsts.append(first[alike])
    copy, first = (np.concatenate(part) if part else np.empty(0, dtype=np.int64) for part in (copies, firsts))
    order = np.lexsort((first, copy))
    return copy[order], first[order]
