"""Texts by their codes, what holds for a text is found out once and looked up for each code; and rows among others."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import compress

import numpy as np
import pandas as pd

from pipeline.resolution.entities import Array, once


def used(codes: Array, size: int) -> Array:
    """The distinct codes, rising; all below `size`."""
    there = np.zeros(size, dtype=bool)
    there[codes] = True
    return np.flatnonzero(there)


def among(codes: Array, wanted: Array) -> Array:
    """Whether each code is one of the wanted ones."""
    table = np.zeros(int(codes.max(initial=-1)) + 1 + int(wanted.max(initial=-1)) + 1, dtype=bool)
    table[wanted] = True
    return table[codes]


def found_in(numbers: Array, others: Array) -> Array:
    """Whether each number, none below 0, is one of the others."""
    others = np.append(np.sort(others), -1)
    return np.asarray(others[np.searchsorted(others[:-1], numbers)] == numbers)


def rows_among(rows: pd.DataFrame, others: pd.DataFrame) -> Array:
    """Whether each row is one of the others, which have the same columns, all of codes."""
    (here, there), _ = _as_numbers(rows, others)
    return found_in(here, there)


def distinct(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, each once, sorted; all their columns are of codes."""
    (numbers,), sizes = _as_numbers(rows)
    values = np.unravel_index(once(numbers), sizes)
    return pd.DataFrame(dict(zip(rows, values, strict=True))).astype(rows.dtypes)


def _as_numbers(*frames: pd.DataFrame) -> tuple[list[Array], list[int]]:
    """Each row as one number, the same in all the frames of these columns; and how many codes each column has."""
    names = list(frames[0])
    sizes = [1 + max(int(frame[name].max()) if len(frame) else 0 for frame in frames) for name in names]
    numbers = (np.ravel_multi_index([frame[name].to_numpy(np.int64) for name in names], sizes) for frame in frames)
    return list(numbers), sizes


def are_in(texts: Sequence[str], wanted: Collection[str]) -> Array:
    """Whether each text is one of the wanted ones."""
    return np.fromiter(map(wanted.__contains__, texts), dtype=bool, count=len(texts))


def of_each(texts: Sequence[str], key: Callable[[str], str]) -> list[str]:
    """The key of each text. It must be such that the key of lines is made of theirs: so that of all texts in plain
    letters is told at once, in a third of the time.
    """
    plain = [text.isascii() and "\n" not in text for text in texts]
    keys = iter(key("\n".join(compress(texts, plain))).split("\n"))
    return [next(keys) if is_plain else key(text) for text, is_plain in zip(texts, plain, strict=True)]


def repeated(keys: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a key and a text whose key may occur more than once, told by hashes; the rest has one of its own."""
    hashes = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
    again = pd.Index(hashes).duplicated(keep=False).tolist()
    return zip(compress(keys, again), compress(texts, again), strict=True)


def which(codes: Array, texts: Sequence[str], holds: Callable[[str], bool]) -> Array:
    """Whether it holds for the text of each code."""
    table = np.zeros(len(texts), dtype=bool)
    unique = used(codes, len(texts))
    table[unique] = np.fromiter((holds(texts[code]) for code in unique.tolist()), dtype=bool, count=len(unique))
    return table[codes]


def where(among: Array, codes: Array, texts: Sequence[str], holds: Callable[[str], bool]) -> Array:
    """Whether it holds for the text of each code, of those among which it may."""
    found = among.copy()
    found[among] = which(codes[among], texts, holds)
    return found


def followed_by(rows: pd.DataFrame, between: str) -> Array:
    """Whether the next mention stands just so far behind each. `rows`: as for gaps."""
    return np.asarray(gaps(rows) == len(between))


def gaps(rows: pd.DataFrame) -> Array:
    """How many characters behind each mention the next one of its article begins; 0 if there is none.

    `rows`: article, start, end; sorted by them.
    """
    article, start, end = (rows[name].to_numpy() for name in ("article", "start", "end"))
    found = np.zeros(len(rows), dtype=np.int64)
    found[:-1] = np.where(article[1:] == article[:-1], start[1:] - end[:-1], 0)
    return found


def doubled(rows: pd.DataFrame, those: Array) -> tuple[pd.DataFrame, Array]:
    """The rows with those (flags) twice, one behind the other; and the positions where the first of the two stand."""
    first = np.flatnonzero(those) + np.arange(np.count_nonzero(those))
    return rows.iloc[np.repeat(np.arange(len(rows)), 1 + those)].reset_index(drop=True), first


def lengths(codes: Array, texts: Sequence[str]) -> Array:
    """The length of the text of each code."""
    return np.fromiter((len(texts[code]) for code in codes.tolist()), dtype=np.int64, count=len(codes))


def with_codes(values: Sequence[str], known: list[str]) -> tuple[Array, list[str]]:
    """The position of each value in the list, to whose end the new ones are added."""
    wanted = dict.fromkeys(values)
    codes = {text: code for code, text in enumerate(known) if text in wanted} if wanted else {}
    new = [text for text in wanted if text not in codes]
    codes.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
    return np.array([codes[value] for value in values], dtype=np.int32), [*known, *new]
