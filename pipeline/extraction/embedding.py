"""Word embeddings kept once computed.

spaCy's embedding layer (MultiHashEmbed, CharacterEmbed, static and floret vectors) looks at each token alone, so its
output depends on the token's own attributes only. Floret vectors cost half of the time of a run, and news repeats its
words: a bounded table makes them nearly free.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from spacy.attrs import ORTH
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

ROWS = 100_000  # word forms kept: 50 MB at a width of 128; the table is emptied when it is full
# The unknown forms are computed in blocks of one size, so that a form's embedding has the same bits whatever words it
# comes with: matrix products of other shapes add up in another order.
BLOCK = 64
# Layers that treat each token by itself.
TOKENWISE = {
    "extract_features", "hashembed", "static_vectors", "maxout", "layernorm", "dropout", "list2ragged", "ragged2list",
    "ints-getitem", "charembed",
}  # fmt: skip


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
    from spacy.attrs import IDS

    return column if isinstance(column, int) else int(IDS[column])


def keep_embeddings(model: Model[Any, Any]) -> None:
    """Give each embedding layer inside a component's model a table of its own; layers that look beyond the token stay."""
    for node in list(model.walk()):
        if node.has_ref("embed") and node.has_ref("encode"):
            embed = node.get_ref("embed")
            if all(_leaf(layer) in TOKENWISE for layer in embed.walk() if not layer.layers):
                kept = _kept(embed)
                node.replace_node(embed, kept)
                node.set_ref("embed", kept)


def _leaf(layer: Model[Any, Any]) -> str:
    return layer.name.split("(")[0]


def _kept(embed: Model[Any, Any]) -> Model[Any, Any]:
    names = {_attribute(c) for layer in embed.walk() for c in layer.attrs.get("columns", ())}
    columns = sorted(names | {ORTH})
    table: dict[bytes, int] = {}
    vectors = np.zeros((0, 0), dtype="float32")

    def forward(_: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[list[Any], Callable[..., Any]]:  # noqa: FBT001 - thinc's signature
        nonlocal vectors
        rows = np.ascontiguousarray(np.concatenate([doc.to_array(columns) for doc in docs]).astype("uint64"))
        keys = rows.view(f"V{8 * len(columns)}").ravel().tolist()
        if new := _first_places(keys, table):
            if len(table) + len(new) > ROWS:
                table.clear()
                vectors = vectors[:0]
                new = _first_places(keys, table)
            fresh = _compute(embed, docs[0].vocab, columns, rows[list(new.values())])
            table.update(zip(new, range(len(table), len(table) + len(new)), strict=True))
            vectors = np.concatenate([vectors, fresh]) if len(vectors) else fresh
        places = np.fromiter(map(table.__getitem__, keys), dtype="int64", count=len(keys))
        return np.split(vectors[places], np.cumsum([len(doc) for doc in docs])[:-1]), _no_training

    return Model("kept_embedding", forward, dims={"nO": embed.maybe_get_dim("nO")})


def _first_places(keys: Iterable[bytes], table: dict[bytes, int]) -> dict[bytes, int]:
    places: dict[bytes, int] = {}
    for place, key in enumerate(keys):
        if key not in table:
            places.setdefault(key, place)
    return places


def _compute(
    embed: Model[Any, Any], vocab: Vocab, columns: list[int], rows: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    padded = np.concatenate([rows, np.repeat(rows[:1], -len(rows) % BLOCK, axis=0)])
    blocks = [_Forms(vocab, columns, padded[i : i + BLOCK]) for i in range(0, len(padded), BLOCK)]
    return np.concatenate([embed.predict([block])[0] for block in blocks])[: len(rows)]


def _no_training(*_: object) -> list[Any]:
    raise RuntimeError("kept embeddings are for prediction only")
