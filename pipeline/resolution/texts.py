"""Texts by their codes, what holds for a text is found out once and looked up for each code; and rows among others."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import Array


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


def rows_among(rows: pd.DataFrame, others: pd.DataFrame) -> Array:
    """Whether each row is one of the others, which have the same columns."""
    marked = rows.merge(others.drop_duplicates(), on=list(rows), how="left", indicator=True)
    return (marked["_merge"] == "both").to_numpy()


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


def lengths(codes: Array, texts: Sequence[str]) -> Array:
    """The length of the text of each code."""
    return np.fromiter((len(texts[code]) for code in codes.tolist()), dtype=np.int64, count=len(codes))


def with_codes(values: Sequence[str], known: list[str]) -> tuple[Array, list[str]]:
    """The position of each value in the list, to whose end the new ones are added."""
    if not len(values):
        return np.empty(0, dtype=np.int32), known
    codes = {text: code for code, text in enumerate(known)}
    of_values = [codes.setdefault(value, len(codes)) for value in values]
    return np.array(of_values, dtype=np.int32), list(codes)
