from collections import Counter

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.resolution import Resolution, resolve
from pipeline.settings import KINDS, TYPES

# Names that the rules join and tell apart, and what a broken text may hold.
NAMES = """Putin|Putins|Wladimir Putin|Wladimir Putins|Ursula von der Leyen|von der Leyens|Leyen|Hans|Han|Peters
Tom Peters|Peter|Scholz'|Scholz’|Scholz|McDonald's|McDonald|Weißen Hauses|Weiße Haus|Weißes Haus|Weißen Haus
Amt|Amts|Amtes|EZB
Europäische Zentralbank|Europäischen Zentralbank|DB|Deutsche Bank|Deutsche Bahn|Nato|NATO|nato|AfD|AfD.|US|USA|Berlin
Berliner|russischen|Russen|Grünen|die Grünen|Foca|Foča|foca|Niederlanden|Jutta Vogel|Hans Vogel|Vogel|Vogels"""
BROKEN = (
    "'",
    "-",
    "’s",
    "'s",
    "s",
    "es",
    "ses",
    "sses",
    "...",
    "1",
    "2022s",
    "😀",
    "😀s",
    " ",
    "  s",
    "\u00ad",
    "ß",
    "a b",
    "_",
    "A_ b",
)
FILLED = st.sampled_from([*NAMES.replace("\n", "|").split("|"), *BROKEN])
SURFACE = st.one_of(FILLED, FILLED, st.text(st.characters(exclude_categories=[]), min_size=1, max_size=8))
MENTION = st.tuples(SURFACE, st.sampled_from(KINDS), st.sampled_from(TYPES), st.sampled_from([0, 2, 20]))
ARTICLES = st.lists(st.lists(MENTION, max_size=6), max_size=5)
Mention = tuple[str, str, str, int]


def frame(articles: list[list[Mention]], surfaces: list[str]) -> pd.DataFrame:
    """Mentions as the store gives them; a mention is a surface, kind, type and the gap before it."""
    rows = []
    for number, article in enumerate(articles):
        end = 0
        for surface, kind, type_, gap in article:
            start, end = end + gap, end + gap + len(surface)
            rows.append((number, 1, start, end, surfaces.index(surface), kind, type_))
    mentions = pd.DataFrame(rows, columns=["article", "sentence", "start", "end", "surface", "kind", "type"])
    numbers = dict.fromkeys(["article", "sentence", "start", "end", "surface"], "int64")
    kind = pd.Categorical(mentions["kind"], categories=list(KINDS))
    type_ = pd.Categorical(mentions["type"], categories=list(TYPES))
    return mentions.astype(numbers).assign(kind=kind, type=type_)


def surfaces_of(articles: list[list[Mention]]) -> list[str]:
    """The distinct surfaces, sorted."""
    return sorted({mention[0] for article in articles for mention in article})


def ids(resolution: Resolution) -> list[list[str]]:
    """The ids of the mentions of each article, by its number."""
    named = resolution.mentions.assign(Id=resolution.entities["Id"].to_numpy()[resolution.mentions["entity"]])
    return [group.tolist() for _, group in named.groupby("article")["Id"]]


@settings(deadline=None)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_order_and_numbers_do_not_matter(articles: list[list[Mention]], dice: "st.random.Random") -> None:
    """Whatever the order of the articles and the numbers of the surfaces, each mention gets the same id."""
    articles = [article for article in articles if article]
    surfaces = surfaces_of(articles)
    before = ids(resolve(frame(articles, surfaces), surfaces))
    order = dice.sample(range(len(articles)), len(articles))
    shuffled = dice.sample([*surfaces, "not mentioned"], len(surfaces) + 1)
    moved = [articles[place] for place in order]
    assert ids(resolve(frame(moved, shuffled), shuffled)) == [before[place] for place in order]


@settings(deadline=None)
@given(ARTICLES)
@example([[(surface, "name", "PER", 2) for surface in BROKEN]])
@example([[("a" * 5000 + "s", "name", "PER", 0), ("a" * 5000, "name", "PER", 0)], [("Ab " * 3000, "name", "ORG", 2)]])
def test_tables_are_consistent(articles: list[list[Mention]]) -> None:
    """Any surfaces: an entity a mention, with its type; unique ids; one alias a surface and kind of an entity."""
    surfaces = surfaces_of(articles)
    mentions = frame(articles, surfaces)
    resolution = resolve(mentions, surfaces)
    pd.testing.assert_frame_equal(
        resolution.mentions[list(mentions)].drop(columns="type"), mentions.drop(columns="type")
    )
    assert resolution.entities["Id"].is_unique
    assert resolution.entities["Id"].tolist() == sorted(resolution.entities["Id"])
    assert set(resolution.mentions["entity"]) == set(range(len(resolution.entities)))
    types = resolution.entities["EntityType"].to_numpy()[resolution.mentions["entity"]]
    assert resolution.mentions["type"].tolist() == types.tolist()
    key = ["entity", "surface", "kind"]
    occurring = {tuple(row) for row in resolution.mentions[key].itertuples(index=False)}
    assert Counter(tuple(row) for row in resolution.aliases[key].itertuples(index=False)) == Counter(occurring)
