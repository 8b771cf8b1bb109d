"""Near-duplicates: who repeats whom, and that it follows from the articles alone."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import duplicates
from pipeline.duplicates import KEPT, REPEATED, find_duplicates

LETTERS = 50
Article = tuple[str, Sequence[int]]
STORY = list(range(100, 110))

SENTENCES = st.lists(st.integers(1, 12), max_size=8)
DATES = st.sampled_from(["2021-06-15", "2021-06-16", "2021-06", "2021-07-01", ""])
ARTICLES = st.lists(st.tuples(DATES, SENTENCES), max_size=9)


def _letters(key: int) -> int:
    """Made sentences are of one length, below 100 of another each."""
    return LETTERS if key >= 100 else 10 + 7 * key


def _found(*articles: Article) -> list[int]:
    """The first of each article, given as date and sentences; -1 where there is none."""
    rows = [(number, key, _letters(key)) for number, (_, keys) in enumerate(articles) for key in keys]
    frame = pd.DataFrame(rows, columns=["article", "key", "letters"], dtype="int64")
    return find_duplicates(frame, [date for date, _ in articles]).tolist()


def _repeats(copy: Sequence[int], first: Sequence[int]) -> bool:
    """The rule, as README.md states it."""
    shared, of_copy, of_first = (sum(map(_letters, keys)) for keys in (set(copy) & set(first), set(copy), set(first)))
    return shared > REPEATED * of_copy and shared >= KEPT * of_first


def _own(number: int, sentences: int) -> list[int]:
    """Sentences that no other article has."""
    return list(range(1000 * (number + 1), 1000 * (number + 1) + sentences))


@given(ARTICLES)
def test_each_member_repeats_the_first_of_its_group(articles: list[Article]) -> None:
    """No chains: a first is in no other group, and each copy repeats its first; whoever repeats a first is a copy."""
    found = _found(*articles)
    firsts = [number for number, first in enumerate(found) if first < 0]
    for number, first in enumerate(found):
        if first >= 0:
            assert first in firsts
            assert _repeats(articles[number][1], articles[first][1])
            assert articles[first][0] + "~" <= articles[number][0] + "~"
    # The rule again, one by one.
    ages = [(date + "~", -sum(map(_letters, keys)), number) for number, (date, keys) in enumerate(articles)]
    for at, number in enumerate(sorted(firsts, key=ages.__getitem__)):
        earlier = sorted(firsts, key=ages.__getitem__)[:at]
        assert not any(_repeats(articles[number][1], articles[first][1]) for first in earlier)


@given(ARTICLES, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(articles: list[Article], random: Random) -> None:
    """Sentences in any order give the same groups."""
    rows = [(number, key, _letters(key)) for number, (_, keys) in enumerate(articles) for key in keys]
    dates = [date for date, _ in articles]
    frame = pd.DataFrame(rows, columns=["article", "key", "letters"], dtype="int64")
    found = find_duplicates(frame, dates)
    random.shuffle(rows)
    again = find_duplicates(pd.DataFrame(rows, columns=frame.columns, dtype="int64"), dates)
    assert found.tolist() == again.tolist()


@given(st.lists(st.tuples(DATES, SENTENCES), min_size=1, max_size=9), st.data())
def test_a_later_article_changes_no_group(articles: list[Article], data: st.DataObject) -> None:
    """An article that is younger than all others only joins a group or stays alone."""
    new = ("9999-01-01", data.draw(SENTENCES))
    dated = [(date or "2020-01-01", keys) for date, keys in articles]
    assert _found(*dated, new)[:-1] == _found(*dated)


def test_most_of_the_sentences() -> None:
    """Six of ten sentences are most of them, five are not."""
    assert _found(("", STORY), ("", STORY[:6] + _own(1, 4))) == [-1, 0]
    assert _found(("", STORY), ("", STORY[:5] + _own(1, 5))) == [-1, -1]


def test_shortened_copy() -> None:
    """The first four sentences of ten are a copy; on the same day the whole text is the first, whatever its name."""
    assert _found(("2021-06-16", STORY), ("2021-06-17", STORY[:4])) == [-1, 0]
    assert _found(("2021-06-16", STORY[:4]), ("2021-06-16", STORY)) == [1, -1]


def test_quoted_notice_is_no_copy() -> None:
    """A long piece that quotes a short notice says something else; so does a digest of the day with ten stories."""
    assert _found(("2021-06-16", STORY[:4]), ("2021-06-17", STORY)) == [-1, -1]
    digest = [key for number in range(10) for key in _own(number, 10)]
    assert _found(("2021-06-16", digest), *(("2021-06-16", _own(number, 10)) for number in range(10))) == [-1] * 11


def test_earliest_is_the_first() -> None:
    """By date, one whose day is unknown at the end of its month, undated ones last; equal ones by row."""
    dates = ["", "2021-07-01", "2021-06", "2021-06-30", "2021-06-30"]
    assert _found(*((date, STORY) for date in dates)) == [3, 3, 3, -1, 3]


def test_copy_of_two_joins_the_earliest() -> None:
    """What repeats two articles that do not repeat each other is a copy of the older one."""
    articles = [("2021-06-16", STORY), ("2021-06-17", STORY[5:] + _own(1, 6)), ("2021-06-18", STORY[5:] + _own(2, 2))]
    assert _found(*articles) == [-1, -1, 0]


def test_no_chains() -> None:
    """Each resembles the next, but the last one not the first: it stands alone, or it would be counted nowhere."""
    first, second, third = STORY, STORY[3:] + _own(1, 3), STORY[6:] + _own(1, 6)
    assert _repeats(third, second)
    assert _found(("2021-06-16", first), ("2021-06-17", second), ("2021-06-18", third)) == [-1, 0, -1]


def test_boilerplate_makes_no_copies() -> None:
    """Short notices that end in the same long one of the paper are not one article, and neither are empty ones."""
    notices = [("2021-06-16", _own(number, 4) + STORY) for number in range(50)]
    assert _found(*notices) == [-1] * 50
    assert _found(*notices, ("2021-06-17", STORY), ("2021-06-18", [])) == [-1] * 52


def test_boilerplate_of_long_articles_is_that_of_short_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A teaser of one sentence above the notice that stands below all articles is nobody's copy."""
    articles = [("2021-06-16", _own(number, 10 if number % 10 else 1) + STORY) for number in range(50)]
    assert _found(*articles) == [-1] * 50
    monkeypatch.setattr(duplicates, "COMMON", 50)
    assert _found(*articles) != [-1] * 50  # else it would not be for the boilerplate


def test_agency_copy_in_very_many_papers() -> None:
    """What stands in 300 papers is no boilerplate, though each has changed the first sentence and some cut the end."""
    papers = [("2021-06-16", [*_own(number, 1), *STORY[: 10 - number % 4]]) for number in range(300)]
    assert _found(*papers) == [-1, *[0] * 299]


def test_sentences_said_twice_count_once() -> None:
    """A refrain is one sentence, in both."""
    assert _found(("", STORY), ("", [STORY[0]] * 20 + _own(1, 2))) == [-1, -1]


def test_more_articles_than_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks and the bound on carriers change nothing in groups of copies."""
    articles = [
        ("", [*range(1000 * story, 1000 * story + 9), *_own(500 + 7 * paper + story, 1)])
        for paper in range(7)
        for story in range(1, 6)
    ]
    expected = _found(*articles)
    assert expected == [-1] * 5 + [*range(5)] * 6
    monkeypatch.setattr(duplicates, "BLOCK", 3)
    monkeypatch.setattr(duplicates, "CARRIERS", 1)
    assert _found(*articles) == expected


def test_no_articles() -> None:
    """Nothing in, nothing out."""
    assert find_duplicates(pd.DataFrame({"article": [], "key": [], "letters": []}, dtype=np.int64), []).tolist() == []
