"""Counts of words -> the names that may be taken for such at the front of a compound: "Opel-Werk", "Ukrainehilfe"."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from pipeline.extraction.compounds import GROUP, NOUN, SHORTEST_HEAD
from pipeline.model.training.corpora import Sentence
from pipeline.resolution.lexicon import given_names, known_type, states
from pipeline.resolution.usage import UNMARKED, common
from pipeline.settings import TYPES

MARKED = 3  # times that a name is marked, at least
ALONE, IN_FRONT = 0.8, 0.3  # share of its occurrences that are, by itself and before a hyphen
ONE_TYPE = 0.6  # share of these that are of one type
PEOPLE = 5  # occurrences that a compound counts for which people have marked, or left alone
# Of a name at the front of closed compounds: letters, times that it is marked, closed compounds that end in a noun, and
# their share of all words that begin so ("Intelligenz" is none).
LETTERS, OFTEN, COMPOUNDS, NOUNS = 5, 10, 3, 0.4
NOUN_COUNT = 10

Counts = dict[str, Counter[str]]


def write_fronts(path: Path, words: Counts, more: Counts, sentences: Sequence[Sentence]) -> None:
    """Columns: name, type, closed ("yes" for a name with which closed compounds are formed); sorted.

    `words`: how often a word is marked as each of TYPES, and how often it is left alone, in text like what is read; the
    part of a compound before its hyphen is a word, too, with the hyphen. `more`: the same for other text, which tells
    of more names, but not of closed compounds: an encyclopedia has rare ones.
    """
    both = {kind: words[kind] + more[kind] for kind in words}
    types = dict(_names(both, sentences)) | dict(_names(words, sentences))
    types = {name: types[name] for name in types if not (_is_genitive(name, types) or GROUP.search(name))}
    closed = _closed(types, words)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["name", "type", "closed"])
        table.writerows([name, types[name], "yes" if name in closed else ""] for name in sorted(types))


def _names(words: Counts, sentences: Iterable[Sentence]) -> Iterator[tuple[str, str]]:
    """Names, their words joined by hyphens, and their types."""
    people = _people(sentences)
    alone = {kind: Counter(people[kind]) for kind in words}
    for kind, counted in words.items():
        for word, count in counted.items():
            alone[kind][word.replace(" ", "-")] += count
    for name in set(chain.from_iterable(alone[kind] for kind in TYPES)):
        marks = [alone[kind][name] for kind in TYPES]
        total, type_ = sum(marks), TYPES[marks.index(max(marks))]
        known = known_type(name.replace("-", " "))
        before = words[UNMARKED][f"{name}-"]
        rest = alone[UNMARKED][name] + (before if type_ == "PER" else 0)  # "Oster- und", "Braun- und"
        if (
            (name[0].isupper() or name[0].isdigit())
            and any(map(str.isalpha, name))
            and not (type_ == "PER" and name in given_names())  # "Fritz-Walter-Medaille"
            and name[-1] != "-"
            and total >= max(MARKED, ALONE * (total + rest), IN_FRONT * (total + before))
            and max(marks) >= ONE_TYPE * total
            and len(name) > 1
            and not set(name) & set(".,")
        ):
            yield name, TYPES[known] if known >= 0 else type_


def _people(sentences: Iterable[Sentence]) -> Counts:
    """The fronts of compounds that people have marked, or left alone."""
    counts: Counts = {kind: Counter() for kind in (*TYPES, UNMARKED)}
    for sentence in sentences:
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            front, hyphen, end = word.rpartition("-")
            if front and hyphen and end and (tag == "O" or tag.endswith("part")):
                type_ = tag[2:].removesuffix("part")
                counts[type_ if type_ in TYPES else UNMARKED][front] += PEOPLE
    return counts


def _closed(types: dict[str, str], words: Counts) -> set[str]:
    """Names of places and organisations that closed compounds begin with."""
    marks = Counter[str]()
    for kind in TYPES:
        marks.update(words[kind])
    long = {name for name, type_ in types.items() if type_ != "PER" and len(name) >= LETTERS and marks[name] >= OFTEN}
    fronts = long | (states() & types.keys())
    nouns = {word for word, count in words[UNMARKED].items() if count >= NOUN_COUNT and common(marks[word], count)}
    good, bad = Counter[str](), Counter[str]()
    for word, count in words[UNMARKED].items():
        ends = range(len(word) - 1, SHORTEST_HEAD - 1, -1)
        if front := next((word[:end] for end in ends if word[:end] in fronts and NOUN.fullmatch(word, end)), ""):
            (good if _is_noun(word[len(front) :], nouns) else bad)[front] += count
    enough = {front: COMPOUNDS if front not in states() else int(len(front) < LETTERS) for front in fronts}
    return {front for front in fronts if good[front] >= max(enough[front], NOUNS * (good[front] + bad[front]))}


def _is_genitive(name: str, types: dict[str, str]) -> bool:
    bases = (name.removesuffix(end) for end in ("s", "es") if name.endswith(end))
    return any(types.get(base) == types[name] for base in bases)


def _is_noun(rest: str, nouns: set[str]) -> bool:
    """Whether what follows a name is a noun in any of its cases, behind an s or not: "sabgeordneten"."""
    starts = [rest, *([rest[1:]] if rest.startswith("s") else [])]
    words = [start[:1].upper() + start[1:] for start in starts]
    return any(word.removesuffix(end) in nouns for word in words for end in ("", "s", "es", "n"))
