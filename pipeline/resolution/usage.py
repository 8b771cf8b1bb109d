"""How German text uses words: a background that the articles of a run, be they few, are weighed against.

Both tables are counted by `python -m pipeline.model.training.usage`.
"""

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.resolution.spelling import spell

if TYPE_CHECKING:
    from pipeline.resolution.entities import Array

USAGE = Path(__file__).parent / "usage.csv"
CONTEXTS = Path(__file__).parent / "contexts.csv"
UNMARKED = "unmarked"
OFTEN = 5  # times that a common noun occurs, at least
RARELY = 0.1  # as often at most, measured by that, it is taken for a name
CLEARLY = 0.9  # share of the occurrences of a word that are marked, for it to be hardly anything but a name
QUOTES = "„“\"‚‘»«›‹'"


def context(before: str) -> str:
    """The word before a name, from what stands between its start and the name: of 'Agentur „' it is Agentur."""
    return spell(before).strip(f" {QUOTES}")


@cache
def word_counts() -> dict[str, tuple[int, int, int, int]]:
    """A word or name -> how often it is marked as PER, LOC, ORG, and how often it is left unmarked."""
    return {word: (per, loc, org, unmarked) for word, (per, loc, org, unmarked) in _rows(USAGE)}


@cache
def context_counts() -> dict[str, tuple[int, int, int]]:
    """A word before names -> how many of these are PER, LOC, ORG."""
    return {word: (per, loc, org) for word, (per, loc, org) in _rows(CONTEXTS)}


def is_common_noun(word: str) -> bool:
    """Whether other text uses the word often, and hardly ever as a name."""
    return word in _common_nouns()


@cache
def _common_nouns() -> frozenset[str]:
    return frozenset(word for word in word_counts() if common(*_marks(word)))


def is_known_name(word: str) -> bool:
    """Whether other text uses the word as the name of something other than a person."""
    person, *others, _ = word_counts().get(word, (0, 0, 0, 0))
    return max(others) > max(person, 1)


def is_doubtful(word: str) -> bool:
    """Whether other text uses the word, and often as no name."""
    return bool(doubtful(*_marks(word)))


def is_mostly_no_name(word: str) -> bool:
    """Whether other text uses the word, and more often as no name."""
    marked, unmarked = _marks(word)
    return unmarked > marked


def _marks(word: str) -> tuple[int, int]:
    """How often other text marks the word as a name, and how often not."""
    *marked, unmarked = word_counts().get(word, (0, 0, 0, 0))
    return sum(marked), unmarked


def common(marked: "Array | int", unmarked: "Array | int") -> "Array | bool":
    """Whether counts are those of a common noun: often unmarked, hardly ever marked."""
    return (unmarked >= OFTEN) & (marked < RARELY * unmarked)


def doubtful(marked: "Array | int", unmarked: "Array | int") -> "Array | bool":
    """Whether counts are those of a word that is often no name."""
    return marked < CLEARLY * (marked + unmarked)


@cache
def surnames() -> frozenset[str]:
    """Last words of the full names of people."""
    return frozenset(
        word.rsplit(" ", 1)[-1] for word, (per, loc, org, _) in word_counts().items() if " " in word and per > loc + org
    )


def _rows(path: Path) -> list[tuple[str, list[int]]]:
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return [(row[0], list(map(int, row[1:]))) for row in rows]
