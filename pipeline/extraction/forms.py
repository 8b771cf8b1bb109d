"""Word forms -> what the network of extraction.tagger is told of them: n-grams, rows of floret vectors, shape, ends.

All of it depends on the form alone, so that it is computed once for each; many forms at a time, since NumPy adds up
n-grams ten times faster than Python cuts strings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np

NGRAMS = range(2, 6)  # characters
SHAPES = 1000
LONGEST = 40  # characters of a form whose n-grams count
SHAPE = 12  # kinds of characters that make a shape

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Many = TypeVar("Many", bound=Any)

BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2 ** 64
INVERSE = pow(BASE, -1, 1 << 64)


@dataclass(frozen=True, slots=True)
class Bags:
    """Hashes of some things of each form, none below 0, those of the first form first; and how many each has."""

    hashes: Ints
    counts: Ints


def ngrams(forms: Sequence[str]) -> Bags:
    """Hashes of each form's character n-grams, of the form itself, with and without its capitals, and of its ends."""
    padded = _Text([f"^{form[:LONGEST]}$" for form in forms])
    parts = [padded.windows(size) for size in NGRAMS]
    wholes = [forms, [form.lower() for form in forms], *zip(*map(ends, forms), strict=True)]
    for mark, strings in enumerate(wholes):
        there = np.flatnonzero([bool(string) for string in strings])
        parts.append((there, mixed(_Text([strings[i] for i in there.tolist()]).wholes() + np.uint64(BASE >> mark + 1))))
    owners, hashes = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(owners, kind="stable")
    return Bags((hashes[order] >> np.uint64(1)).astype("int64"), np.bincount(owners, minlength=len(forms)))


def row_of(hashes: Many, rows: int) -> Many:
    """Hashes of n-grams, an array or a tensor -> rows of a table of so many; row 0 stands for none."""
    found: Many = 1 + hashes % (rows - 1)
    return found


def shapes(forms: Sequence[str]) -> Ints:
    """A row of SHAPES for each form: "Xxxx-XX" and the like, runs of one kind cut to three."""
    text = _Text(forms)
    kinds = _kinds(text.points)
    same = np.zeros((3, len(kinds)), dtype=bool)
    for back in (1, 2, 3):
        same[back - 1, back:] = (kinds[back:] == kinds[:-back]) & (text.owners[back:] == text.owners[:-back])
    kept = ~same.all(axis=0)
    place = np.cumsum(kept) - 1
    firsts = np.concatenate([place, [0]])[text.firsts]  # of an empty form: any
    kept &= place - firsts[text.owners] < SHAPE
    short = _Text([])
    short.fill(kinds[kept], np.bincount(text.owners[kept], minlength=len(forms)))
    rows: Ints = (short.wholes() % np.uint64(SHAPES)).astype("int64")
    return rows


def ends(form: str) -> tuple[str, str]:
    """What stands before the first hyphen, and behind the last one: "EU-Nicht-Land" -> "EU", "Land"."""
    if "-" not in form:
        return "", ""
    first, _, rest = form.strip("-").partition("-")
    if rest:
        return first, rest.rpartition("-")[2]
    return (first, "") if form.endswith("-") else ("", "")


def windows(owners: Ints, lasts: Ints, size: int) -> Ints:
    """Where stretches of `size` begin that lie within one string. `owners`: of each character of strings end to end,
    the string; `lasts`: of each string, the place behind its last character.
    """
    starts: Ints = np.flatnonzero(np.arange(len(owners)) + size <= lasts[owners])
    return starts


class _Text:
    """Strings end to end, as code points; hashes of any stretch by prefix sums of a polynomial modulo 2 ** 64
    (Rabin & Karp 1987).
    """

    def __init__(self, strings: Sequence[str]) -> None:
        points = np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        self.fill(points, np.fromiter(map(len, strings), dtype="int64", count=len(strings)))

    def fill(self, points: np.ndarray[Any, Any], lengths: Ints) -> None:
        self.points, self.lengths = points, lengths
        self.firsts = np.cumsum(lengths) - lengths
        self.owners = np.repeat(np.arange(len(lengths)), lengths)
        powers, self._inverses = _powers(len(points) + 1)
        terms = (points.astype("uint64") + np.uint64(1)) * powers[:-1]
        self._sums = np.concatenate([[np.uint64(0)], np.cumsum(terms)])

    def wholes(self) -> Hashes:
        """A hash of each string."""
        return self._hashes(self.firsts, self.lengths)

    def windows(self, size: int) -> tuple[Ints, Hashes]:
        """Of all stretches of `size` code points within a string: the string, the hash."""
        starts = windows(self.owners, self.firsts + self.lengths, size)
        return self.owners[starts], self._hashes(starts, size)

    def _hashes(self, starts: Ints, size: Ints | int) -> Hashes:
        return mixed((self._sums[starts + size] - self._sums[starts]) * self._inverses[starts])


@cache
def _all_powers(count: int) -> tuple[Hashes, Hashes]:
    both = []
    for base in (BASE, INVERSE):
        factors = np.full(count, base, dtype="uint64")
        factors[0] = 1
        both.append(np.cumprod(factors))
    return both[0], both[1]


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Powers of BASE and of its inverse, 0 to count - 1."""
    powers, inverses = _all_powers(max(1 << 16, 1 << (count - 1).bit_length()))
    return powers[:count], inverses[:count]


def mixed(hashes: Hashes) -> Hashes:
    """All bits of a hash depend on all of its bits: the end of MurmurHash3 (Appleby 2011)."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(factor)
    return hashes ^ (hashes >> np.uint64(33))


@cache
def _kinds_of(count: int) -> np.ndarray[Any, Any]:
    chars = [chr(i) for i in range(count)]
    kinds = np.arange(count, dtype="uint32")
    for kind, test in ((ord("X"), str.isupper), (ord("x"), str.islower), (ord("d"), str.isdigit)):
        kinds[np.fromiter(map(test, chars), dtype=bool, count=count)] = kind
    return kinds


def _kinds(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """X for a capital, x for a small letter, d for a digit, else the character itself."""
    table = _kinds_of(0x2000)
    known = points < len(table)
    kinds = points.astype("uint32")
    kinds[known] = table[points[known]]
    return kinds
