"""Whom a last name means: how the person is addressed, of which gender, and who owns the name in these weeks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from pipeline.resolution.across import days_of, owners
from pipeline.resolution.gender import DOCTOR, NOBODY, NONE, TITLE, address, addresses, contradict, genders_of
from pipeline.resolution.lexicon import FEMALE, MALE

# Addresses and gender

GENDERS = {NONE: "", MALE: "m", FEMALE: "f", TITLE: "title", DOCTOR: "dr", NOBODY: "nobody"}
CODES = {said: code for code, said in GENDERS.items()}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "m",
            "Herr Herrn Kollege Kollegen Papst König Prinz Sohn Ehemann Sir Vater Ministers Staatssekretärs Direktors",
        ),
        (
            "f",
            "Frau Kollegin Sprecherin Bundeskanzlerin SPD-Politikerin Ehefrau Obfrau Tochter Witwe Prinzessin Ärztin",
        ),
        ("title", "Minister Chefs Präsident Bundeskanzler Sprecher Vorsitzende Abgeordnete Model"),
        ("dr", "Dr. Prof. Professor Professorin"),
        ("nobody", "Firma Familie Konzern Autohersteller Ehepaar"),
        ("", "Stadt Partei Raumsonde Berlin Benjamin Termin frau herr der und"),
    ],
)
def test_an_address_says_the_gender(said: str, words: str) -> None:
    """A noun of persons in -in or of women is a woman's, "Herr" and its like and an office of men in the genitive a
    man's, other masculine offices anyone's; what is a company's or a family's nobody's. Other words say nothing, nor
    does a title in small letters.
    """
    assert {word: GENDERS[address(word)] for word in words.split()} == dict.fromkeys(words.split(), said)


def test_addresses_of_mentions() -> None:
    """Each mention has that of what stands before it, quotes aside; a text that stands before none is not looked at."""
    texts = ["Frau ", "", "Herrn „", "Middleton", "in "]
    before = np.array([1, 0, 2, 0, 4])
    assert [GENDERS[code] for code in addresses(before, texts).tolist()] == ["", "f", "m", "f", ""]


@pytest.mark.parametrize(
    ("name", "addressed", "gender"),
    [
        ("Angela Merkel", "", "f"),
        ("Gerhard Schröder", "title", "m"),
        ("Hans-Marie Quarz", "", "m"),
        ("Alex Quarz", "", ""),
        ("Alex Quarz", "f", "f"),
        ("Alex Quarz", "m m m f", "m"),
        ("Alex Quarz", "m m f", ""),
        ("Xqarz Quarz", "m", "m"),
        ("Angela", "", ""),
        ("Gerhard Quarz", "f", ""),
        ("Gerhard Quarz", "f f", ""),
        ("Gerhard Quarz", "f f f", "f"),
        ("Gerhard Quarz", "m f", ""),
        ("Gerhard Quarz", "m m f", "m"),
    ],
)
def test_given_name_and_addresses_tell_the_gender(name: str, addressed: str, gender: str) -> None:
    """The given name of a full one counts as one address; more than two thirds of all must agree."""
    codes = [CODES[said] for said in addressed.split()]
    names, base = ["Kate Middleton", name], np.array([0] + [1] * len(codes))
    found = genders_of(names, base, np.array([CODES["f"], *codes]))
    assert [GENDERS[code] for code in found.tolist()] == ["f", gender]


def test_only_man_and_woman_contradict() -> None:
    """A "Herr" is no woman, "Frau" no man, "Firma" nobody; a title or none, and an unknown gender, fit anybody."""
    pairs = [(said, known) for said in CODES for known in ("", "m", "f")]
    said, known = (np.array([CODES[pair[side]] for pair in pairs]) for side in (0, 1))
    others = contradict(said, known).tolist()
    assert [pair for pair, other in zip(pairs, others, strict=True) if other] == [
        ("m", "f"),
        ("f", "m"),
        *(("nobody", gender) for gender in ("", "m", "f")),
    ]


# Owners of a last name in the weeks around


def test_days_of_dates() -> None:
    """A date counts its days since 1970, a month that of its middle, and none is not a number."""
    found = days_of(["1970-01-02", "1970-01", ""])
    assert found.tolist()[:2] == [1, 14]
    assert np.isnan(found[2])


def owner(lone: str, *named: str, addressed: Sequence[str] = ("",)) -> list[str | None]:
    """Who owns the name that stands alone in an article of this date, for each address that it has there; each other
    article "NAME@DATE" names a person, "Dr. NAME@DATE" a doctor.
    """
    full = sorted({text.split("@")[0].removeprefix("Dr. ") for text in named})
    codes = [CODES[said] for said in addressed]
    short = pd.DataFrame({"article": 0, "short": 0, "addressed": np.array(codes, dtype=np.int8)})
    titles = [CODES["dr" if text.startswith("Dr. ") else ""] for text in named]
    people = [1 + full.index(text.split("@")[0].removeprefix("Dr. ")) for text in named]
    rows = pd.DataFrame({"article": range(1, len(named) + 1), "full": people, "addressed": titles})
    pairs = pd.DataFrame({"short": 0, "full": range(1, len(full) + 1)}, dtype=np.int64)
    gender = genders_of(["", *full], np.array([], dtype=np.int64), np.array([], dtype=np.int8))
    dates = days_of([lone, *(text.split("@")[1] for text in named)])
    found = owners(short, rows, pairs, gender, dates)
    assert not found.duplicated(["article", "short", "addressed"]).any()
    by_address = dict(zip(found["addressed"].tolist(), found["full"].tolist(), strict=True))
    return [full[by_address[code] - 1] if code in by_address else None for code in codes]


JOE, JILL = "Joe Biden@2021-06-16", "Jill Biden@2021-06-16"


@pytest.mark.parametrize(
    ("lone", "named", "person"),
    [
        ("2021-08-11", [JOE], "Joe Biden"),
        ("2021-04-21", [JOE], "Joe Biden"),
        ("2021-08-12", [JOE], None),
        ("2021-04-20", [JOE], None),
        ("2021-08", [JOE], None),
        ("2021-07", [JOE], "Joe Biden"),
        ("2021-06-16", ["Joe Biden@2021-06"], "Joe Biden"),
        ("2021-06-16", [JOE] * 9 + [JILL], "Joe Biden"),
        ("2021-06-16", [JOE] * 8 + [JILL], None),
        ("2021-06-16", [JOE, JILL], None),
        ("", [JOE] * 2, None),
        ("", [JOE] * 3, "Joe Biden"),
        ("", [JOE] * 9 + [JILL], None),
        ("2021-06-16", ["Joe Biden@"] * 3, "Joe Biden"),
        ("2021-06-16", ["Joe Biden@"] * 2, None),
        ("2024-01-31", [JOE] * 3, "Joe Biden"),
        ("2021-06-16", [JILL, JILL, JILL, "Joe Biden@"], "Jill Biden"),
        ("2021-06-16", [JILL, JILL, "Joe Biden@"], None),
        ("2021-06-16", [JILL, *["Joe Biden@"] * 9], None),
    ],
)
def test_owners_of_a_last_name(lone: str, named: list[str], person: str | None) -> None:
    """Eight weeks to either side; nine of ten articles there must agree, and seven of ten at all times; where none
    there names anyone, or there is no date, a single owner of at least three articles.
    """
    # 2021-08-15, the middle of its month, is more than eight weeks from June 16th.
    assert owner(lone, *named) == [person]


ANJA, MICHAEL, ALEX = "Anja Schulz@2021-06-16", "Michael Schulz@2021-06-16", "Alex Schulz@2021-06-16"


@pytest.mark.parametrize(
    ("named", "addressed", "people"),
    [
        ([ANJA, MICHAEL], ["f"], ["Anja Schulz"]),
        ([ANJA, MICHAEL], ["m"], ["Michael Schulz"]),
        ([ANJA, MICHAEL], [""], [None]),
        ([ANJA, MICHAEL], ["title"], [None]),
        ([ANJA, *[MICHAEL] * 20], ["f"], ["Anja Schulz"]),
        ([MICHAEL] * 9, ["f"], [None]),
        ([MICHAEL, ALEX], ["f"], ["Alex Schulz"]),
        ([MICHAEL, ALEX], ["m"], [None]),
        ([ANJA, MICHAEL], ["m", "f"], ["Michael Schulz", "Anja Schulz"]),
        ([ANJA, MICHAEL], ["", "f"], ["Anja Schulz", "Anja Schulz"]),
        ([ANJA, MICHAEL], ["title", "m"], ["Michael Schulz", "Michael Schulz"]),
        ([ANJA, MICHAEL], ["", "m", "f"], [None, "Michael Schulz", "Anja Schulz"]),
        ([MICHAEL], ["", "title"], ["Michael Schulz", "Michael Schulz"]),
        ([MICHAEL], ["", "nobody"], ["Michael Schulz", None]),
        ([MICHAEL], ["dr"], [None]),
        ([f"Dr. {MICHAEL}", MICHAEL], ["dr", ""], ["Michael Schulz", "Michael Schulz"]),
        ([f"Dr. {ANJA}", MICHAEL], ["dr"], ["Anja Schulz"]),
        ([f"Dr. {ANJA}", MICHAEL], ["dr", "m"], [None, "Michael Schulz"]),
    ],
)
def test_owners_are_of_the_gender_addressed(named: list[str], addressed: list[str], people: list[str | None]) -> None:
    """Who is known to be of the other gender is out, however often named; what has no address has that of its article,
    if there is but one; one name may be two people's there. A company's name is nobody's, and who is called a doctor
    is one whom some article calls so by the full name.
    """
    assert owner("2021-06-16", *named, addressed=addressed) == people
    undated = [text.split("@")[0] + "@" for text in named for _ in range(3)]
    assert owner("", *undated, addressed=addressed) == people


@pytest.mark.parametrize(
    ("addressed", "people"),
    [
        (["m"], ["Michael Schulz"]),
        (["title"], ["Michael Schulz"]),
        (["m", ""], ["Michael Schulz", "Michael Schulz"]),
        ([""], [None]),
    ],
)
def test_who_is_addressed_needs_fewer_articles_of_all_times(addressed: list[str], people: list[str | None]) -> None:
    """A name of two people, but one of them in these weeks, is this one's where its article addresses somebody so."""
    assert owner("2021-06-16", MICHAEL, "Alex Schulz@1999-06-16", addressed=addressed) == people
