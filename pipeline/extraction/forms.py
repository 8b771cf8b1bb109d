"""A word form -> what the network of extraction.tagger is told of it besides its vector: n-grams, shape, ends.

All of it depends on the form alone, so that it is computed once for each.
"""

import re
from zlib import crc32

NGRAMS = range(2, 6)  # characters
ROWS = 1 << 16  # of the table of n-grams; row 0 stands for none
SHAPES = 1000
LONGEST = 120  # n-grams of a form that count
RUN = re.compile(r"(.)\1{3,}")


def ngram_rows(form: str) -> list[int]:
    """Rows of the form's character n-grams, of the form itself, and of its ends where it is a compound with a hyphen.

    Hashed by CRC-32, as n-grams are in fastText (Bojanowski et al. 2017, "Enriching Word Vectors").
    """
    padded = f"^{form}$"
    grams = [f"={form}", f"~{form.lower()}"]
    grams += [f"{mark}={end}" for mark, end in zip("ht", ends(form), strict=True) if end]
    for size in NGRAMS:
        grams += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return [1 + crc32(gram.encode("utf-8", "surrogatepass")) % (ROWS - 1) for gram in grams[:LONGEST]]


def ends(form: str) -> tuple[str, str]:
    """What stands before the first hyphen, and behind the last one: "EU-Nicht-Land" -> "EU", "Land"."""
    first, _, rest = form.strip("-").partition("-")
    if rest:
        return first, rest.rpartition("-")[2]
    return (first, "") if form.endswith("-") else ("", "")


def shape_row(form: str) -> int:
    """A row for the form's shape: "Xxxx-XX" and the like, runs of one kind cut to three."""
    kinds = "".join(_kind(char) for char in form)
    return crc32(RUN.sub(r"\1\1\1", kinds)[:12].encode("utf-8", "surrogatepass")) % SHAPES


def _kind(char: str) -> str:
    if char.isdigit():
        return "d"
    return "X" if char.isupper() else "x" if char.islower() else char
