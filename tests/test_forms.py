"""What our network is told of a word form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.forms import ROWS, SHAPES, ends, ngram_rows, shape_row


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
    """The ends are what stands before the first hyphen and behind the last one, where there are two."""
    assert ends(form) == expected


@given(st.text(max_size=60))
def test_rows_lie_in_their_tables(form: str) -> None:
    """Rows of n-grams and shapes lie in their tables, row 0 of the n-grams stands for none, and there is always one."""
    rows = ngram_rows(form)
    assert rows
    assert all(0 < row < ROWS for row in rows)
    assert 0 <= shape_row(form) < SHAPES


def test_shapes_tell_case_digits_and_signs_but_not_letters() -> None:
    """Words of one shape share a row, others do not."""
    same = [("Berlin", "Paris"), ("USA", "NATO"), ("4711", "1234"), ("G20", "G10")]
    assert all(shape_row(a) == shape_row(b) for a, b in same)
    assert len({shape_row(form) for form in ("Berlin", "berlin", "BERLIN", "Ber-lin", "4711", "B4", ".")}) == 7
