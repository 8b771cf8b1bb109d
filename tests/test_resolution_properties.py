from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.resolution import Resolution, resolve
from pipeline.settings import KINDS, TYPES

# Names that the rules join and tell apart, what they drop, mend and find again, and what a broken text may hold.
NAMES = """Putin|Putins|Wladimir Putin|Wladimir Putins|Ursula von der Leyen|von der Leyens|Leyen|Hans|Han|Peters
Tom Peters|Peter|Scholz'|Scholz’|Scholz|McDonald's|McDonald|Weißen Hauses|Weiße Haus|Weißes Haus|Weißen Haus
Amt|Amts|Amtes|EZB|Quarzer SV|QSV|Quarzler AG|Quarzler|Deutsche Presse für|Bündnis 90|Grüne|Amtsgericht|Kate
William Middleton|Präsident Joe Biden|Joe Biden|Dr. Biden|Drogerie-Kette Schlecker|Frank-Jürgen|Sommer|Kreml
Europäische Zentralbank|Europäischen Zentralbank|DB|Deutsche Bank|Deutsche Bahn|Nato|NATO|nato|AfD|AfD.|US|USA|Berlin
Berliner|russischen|Russen|Grünen|die Grünen|Foca|Foča|foca|Niederlanden|Jutta Vogel|Hans Vogel|Vogel|Vogels
Dmitri Medwedew|Dmitry Medvedev|George W. Bush|George Bush|Straße|Strasse|Olympische Spiele|Marine Le Pen|Le Pen
Meyer|Carl Meyer|Eva Meyer|Meyer Werft|Hans Michel|Michel|OLAF|Olaf|Alexander I.|Alexander II."""
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
    "Dr. ",
    " AG",
    "A  B",
    "& Co",
    "\ud800",
    "Ǆ.",
    "ẞ",
    "A. B. C",
    "von",
    "Präsident ",
    "und ",
    "\n",
)
BEFORE = ("", "", "", "und ", "& ", "Präsident ", "Frau „", "Herr ", "der ", "Sein ", "Amtsgericht ", "Angela ",
          "Firma ")  # fmt: skip
AFTER = ("", "", "", " Quast", " Berlin", " Sommer", " und", " ")
FILLED = st.sampled_from([*NAMES.replace("\n", "|").split("|"), *BROKEN])
SURFACE = st.one_of(FILLED, FILLED, st.text(st.characters(exclude_categories=[]), min_size=1, max_size=8))
UNMARKED = "-"  # stands for the type of a word outside all mentions
TYPE = st.sampled_from([*TYPES, *TYPES, UNMARKED])
GAP = st.sampled_from([0, 1, 2, 5, 20])
MENTION = st.tuples(SURFACE, st.sampled_from(KINDS), TYPE, GAP, st.sampled_from(BEFORE), st.sampled_from(AFTER))
ARTICLES = st.lists(st.lists(MENTION, max_size=6), max_size=5)
DATES = st.lists(st.sampled_from(["", "2021-06", "2021-06-16", "2021-07-01", "2024-01-31"]), min_size=5, max_size=5)
COLUMNS = ["article", "paragraph", "sentence", "start", "end"]
Mention = tuple[str, str, str, int, str, str]
Articles = list[list[Mention]]


@dataclass
class Words:
    """The corpus of articles: words outside all mentions, each with its place; and the articles' dates."""

    frame: pd.DataFrame
    dates: Sequence[str]

    def counts(self, words: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """How often each word occurs."""
        return self.frame["text"].value_counts().reindex(words, fill_value=0).to_numpy(np.int64)

    def words(self) -> set[str]:
        """All words."""
        return set(self.frame["text"])

    def places(self, words: Sequence[str]) -> pd.DataFrame:
        """Where the words stand."""
        codes = pd.Index(words, dtype=object).get_indexer(pd.Index(self.frame["text"], dtype=object))
        return self.frame.assign(word=codes.astype(np.int32))[codes >= 0].drop(columns="text")


def frames(articles: Articles, surfaces: list[str], dates: Sequence[str]) -> tuple[pd.DataFrame, Words]:
    """Mentions as the store gives them, and the words outside; a mention is a surface, kind, type, the gap before it,
    and what stands in the gap and behind the mention, where that fits.
    """
    rows, words = [], []
    for number, article in enumerate(articles):
        end = 0
        for place, (surface, kind, type_, gap, before, after) in enumerate(article):
            start, end = end + gap, end + gap + len(surface)
            room = article[place + 1][3] if place + 1 < len(article) else len(after)
            texts = surface, before * (len(before) <= gap), after * (len(after) <= room)
            where = (number, 1, place // 3 + 1, start, end)
            if type_ == UNMARKED:
                words.append((*where, surface))
            else:
                rows.append((*where, *map(surfaces.index, texts), kind, type_))
    mentions = pd.DataFrame(rows, columns=[*COLUMNS, "surface", "before", "after", "kind", "type"])
    outside = pd.DataFrame(words, columns=[*COLUMNS, "text"]).astype({"text": object})
    kind = pd.Categorical(mentions["kind"], categories=list(KINDS))
    type_ = pd.Categorical(mentions["type"], categories=list(TYPES))
    numbers = dict.fromkeys(["article", "paragraph", "sentence", "surface", "before", "after"], "int32")
    places = dict.fromkeys(["start", "end"], "int64")
    mentions = mentions.astype(numbers | places).assign(kind=kind, type=type_)
    numbers = dict.fromkeys(COLUMNS[:3], "int32")
    return mentions, Words(outside.astype(numbers | places), dates)


def surfaces_of(articles: Articles) -> list[str]:
    """The distinct texts, sorted."""
    return sorted({text for article in articles for mention in article for text in (mention[0], *mention[4:])} | {""})


def found(resolution: Resolution) -> dict[int, list[tuple[object, ...]]]:
    """Place, text, kind and id of the mentions of each article, and what was dropped from it, by its number."""
    mentions, dropped = resolution.mentions, resolution.dropped
    mentions = mentions.assign(Id=resolution.entities["Id"].to_numpy()[mentions["entity"]])
    rows: dict[int, list[tuple[object, ...]]] = {}
    for frame, columns in ((mentions, ["start", "end", "kind", "Id"]), (dropped, ["kind", "type", "rule"])):
        text = [resolution.surfaces[code] for code in frame["surface"].tolist()]
        named = frame[columns].astype("object").assign(text=text)
        for article, *row in zip(frame["article"].tolist(), *(named[name].tolist() for name in named), strict=True):
            rows.setdefault(article, []).append(tuple(row))
    return {article: sorted(group, key=repr) for article, group in rows.items()}


def pairs(resolution: Resolution) -> set[tuple[object, ...]]:
    """The candidates by their ids."""
    ids, candidates = resolution.entities["Id"].to_numpy(), resolution.candidates
    one, other = (ids[candidates[name].to_numpy(int)] for name in ("one", "other"))
    reasons = candidates["reasons"].map(tuple)
    ends = [frozenset(pair) for pair in zip(one, other, strict=True)]
    return set(zip(ends, reasons, candidates["score"], strict=True))


@settings(max_examples=50)
@given(ARTICLES, DATES, st.randoms(use_true_random=False))
def test_order_and_numbers_do_not_matter(articles: Articles, dates: list[str], dice: "st.random.Random") -> None:
    """Whatever the order of the articles and the numbers of the surfaces, each mention gets the same id."""
    surfaces = surfaces_of(articles)
    mentions, words = frames(articles, surfaces, dates)
    resolution = resolve(mentions, surfaces, words)
    order = dice.sample(range(len(articles)), len(articles))
    shuffled = dice.sample([*surfaces, "not mentioned"], len(surfaces) + 1)
    moved, words = frames([articles[place] for place in order], shuffled, [dates[place] for place in order])
    other = resolve(moved, shuffled, words)
    before = found(resolution)
    assert found(other) == {new: before[old] for new, old in enumerate(order) if old in before}
    assert other.entities.equals(resolution.entities)
    assert pairs(other) == pairs(resolution)


@settings(max_examples=50)
@given(ARTICLES, DATES)
@example([[(surface, "name", "PER", 2, "", "") for surface in BROKEN]], [""] * 5)
@example([[(surface, "name", "ORG", 20, before, after) for surface in ("A", "Berlin") for before in BEFORE
           for after in AFTER]], [""] * 5)  # fmt: skip
@example(
    [
        [("a" * 5000 + "s", "name", "PER", 0, "", ""), ("a" * 5000, "name", "PER", 0, "", "")],
        [("Ab " * 3000, "name", "ORG", 2, "", "")],
    ],
    [""] * 5,
)
def test_tables_are_consistent(articles: Articles, dates: list[str]) -> None:
    """Any surfaces: each mention in its article, with its text, an entity and its type; each given one is there, inside
    a longer one, or dropped; unique ids; one alias a surface and kind of an entity; candidates are two entities.
    """
    surfaces = surfaces_of(articles)
    mentions, words = frames(articles, surfaces, dates)
    resolution = resolve(mentions, surfaces, words)
    out, entities = resolution.mentions, resolution.entities
    lengths = [sum(gap + len(surface) for surface, _, _, gap, *_ in article) + 10 for article in articles]
    width = [len(resolution.surfaces[code]) for code in out["surface"].tolist()]
    assert out["article"].isin(range(len(articles))).all()
    assert (out["start"] >= 0).all()
    assert [end <= lengths[article] for article, end in zip(out["article"], out["end"], strict=True)].count(False) == 0
    assert (out["end"] - out["start"]).tolist() == width
    places = list(zip(out["article"], out["start"], strict=True))
    assert places == sorted(places)
    starts = ["article", "start"]
    assert not out.duplicated(starts).any() or mentions.duplicated(starts).any()
    reach = Counter(resolution.dropped["article"])
    for article, group in mentions.groupby("article"):
        here = out[out["article"] == article]
        covered = [((here["start"] <= end) & (here["end"] >= start)).any()
                   for start, end in zip(group["start"], group["end"], strict=True)]  # fmt: skip
        assert covered.count(False) <= reach[article]
    assert entities["Id"].is_unique
    assert entities["Id"].tolist() == sorted(entities["Id"])
    assert set(out["entity"]) == set(range(len(entities)))
    assert out["type"].tolist() == entities["EntityType"].to_numpy()[out["entity"]].tolist()
    assert set(entities["EntityType"]) <= set(TYPES)
    key = ["entity", "surface", "kind"]
    occurring = {tuple(row) for row in out[key].itertuples(index=False)}
    assert Counter(tuple(row) for row in resolution.aliases[key].itertuples(index=False)) == Counter(occurring)
    assert (resolution.dropped["rule"] != "").all()
    candidates = resolution.candidates
    assert (candidates["one"] != candidates["other"]).all()
    assert candidates[["one", "other"]].isin(range(len(entities))).all().all()
    assert candidates["score"].between(0, 1).all()
    assert candidates["score"].is_monotonic_decreasing
