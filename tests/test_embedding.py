"""Kept embeddings: the same numbers as the layer they stand for, whatever came before."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs
from thinc.api import NumpyOps, fix_random_seed, set_current_ops

from pipeline.extraction import embedding
from pipeline.extraction.embedding import keep_embeddings

TEXTS = [
    "Wladimir Putin traf Joe Biden in Genf, bzw. am Genfersee.",
    "Die NATO-Staaten berieten z. B. über die Ukraine; die Ukraine dankte.",
    "Bundeskanzler Olaf Scholz (SPD) sprach im Bundestag.\nDanach sprach Putin.",
    "Ein Satz " + " ".join(f"mit{n} Wort{n}" for n in range(150)),
]
HASHED = {
    "@architectures": "spacy.MultiHashEmbed.v2",
    "width": 32,
    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
    "rows": [500, 200, 200, 200],
}
CHARACTERS = {
    "@architectures": "spacy.CharacterEmbed.v2", "width": 32, "rows": 200, "nM": 8, "nC": 4,
    "include_static_vectors": False,
}  # fmt: skip
ENCODE = {
    "@architectures": "spacy.MaxoutWindowEncoder.v2",
    "width": 32,
    "depth": 2,
    "window_size": 1,
    "maxout_pieces": 2,
}


def _floret() -> Vectors:
    table = np.random.default_rng(1).normal(size=(100, 16)).astype("float32")
    return Vectors(mode="floret", data=table, hash_count=2, minn=4, maxn=5, bow="<", eow=">")


def _word_vectors() -> Vectors:
    rng = np.random.default_rng(2)
    vectors = Vectors(shape=(3, 16))
    strings = spacy.blank("de").vocab.strings
    for word in ("Putin", "Biden", "die"):
        vectors.add(strings.add(word), vector=rng.normal(size=16).astype("float32"))
    return vectors


def _untrained(embed: dict[str, Any], vectors: Vectors | None = None) -> Language:
    """A German pipeline with an ner of weights that are random, and the same each time."""
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(0)
    nlp = spacy.blank("de")
    if vectors is not None:
        nlp.vocab.vectors = vectors
    tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": ENCODE}
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
             "hidden_width": 16, "maxout_pieces": 2, "use_upper": True, "tok2vec": tok2vec}  # fmt: skip
    nlp.add_pipe("ner", config={"model": model})
    example = Example.from_dict(nlp.make_doc("Putin traf Biden"), {"entities": [(0, 5, "PER")]})
    nlp.initialize(lambda: [example])
    return nlp


LAYERS: dict[str, Callable[[], Language]] = {
    "hashed": lambda: _untrained({**HASHED, "include_static_vectors": False}),
    "floret": lambda: _untrained({**HASHED, "include_static_vectors": True}, _floret()),
    "word vectors": lambda: _untrained({**HASHED, "include_static_vectors": True}, _word_vectors()),
    "one attribute": lambda: _untrained({**HASHED, "attrs": ["ORTH"], "rows": [500], "include_static_vectors": False}),
    "spaces": lambda: _untrained(
        {**HASHED, "attrs": ["NORM", "SPACY"], "rows": [500, 10], "include_static_vectors": False}
    ),
}


def _keep(nlp: Language) -> Language:
    keep_embeddings(nlp.get_pipe("ner").model)  # type: ignore[attr-defined]  # get_pipe() is typed as any component
    return nlp


def _node(nlp: Language) -> Any:  # noqa: ANN401 - a thinc model of any kind
    model = nlp.get_pipe("ner").model  # type: ignore[attr-defined]  # likewise
    return next(node for node in model.walk() if node.has_ref("embed") and node.has_ref("encode"))


def _embed(nlp: Language) -> Any:  # noqa: ANN401 - likewise
    return _node(nlp).get_ref("embed")


def _docs(nlp: Language, texts: list[str]) -> list[Doc]:
    return [nlp.make_doc(text) for text in texts]


@pytest.mark.parametrize("layer", LAYERS)
def test_same_as_the_layer(layer: str) -> None:
    """The kept embeddings are those of the layer, on the first call and on the second."""
    nlp = LAYERS[layer]()
    docs = _docs(nlp, TEXTS)
    expected = _embed(nlp).predict(docs)
    _keep(nlp)
    assert _embed(nlp).name == "kept_embedding"
    for _ in range(2):
        for want, got in zip(expected, _embed(nlp).predict(docs), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("layer", ["hashed", "floret"])
@pytest.mark.parametrize("rows", [1, 40, 100_000])
def test_same_bits_whatever_came_before(layer: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text's embedding has the same bits alone, after others, in any order, and when the table was emptied."""
    monkeypatch.setattr(embedding, "ROWS", rows)
    alone = []
    for text in TEXTS:
        nlp = _keep(LAYERS[layer]())
        alone.append(_embed(nlp).predict(_docs(nlp, [text]))[0])
    nlp = _keep(LAYERS[layer]())
    for order in ([0, 1, 2, 3], [3, 1, 0, 2], [2, 2, 1]):
        for batch in (order, *([i] for i in order)):
            for i, got in zip(batch, _embed(nlp).predict(_docs(nlp, [TEXTS[i] for i in batch])), strict=True):
                assert np.array_equal(got, alone[i])


def test_token_norms_count() -> None:
    """Two tokens of one spelling and different norms have different embeddings, as in the layer."""
    nlp = LAYERS["hashed"]()
    tokenizer: Any = nlp.tokenizer
    tokenizer.add_special_case("bzw.", [{"ORTH": "bzw.", "NORM": "beziehungsweise"}])
    plain, special = Doc(nlp.vocab, words=["bzw."]), nlp.make_doc("bzw.")
    assert plain[0].norm_ != special[0].norm_ == "beziehungsweise"
    _keep(nlp)
    first, second = _embed(nlp).predict([plain, special])
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (1, 0, 2)])
def test_empty_docs(sizes: tuple[int, ...]) -> None:
    """A doc without tokens among others gets no rows."""
    nlp = _keep(LAYERS["hashed"]())
    got = _embed(nlp).predict([Doc(nlp.vocab, words=["Wort"] * size) for size in sizes])
    assert [len(rows) for rows in got] == list(sizes)


def test_table_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table holds at most ROWS forms, however many texts there are."""
    monkeypatch.setattr(embedding, "ROWS", 50)
    table = embedding.Table()
    for n in range(100):
        keys = [f"{n} {i}".encode() for i in range(20)]
        new = table.missing(keys)
        table.add(new, np.full((len(new), 4), n, dtype="float32"))
        assert len(table._places) <= 50
        assert (table.get(keys) == n).all()
        assert len(table._vectors) <= 100


def test_context_is_left_alone() -> None:
    """A layer that looks at neighbours, or at what a form alone does not give, is not replaced."""
    nlp = _untrained(CHARACTERS)
    docs = _docs(nlp, TEXTS)
    expected = _embed(nlp).predict(docs)
    before = _embed(nlp).name
    _keep(nlp)
    assert _embed(nlp).name == before
    assert all(np.array_equal(a, b) for a, b in zip(expected, _embed(nlp).predict(docs), strict=True))
    nlp = LAYERS["hashed"]()
    node = _node(nlp)
    node.set_ref("embed", node.layers[0])
    node.get_ref("embed").layers.append(node.get_ref("encode"))  # the window encoder inside the "embedding"
    _keep(nlp)
    assert node.get_ref("embed") is node.layers[0]
    assert node.layers[0].name != "kept_embedding"


def test_prediction_only() -> None:
    """Training through a kept embedding is refused, not silently wrong."""
    nlp = _keep(LAYERS["hashed"]())
    output, back = _embed(nlp).begin_update(_docs(nlp, TEXTS[:1]))
    with pytest.raises(RuntimeError, match="prediction only"):
        back(output)
