"""Our network: the best sequence of tags, sentences by themselves, the same bits in any company."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.extraction.forms import SHAPES, Floats
from pipeline.extraction.pipelines import TAGGER
from pipeline.extraction.tagger import Tagger
from pipeline.extraction.tags import FOLLOWS, LABELS, TAGS, best_tags

WIDTH, PIECES, DEPTH, VECTORS, NGRAMS, ROWS = 8, 2, 3, 6, 5, 999
SENTENCES = [
    ["Wladimir", "Putin", "traf", "Joe", "Biden", "in", "Genf", "."],
    ["Die", "NATO-Staaten", "berieten", "."],
    ["Putin"],
]


def _weights() -> dict[str, Floats]:
    rng = np.random.default_rng(0)

    def some(*shape: int) -> Floats:
        return rng.normal(size=shape).astype("float16").astype("float32")

    weights = {"ngrams": some(ROWS, NGRAMS), "shapes": some(SHAPES, 4)}
    inputs = {"embed": 3 * VECTORS + 4 + NGRAMS, **{f"layer{i}": 3 * WIDTH for i in range(DEPTH)}}
    for name, size in inputs.items():
        weights |= {f"{name}.weights": some(size, PIECES * WIDTH), f"{name}.bias": some(PIECES * WIDTH)}
        weights |= {f"{name}.scale": some(WIDTH), f"{name}.shift": some(WIDTH)}
    return weights | {"out.weights": some(WIDTH, len(TAGS)), "out.bias": some(len(TAGS))}


def _pipeline() -> Language:
    nlp = spacy.blank("de")
    table = np.random.default_rng(1).normal(size=(100, VECTORS)).astype("float32")
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings, mode="floret", data=table, hash_count=2, minn=3, maxn=5, bow="<", eow=">"
    )
    tagger = nlp.add_pipe(TAGGER, name="ner")
    assert isinstance(tagger, Tagger)
    tagger.set_weights(_weights())
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A pipeline with a tagger of weights that are random, and the same each time."""
    return _pipeline()


def _doc(nlp: Language, *sentences: list[str]) -> Doc:
    starts: list[bool | int | None] = [i == 0 for sentence in sentences for i in range(len(sentence))]
    return Doc(nlp.vocab, words=[word for sentence in sentences for word in sentence], sent_starts=starts)


def _found(doc: Doc, offset: int = 0) -> list[tuple[int, int, str]]:
    return [(ent.start + offset, ent.end + offset, ent.label_) for ent in doc.ents]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 1000))
def test_best_tags_are_the_best_allowed_ones(lengths: list[int], seed: int) -> None:
    """In each sentence the tags may follow each other, and no other such sequence has a larger sum of scores."""
    rows = np.array([row + i for i, row in enumerate(_counted(lengths))])
    scores = np.random.default_rng(seed).normal(size=(rows[-1] + 2, len(TAGS))).astype("float32")
    tags = best_tags(scores, rows)
    assert FOLLOWS[tags[:-1], tags[1:]].all()
    first = 1
    for length in lengths:
        part = scores[first : first + length].astype("float64")
        got = sum(part[i, tag] for i, tag in enumerate(tags[first : first + length]))
        assert got == pytest.approx(_best(part), abs=1e-4)
        first += length + 1


def _counted(lengths: list[int]) -> list[int]:
    """Rows of the words, less the number of words before: one is left out before each sentence."""
    return [1 + k for k, length in enumerate(lengths) for _ in range(length)]


def _best(scores: Floats) -> float:
    """The best sum, by trying all that may follow."""

    @cache
    def rest(word: int, before: int) -> float:
        if word == len(scores):
            return 0.0 if FOLLOWS[before, 0] else -np.inf
        return max(float(scores[word, tag]) + rest(word + 1, tag) for tag in np.flatnonzero(FOLLOWS[before]).tolist())

    return rest(0, 0)


def test_sentences_are_looked_at_by_themselves(nlp: Language) -> None:
    """What is found in a sentence does not depend on the sentences beside it, nor on the documents of the batch."""
    apart = [_found(nlp(_doc(nlp, sentence))) for sentence in SENTENCES]
    assert any(apart)
    together, alone = nlp.pipe([_doc(nlp, *SENTENCES), _doc(nlp, SENTENCES[0])], batch_size=2)
    offsets = np.cumsum([0, *map(len, SENTENCES)]).tolist()
    moved = [
        (a + offset, b + offset, label) for offset, spans in zip(offsets, apart, strict=False) for a, b, label in spans
    ]
    assert _found(together) == moved
    assert _found(alone) == apart[0]


def test_embeddings_have_the_same_bits_in_any_company() -> None:
    """A form's embedding is the same whether it is computed alone, with others, or found in the table."""
    nlp, other = _pipeline(), _pipeline()
    words = [f"Wort{n}-Nato" for n in range(300)]
    keys = [nlp.vocab.strings.add(word) for word in words]
    for key in keys[::7]:
        other.vocab.strings.add(nlp.vocab.strings[key])
        other.get_pipe("ner")._embed([key])  # type: ignore[attr-defined]  # get_pipe() is typed as any component
    for word in words:
        other.vocab.strings.add(word)
    together, _ = nlp.get_pipe("ner")._embed(keys)  # type: ignore[attr-defined]  # likewise
    assert np.array_equal(other.get_pipe("ner")._embed(keys)[0], together)  # type: ignore[attr-defined]  # likewise
    assert len(np.unique(together, axis=0)) == len(words)


def test_scores_are_those_of_the_network(nlp: Language) -> None:
    """The scores are what a plain computation gives word by word: windows of three, maxout, layer normalisation."""
    doc, w = _doc(nlp, SENTENCES[0]), _weights()
    tagger = nlp.get_pipe("ner")
    x, _ = tagger._embed([token.orth for token in doc])  # type: ignore[attr-defined]  # likewise
    embeddings = x
    for i in range(DEPTH):
        nothing = np.zeros(WIDTH)
        new = []
        for k in range(len(x)):
            window = [x[k - 1] if k else nothing, x[k], x[k + 1] if k + 1 < len(x) else nothing]
            pieces = (np.concatenate(window) @ w[f"layer{i}.weights"] + w[f"layer{i}.bias"]).reshape(PIECES, WIDTH)
            best = pieces.max(axis=0)
            new.append((best - best.mean()) / np.sqrt(best.var() + 1e-5) * w[f"layer{i}.scale"] + w[f"layer{i}.shift"])
        x = x + np.array(new)
    rows = np.arange(1, len(doc) + 1)
    scores = tagger._scores(embeddings, rows)[rows]  # type: ignore[attr-defined]  # likewise
    assert np.allclose(scores, x @ w["out.weights"] + w["out.bias"], rtol=1e-3, atol=1e-3)


def test_known_names_in_words_that_the_network_leaves_alone(nlp: Language) -> None:
    """A compound with a known name is a part where the network sees nothing, or a part; what is a name for it stays."""
    tagger, words = nlp.get_pipe("ner"), ["Opel-Werk", "Haus", "Ukrainehilfe"]
    found = []
    for tag in ("O", "S-LOCpart", "S-PER"):
        bias = np.where(np.array(TAGS) == tag, 9, 0).astype("float32")
        weights = _weights() | {"out.weights": np.zeros((WIDTH, len(TAGS)), dtype="float32"), "out.bias": bias}
        tagger.set_weights(weights)  # type: ignore[attr-defined]  # likewise
        found.append([ent.label_ for ent in nlp(_doc(nlp, words)).ents])
    assert found == [["ORGpart", "LOCpart"], ["ORGpart", "LOCpart", "LOCpart"], ["PER"] * 3]


def test_weights_come_back_from_disk(nlp: Language, tmp_path: Path) -> None:
    """A pipeline written and read finds the same, and tells the same labels."""
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.get_pipe("ner").labels == tuple(LABELS)  # type: ignore[attr-defined]  # likewise
    assert _found(again(_doc(again, *SENTENCES))) == _found(nlp(_doc(nlp, *SENTENCES)))


@pytest.mark.parametrize("words", [[], [" "], ["-"], ["🙂"], ["x" * 5000]])
def test_odd_words(nlp: Language, words: list[str]) -> None:
    """No word is too odd: none at all, a blank, a hyphen, a picture, a very long one."""
    assert len(list(nlp.pipe([_doc(nlp, words), _doc(nlp, words)]))) == 2
