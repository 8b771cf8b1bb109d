"""Sentences as numbers: word forms, the tags that they should get, and which go through the network together."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.extraction.tagger import TAGS, Floats, Ints
from pipeline.model.training.corpora import MISSING

Halves = np.ndarray[Any, np.dtype[np.float16]]
PLACES = {tag: i for i, tag in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence: `forms` numbers of the inventory; `targets` [word, tag] the probabilities that should come out, none
    where a word is not annotated.
    """

    forms: Ints
    targets: Floats | Halves


def bioes(tags: Sequence[str]) -> list[str]:
    """BIO tags -> tags of TAGS, which tell a name's last word and its only one; MISSING stays."""
    out = []
    for tag, following in zip(tags, [*tags[1:], "O"], strict=True):
        last = not following.startswith("I-")
        out.append(f"{'S' if tag[0] == 'B' else 'E'}{tag[1:]}" if last and tag[0] in "BI" and tag != MISSING else tag)
    return out


def targets_of(tags: Sequence[str]) -> Halves:
    """BIO tags -> [word, tag] 1 where it is the word's tag."""
    targets = unknown(len(tags))
    for i, tag in enumerate(bioes(tags)):
        if tag != MISSING:
            targets[i, PLACES[tag]] = 1
    return targets


def unknown(words: int) -> Halves:
    """No tag annotated for any of the words."""
    return np.zeros((words, len(TAGS)), dtype="float16")


def batches(sentences: Sequence[Encoded], words: int, rng: random.Random) -> Iterator[list[int]]:
    """Places of sentences of like length, up to `words` words together, in random order."""
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i].forms) + 4 * rng.random())
    groups: list[list[int]] = [[]]
    for i in order:
        if groups[-1] and len(sentences[i].forms) * (len(groups[-1]) + 1) > words:
            groups.append([])
        groups[-1].append(i)
    rng.shuffle(groups)
    yield from groups
