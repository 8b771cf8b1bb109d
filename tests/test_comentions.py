from collections import Counter
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.comentions import (
    bound,
    bounds,
    count_entities_by_month,
    count_pairs,
    count_pairs_by_month,
    pick_evidence,
    terms,
)
from pipeline.comentions.measures import dice, expected, jaccard, log_likelihood, npmi, pmi, rounded
from pipeline.settings import KINDS, WINDOWS, Settings

COUNTS = ["source", "target", "Weight", "Articles", "Paragraphs", "Sentences", "SourceArticles", "TargetArticles"]
SENTENCES_A_PARAGRAPH = 3


def frame(rows: list[tuple[int, int, int, str]]) -> pd.DataFrame:
    """Mentions from (article, sentence, entity, kind); paragraphs of three sentences; any order."""
    article, sentence, entity = (np.array([row[i] for row in sorted(rows)], dtype=np.int32) for i in range(3))
    start = np.arange(len(rows), dtype=np.int64)
    return pd.DataFrame(
        {
            "article": article,
            "paragraph": (sentence - 1) // SENTENCES_A_PARAGRAPH + np.int32(1),
            "sentence": sentence,
            "start": start,
            "end": start + 1,
            "kind": pd.Categorical([row[3] for row in sorted(rows)], categories=list(KINDS)),
            "entity": entity,
        }
    )


def names(*places: tuple[int, int, int]) -> pd.DataFrame:
    """Mentions of kind name from (article, sentence, entity)."""
    return frame([(*place, "name") for place in places])


# Article 0: 0 and 1 in sentence 1, 1 again in 2 (same paragraph), 2 in sentence 4 (the next paragraph).
# Article 1: 0 in sentence 1, 1 in sentence 2. Article 2: 0 and 2 twice, in sentences 1 and 4; 2 in 4 twice.
EXAMPLE = names(
    *((0, 1, 0), (0, 1, 1), (0, 2, 1), (0, 4, 2)),
    *((1, 1, 0), (1, 2, 1)),
    *((2, 1, 0), (2, 1, 2), (2, 4, 0), (2, 4, 2), (2, 4, 2)),
)
MONTHS = ["2021-12", "", "2022-02"]

mentions_of = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 8), st.integers(0, 5), st.sampled_from(KINDS)), max_size=40
)
months_of = st.lists(st.sampled_from(["", "2021-12", "2022-01", "2022-02"]), min_size=6, max_size=6)
kinds_of = st.sampled_from([("name",), ("name", "part"), KINDS])


def settings(**changes: Any) -> Settings:  # noqa: ANN401 - passed on as they are
    """Settings as in a run, but for the changes; `workers` is of no matter here."""
    return Settings(workers=1, **changes)


def shared_windows(mentions: pd.DataFrame, window: str, kinds: tuple[str, ...]) -> Counter[tuple[int, int]]:
    """Count each pair once per window, the plain way."""
    standing: dict[tuple[int, int], set[int]] = {}
    for row in mentions.itertuples():
        if row.kind in kinds:
            standing.setdefault((row.article, getattr(row, window)), set()).add(row.entity)
    return Counter(pair for entities in standing.values() for pair in combinations(sorted(entities), 2))


# Of 8 articles, 4 hold the first entity, 2 the second and 2 both. Expected: 4 * 2 / 8 = 1. Table with / without:
#   both 2, only first 2, only second 0, neither 4; expected 1, 3, 1, 3.
EIGHT = SimpleNamespace(joint=np.array([2.0]), first=np.array([4.0]), second=np.array([2.0]), total=8)


def test_expected() -> None:
    """4 * 2 / 8 = 1."""
    assert expected(EIGHT.first, EIGHT.second, EIGHT.total) == [1.0]


def test_pmi() -> None:
    """log2(2 / 1) = 1 bit."""
    assert pmi(**vars(EIGHT)) == [1.0]


def test_npmi() -> None:
    """1 / -log2(2 / 8) = 1 / 2."""
    assert npmi(**vars(EIGHT)) == [0.5]


def test_npmi_of_two_that_stand_only_together_is_1() -> None:
    """Both in the same 2 of 8: log2(2 / 0.5) / -log2(2 / 8) = 2 / 2; and both in all 8: 0 / 0, by its limit 1."""
    both = np.array([2.0, 8.0])
    assert npmi(both, both, both, 8).tolist() == [1.0, 1.0]


def test_log_likelihood() -> None:
    """2 * (2 ln(2/1) + 2 ln(2/3) + 0 + 4 ln(4/3)) = 2 * (1.386294 - 0.810930 + 1.150728) = 3.452184."""
    assert log_likelihood(**vars(EIGHT)) == pytest.approx([3.452184], abs=1e-5)


def test_log_likelihood_is_0_by_chance_and_where_an_entity_is_everywhere() -> None:
    """1 of 4 * 2 / 8 = 1 expected; in all 8 articles: an empty column; never below 0, never -0, never NaN."""
    found = log_likelihood(np.array([1.0, 4.0, 8.0]), np.array([4.0, 8.0, 8.0]), np.array([2.0, 4.0, 8.0]), 8)
    assert found.tolist() == [0.0, 0.0, 0.0]


def test_log_likelihood_is_not_negative_by_rounding() -> None:
    """130,846 * 113,026 / 10**6 = 14,788.99999: so near to chance that the sum comes out as -2e-10, were it left so."""
    assert log_likelihood(np.array([14789.0]), np.array([130846.0]), np.array([113026.0]), 10**6) == [0.0]


def test_jaccard() -> None:
    """2 / (4 + 2 - 2) = 0.5."""
    assert jaccard(EIGHT.joint, EIGHT.first, EIGHT.second) == [0.5]


def test_dice() -> None:
    """2 * 2 / (4 + 2) = 2 / 3."""
    assert dice(EIGHT.joint, EIGHT.first, EIGHT.second) == pytest.approx([2 / 3])


@given(st.integers(1, 10**6), st.data())
def test_measures_keep_their_ranges(total: int, data: st.DataObject) -> None:
    """Whatever the counts: NPMI in (-1, 1], PMI at most log2(total), G² from 0, Jaccard <= Dice, in (0, 1]."""
    first, second = data.draw(st.integers(1, total)), data.draw(st.integers(1, total))
    least = max(1, first + second - total)
    joint = data.draw(st.integers(least, max(least, min(first, second))))
    one, two, both = (np.array([float(n)]) for n in (max(first, joint), max(second, joint), joint))
    assert -1 <= npmi(both, one, two, total)[0] <= 1 + 1e-12
    assert pmi(both, one, two, total)[0] <= np.log2(total) + 1e-12
    assert log_likelihood(both, one, two, total)[0] >= 0
    assert 0 < jaccard(both, one, two)[0] <= dice(both, one, two)[0] <= 1


@pytest.mark.parametrize(
    ("window", "rows"),
    [
        ("article", [(0, 2, 2, 2, 2, 2, 3, 2), (0, 1, 2, 2, 2, 1, 3, 2), (1, 2, 1, 1, 0, 0, 2, 2)]),
        ("paragraph", [(0, 2, 2, 2, 2, 2, 3, 2), (0, 1, 2, 2, 2, 1, 3, 2)]),
        ("sentence", [(0, 2, 2, 2, 2, 2, 3, 2), (0, 1, 1, 2, 2, 1, 3, 2)]),
    ],
)
def test_windows(window: str, rows: list[tuple[int, ...]]) -> None:
    """The example counted by hand: Weight follows the window, the other columns do not; the heaviest pair is first, and
    among equals the one that shares more sentences.
    """
    found = count_pairs(EXAMPLE, MONTHS, settings(window=window))
    assert list(found[COUNTS].itertuples(index=False, name=None)) == rows


def test_row_of_a_pair() -> None:
    """0 and 1 share 2 of 3 articles and stand in 3 and 2, so 2 are expected: chance; only one article is dated."""
    row = count_pairs(EXAMPLE, MONTHS, settings()).iloc[1].to_dict()
    assert {name: row[name] for name in ("TotalArticles", "Expected", "PMI", "NPMI", "LogLikelihood")} == {
        "TotalArticles": 3,
        "Expected": 2.0,
        "PMI": 0.0,
        "NPMI": 0.0,
        "LogLikelihood": 0.0,
    }
    assert (row["Jaccard"], row["Dice"]) == (0.666667, 0.8)
    assert (row["FirstMonth"], row["LastMonth"]) == ("2021-12", "2021-12")


def test_first_and_last_month() -> None:
    """First and last of the dated articles; empty only where all are undated."""
    mentions = names(*((article, 1, entity) for article in range(4) for entity in (0, 1)), (3, 1, 2))
    found = count_pairs(mentions, ["2022-03", "2021-07", "2021-09", ""], settings())
    spans = found[["source", "target", "FirstMonth", "LastMonth"]].itertuples(index=False, name=None)
    assert list(spans) == [(0, 1, "2021-07", "2022-03"), (0, 2, "", ""), (1, 2, "", "")]


def test_no_negative_zero() -> None:
    """Two in all articles but one have a PMI just below 0, which rounds to 0 and not to -0."""
    many = 2000
    mentions = names(*((i, 1, 0) for i in range(many - 1)), *((i, 1, 1) for i in range(1, many)))
    row = count_pairs(mentions, [""] * many, settings())
    assert pmi(*(row[c].to_numpy() for c in ("Articles", "SourceArticles", "TargetArticles")), many)[0] < 0
    assert row["PMI"].tolist() == [0.0]
    assert not np.signbit(row["PMI"].to_numpy()).any()


@given(mentions_of, months_of, st.sampled_from(WINDOWS), kinds_of, st.integers(1, 3), st.integers(1, 9))
def test_counts_are_those_of_the_plain_way(
    rows: list[Any], months: list[str], window: str, kinds: tuple[str, ...], least: int, block: int
) -> None:
    """For all windows, kinds and thresholds, and however the work is cut, the pairs are those of `combinations`."""
    mentions = frame(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "BLOCK", block)
        found = count_pairs(mentions, months, settings(window=window, count=kinds, min_articles=least))
    plain = {name: shared_windows(mentions, name, kinds) for name in WINDOWS}
    counted = mentions[mentions["kind"].isin(kinds)]
    alone = counted.drop_duplicates(["article", "entity"])["entity"].value_counts()
    rows_expected = [
        (*pair, weight, *(plain[name][pair] for name in WINDOWS), alone[pair[0]], alone[pair[1]])
        for pair, weight in sorted(
            plain[window].items(),
            key=lambda item: (-item[1], -plain["sentence"][item[0]], -plain["paragraph"][item[0]], item[0]),
        )
        if plain["article"][pair] >= least
    ]
    assert list(found[COUNTS].itertuples(index=False, name=None)) == rows_expected
    for row in found.itertuples():
        both = set(counted.loc[counted["entity"] == row.source, "article"])
        both &= set(counted.loc[counted["entity"] == row.target, "article"])
        dated = sorted(months[article] for article in both if months[article]) or [""]
        assert (row.FirstMonth, row.LastMonth) == (dated[0], dated[-1])


@given(mentions_of, kinds_of, st.integers(1, 3), st.integers(1, 6), st.integers(0, 9))
def test_pairs_are_bounded(rows: list[Any], kinds: tuple[str, ...], least: int, entities: int, most: int) -> None:
    """Lists, and only they, are left out; then pairs are asked for in just so many articles that few are left."""
    mentions, asked = frame(rows), settings(count=kinds, min_articles=least, max_entities=entities)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "MOST_PAIRS", most)
        bounded = bound(mentions, asked)
    counted = mentions[mentions["kind"].isin(kinds)].groupby("article")["entity"].nunique()
    lists = counted[counted > entities]
    assert bounded.reasons.to_dict() == {i: f"a list: its {n} entities make no pairs" for i, n in lists.items()}
    pd.testing.assert_frame_equal(bounded.mentions, mentions[~mentions["article"].isin(lists.index)])
    number = [n for n in shared_windows(bounded.mentions, "article", kinds).values() if n >= least]
    chosen = bounded.settings.min_articles
    assert chosen == least or sum(n >= chosen - 1 for n in number) > most
    assert sum(n >= chosen for n in number) <= most or sum(number) <= most


def test_pairs_of_one_article_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all pairs are in one article only and too many, none are left."""
    monkeypatch.setattr(bounds, "MOST_PAIRS", 2)
    bounded = bound(frame([(0, 1, entity, "name") for entity in range(3)]), settings())
    assert bounded.settings.min_articles == 2


@pytest.mark.parametrize("block", [1, 2, 3, 4])
def test_work_is_cut_behind_the_last_pair(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """A pair in three articles, and a block that three do not fill or go beyond: no empty block, nothing lost."""
    monkeypatch.setattr(terms, "BLOCK", block)
    mentions = names(*((article, 1, entity) for article in range(3) for entity in (0, 1)))
    assert count_pairs(mentions, [""] * 3, settings())["Weight"].tolist() == [3]


@given(mentions_of, months_of, st.permutations(range(6)), st.sampled_from(WINDOWS))
def test_order_of_articles_does_not_matter(rows: list[Any], months: list[str], order: list[int], window: str) -> None:
    """Articles in another order, each with its month, give the same table."""
    moved = [(order[article], *rest) for article, *rest in rows]
    moved_months = [months[order.index(i)] for i in range(6)]
    one = count_pairs(frame(rows), months, settings(window=window))
    other = count_pairs(frame(moved), moved_months, settings(window=window))
    pd.testing.assert_frame_equal(one, other)


@given(mentions_of, months_of, st.sampled_from(WINDOWS), kinds_of)
def test_months_of_pairs_are_the_counts_of_their_articles_alone(
    rows: list[Any], months: list[str], window: str, kinds: tuple[str, ...]
) -> None:
    """A month's row of a pair is what the articles of that month alone give; sorted; only given pairs have rows."""
    mentions, chosen = frame(rows), settings(window=window, count=kinds)
    pairs = count_pairs(mentions, months, chosen).iloc[::2]
    known = set(pairs[["source", "target"]].itertuples(index=False, name=None))
    wanted = []
    for month in sorted(set(months)):
        part = mentions[[months[article] == month for article in mentions["article"]]]
        articles, sentences = (shared_windows(part, name, kinds) for name in ("article", "sentence"))
        wanted += [(month, *pair, articles[pair], sentences[pair]) for pair in sorted(articles) if pair in known]
    found = count_pairs_by_month(mentions, months, pairs, chosen)
    assert list(found.itertuples(index=False, name=None)) == wanted


def test_months_of_entities() -> None:
    """The example by hand, all kinds: 1 stands in two sentences of 2021-12; 2 twice in one sentence counts once."""
    found = count_entities_by_month(EXAMPLE.assign(kind="derived"), MONTHS)
    assert list(found.itertuples(index=False, name=None)) == [
        *(("", 0, 1, 1), ("", 1, 1, 1)),
        *(("2021-12", 0, 1, 1), ("2021-12", 1, 1, 2), ("2021-12", 2, 1, 1)),
        *(("2022-02", 0, 1, 2), ("2022-02", 2, 1, 2)),
    ]


def evidence(mentions: pd.DataFrame, dates: list[str], most: int = 3) -> list[tuple[int, ...]]:
    """Rows of evidence of all pairs: source, target, article, sentence."""
    chosen = settings(evidence=most)
    pairs = count_pairs(mentions, [date[:7] for date in dates], chosen)
    return list(pick_evidence(mentions, dates, pairs, chosen).itertuples(index=False, name=None))


def test_evidence_of_the_example() -> None:
    """By hand: the one sentence if there is one, else two; a newer article first; one place an article."""
    assert evidence(EXAMPLE, MONTHS) == [
        *((0, 1, 0, 1), (0, 1, 1, 1), (0, 1, 1, 2)),  # article 0 in one sentence, article 1 in two
        *((0, 2, 2, 1), (0, 2, 0, 1), (0, 2, 0, 4)),  # article 2 first: in one sentence
        *((1, 2, 0, 2), (1, 2, 0, 4)),  # sentence 2 is nearer to 4 than 1 is
    ]


def test_evidence_prefers_close_then_new_then_low() -> None:
    """One sentence before one paragraph before one article; then the date; then the number of the article."""
    mentions = names(
        *((0, 1, 0), (0, 4, 1)),  # two paragraphs, newest
        *((1, 1, 0), (1, 3, 1)),  # one paragraph
        *((2, 1, 0), (2, 1, 1)),  # one sentence, old
        *((3, 5, 0), (3, 5, 1)),  # one sentence, newer
        *((4, 6, 0), (4, 6, 1)),  # as old as 2
        *((5, 7, 0), (5, 7, 1)),  # one sentence, undated
    )
    dates = ["2022-12-31", "2022-12-31", "2021-01", "2021-01-02", "2021-01", ""]
    order = [(0, 1, 3, 5), (0, 1, 2, 1), (0, 1, 4, 6), (0, 1, 5, 7), (0, 1, 1, 1), (0, 1, 1, 3), (0, 1, 0, 1)]
    assert evidence(mentions, dates, most=6) == [*order, (0, 1, 0, 4)]
    assert evidence(mentions, dates, most=2) == order[:2]
    assert evidence(mentions, dates, most=0) == []


def test_evidence_takes_one_paragraph_before_nearer_sentences() -> None:
    """Sentences 1 and 3 of one paragraph go before 6 and 7, which stand closer but in two paragraphs."""
    mentions = names((0, 1, 0), (0, 3, 1), (0, 6, 1), (0, 7, 0))
    assert evidence(mentions, [""]) == [(0, 1, 0, 1), (0, 1, 0, 3)]


def test_evidence_takes_the_earliest_of_equals() -> None:
    """Sentences 1 and 3, and 7 and 9, stand alike in one paragraph: the first two, whoever comes first in them."""
    for one, other in ((0, 1), (1, 0)):
        mentions = names((0, 1, one), (0, 3, other), (0, 7, other), (0, 9, one))
        assert evidence(mentions, [""]) == [(0, 1, 0, 1), (0, 1, 0, 3)]
        between = names((0, 1, other), (0, 2, one), (0, 3, other))
        assert evidence(between, [""]) == [(0, 1, 0, 1), (0, 1, 0, 2)]


def plain_place(mentions: pd.DataFrame, source: int, target: int) -> tuple[int, list[int]]:
    """Grade and sentences of the best place in one article's mentions: all against all."""
    stands = [[(r.paragraph, r.sentence) for r in mentions.itertuples() if r.entity == e] for e in (source, target)]
    _, sentences, gap = min(
        ((abs(p - q), abs(s - t), min(s, t)), sorted({s, t}), (p != q) + (s != t))
        for p, s in stands[0]
        for q, t in stands[1]
    )
    return gap, sentences


@given(mentions_of, months_of, st.sampled_from(WINDOWS), kinds_of, st.integers(1, 3), st.integers(1, 9))
def test_evidence_is_that_of_the_plain_way(
    rows: list[Any], dates: list[str], window: str, kinds: tuple[str, ...], most: int, block: int
) -> None:
    """Every pair has min(evidence, Articles) places, the best of all articles compared one by one."""
    mentions, chosen = frame(rows), settings(window=window, count=kinds, evidence=most)
    counted = mentions[mentions["kind"].isin(kinds)]
    pairs = count_pairs(mentions, dates, chosen)
    wanted = []
    for pair in pairs.sort_values(["source", "target"]).itertuples():
        places = []
        for article, part in counted.groupby("article"):
            if {pair.source, pair.target} <= set(part["entity"]):
                grade, sentences = plain_place(part, pair.source, pair.target)
                places.append((grade, -int(dates[article].replace("-", "") or 0), article, sentences))
        assert len(places) == pair.Articles
        wanted += [(pair.source, pair.target, a, s) for _, _, a, place in sorted(places)[:most] for s in place]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "BLOCK", block)
        found = pick_evidence(mentions, dates, pairs, chosen)
    assert list(found.itertuples(index=False, name=None)) == wanted


@pytest.mark.parametrize("articles", [0, 2])
def test_nothing_gives_empty_frames_of_the_same_columns_and_types(articles: int) -> None:
    """Without mentions, or without articles at all, the frames have no rows and else look as ever."""
    chosen, nothing, months = settings(), frame([]), [""] * articles
    for mentions, when in ((EXAMPLE, MONTHS), (nothing, months)):
        pairs = count_pairs(mentions, when, chosen)
        by_pair = count_pairs_by_month(mentions, when, pairs, chosen)
        by_entity = count_entities_by_month(mentions, when)
        found = (pairs, by_pair, by_entity, pick_evidence(mentions, when, pairs, chosen))
        if mentions is EXAMPLE:
            full = found
    for some, none in zip(full, found, strict=True):
        assert len(none) == 0 < len(some)
        assert [(n, t.name) for n, t in none.dtypes.items()] == [(n, t.name) for n, t in some.dtypes.items()]


def test_types_are_small() -> None:
    """Counts take 4 bytes, measures 8, months 2: 20 million pairs fit into memory."""
    types = count_pairs(EXAMPLE, MONTHS, settings()).dtypes.astype(str).tolist()
    assert types == ["int32"] * 9 + ["float64"] * 6 + ["category"] * 2


def test_rounding_keeps_small_expectations() -> None:
    """Six decimals, but an expectation far below 1 keeps six digits, so that measures can be recomputed from a row."""
    assert rounded(np.array([0.12345678, -1e-9, 2.5e-6])).tolist() == [0.123457, 0.0, 2e-06]
    assert rounded(np.array([2.5e-6, 1 / 3e6, 12345.678, 0.25]), small=True).tolist() == [
        2.5e-06,
        3.33333e-07,
        12345.678,
        0.25,
    ]
