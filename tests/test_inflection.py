"""Cases of names of several words."""

import pytest

from pipeline.resolution.inflection import cases_of_name


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("Auswärtiges Amt", "Auswärtigen Amtes"),
        ("Auswärtiges Amt", "Auswärtige Amt"),
        ("Rat der Europäischen Union", "Rates der Europäischen Union"),
        ("Internationaler Strafgerichtshof für Quarz", "Internationalen Strafgerichtshofs für Quarz"),
        ("Horn von Afrika", "Horns von Afrika"),
        ("Bad Homburg vor der Höhe", ""),
        ("Amnesty International", ""),
        ("Amt", ""),
        ("", ""),
    ],
)
def test_cases_of_known_names(name: str, case: str) -> None:
    """The adjective and the noun that a name begins with have a case, what a small word begins has none; a name is one
    of its own cases.
    """
    cases = cases_of_name(name)
    assert case in cases if case else cases == []
    assert not cases or name in cases
