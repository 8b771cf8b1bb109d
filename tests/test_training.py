"""What the training makes of sentences before a network learns from them."""

import random
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.tagger import FOLLOWS, TAGS
from pipeline.model.training.corpora import Sentence
from pipeline.model.training.evaluate import cases, spans
from pipeline.model.training.inputs import Encoded, batches, bioes, targets_of
from pipeline.model.training.raw import disturbed
from pipeline.model.training.swaps import Swaps

MARKED = [
    Sentence(("Olaf", "Scholz", "sah", "Kiew"), ("B-PER", "I-PER", "O", "B-LOC")),
    Sentence(("Dort", "war", "Merz"), ("O", "O", "B-PER")),
    Sentence(("Merkels", "NATO-Plan", "?"), ("B-PER", "B-ORGpart", "-")),
    Sentence(("Nichts",), ("O",)),
]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O B-PER I-PER I-PER O", "O B-PER I-PER E-PER O"),
        ("B-LOC B-LOC I-LOC", "S-LOC B-LOC E-LOC"),
        ("B-ORGpart - B-PER", "S-ORGpart - S-PER"),
        ("O", "O"),
    ],
)
def test_tags_tell_last_and_only_words(tags: str, expected: str) -> None:
    """BIO tags become tags that also tell the last word of a name and its only one; what is missing stays."""
    assert bioes(tags.split()) == expected.split()


def _encoded(sentences: list[Sentence], numbers: dict[str, int]) -> list[Encoded]:
    return [Encoded(np.array([numbers[word] for word in s.words]), targets_of(s.tags)) for s in sentences]


def test_swapped_names_keep_type_and_genitive() -> None:
    """Names take each other's places, of one type and one ending; all other words stay, and what is missing, too."""
    words = sorted({word for sentence in MARKED for word in sentence.words})
    numbers = {word: i for i, word in enumerate(words)}
    swaps = Swaps(MARKED, _encoded(MARKED, numbers))
    seen = Counter[str]()
    for seed in range(200):
        drawn = swaps.draw(random.Random(seed))
        assert len(drawn) == len(MARKED)
        texts = [" ".join(words[form] for form in each.forms) for each in drawn]
        seen.update(texts)
        assert texts[0] in {"Olaf Scholz sah Kiew", "Merz sah Kiew"}
        assert texts[2:] == ["Merkels NATO-Plan ?", "Nichts"]
        for each in drawn:
            tags = each.targets.argmax(axis=1)
            assert len(tags) == len(each.forms)
            assert FOLLOWS[tags[:-1], tags[1:]].all()
        assert drawn[2].targets.sum(axis=1).tolist() == [1, 1, 0]
    assert {"Dort war Merz", "Dort war Olaf Scholz"} <= seen.keys()


@given(
    st.lists(st.sampled_from(["Müller", "in", "Köln", ".", "Straße", "Wählerinnen"]), min_size=4, max_size=9),
    st.integers(),
)
def test_disturbed_words_stand_for_the_given_ones(words: list[str], seed: int) -> None:
    """A copy has the words one for one, maybe without a last full stop, each the same but for case and umlauts."""
    copy = disturbed(tuple(words), random.Random(seed))
    assert len(copy) == len(words) or (len(copy) == len(words) - 1 and words[-1] == ".")
    known = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    for new, old in zip(copy, words, strict=False):
        plain = re.sub(r"[:*_/](?=innen)", "", new.lower())
        assert plain.translate(known) in {old.lower().translate(known), old.upper().lower().translate(known)}


@given(st.lists(st.integers(1, 60), max_size=50), st.integers())
def test_batches_hold_each_sentence_once(lengths: list[int], seed: int) -> None:
    """Each sentence is in one batch, and none is larger than it may be but for a sentence alone."""
    sentences = [Encoded(np.zeros(n, dtype="int64"), targets_of(["O"] * n)) for n in lengths]
    groups = list(batches(sentences, 100, random.Random(seed)))
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    assert all(len(group) == 1 or max(lengths[i] for i in group) * len(group) <= 120 for group in groups if group)


def test_cases_of_trouble_are_well_formed() -> None:
    """Each case has a kind of trouble, a text without marks, and spans inside it; there are hundreds of them."""
    found = list(cases())
    assert len(found) > 200
    for case in found:
        assert case.trouble
        assert "⟦" not in case.text
        assert "⟧" not in case.text
        assert all(0 <= start < end <= len(case.text) for start, end, _, _ in case.spans)


def test_spans_of_tags() -> None:
    """BIO tags give spans; TAGS holds a tag for each place in a name of each label."""
    assert spans(MARKED[0].tags) == {(0, 2, "PER"), (3, 4, "LOC")}
    assert len(TAGS) == 1 + 4 * 12
