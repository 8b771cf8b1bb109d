"""Names of marked sentences put in each other's places, so that a network learns contexts and not names by heart."""

import random
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from pipeline.model.training.corpora import Sentence
from pipeline.model.training.evaluate import spans
from pipeline.model.training.inputs import Encoded
from pipeline.settings import TYPES

SENTENCES, NAMES = 0.5, 0.6  # shares of the sentences in which names are swapped, and of the names there

Place = tuple[int, int, tuple[str, bool]]


class Swaps:
    """Sentences, and all names in them by type and whether they end in s, as genitives do."""

    def __init__(self, sentences: Sequence[Sentence], encoded: Sequence[Encoded]) -> None:
        self._encoded = encoded
        self._places = [_places(sentence) for sentence in sentences]
        self._names: dict[tuple[str, bool], list[Encoded]] = defaultdict(list)
        for each, places in zip(encoded, self._places, strict=True):
            for first, last, kind in places:
                self._names[kind].append(_part(each, first, last))

    def draw(self, rng: random.Random) -> list[Encoded]:
        """The sentences, some of the names in some of them replaced by others."""
        return [
            self._swapped(each, places, rng) if places and rng.random() < SENTENCES else each
            for each, places in zip(self._encoded, self._places, strict=True)
        ]

    def _swapped(self, sentence: Encoded, places: list[Place], rng: random.Random) -> Encoded:
        parts, done = [], 0
        for first, last, kind in places:
            if rng.random() < NAMES:
                parts += [_part(sentence, done, first), rng.choice(self._names[kind])]
                done = last
        parts.append(_part(sentence, done, len(sentence.forms)))
        return Encoded(np.concatenate([p.forms for p in parts]), np.concatenate([p.targets for p in parts]))


def _places(sentence: Sentence) -> list[Place]:
    found = sorted(span for span in spans(sentence.tags) if span[2] in TYPES)
    return [(first, last, (label, sentence.words[last - 1].endswith("s"))) for first, last, label in found]


def _part(sentence: Encoded, first: int, last: int) -> Encoded:
    return Encoded(sentence.forms[first:last], sentence.targets[first:last])
