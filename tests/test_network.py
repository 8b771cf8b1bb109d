"""The network in PyTorch, where that is installed (`make model` does so): it learns, and NumPy computes the same."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.extraction.tagger import FACTORY, TAGS, Tagger
from pipeline.model.training.corpora import Sentence

torch = pytest.importorskip("torch")

SENTENCES = [
    Sentence(("Olaf", "Scholz", "sah", "Kiew"), ("B-PER", "I-PER", "O", "B-LOC")),
    Sentence(("Dort", "war", "Angela", "Merkel"), ("O", "O", "B-PER", "I-PER")),
    Sentence(("Merkels", "NATO-Plan", "?"), ("B-PER", "B-ORGpart", "-")),
    Sentence(("Die", "SPD", "in", "Kiew"), ("O", "B-ORG", "O", "B-LOC")),
]


def test_it_learns_and_numpy_computes_the_same(tmp_path: Path) -> None:
    """A small network learns four sentences by heart, twice the same way; the tagger read from disk has its scores and
    finds their names.
    """
    from pipeline.model.training.distil import inventory_of
    from pipeline.model.training.learn import Recipe, learn, probabilities
    from pipeline.model.training.network import Dropout, Size

    table = np.random.default_rng(1).normal(size=(100, 16)).astype("float32")
    nlp = spacy.blank("de")
    nlp.vocab.vectors = vectors = Vectors(
        strings=nlp.vocab.strings, mode="floret", data=table, hash_count=2, minn=3, maxn=5, bow="<", eow=">"
    )
    inventory = inventory_of(SENTENCES, vectors)
    encoded = [inventory.encode(sentence) for sentence in SENTENCES]
    size = Size(ngrams=8, pieces=2, width=16, depth=2, vectors=16)
    recipe = Recipe(size, Dropout(0, 0, 0, 0, 0), rounds=300, words=20, decay=0, threads=1, rate=0.01)
    networks = [learn(inventory, lambda _: encoded, recipe, seed=3) for _ in range(2)]
    one, other = (probabilities(network, inventory, encoded) for network in networks)
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    tagger = nlp.add_pipe(FACTORY, name="ner")
    assert isinstance(tagger, Tagger)
    tagger.set_weights(networks[0].export())
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    for sentence, wanted in zip(SENTENCES, one, strict=True):
        doc = Doc(again.vocab, words=list(sentence.words))
        rows = np.arange(1, len(doc) + 1)
        scores = again.get_pipe("ner")._scores([doc], rows)[rows]  # type: ignore[attr-defined]  # typed as any component
        assert np.allclose(torch.softmax(torch.tensor(scores), 1).numpy(), wanted, atol=0.02)
    found = [(ent.text, ent.label_) for ent in again(Doc(again.vocab, words=["Olaf", "Scholz", "sah", "Kiew"])).ents]
    assert found == [("Olaf Scholz", "PER"), ("Kiew", "LOC")]
    assert wanted.shape == (4, len(TAGS))
