"""Labelled corpora under ../shared/corpora -> sentences in one scheme: PER, LOC, ORG, MISC, each also as
`part` (a name inside a compound) and `deriv` (an adjective or an inhabitant).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # Cython, no stubs

MISSING = "-"  # spaCy's tag for "not annotated": neither a name nor none
TYPES = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "OTH": "MISC"}
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„\"])|\n+")


@dataclass(frozen=True)
class Sentence:
    """Tokens and their BIO tags; both have the same length."""

    words: tuple[str, ...]
    tags: tuple[str, ...]


def read_bio(path: Path) -> Iterator[Sentence]:
    """A file of `token TAB tag` lines, sentences parted by an empty line, tags as they stand."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines()]
        yield Sentence(tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def germeval(path: Path) -> list[Sentence]:
    """A GermEval file, its tags written as B-LOC, B-LOCpart, B-LOCderiv."""
    return [Sentence(s.words, tuple(_germeval_tag(tag) for tag in s.tags)) for s in read_bio(path)]


def _germeval_tag(tag: str) -> str:
    if tag == "O":
        return tag
    head, label = tag.split("-")
    return f"{head}-{TYPES[label[:3]]}{label[3:].lower()}"


def bundestag(folder: Path) -> list[Sentence]:
    """The protocols of 1951 and 1981. Adjectives tagged as MISC and untagged compounds count as missing."""
    return [
        Sentence(s.words, tuple(map(_bundestag_tag, s.words, s.tags)))
        for path in sorted(folder.glob("*.bio"))
        for s in read_bio(path)
    ]


def _bundestag_tag(word: str, tag: str) -> str:
    compound = tag == "O" and "-" in word.strip("-")
    return MISSING if compound or tag.endswith("-MISC") else tag


def smartdata(path: Path, known: list[Sentence], tokenizer: "Tokenizer") -> list[Sentence]:
    """The news part of SmartData, cut into sentences. Its LOC also covers adjectives and inhabitants, and its spans may
    lie inside a compound; `known` (GermEval) tells which forms are derived ones.
    """
    derived, plain = _forms(known)
    sentences = []
    for line in path.read_text("utf-8").splitlines():
        article = json.loads(line)
        for start, end in _pieces(article["text"]):
            doc = tokenizer(article["text"][start:end])
            tokens = [(t.idx + start, t.idx + start + len(t)) for t in doc if not t.is_space]
            words = [article["text"][a:b] for a, b in tokens]
            tags = ["O"] * len(tokens)
            for entity in article["entities"]:
                inside = [i for i, (a, b) in enumerate(tokens) if a < entity["end"] and entity["start"] < b]
                if inside:
                    _tag_span(words, tags, tokens, inside, entity, derived, plain)
            if words:
                sentences.append(Sentence(tuple(words), tuple(tags)))
    return sentences


def _tag_span(
    words: list[str],
    tags: list[str],
    tokens: list[tuple[int, int]],
    inside: list[int],
    entity: dict[str, object],
    derived: set[str],
    plain: set[str],
) -> None:
    """Write the tags of one character span, whose tokens are `inside`, into `tags`."""
    first, last = inside[0], inside[-1]
    exact = (tokens[first][0], tokens[last][1]) == (entity["start"], entity["end"])
    word, label = words[first], str(entity["coarse"])
    follower = words[last + 1] if last + 1 < len(words) else ""
    if not exact:
        label = f"{label}part" if first == last and "-" in word else MISSING
    elif label == "LOC" and first == last and word not in plain:
        if word[:1].islower() or word in derived or (word.endswith("er") and follower[:1].isupper()):
            label = "LOCderiv"
    elif word[:1].islower() and first != last:
        label = MISSING
    for i in inside:
        tags[i] = MISSING if label == MISSING else f"{'B' if i == first else 'I'}-{label}"


def _forms(sentences: list[Sentence]) -> tuple[set[str], set[str]]:
    """Words mostly tagged as derived, and words mostly tagged as a plain place."""
    derived, plain = Counter[str](), Counter[str]()
    for sentence in sentences:
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            derived[word] += tag == "B-LOCderiv"
            plain[word] += tag == "B-LOC"
    return {w for w in derived if derived[w] > plain[w]}, {w for w in plain if plain[w] > derived[w]}


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """BIO tags -> {(first token, behind the last token, label)}."""
    found, start = set(), -1
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and not tag.startswith("I-"):
            found.add((start, i, tags[start][2:]))
            start = -1
        if tag.startswith("B-"):
            start = i
    return found
