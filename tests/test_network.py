"""The networks in PyTorch, where that is installed (`make model` does so): they learn, and NumPy computes the same."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.extraction.floret import floret_of
from pipeline.extraction.pipelines import TAGGER
from pipeline.extraction.tagger import Tagger
from pipeline.extraction.tags import TAGS
from pipeline.model.training.corpora import Sentence

torch = pytest.importorskip("torch")

MARKED = [
    Sentence(("Olaf", "Scholz", "sah", "Kiew"), ("B-PER", "I-PER", "O", "B-LOC")),
    Sentence(("Dort", "war", "Angela", "Merkel"), ("O", "O", "B-PER", "I-PER")),
    Sentence(("Merkels", "NATO-Plan", "?"), ("B-PER", "B-ORGpart", "-")),
    Sentence(("Die", "SPD", "in", "Kiew"), ("O", "B-ORG", "O", "B-LOC")),
]
UNMARKED = [["Olaf", "Scholz", "war", "dort"], ["Die", "SPD", "sah", "Angela", "Merkel"], ["Kiew", "war", "dort"]]


def test_a_small_network_learns_from_a_large_one(tmp_path: Path) -> None:
    """Tiny networks go the whole way, twice with the same result: a large one reads, teachers learn four sentences by
    heart and vote, a small one learns; the tagger read from disk has its scores and finds their names.
    """
    from pipeline.model.training import distil
    from pipeline.model.training.distil import Plan
    from pipeline.model.training.learn import Recipe, probabilities
    from pipeline.model.training.network import Dropout, Size
    from pipeline.model.training.raw import _by_frequency

    nlp = spacy.blank("de")
    table = np.random.default_rng(1).normal(size=(100, 16)).astype("float32")
    nlp.vocab.vectors = vectors = Vectors(
        strings=nlp.vocab.strings, mode="floret", data=table, hash_count=2, minn=3, maxn=5, bow="<", eow=">"
    )
    forms = sorted({word for words in UNMARKED for word in words})
    places = np.array([forms.index(word) for words in UNMARKED for word in words])
    raw = _by_frequency(forms, places, np.array([len(words) for words in UNMARKED]))
    none = Dropout(0, 0, 0, 0, 0)
    large = Size(ngrams=8, rows=500, width=32, depth=2, vectors=16, heads=2)
    learning = Recipe(none, rounds=100, words=20, rate=0.01, warmup=10, average=0.9)
    plan = Plan(
        large,
        reading=Recipe(none, rounds=20, words=20, rate=0.003, warmup=5),
        teachers=(learning,),
        small=Size(ngrams=8, rows=500, width=16, depth=2, vectors=16),
        learning=learning,
    )

    def trained() -> tuple[distil.Known, object]:
        known = distil.known(raw, MARKED, floret_of(vectors))
        reader = distil.read(known, plan)
        distil.vote([distil.teach(reader, known, recipe, seed) for seed, recipe in enumerate(plan.teachers)], known)
        return known, distil.learn_from(known, plan)

    (known, network), (_, again) = trained(), trained()
    weights, others = (each.export() for each in (network, again))  # type: ignore[attr-defined]  # torch has no types
    assert all(np.array_equal(weights[name], others[name]) for name in weights)
    wanted = probabilities(network, known.inventory, known.text)
    tagger = nlp.add_pipe(TAGGER, name="ner")
    assert isinstance(tagger, Tagger)
    tagger.set_weights(weights)
    nlp.to_disk(tmp_path / "pipeline")
    read = spacy.load(tmp_path / "pipeline")
    for place, sentence in zip(known.marked.tolist(), MARKED, strict=True):
        doc = Doc(read.vocab, words=list(sentence.words))
        rows = np.arange(1, len(doc) + 1)
        ner: Any = read.get_pipe("ner")
        scores = ner._scores(ner._embed([token.orth for token in doc])[0], rows)[rows]
        first = int(known.text.starts[place])
        expected = wanted[first : first + len(doc)].float().numpy()
        assert np.allclose(torch.softmax(torch.tensor(scores), 1).numpy(), expected, atol=0.02)
        assert expected.shape == (len(doc), len(TAGS))
    found = [(ent.text, ent.label_) for ent in read(Doc(read.vocab, words=["Olaf", "Scholz", "sah", "Kiew"])).ents]
    assert found == [("Olaf Scholz", "PER"), ("Kiew", "LOC")]


def test_votes_are_the_targets_of_raw_sentences_and_copies() -> None:
    """What people marked stays; a raw word gets the mean of the votes, a copy what its original has."""
    from pipeline.model.training import distil
    from pipeline.model.training.learn import probabilities
    from pipeline.model.training.network import Dropout, Size, Transformer
    from pipeline.model.training.raw import _by_frequency

    vectors = Vectors(
        data=np.random.default_rng(1).normal(size=(50, 8)).astype("float32"),
        mode="floret", hash_count=1, minn=3, maxn=4, bow="<", eow=">",
    )  # fmt: skip
    words = [f"Wort{i}" for i in range(40)]
    raw = _by_frequency(words, np.arange(4000) % 40, np.full(800, 5))
    known = distil.known(raw, MARKED, floret_of(vectors))
    marked = known.text.targets[4000:4015].clone()
    torch.manual_seed(0)
    size = Size(ngrams=4, rows=50, width=16, depth=1, vectors=8, heads=2)
    teachers = [Transformer(size, Dropout(0, 0, 0, 0, 0), len(TAGS)).eval() for _ in range(2)]
    votes = [probabilities(teacher, known.inventory, known.text.of(known.raw))[:4000].float() for teacher in teachers]
    assert not torch.allclose(votes[0], votes[1], atol=0.01)
    for _ in ("first", "again"):
        distil.vote(teachers, known)
        targets = known.text.targets.float()
        assert torch.allclose(targets[:4000], (votes[0] + votes[1]) / 2, atol=0.001)
        assert torch.equal(targets[4000:4015], marked.float())
        assert torch.equal(targets[-len(known.origins) :], targets[torch.from_numpy(known.origins)])
    assert len(known.copies) > 40
