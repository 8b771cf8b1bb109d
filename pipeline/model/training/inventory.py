"""Word forms and what the network is told of them; batches of sentences as tensors."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import torch
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.extraction.forms import ends, ngram_rows, shape_row
from pipeline.model.training.corpora import Sentence
from pipeline.model.training.inputs import Encoded, targets_of, unknown
from pipeline.model.training.network import Batch


class Inventory:
    """Word forms and their features."""

    def __init__(self, forms: Iterable[str], vectors: Vectors) -> None:
        self.forms = list(dict.fromkeys(forms))
        self.places = {form: i for i, form in enumerate(self.forms)}
        halves = [ends(form) for form in self.forms]
        both = sorted({end for pair in halves for end in pair} - {""})
        columns = {end: i + 1 for i, end in enumerate(both)}
        self._vectors = torch.tensor(vectors.get_batch(self.forms))
        self._ends = torch.cat([torch.zeros(1, vectors.shape[1]), torch.tensor(vectors.get_batch(both or ["-"]))])
        self._halves = torch.tensor([[columns.get(end, 0) for end in pair] for pair in halves])
        rows = [ngram_rows(form) for form in self.forms]
        self._counts = torch.tensor([len(each) for each in rows])
        self._ngrams = torch.tensor(list(chain.from_iterable(rows)))
        self._firsts = torch.cumsum(self._counts, 0) - self._counts
        self._shapes = torch.tensor([shape_row(form) for form in self.forms])

    def untagged(self, sentence: Sentence) -> Encoded:
        """The sentence's forms, no tag annotated."""
        return Encoded(np.array([self.places[word] for word in sentence.words]), unknown(len(sentence.words)))

    def encode(self, sentence: Sentence) -> Encoded:
        """The sentence's forms and tags."""
        return replace(self.untagged(sentence), targets=targets_of(sentence.tags))

    def batch(self, sentences: Sequence[Encoded]) -> Batch:
        """The sentences, filled up to the length of the longest."""
        longest = max(len(sentence.forms) for sentence in sentences)
        words, mask = np.zeros((len(sentences), longest), dtype="int64"), np.zeros((len(sentences), longest), "float32")
        for i, sentence in enumerate(sentences):
            words[i, : len(sentence.forms)], mask[i, : len(sentence.forms)] = sentence.forms, 1
        forms, places = torch.unique(torch.tensor(words), return_inverse=True)
        counts, firsts = self._counts[forms], self._firsts[forms]
        offsets = torch.cumsum(counts, 0) - counts
        # The n-grams of each form in turn: their places in the long list of all.
        at = torch.arange(int(counts.sum())) + torch.repeat_interleave(firsts - offsets, counts)
        vectors = torch.cat([self._vectors[forms], self._ends[self._halves[forms]].flatten(1)], dim=1)
        return Batch(vectors, self._ngrams[at], offsets, self._shapes[forms], places, torch.tensor(mask))
