"""Word forms and sentences as tensors on one device: what the networks are told of a form, and batches of sentences."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pipeline.extraction.floret import Floret
from pipeline.extraction.forms import Ints, ends, ngrams, shapes
from pipeline.model.training.groups import groups

CHUNK = 5_000  # forms whose features are computed together


@dataclass(frozen=True, slots=True)
class Features:
    """Of some forms: `vectors` [form, 3 * dimension] (of the form and of its ends), `ngrams` hashes and `offsets` as
    an EmbeddingBag takes them, `shapes`.
    """

    vectors: Tensor
    ngrams: Tensor
    offsets: Tensor
    shapes: Tensor


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences end to end: `forms` [word] places in the inventory, `targets` [word, tag] the probabilities that should
    come out, none where a word is not annotated; of each sentence its first word and its length.
    """

    forms: Tensor
    starts: Ints
    lengths: Ints
    targets: Tensor

    def of(self, sentences: Ints) -> "Text":
        """Only some of the sentences, given by their places; some maybe more than once."""
        return replace(self, starts=self.starts[sentences], lengths=self.lengths[sentences])


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences filled up to the length of the longest: `words` [sentence, word] places in the text, `mask` whether
    there is a word.
    """

    words: Tensor
    mask: Tensor


class Inventory:
    """Word forms and their features; `vectors` [form, dimension]."""

    def __init__(self, forms: Sequence[str], floret: Floret, device: str) -> None:
        self.forms, self.device = forms, device
        halves = [ends(form) for form in forms]
        both = ["", *sorted({end for pair in halves for end in pair} - {""})]
        columns = {end: i for i, end in enumerate(both)}
        self.vectors, self._ends = (self._tensor(_vectors(strings, floret)) for strings in (forms, both))
        self._halves = self._tensor(np.array([[columns[end] for end in pair] for pair in halves]))
        bags = [ngrams(forms[i : i + CHUNK]) for i in range(0, len(forms), CHUNK)]
        self._ngrams = self._tensor(np.concatenate([bag.hashes for bag in bags]))
        self._counts = self._tensor(np.concatenate([bag.counts for bag in bags]))
        self._firsts = torch.cumsum(self._counts, 0) - self._counts
        self._shapes = self._tensor(shapes(forms))

    def _tensor(self, values: np.ndarray[Any, Any]) -> Tensor:
        return torch.from_numpy(values).to(self.device)

    def features(self, forms: Tensor) -> Features:
        """Features of some forms, given by their places."""
        counts, firsts = self._counts[forms], self._firsts[forms]
        offsets = torch.cumsum(counts, 0) - counts
        # The n-grams of each form in turn: their places in the long list of all.
        at = torch.arange(int(counts.sum()), device=self.device) + torch.repeat_interleave(firsts - offsets, counts)
        vectors = torch.cat([self.vectors[forms], self._ends[self._halves[forms]].flatten(1)], dim=1)
        return Features(vectors.float(), self._ngrams[at], offsets, self._shapes[forms])


def _vectors(forms: Sequence[str], floret: Floret) -> np.ndarray[Any, Any]:
    chunks = [floret.vectors(forms[i : i + CHUNK]).astype("float16") for i in range(0, len(forms), CHUNK)]
    return np.concatenate(chunks)


def batches(text: Text, words: int, rng: random.Random) -> Iterator[Batch]:
    """All sentences, those of like length together, up to `words` words in each batch, in random order."""
    for sentences in groups(text.lengths, words, rng):
        yield _batch(text, sentences)


def _batch(text: Text, sentences: Ints) -> Batch:
    device = text.forms.device
    lengths = torch.from_numpy(text.lengths[sentences]).to(device, non_blocking=True)
    starts = torch.from_numpy(text.starts[sentences]).to(device, non_blocking=True)
    columns = torch.arange(int(text.lengths[sentences].max()), device=device)
    mask = columns < lengths[:, None]
    return Batch(torch.where(mask, starts[:, None] + columns, starts[:, None]), mask)
