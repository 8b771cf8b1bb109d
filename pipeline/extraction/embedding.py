"""Word embeddings kept once computed.

spaCy's embedding layer (MultiHashEmbed, with or without static or floret vectors) looks at each token alone, so its
output depends on the token's own attributes only. Floret vectors cost half of the time of a run, and news repeats its
words: a bounded table makes them nearly free.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from spacy.attrs import IDS, ORTH  # type: ignore[import-not-found]  # Cython, no stubs
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model, NumpyOps

ROWS = 100_000  # word forms kept: 64 MB at a width of 160; the table is emptied when it is full
# Layers that treat each token by itself.
TOKENWISE = {
    "extract_features", "hashembed", "static_vectors", "maxout", "layernorm", "dropout", "list2ragged", "ragged2list",
    "ints-getitem",
}  # fmt: skip


KEPT = "kept_embedding"
Key = TypeVar("Key")


class _RowOps(NumpyOps):  # type: ignore[misc]  # Cython, no types
    """Multiplies each row by itself, so that a form's embedding has the same bits whatever forms it comes with.

    In one large product BLAS adds up some rows in another order than others.
    """

    def gemm(
        self,
        x: np.ndarray[Any, Any],
        y: np.ndarray[Any, Any],
        out: np.ndarray[Any, Any] | None = None,
        trans1: bool = False,  # noqa: FBT001, FBT002 - thinc's signature
        trans2: bool = False,  # noqa: FBT001, FBT002 - likewise
    ) -> np.ndarray[Any, Any]:
        left, right = x.T if trans1 else x, y.T if trans2 else y
        return np.matmul(left[:, None, :], right, out=None if out is None else out[:, None, :])[:, 0]


class _Forms:
    """Stands in for a Doc: rows of attributes of single word forms."""

    def __init__(self, vocab: Vocab, columns: list[int], rows: np.ndarray[Any, Any]) -> None:
        self.vocab = vocab
        self._rows = {column: rows[:, i] for i, column in enumerate(columns)}

    def __len__(self) -> int:
        return len(self._rows[ORTH])

    def to_array(self, columns: int | list[int | str]) -> np.ndarray[Any, Any]:
        if isinstance(columns, int):
            return self._rows[columns]
        return np.stack([self._rows[_attribute(column)] for column in columns], axis=1)


def _attribute(column: int | str) -> int:
    return column if isinstance(column, int) else int(IDS[column])


def keep_embeddings(model: Model[Any, Any]) -> None:
    """Give each embedding layer inside a component's model a table; one that looks beyond the token is left alone."""
    for node in list(model.walk()):
        if node.has_ref("embed") and node.has_ref("encode"):
            embed = node.get_ref("embed")
            if all(_leaf(layer) in TOKENWISE for layer in embed.walk() if not layer.layers):
                kept = _kept(embed)
                node.replace_node(embed, kept)
                node.set_ref("embed", kept)


def embed_ahead(model: Model[Any, Any], docs: Sequence[Doc]) -> None:
    """Fill the tables of a component's model with the word forms of these documents."""
    for node in model.walk():
        if node.name == KEPT:
            node.predict(docs)


def _leaf(layer: Model[Any, Any]) -> str:
    return layer.name.split("(")[0]


class Table(Generic[Key]):
    """Embeddings by a key of the form, in one array that doubles when it is full."""

    def __init__(self) -> None:
        self._places: dict[Key, int] = {}
        self._vectors = np.zeros((0, 0), dtype="float32")

    def missing(self, keys: list[Key]) -> dict[Key, int]:
        """Keys that the table lacks -> a place of each. A table that would pass ROWS is emptied."""
        new = {key: place for place, key in enumerate(keys) if key not in self._places}
        if new and self._places and len(self._places) + len(new) > ROWS:
            self._places.clear()
            return self.missing(keys)
        return new

    def add(self, keys: Iterable[Key], vectors: np.ndarray[Any, Any]) -> None:
        """Take in the embeddings of forms that the table lacks."""
        first, last = len(self._places), len(self._places) + len(vectors)
        if last > len(self._vectors):
            grown = np.zeros((max(last, 2 * len(self._vectors)), vectors.shape[1]), dtype=vectors.dtype)
            grown[:first] = self._vectors[:first] if first else 0
            self._vectors = grown
        self._vectors[first:last] = vectors
        self._places.update(zip(keys, range(first, last), strict=True))

    def get(self, keys: list[Key]) -> np.ndarray[Any, Any]:
        """[key, column]."""
        places = np.fromiter(map(self._places.__getitem__, keys), dtype="int64", count=len(keys))
        found: np.ndarray[Any, Any] = self._vectors[places]
        return found


def _kept(embed: Model[Any, Any]) -> Model[Any, Any]:
    names = {_attribute(column) for layer in embed.walk() for column in layer.attrs.get("columns", ())}
    table = Table[bytes]()
    for layer in embed.walk():
        layer.ops = _RowOps()

    def forward(
        _: Model[Any, Any],
        docs: list[Doc],
        is_train: bool,  # noqa: ARG001, FBT001 - thinc's signature
    ) -> tuple[list[Any], Callable[..., Any]]:
        vocab = docs[0].vocab
        # Vectors may be looked up by another attribute than the word itself.
        columns = sorted(names | {ORTH, getattr(vocab.vectors, "attr", ORTH)})
        rows = np.concatenate([doc.to_array(columns) for doc in docs]).astype("uint64").reshape(-1, len(columns))
        keys = np.ascontiguousarray(rows).view(f"V{8 * len(columns)}").ravel().tolist()
        if new := table.missing(keys):
            forms = _Forms(vocab, columns, rows[list(new.values())])
            table.add(new, embed.predict([forms])[0])
        return np.split(table.get(keys), np.cumsum([len(doc) for doc in docs])[:-1]), _no_training

    return Model(KEPT, forward, dims={"nO": embed.maybe_get_dim("nO")})


def _no_training(*_: object) -> list[Any]:
    raise RuntimeError("kept embeddings are for prediction only")
