"""Teachers learn from what people have marked; a student learns from that, and from the teachers' votes on raw text."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.model.training.corpora import Sentence
from pipeline.model.training.inputs import Halves
from pipeline.model.training.inventory import Inventory
from pipeline.model.training.learn import Recipe, learn, probabilities
from pipeline.model.training.network import Dropout, Network, Size
from pipeline.model.training.raw import disturbed
from pipeline.model.training.swaps import Swaps

SEED = 0
TEACHERS = 4
TEACHER = Recipe(
    Size(ngrams=48, pieces=3),
    Dropout(ngrams=0.0, words=0.05, embedding=0.2, layers=0.2, output=0.2),
    rounds=6, words=800, decay=0.01, threads=1,
)  # fmt: skip
STUDENT = Recipe(
    Size(ngrams=64, pieces=2),
    Dropout(ngrams=0.1, words=0.02, embedding=0.1, layers=0.1, output=0.1),
    rounds=4, words=1500, decay=0.01, threads=2,
)  # fmt: skip
DISTURBED = 0.1  # share of the sentences that the student sees in a disturbed copy, too


def inventory_of(sentences: Sequence[Sentence], vectors: Vectors) -> Inventory:
    """All word forms of the sentences."""
    return Inventory(chain.from_iterable(sentence.words for sentence in sentences), vectors)


def teach(seed: int, gold: Sequence[Sentence], vectors: Vectors) -> Network:
    """A network that has learned the marked sentences."""
    inventory = inventory_of(gold, vectors)
    encoded = [inventory.encode(sentence) for sentence in gold]
    return learn(inventory, Swaps(gold, encoded).draw, TEACHER, seed)


def vote(teachers: Sequence[Network], raw: Sequence[Sentence], vectors: Vectors) -> list[Halves]:
    """The mean of the teachers' probabilities of the tags of each word; float16, since there are many."""
    inventory = inventory_of(raw, vectors)
    forms = [inventory.untagged(sentence) for sentence in raw]
    votes = [np.zeros(0, dtype="float32")] * len(raw)
    for i, teacher in enumerate(teachers):
        found = probabilities(teacher, inventory, forms)
        votes = [each if not i else votes[k] + each for k, each in enumerate(found)]
    return [(each / len(teachers)).astype("float16") for each in votes]


def learn_from(gold: Sequence[Sentence], raw: Sequence[Sentence], votes: Sequence[Halves], vectors: Vectors) -> Network:
    """The student."""
    rng = random.Random(SEED)
    copies = [(i, disturbed(s.words, rng)) for i, s in enumerate([*gold, *raw]) if rng.random() < DISTURBED]
    changed = [Sentence(words, ()) for _, words in copies]
    inventory = inventory_of([*gold, *raw, *changed], vectors)
    marked = [inventory.encode(sentence) for sentence in gold]
    voted = [replace(inventory.untagged(s), targets=each) for s, each in zip(raw, votes, strict=True)]
    known = [*marked, *voted]
    copied = [
        replace(inventory.untagged(s), targets=known[i].targets[: len(s.words)])
        for s, (i, _) in zip(changed, copies, strict=True)
    ]
    swaps = Swaps(gold, marked)
    return learn(inventory, lambda rng: [*swaps.draw(rng), *voted, *copied], STUDENT, SEED)
