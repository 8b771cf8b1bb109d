"""Windows and who stands in them, and the meetings of any two there.

Mentions are a frame of one row per mention, sorted by article and start: article (row number of the article),
paragraph and sentence (counted from 1 over the article), kind, entity (row number of the entity). From it come sparse
0/1 matrices X of windows x entities; the pairs are the upper triangle of X.T @ X. Its terms are laid out source by
source and counted by sorting, which finds each pair's months in the same pass as its articles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from pipeline.settings import Settings

Ints = npt.NDArray[np.integer[Any]]

BLOCK = 250_000  # terms or rows worked on at a time: few enough for the caches


@dataclass(frozen=True, slots=True)
class Matrix:
    """0/1 matrix of windows x entities as its entries, sorted by window and entity, none twice.

    `entity`, `article`, `end`: of each entry its column, the article of its row, and the first entry of the next row.
    `by_entity`: the entries sorted by entity and window; those of entity e begin at `begin[e]`.
    """

    entity: Ints
    article: Ints
    end: Ints
    by_entity: Ints
    begin: Ints


def counted_mentions(mentions: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, int]:
    """Mentions of the kinds to be counted, and a number above all their entities."""
    counted = mentions.loc[mentions["kind"].isin(settings.count), ["article", "paragraph", "sentence", "entity"]]
    return counted, size_of(counted)


def size_of(mentions: pd.DataFrame) -> int:
    """A number above all entities."""
    return int(mentions["entity"].max()) + 1 if len(mentions) else 1


def windows(mentions: pd.DataFrame, window: str) -> Matrix:
    """The matrix of one kind of window: article, paragraph or sentence."""
    article, inner, entity = (mentions[name].to_numpy() for name in ("article", window, "entity"))
    fresh = np.ones(len(mentions), dtype=bool)
    fresh[1:] = (article[1:] != article[:-1]) | (inner[1:] != inner[:-1])
    rows = np.flatnonzero(fresh)
    ones = np.ones(len(entity), dtype=np.int32)
    entries = csr_array((ones, entity, np.append(rows, len(entity))), shape=(len(rows), size_of(mentions)), copy=True)
    entries.sum_duplicates()  # and sorts
    width = np.diff(entries.indptr)
    entries.data = np.arange(entries.nnz, dtype=np.int32)
    columns = entries.tocsc()
    article_of, end = np.repeat(article[rows], width), np.repeat(entries.indptr[1:], width)
    return Matrix(entries.indices, article_of, end, columns.data, columns.indptr)


def meetings(matrix: Matrix) -> Iterator[tuple[Ints, Ints]]:
    """The terms of the upper triangle of X.T @ X: two entries of one row, that of the lower entity first.

    In blocks, each with all the terms of some sources; blocks by source, terms of a source by row.
    """
    partners: Ints = np.subtract(matrix.end, np.arange(1, len(matrix.end) + 1, dtype=np.int32))
    before = np.concatenate(([0], np.cumsum(partners[matrix.by_entity], dtype=np.int64)))[matrix.begin]
    full = np.minimum(np.arange(0, before[-1] + BLOCK, BLOCK), before[-1])
    cuts = np.unique(np.searchsorted(before, full))  # the next source once so many terms are reached: no empty block
    for start, stop in pairwise(cuts):
        entries = matrix.by_entity[matrix.begin[start] : matrix.begin[stop]]
        first, nth = spread(entries, partners[entries])
        yield first, first + nth + 1


def spread(values: Ints, times: Ints) -> tuple[Ints, Ints]:
    """Repeat each value so many times, and number its copies from 0."""
    repeated = np.repeat(values, times)
    begins = (np.cumsum(times) - times).astype(repeated.dtype)
    return repeated, np.arange(len(repeated), dtype=repeated.dtype) - np.repeat(begins, times)


def tallies(matrix: Matrix, size: int, tag: Ints, tags: int) -> Iterator[tuple[Ints, Ints]]:
    """Blocks of codes (source * size + target) * tags + tag, rising throughout, and the number of windows of each.

    `tag`: of each entry; terms of a pair with different tags are counted apart.
    """
    for first, second in meetings(matrix):
        code = matrix.entity[first] * np.int64(size) + matrix.entity[second]
        if tags > 1:
            code = code * tags + tag[first]
        code.sort()
        begins = np.flatnonzero(np.diff(code, prepend=-1))
        yield code[begins], np.diff(begins, append=len(code)).astype(np.int32)
