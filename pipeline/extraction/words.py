"""Words of a text: how many, which capitalised ones no name covers, and which stand beside a name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

MARKS = r"\u0300-\u036f"  # on a letter that has no composed form with it
WORD = re.compile(rf"\w[\w{MARKS}]*(?:[-–'’]\w[\w{MARKS}]*)*")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")  # its words name nobody
# Likewise, but not "Bombardier 700 Stellen", "Airbus 5,3 Milliarden".
AIRCRAFT = re.compile(
    r"\b(?:(?:Airbus[ -])?A-?3\d\d|Boeing[ -](?:7\d7|[BC]-?\d+)"
    r"|(?:Antonow|Iljuschin|Tupolew)[ -](?:[A-Z][a-z]-?)?\d{1,3}"
    r"|(?:ATR|Bombardier|Cessna|Embraer|Fokker|McDonnell Douglas)[ -](?:[A-Z]{1,3}-?)?\d{2,3})[\w-]*+"
    r"(?![,.]\d| (?!Max)[A-ZÄÖÜ])"
)
PROJECT = re.compile(r"\bStuttgart 21\b")  # likewise
QUOTES = "„“\"‚‘»«›‹'"


@dataclass(frozen=True, slots=True)
class Words:
    """`count`: words. `unmarked`: sentence (from 0), start, end of the capitalised words that overlap no name, and of
    their parts before a hyphen with the hyphen: "Pentagon-" of "Pentagon-Mitarbeiter", "NATO-" of "NATO- und".

    `before`: start of a name -> start of the word before it, or of the bracket that holds nothing else. `after`: end
    of a name -> end of the capitalised word behind it, or of the compound that it is a part of.
    """

    count: int
    unmarked: list[tuple[int, int, int]]
    before: dict[int, int]
    after: dict[int, int]


def find_words(text: str, names: list[tuple[int, int]], sentences: list[int], small: Collection[str]) -> Words:
    """The words of a text. `names`: offsets of names, `sentences`: starts of the sentences.

    `small`: words that are capitalised at the start of a sentence only, where they are passed over.
    """
    taken = bytearray(len(text))
    nobody = (match.span() for pattern in (ADDRESS, AIRCRAFT, PROJECT) for match in pattern.finditer(text))
    for start, end in (*names, *nobody):
        taken[start:end] = b"\1" * (end - start)
    words = [match.span() for match in WORD.finditer(text)]
    free = [(start, end) for start, end in words if taken.find(1, start, end) < 0]
    first = _first(words, sentences)
    capitalised = [
        (start, end)
        for start, end in free
        if text[start].isupper() and not (start in first and text[start:end].lower() in small)
    ]
    unmarked = [
        (bisect_right(sentences, start, lo=1) - 1, start, end)
        for word in capitalised
        for start, end in _with_parts(text, taken, *word)
    ]
    ends = {end: start for start, end in words if not taken[end - 1]}  # "Bundestagspräsident" tells what follows
    starts = dict(capitalised)
    before = {start: found for start, end in names if (found := _before(text, ends, start, end)) is not None}
    after = {end: starts[end + 1] for _, end in names if end + 1 in starts and text[end] == " "}
    rests = ((end, _end(words, end)) for _, end in names if text[end : end + 1] == "-")
    after |= {end: stop for end, stop in rests if stop > end and taken.find(1, end, stop) < 0}
    return Words(len(words), unmarked, before, after)


def _with_parts(text: str, taken: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The word and its capitalised parts before hyphens; a word that ends in a hyphen is such a part itself."""
    if text[end : end + 1] == "-" and not taken[end]:
        end += 1
    yield start, end
    part = start
    while (hyphen := text.find("-", part, end - 1)) >= 0:
        if text[part].isupper():
            yield part, hyphen + 1
        part = hyphen + 1


def _end(words: list[tuple[int, int]], place: int) -> int:
    """Where the word ends that this place lies in, or the place."""
    index = bisect_right(words, (place, place)) - 1
    return max(place, words[index][1] if index >= 0 else 0)


def _first(words: list[tuple[int, int]], sentences: list[int]) -> set[int]:
    """Starts of the words that are the first in their sentences, whatever quotes and the like stand before them."""
    starts = [start for start, _ in words]
    places = [bisect_left(starts, sentence) for sentence in sentences]
    return {starts[place] for place in places if place < len(starts)}


def _before(text: str, ends: dict[int, int], start: int, end: int) -> int | None:
    """Where the word begins that stands before a name, one blank or opening quote between them; or the bracket, if it
    closes right behind the name.
    """
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return start - 1
    if start and text[start - 1] in QUOTES:
        start -= 1
    return ends.get(start - 1) if start and text[start - 1] == " " else None
