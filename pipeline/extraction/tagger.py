"""A finder of names: a convolutional network over word forms, computed by NumPy.

Training (pipeline/model/training) fits the same network in PyTorch and saves the weights that are read here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import ORTH, SENT_START  # type: ignore[import-not-found]  # Cython, no stubs
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.extraction.compounds import known_label
from pipeline.extraction.embedding import Table
from pipeline.extraction.floret import Floret, bag_means, floret_of
from pipeline.extraction.forms import Floats, Ints, ends, ngrams, row_of, shapes
from pipeline.extraction.pipelines import TAGGER
from pipeline.extraction.tags import LABELS, TAGS, best_tags

EPSILON = 1e-5  # as in PyTorch's LayerNorm
# Tags of words that are decided by the known name in them; and what these may be for the network: a compound, an event.
KNOWN = {"": 0} | {label: TAGS.index(f"S-{label}") for label in ("PERpart", "LOCpart", "ORGpart", "LOCderiv")}
OVERRULED = [tag for tag in KNOWN.values() if not TAGS[tag].endswith("deriv")] + [
    TAGS.index("S-MISC"),
    TAGS.index("S-MISCpart"),
]


@Language.factory(TAGGER, assigns=["doc.ents"])
def make_tagger(nlp: Language, name: str) -> "Tagger":
    """The component; its weights come with from_disk()."""
    return Tagger(nlp.vocab, name)


@dataclass(frozen=True)
class Layer:
    """A linear map to a few pieces side by side, the largest of them (maxout, Goodfellow et al. 2013), and a layer
    normalisation (Ba et al. 2016).
    """

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    def __call__(self, product: Floats) -> Floats:
        """`product`: input times weights."""
        product += self.bias
        x, *others = np.split(product, len(self.bias) // len(self.scale), axis=1)
        for other in others:
            x = np.maximum(x, other)
        x -= x.mean(axis=1, keepdims=True)
        x *= 1 / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + EPSILON)
        x *= self.scale
        x += self.shift
        return x


class Tagger:
    """Sets the entities of documents whose sentences are known; each sentence is looked at by itself."""

    def __init__(self, vocab: Vocab, name: str = "ner") -> None:
        self.vocab, self.name, self.labels = vocab, name, tuple(LABELS)
        self._weights: dict[str, Floats] = {}
        self._kept = Table[int]()
        self._floret: Floret | None = None

    def __call__(self, doc: Doc) -> Doc:
        """One document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Many documents; those of a batch go through the network together."""
        rest = iter(stream)
        while docs := list(islice(rest, batch_size)):
            rows = _rows(docs)
            if len(rows):
                embeddings, parts = self._embed(_keys(docs))
                tags = best_tags(self._scores(embeddings, rows), rows)
                tags[rows] = _with_compounds(tags[rows], parts)
                _set_entities(docs, rows, tags)
            yield from docs

    def keep(self, docs: Sequence[Doc]) -> None:
        """Compute and keep the embeddings of all word forms of these documents, which costs least for many together."""
        self._keep(_keys(docs))

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy's signature
        """Write the weights as float16."""
        Path(path).mkdir(exist_ok=True)
        stored: dict[str, Any] = {name: values.astype("float16") for name, values in self._weights.items()}
        np.savez(Path(path) / "weights.npz", **stored)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Tagger":  # noqa: ARG002 - likewise
        """Read the weights; computing takes float32."""
        with np.load(Path(path) / "weights.npz", allow_pickle=False) as weights:
            self.set_weights({name: weights[name] for name in weights.files})
        return self

    def set_weights(self, weights: dict[str, Floats]) -> None:
        """Weights by name, see `network.export` of the training."""
        self._weights = {name: values.astype("float32") for name, values in weights.items()}
        names = ["embed", *(f"layer{i}" for i in range(len([n for n in weights if n.startswith("layer")]) // 4))]
        self._layers = [
            Layer(*(self._weights[f"{name}.{part}"] for part in ("weights", "bias", "scale", "shift")))
            for name in names
        ]
        self._kept, self._floret = Table[int](), None

    def _scores(self, embeddings: Floats, rows: Ints) -> Floats:
        """[row, tag]; `rows`: those of the words, all others stay zero, as the edge of a sentence is in training."""
        x = np.zeros((rows[-1] + 2, len(self._layers[0].scale)), dtype="float32")
        x[rows] = embeddings
        words = np.zeros((len(x), 1), dtype="float32")
        words[rows] = 1
        window = np.zeros((len(x), 3, x.shape[1]), dtype="float32")
        for layer in self._layers[1:]:
            window[1:, 0], window[:, 1], window[:-1, 2] = x[:-1], x, x[1:]
            x += layer(window.reshape(len(x), -1) @ layer.weights)
            x *= words
        scores: Floats = x @ self._weights["out.weights"] + self._weights["out.bias"]
        return scores

    def _embed(self, keys: list[int]) -> tuple[Floats, Ints]:
        """A row per word; and the tag of those that hold a known name, else 0."""
        self._keep(keys)
        rows = self._kept.get(keys)
        return rows[:, :-1], rows[:, -1].astype("int64")

    def _keep(self, keys: list[int]) -> None:
        """Each form is computed once; its bits depend on nothing else."""
        if new := self._kept.missing(keys):
            forms = [self.vocab.strings[key] for key in new]
            x = np.concatenate(
                [self._vectors(forms), self._weights["shapes"][shapes(forms)], self._ngrams(forms)], axis=1
            )
            layer = self._layers[0]
            # Row by row: in one large product BLAS adds up some rows in another order than others.
            parts = np.array([KNOWN[known_label(form)] for form in forms], dtype="float32")
            self._kept.add(new, np.column_stack([layer(np.matmul(x[:, None, :], layer.weights)[:, 0]), parts]))

    def _vectors(self, forms: Sequence[str]) -> Floats:
        """[form, 3 * dimension]: vectors of the form and of its ends."""
        if self._floret is None:  # the vocabulary's vectors are read after the component was made
            self._floret = floret_of(self.vocab.vectors)
        vectors = np.zeros((3, len(forms), self._floret.data.shape[1]), dtype="float32")
        vectors[0] = self._floret.vectors(forms)
        for part, halves in zip(vectors[1:], zip(*map(ends, forms), strict=True), strict=True):
            if there := [place for place, half in enumerate(halves) if half]:  # few forms are compounds
                part[there] = self._floret.vectors([halves[place] for place in there])
        return np.concatenate(vectors, axis=1)

    def _ngrams(self, forms: Sequence[str]) -> Floats:
        """The mean of the n-grams' embeddings."""
        table, bags = self._weights["ngrams"], ngrams(forms)
        return bag_means(table, row_of(bags.hashes, len(table)), bags.counts)


def _with_compounds(tags: Ints, parts: Ints) -> Ints:
    """The tags, a part's where the network leaves a word alone that holds a known name, or takes it for a compound, or
    for an event: "Irakkrieg".
    """
    return np.where((parts > 0) & np.isin(tags, OVERRULED), parts, tags)


def _keys(docs: Sequence[Doc]) -> list[int]:
    """The word form of each token."""
    keys: list[int] = np.concatenate([doc.to_array(ORTH) for doc in docs]).tolist()
    return keys


def _rows(docs: list[Doc]) -> Ints:
    """A row for each word of the documents, and between any two sentences one that is left out."""
    firsts = [np.equal(doc.to_array(SENT_START), 1) for doc in docs if len(doc)]
    for first in firsts:
        first[0] = True
    flags = np.concatenate([np.zeros(0, dtype=bool), *firsts])
    rows: Ints = np.arange(len(flags)) + np.cumsum(flags)
    return rows


def _set_entities(docs: list[Doc], rows: Ints, tags: Ints) -> None:
    places = np.array([tag[0] for tag in TAGS])[tags[rows]]
    firsts, lasts = np.flatnonzero(np.isin(places, ["B", "S"])), np.flatnonzero(np.isin(places, ["E", "S"]))
    labels = tags[rows[firsts]]
    bounds = np.cumsum([0, *map(len, docs)])
    cuts = np.searchsorted(firsts, bounds)
    for doc, offset, (a, b) in zip(docs, bounds.tolist(), pairwise(cuts.tolist()), strict=False):
        spans = zip(firsts[a:b].tolist(), lasts[a:b].tolist(), labels[a:b].tolist(), strict=True)
        doc.set_ents([Span(doc, i - offset, j + 1 - offset, TAGS[tag][2:]) for i, j, tag in spans])
