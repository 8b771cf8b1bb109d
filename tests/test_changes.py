from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.changes import LINKS, ORDER, compare, tell
from pipeline.tables.csvfiles import encode
from pipeline.tables.schemas import CHANGES

GOLDEN = Path(__file__).parent / "golden" / "changes.csv"
Corpus = Mapping[str, tuple[str, ...]]  # of each article the entities of its mentions, one after the other
Row = tuple[str, str, str, str, int, int]


def _label(entity: str) -> str:
    return entity.partition(":")[2].partition("/")[0].replace("-", " ").title()


def _tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Tables of such articles; a mention's text is "=" and its place, the same whatever it is said to name."""
    mentions = [(name, at, f"={at}", entity) for name, found in corpus.items() for at, entity in enumerate(found)]
    articles: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for found in corpus.values():
        for entity in set(found):
            articles[entity] = articles.get(entity, 0) + 1
        for pair in combinations(sorted(set(found)), 2):
            pairs[pair] = pairs.get(pair, 0) + 1
    rows = {
        "articles": [(name, "ok") for name in corpus],
        "mentions": mentions,
        "entities": [(entity, _label(entity), entity[:3].upper(), n, n) for entity, n in sorted(articles.items())],
        "comentions": [(*pair, n, articles[pair[1]]) for pair, n in sorted(pairs.items())],
    }
    columns = {
        "articles": "ArticleId Status",
        "mentions": "ArticleId Start Text EntityId",
        "entities": "Id Label EntityType Articles Mentions",
        "comentions": "Source Target Articles LogLikelihood",
    }
    frames = {name: pd.DataFrame(rows[name], columns=names.split()) for name, names in columns.items()}
    return {name: _categorical(frame) for name, frame in frames.items()}


def _categorical(frame: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in frame if name not in {"Articles", "Mentions", "LogLikelihood", "Start"}]
    numbers = dict.fromkeys(frame.columns.difference(texts), "int64")
    return frame.astype(dict.fromkeys(texts, "str") | numbers).astype(dict.fromkeys(texts, "category"))


def _compare(old: Corpus, new: Corpus, least: tuple[int, int] = (1, 1)) -> pd.DataFrame:
    counts = [{"counted": len(corpus), "pairs_from_articles": n} for corpus, n in zip((old, new), least, strict=True)]
    tables = [_tables(corpus) for corpus in (old, new)]
    for table, n in zip(tables, least, strict=True):
        table["comentions"] = table["comentions"][table["comentions"]["Articles"] >= n]
    return compare(*tables, *counts)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return list(frame[["What", "Change", "Id", "OtherId", "Before", "After"]].itertuples(index=False, name=None))


OLD = {
    "1": ("per:putin", "per:biden"),
    "2": ("per:putin", "per:biden", "loc:genf"),
    "3": ("per:müller", "per:müller", "loc:genf"),
    "4": ("org:un", "per:biden"),
    "5": ("per:w-putin", "loc:kiew"),
}


def test_golden() -> None:
    """Names that came, went, were renamed, merged and split, and pairs that rose or went, byte for byte."""
    new = {
        "1": ("per:w-putin", "per:biden"),
        "2": ("per:w-putin", "per:biden", "loc:genf"),
        "3": ("per:müller", "per:hans-müller", "loc:genf"),
        "4": ("org:vereinte-nationen", "per:biden"),
        "6": ("per:=scholz", "per:biden", "loc:genf"),
        "7": ("per:=scholz", "per:biden", "loc:genf"),
        "8": ("per:=scholz",),
        "9": ("org:nato", "loc:genf"),
    }
    assert b"".join(encode(_compare(OLD, new), CHANGES)) == GOLDEN.read_bytes()


def test_merged() -> None:
    """Two that became one: the one that went is told; what lies between the larger one and the sum is no rise."""
    new = OLD | {"1": ("per:w-putin", "per:biden"), "2": ("per:w-putin", "per:biden", "loc:genf")}
    assert _rows(_compare(OLD, new)) == [("entity", "merged", "per:putin", "per:w-putin", 2, 3)]
    more = new | dict.fromkeys("67", ("per:w-putin", "loc:kiew"))
    assert _rows(_compare(OLD, more)) == [
        ("entity", "risen", "loc:kiew", "", 1, 3),
        ("entity", "risen", "per:w-putin", "", 3, 5),
        ("entity", "merged", "per:putin", "per:w-putin", 2, 5),
        ("pair", "risen", "loc:kiew", "per:w-putin", 1, 3),
    ]


def test_split() -> None:
    """A part with another name now is told; pairs of both parts are those of the whole before."""
    new = OLD | {"3": ("per:müller", "per:hans-müller", "loc:genf")}
    assert _rows(_compare(OLD, new)) == [("entity", "split", "per:müller", "per:hans-müller", 1, 1)]
    assert _rows(_compare(new, OLD)) == [("entity", "merged", "per:hans-müller", "per:müller", 1, 1)]


def test_gone_into_two() -> None:
    """One that went into two others, half of it each, is split; the two stay apart."""
    old = {"1": ("per:a", "per:m"), "2": ("per:b", "per:m"), "3": ("per:b",)}
    new = {"1": ("per:a", "per:a"), "2": ("per:b", "per:b"), "3": ("per:b", "per:a")}
    assert _rows(_compare(old, new)) == [
        ("entity", "risen", "per:a", "", 1, 2),
        ("entity", "split", "per:m", "per:a", 2, 2),
        ("entity", "split", "per:m", "per:b", 2, 2),
        ("pair", "new", "per:a", "per:b", 0, 1),
        ("pair", "gone", "per:a", "per:m", 1, 0),
        ("pair", "gone", "per:b", "per:m", 1, 0),
    ]


def test_new_though_it_took_a_mention() -> None:
    """Less than a quarter of its mentions from elsewhere: new, and not a part of that other one."""
    old = {"1": ("per:müller", "per:müller")}
    new = {"1": ("per:müller", "per:eva-müller")} | dict.fromkeys("2345", ("per:eva-müller",))
    assert _rows(_compare(old, new)) == [
        ("entity", "new", "per:eva-müller", "", 0, 5),
        ("pair", "new", "per:eva-müller", "per:müller", 0, 1),
    ]
    assert _rows(_compare(old, {**new, "4": (), "5": ()})) == [
        ("entity", "risen", "per:eva-müller", "", 1, 3),
        ("entity", "split", "per:müller", "per:eva-müller", 1, 3),
    ]


def test_removed_articles_are_no_evidence() -> None:
    """What an entity went into is asked of the articles that are still read; with none left it is gone."""
    old = {"1": ("per:biden", "per:biden"), "2": ("per:biden",)}
    assert _rows(_compare(old, {"2": ("per:joe-biden",)})) == [
        ("entity", "renamed", "per:biden", "per:joe-biden", 2, 1)
    ]
    assert _rows(_compare(old, {"3": ("per:joe-biden",)})) == [
        ("entity", "new", "per:joe-biden", "", 0, 1),
        ("entity", "gone", "per:biden", "", 2, 0),
    ]


def test_edited_articles_are_no_evidence() -> None:
    """Another name at the same place of an article that was edited is no new name for the same mention."""
    old, new = _tables({"1": ("per:biden",)}), _tables({"1": ("per:putin",)})
    new["mentions"]["Text"] = pd.Categorical(["Putin"])
    counts = {"counted": 1, "pairs_from_articles": 1}
    assert [row[1] for row in _rows(compare(old, new, counts, counts))] == ["new", "gone"]


def test_another_label() -> None:
    """An Id with another label is renamed."""
    old, new = _tables(OLD), _tables(OLD)
    labels = new["entities"]["Label"].astype("str").replace("Un", "Vereinte Nationen")
    new["entities"]["Label"] = labels.astype("category")
    counts = {"counted": 5, "pairs_from_articles": 1}
    changes = compare(old, new, counts, counts)
    assert _rows(changes) == [("entity", "renamed", "org:un", "org:un", 1, 1)]
    assert changes[["Label", "OtherLabel"]].to_numpy().tolist() == [["Un", "Vereinte Nationen"]]


def test_rare_pairs_are_not_told() -> None:
    """Of pairs that one of the tables leaves out as too rare, nobody says that they are new or gone."""
    old = {"1": ("per:a", "per:b"), "2": ("per:a", "per:b"), "3": ("per:a", "per:c")}
    pairs = [row for row in _rows(_compare(old, old, (1, 2))) if row[0] == "pair"]
    assert pairs == []
    assert [row for row in _rows(_compare(old, old, (2, 1))) if row[0] == "pair"] == []
    assert ("pair", "gone", "per:a", "per:b", 2, 0) in _rows(_compare(old, {"3": old["3"]}, (1, 2)))


def test_the_most_telling_first() -> None:
    """From 1 to 4 articles, where all doubled, tells more than from 10 to 20, and that more than from 10 to 12."""
    old = {f"{n}": ("loc:a", "loc:b") for n in range(10)} | {"x": ("loc:c",), **{f"y{n}": () for n in range(9)}}
    new = old | {f"n{n}": ("loc:a",) for n in range(10)} | {f"m{n}": () for n in range(5)}
    new |= {f"n{n}": ("loc:a", "loc:b") for n in range(2)} | {f"m{n}": ("loc:c",) for n in range(3)}
    risen = _compare(old, new)
    risen = risen[risen["What"] == "entity"]
    assert risen["Id"].tolist() == ["loc:c", "loc:a", "loc:b"]
    assert risen["Expected"].tolist() == [1, 8, 8]


def test_only_in_copies() -> None:
    """An entity in no article that counts, since only copies mention it, is new all the same."""
    old, new = _tables(OLD), _tables(OLD | {"6": ("org:nato",)})
    new["entities"].loc[new["entities"]["Id"] == "org:nato", "Articles"] = 0
    counts = [{"counted": n, "pairs_from_articles": 1} for n in (5, 6)]
    assert _rows(compare(old, new, *counts)) == [("entity", "new", "org:nato", "", 0, 0)]


def test_told() -> None:
    """The log has the numbers and the first of each, and says so where there is nothing."""
    new = OLD | {
        "1": ("per:w-putin", "per:biden"),
        "2": ("per:w-putin", "per:biden", "loc:genf"),
        "4": ("org:vereinte-nationen", "per:biden"),
        "6": ("per:scholz", "per:biden"),
    }
    assert list(tell(_compare(OLD, new))) == [
        "Entities: 1 new, 1 risen, 1 renamed, 1 merged.",
        "Pairs: 1 new.",
        "New entities (articles): Scholz (1).",
        "Risen entities: Biden (3 to 4).",
        "New pairs: Biden – Scholz (1).",
        "Renamed: Un (ORG) to Vereinte Nationen (ORG).",
        "Merged: Putin into W Putin.",
    ]
    assert list(tell(_compare(OLD, OLD))) == ["No entity and no pair has changed since the last run."]


SLOW = settings(max_examples=40)  # a comparison takes some 30 ms, however small
ENTITIES = st.sampled_from(["per:a", "per:b", "per:c", "loc:d", "org:e", "per:f", "per:g"])
CORPORA = st.dictionaries(st.sampled_from("12345"), st.lists(ENTITIES, max_size=5).map(tuple), max_size=5)


@SLOW
@given(CORPORA)
def test_nothing_is_new_in_the_same_tables(corpus: Corpus) -> None:
    """The same tables twice: no row."""
    assert _compare(corpus, corpus).empty


@SLOW
@given(CORPORA, CORPORA)
def test_rows_are_true(old: Corpus, new: Corpus) -> None:
    """Whatever came and went: each row holds of the two tables; none that came or went is missing."""
    tables = [_tables(corpus) for corpus in (old, new)]
    was, there = (dict(zip(t["entities"]["Id"], t["entities"]["Articles"], strict=True)) for t in tables)
    rows = _compare(old, new)
    assert (rows["Difference"] == rows["After"] - rows["Before"]).all()
    linked = set[str]()
    for _, change, one, other, before, after in _rows(rows[(rows["What"] == "entity") & rows["Change"].isin(LINKS)]):
        assert (before, after) == (was[one], there[other])
        assert one not in there or other not in was
        assert change != "merged" or one not in there
        linked |= {one, other}
    for what, change, one, other, before, after in _rows(rows):
        if what == "pair" or other:
            continue
        assert change != "new" or (one not in was and one not in linked and (before, after) == (0, there[one]))
        assert change != "gone" or (one not in there and one not in linked and (before, after) == (was[one], 0))
        if change in {"risen", "fallen"} and one not in linked:
            assert (before, after) == (was[one], there[one])
        assert (change == "risen") <= (before < after)
        assert (change == "fallen") <= (before > after)
    told = set(rows["Id"][rows["What"] == "entity"]) | set(rows["OtherId"][rows["What"] == "entity"])
    assert was.keys() ^ there.keys() <= told
    assert {one for one in was.keys() & there.keys() - linked if was[one] != there[one]} <= told
    assert rows["Change"].map(ORDER.index).groupby(rows["What"]).is_monotonic_increasing.all()


@SLOW
@given(CORPORA, CORPORA)
def test_pairs_are_true(old: Corpus, new: Corpus) -> None:
    """New pairs are in the new table only, gone ones in the old one; without links each pair that differs is told."""
    tables = [_tables(corpus)["comentions"] for corpus in (old, new)]
    was, there = ({(one, other): n for one, other, n, _ in t.itertuples(index=False, name=None)} for t in tables)
    rows = _compare(old, new)
    pairs = {
        (one, other): (change, before, after)
        for what, change, one, other, before, after in _rows(rows)
        if what == "pair"
    }
    for pair, (change, before, after) in pairs.items():
        assert change != "new" or (pair not in was and (before, after) == (0, there[pair]))
        assert change != "gone" or (pair not in there and (before, after) == (was[pair], 0))
    if not rows["Change"].isin(LINKS).any():
        assert pairs.keys() == {pair for pair in was.keys() | there.keys() if was.get(pair) != there.get(pair)}


@SLOW
@given(CORPORA)
def test_other_names_are_no_news(corpus: Corpus) -> None:
    """With another Id for each entity, all are renamed, with the same counts, and no pair has changed."""
    new = {name: tuple(f"{entity}-2" for entity in found) for name, found in corpus.items()}
    rows = _compare(corpus, new)
    assert set(rows["What"]) <= {"entity"}
    assert set(rows["Change"]) <= {"renamed"}
    assert (rows["Before"] == rows["After"]).all()
    assert set(rows["OtherId"]) == {f"{entity}-2" for found in corpus.values() for entity in found}


@SLOW
@given(CORPORA)
def test_order_of_rows_does_not_matter(corpus: Corpus) -> None:
    """Whatever the order of the tables' rows, the changes are the same."""
    new = {name: found[1:] for name, found in corpus.items()}
    tables = [_tables(corpus), _tables(new)]
    counts = {"counted": len(corpus), "pairs_from_articles": 1}
    expected = compare(*tables, counts, counts)
    turned = [{name: frame.iloc[::-1] for name, frame in each.items()} for each in tables]
    assert compare(*turned, counts, counts).equals(expected)
