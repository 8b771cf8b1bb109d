"""What our network is told of a word form."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.strings import StringStore
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.extraction.floret import floret_of
from pipeline.extraction.forms import SHAPES, ends, ngrams, row_of, shapes


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("NATO-Staaten", ("NATO", "Staaten")),
        ("EU-Nicht-Land", ("EU", "Land")),
        ("US-", ("US", "")),
        ("-Staaten", ("", "")),
        ("Putin", ("", "")),
        ("-", ("", "")),
        ("--", ("", "")),
        ("", ("", "")),
    ],
)
def test_ends_of_compounds(form: str, expected: tuple[str, str]) -> None:
    """The ends are what stands before the first hyphen, and behind the last one, where there are two."""
    assert ends(form) == expected


@given(st.lists(st.text(min_size=1, max_size=60), max_size=6))
@example(["ß", "NATO-Staaten", "🙂", "e\u0301", "x" * 500])
def test_forms_have_the_same_features_in_any_company(forms: list[str]) -> None:
    """What is told of a form is the same whether it comes alone or with others, and rows lie in their tables."""
    bags, kinds = ngrams(forms), shapes(forms)
    rows = np.split(row_of(bags.hashes, 100), np.cumsum(bags.counts)[:-1]) if forms else []
    assert len(bags.counts) == len(kinds) == len(forms)
    assert ((kinds >= 0) & (kinds < SHAPES)).all()
    for form, own, kind in zip(forms, rows, kinds.tolist(), strict=True):
        assert np.array_equal(row_of(ngrams([form]).hashes, 100), own)
        assert shapes([form]).tolist() == [kind]
        assert len(own)
        assert ((own > 0) & (own < 100)).all()


def test_ngrams_are_those_of_the_form() -> None:
    """Forms share the n-grams that they have in common, and no others; a very long one has only its first ones."""

    def of(form: str) -> set[int]:
        return set(ngrams([form]).hashes.tolist())

    shared = of("Kieler") & of("Kiel")
    assert len(shared) == len({"^K", "Ki", "ie", "el", "^Ki", "Kie", "iel", "^Kie", "Kiel", "^Kiel"})
    assert of("KIEL") & of("Kiel")  # without its capitals it is the same
    assert not of("Kiel") & of("Bonn")
    assert len(of("NATO-Rat") & of("NATO-Mann")) > len(of("NATORat") & of("NATOMann"))
    assert ngrams(["x" * 5000]).counts.tolist() == ngrams(["x" * 50]).counts.tolist()


def test_shapes_tell_case_digits_and_signs_but_not_letters() -> None:
    """Words of one shape share a row, others do not; a run counts up to three."""
    same = [("Berlin", "Paris"), ("USA", "NATO"), ("4711", "1234"), ("G20", "G10"), ("Ärzte", "Äpfel")]
    assert all(len(set(shapes(pair).tolist())) == 1 for pair in same)
    assert len(set(shapes(["Berlin", "berlin", "BERLIN", "Ber-lin", "4711", "B4", "."]).tolist())) == 7


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
@example(["Überraschungsangriffe", "日本語", "x" * 50, "a" * 14, "b" * 13, "c" * 15, "d" * 30, "🙂🙂🙂🙂", ""])
def test_floret_vectors_are_those_of_spacy(forms: list[str]) -> None:
    """The vectors are what spaCy's own lookup gives, whatever is in the form, and zero for an empty one."""
    table = np.random.default_rng(1).normal(size=(100, 6)).astype("float32")
    for hashes in (1, 2):
        vectors = Vectors(
            strings=StringStore(forms), mode="floret", data=table, hash_count=hashes, hash_seed=7,
            minn=2, maxn=4, bow="<", eow=">",
        )  # fmt: skip
        for form, vector in zip(forms, floret_of(vectors).vectors(forms), strict=True):
            assert np.allclose(vector, vectors.get_batch([form])[0] if form else np.zeros(6), atol=1e-5)
