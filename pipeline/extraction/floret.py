"""Vectors of word forms from a floret table (Boyd & Warmerdam 2022), many forms at a time.

The numbers are those of spaCy's Vectors in floret mode, which cuts and hashes each n-gram in Python; at that speed,
new forms would take half of the time of a run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from pipeline.extraction.forms import Floats, Ints, mixed, windows

if TYPE_CHECKING:
    from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

FIRST_BITS, INSIDE = 0b11000000, 0b10000000  # of a byte that is not a character's first in UTF-8
HASHES = 2  # of 32 bits, from the first 64 of MurmurHash3
BLOCK = 16  # bytes that MurmurHash3 takes at a time
ONE, TWO = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)
LOWEST = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype="uint64")  # so many bytes of eight


@dataclass(frozen=True, slots=True)
class Floret:
    """The table `data` [row, dimension] and how its n-grams are hashed."""

    data: Floats
    shortest: int
    longest: int
    hashes: int
    seed: int
    begin: str
    end: str

    def vectors(self, forms: Sequence[str]) -> Floats:
        """[form, dimension]: the mean of the rows of its n-grams; zero for an empty form."""
        rows, counts = self.rows(forms)
        return bag_means(self.data, rows, counts)

    def rows(self, forms: Sequence[str]) -> tuple[Ints, Ints]:
        """Rows of the n-grams of the forms, those of the first form first, and how many each form has."""
        there = np.flatnonzero([bool(form) for form in forms])
        padded = [f"{self.begin}{forms[place]}{self.end}" for place in there.tolist()]
        raw = "".join(padded).encode("utf-8", "surrogatepass")
        data = np.frombuffer(raw + bytes(2 * BLOCK), dtype="uint8")
        at = np.append(np.flatnonzero((data[: len(raw)] & FIRST_BITS) != INSIDE), len(raw))  # where characters begin
        owners, first, last = self._ngrams(np.fromiter(map(len, padded), dtype="int64", count=len(padded)))
        hashes = murmur(data, at[first], at[last] - at[first], self.seed)
        both = np.stack([hashes & np.uint64(0xFFFFFFFF), hashes >> np.uint64(32)], axis=1)[:, : self.hashes]
        counts = np.zeros(len(forms), dtype="int64")
        counts[there] = np.bincount(owners, minlength=len(padded)) * self.hashes
        return (both % np.uint64(len(self.data))).astype("int64").ravel(), counts

    def _ngrams(self, lengths: Ints) -> list[Ints]:
        """Of strings of these lengths, end to end: whose each n-gram is, its first character and the one behind it; by
        string, the whole string first.
        """
        lasts, everyone = np.cumsum(lengths), np.arange(len(lengths))
        owners = np.repeat(everyone, lengths)
        found = [(everyone, lasts - lengths, lasts)]
        for size in range(self.shortest, self.longest + 1):
            starts = windows(owners, lasts, size)
            found.append((owners[starts], starts, starts + size))
        columns = [np.concatenate(column) for column in zip(*found, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        return [column[order] for column in columns]


def floret_of(vectors: "Vectors") -> Floret:
    """The table of spaCy's vectors in floret mode, with one or two hashes for each n-gram."""
    if vectors.hash_count > HASHES:
        raise ValueError(f"vectors with {vectors.hash_count} hashes for each n-gram; only {HASHES} are supported")
    data = vectors.data.astype("float32", copy=False)
    return Floret(data, vectors.minn, vectors.maxn, vectors.hash_count, vectors.hash_seed, vectors.bow, vectors.eow)


def bag_means(table: Floats, rows: Ints, counts: Ints) -> Floats:
    """The mean of `counts[i]` rows of the table for each i; zero where there are none."""
    bounds = np.concatenate([[0], np.cumsum(counts)])
    bags = csr_array((np.ones(len(rows), dtype=table.dtype), rows, bounds), shape=(len(counts), len(table)))
    means: Floats = (bags @ table) / np.maximum(counts, 1).astype(table.dtype)[:, None]
    return means


def murmur(data: np.ndarray[Any, Any], starts: Ints, lengths: Ints, seed: int) -> np.ndarray[Any, Any]:
    """The first 64 bits of MurmurHash3_x64_128 (Appleby 2011) of stretches of bytes; `data` goes on for two blocks."""
    eights = np.ndarray((len(data) - 7,), dtype="<u8", buffer=data, strides=(1,))  # eight bytes from each place on
    one = np.full(len(starts), seed, dtype="uint64")
    two = one.copy()
    todo, at, left = np.arange(len(starts)), starts, lengths
    while (full := left >= BLOCK).any():
        _end(one, two, todo[~full], eights, at[~full], left[~full])
        todo, at, left = todo[full], at[full] + BLOCK, left[full] - BLOCK
        first, second = _scrambled(eights[at - BLOCK], eights[at - BLOCK + 8])
        one[todo] = (_rotated(one[todo] ^ first, 27) + two[todo]) * np.uint64(5) + np.uint64(0x52DCE729)
        two[todo] = (_rotated(two[todo] ^ second, 31) + one[todo]) * np.uint64(5) + np.uint64(0x38495AB5)
    _end(one, two, todo, eights, at, left)
    one ^= lengths.astype("uint64")
    two ^= lengths.astype("uint64")
    one += two
    two += one
    return mixed(one) + mixed(two)


def _end(
    one: np.ndarray[Any, Any], two: np.ndarray[Any, Any], todo: Ints, eights: np.ndarray[Any, Any], at: Ints, left: Ints
) -> None:
    """Take in what is left of strings when their whole blocks are done."""
    first, second = _scrambled(
        eights[at] & LOWEST[np.minimum(left, 8)], eights[at + 8] & LOWEST[np.maximum(left - 8, 0)]
    )
    one[todo] ^= first
    two[todo] ^= second


def _scrambled(
    first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    return _rotated(first * ONE, 31) * TWO, _rotated(second * TWO, 33) * ONE


def _rotated(x: np.ndarray[Any, Any], bits: int) -> np.ndarray[Any, Any]:
    return (x << np.uint64(bits)) | (x >> np.uint64(64 - bits))
