"""What the training makes of sentences before a network learns from them."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.tags import TAGS
from pipeline.model.training.__main__ import _kept
from pipeline.model.training.corpora import Sentence, spans
from pipeline.model.training.disturb import disturbed
from pipeline.model.training.evaluate import cases
from pipeline.model.training.groups import groups
from pipeline.model.training.targets import bioes, targets_of

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
    """BIO tags become tags that also tell the last word of a name and its only one; what is missing stays, and
    is nothing that should come out.
    """
    assert bioes(tags.split()) == expected.split()
    targets = targets_of([tags.split()])
    wanted = [tag for tag in expected.split() if tag != "-"]
    assert [TAGS[place] for place in targets[targets.any(axis=1)].argmax(axis=1)] == wanted
    assert targets.sum() == len(wanted)


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


@given(st.lists(st.integers(1, 60), min_size=1, max_size=50), st.integers(0, 99))
def test_groups_hold_each_sentence_once(lengths: list[int], seed: int) -> None:
    """Each sentence is in one group, and none is larger than it may be but for a sentence alone."""
    found = groups(np.array(lengths), 100, random.Random(seed))
    assert sorted(place for group in found for place in group.tolist()) == list(range(len(lengths)))
    assert all(len(group) == 1 or max(lengths[place] for place in group) * len(group) <= 100 for group in found)


def test_a_step_is_kept_when_it_is_whole(tmp_path: Path) -> None:
    """A step that fails leaves nothing behind that the next training could take for done; one that is done is kept."""

    def failing() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _kept(tmp_path / "step", failing)
    assert not (tmp_path / "step").exists()
    assert [_kept(tmp_path / "step", lambda made=made: made) for made in (1, 2)] == [1, 1]


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
