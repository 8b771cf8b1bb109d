"""What is new: the tables of two runs compared. Pure functions of frames.

Tables come by name, as the contract has them, of each run: entities (Id, Label, EntityType, Articles, Mentions),
comentions (Source, Target, Articles, LogLikelihood), mentions (ArticleId, Start, Text, EntityId); of now also articles
(ArticleId, Status). All texts are categorical.

An Id follows from a name, so an entity whose Id is in both runs is the same one. Where Ids went or came, mentions tell
what became of them: a mention is the same in both runs if article, Start and Text are. An entity that went lives on in
those that have at least half of its mentions now (of those in articles still read); one that came stems from those that
had at least a quarter of its mentions (the rest may be in new articles). These are links from an old entity to a new
one. Each is a row:

  split    if the old one has several links or is still there;
  merged   if not so, and the new one has several or was there before;
  renamed  else; also where an Id has another label now.

What went or came without a link is gone or new. Linked entities are counted as one group, and pairs follow their
entities. What a group of several had before lies between its largest number and the sum, since nobody counted articles
with two of them once. It has risen or fallen only if that is so in any case; the nearer bounds are shown.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import xlogy

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Tables = Mapping[str, pd.DataFrame]

ORDER = ("new", "risen", "renamed", "merged", "split", "fallen", "gone")
LINKS = ("renamed", "merged", "split")  # of an entity before and one now
LIVES_ON, STEMS = 1 / 2, 1 / 4  # shares of mentions, at least
_LEAST = "pairs_from_articles"
SHOWN = 3  # examples in a line of the log
_LINES = (  # of the log: What, Change, how it begins, how a row reads
    ("entity", "new", "New entities (articles)", "{Label} ({After})"),
    ("entity", "risen", "Risen entities", "{Label} ({Before} to {After})"),
    ("pair", "new", "New pairs", "{Label} – {OtherLabel} ({After})"),
    ("pair", "risen", "Risen pairs", "{Label} – {OtherLabel} ({Before} to {After})"),
    ("entity", "renamed", "Renamed", "{Label} ({Type}) to {OtherLabel} ({OtherType})"),
    ("entity", "merged", "Merged", "{Label} into {OtherLabel}"),
    ("entity", "split", "Split", "{OtherLabel} from {Label}"),
    ("entity", "gone", "Gone entities", "{Label} ({Before})"),
)


def compare(old: Tables, new: Tables, before: Mapping[str, int], now: Mapping[str, int]) -> pd.DataFrame:
    """The rows of changes.csv on entities and pairs, in order; none if nothing has changed.

    `before`, `now`: of the two runs counted, the number of articles that count, and pairs_from_articles: pairs in
    fewer are in no table, so of those nobody can say that they are new or gone.
    """
    entities = _entities(old["entities"], new["entities"])
    links = _links(entities, old["mentions"], new)
    group = _groups(entities, links)
    pairs = _moved(*(_pairs(tables["comentions"], entities.index, group) for tables in (old, new)))
    least = np.where(pairs["Change"] == "new", before[_LEAST], now[_LEAST])
    pairs = pairs[(pairs["Before"] + pairs["After"] >= least) | ~pairs["Change"].isin(["new", "gone"])]
    rows = (
        _named(_moved_entities(entities, links, group), entities).assign(What="entity"),
        _named(pairs, entities).assign(What="pair"),
    )
    return _sorted(pd.concat(rows), before["counted"], now["counted"])


def _entities(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """By Id, sorted: `was` and `there`, and the columns of before and, with "Now", of now."""
    texts = dict.fromkeys(("Id", "Label", "EntityType"), "str")
    both = old.astype(texts).merge(new.astype(texts), on="Id", how="outer", suffixes=("", "Now"))
    both = both.set_index("Id").sort_index()
    known = both.assign(was=both["Articles"].notna(), there=both["ArticlesNow"].notna())
    counts = ["Articles", "ArticlesNow", "Mentions", "MentionsNow"]
    return known.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))


def _links(entities: pd.DataFrame, mentions: pd.DataFrame, new: Tables) -> pd.DataFrame:
    """What became what: old and new, entities by number, and Change."""
    was, there = entities["was"].to_numpy(), entities["there"].to_numpy()
    articles = new["articles"]
    read = pd.Index(articles.loc[articles["Status"] == "ok", "ArticleId"].unique())
    sides = [_places(frame, entities.index, read) for frame in (mentions, new["mentions"])]
    went, came = (side.loc[~flag[side["entity"]], "place"] for side, flag in zip(sides, (there, was), strict=True))
    asked = pd.concat([went, came])
    left, right = (side[side["place"].isin(asked)] for side in sides)
    same = left.merge(right, on="place", suffixes=("Old", "New"))
    same = same[same["textOld"].astype(object) == same["textNew"].astype(object)]
    shared = same.groupby(["entityOld", "entityNew"]).size()
    one, other = (shared.index.get_level_values(name).to_numpy() for name in ("entityOld", "entityNew"))
    held, holds = (np.bincount(side["entity"], minlength=len(entities)) for side in sides)
    number = shared.to_numpy()
    linked = (~there[one] & (number >= LIVES_ON * held[one])) | (~was[other] & (number >= STEMS * holds[other]))
    links = _called(one[linked], other[linked], entities)
    return pd.concat([links, _relabelled(entities)], ignore_index=True)


def _places(mentions: pd.DataFrame, ids: "pd.Index[str]", articles: "pd.Index[str]") -> pd.DataFrame:
    """Of each mention in one of these articles its entity by number, its text, and one number for article and Start."""
    article = _codes(mentions["ArticleId"], articles)
    kept = article >= 0
    return pd.DataFrame(
        {
            "place": (article[kept].astype(np.int64) << 32) + mentions["Start"].to_numpy()[kept],
            "entity": _codes(mentions["EntityId"], ids)[kept],
            "text": mentions["Text"].array[kept],
        }
    )


def _codes(values: "pd.Series[str]", of: "pd.Index[str]") -> Ints:
    """The place of each value in `of`; -1 where it is not there."""
    found: Ints = of.get_indexer(values.cat.categories).astype(np.int32)
    return found[values.cat.codes.to_numpy()]


def _called(old: Ints, new: Ints, entities: pd.DataFrame) -> pd.DataFrame:
    """Links with their Change."""
    size = len(entities)
    outgoing = np.bincount(old, minlength=size) + entities["there"].to_numpy()
    incoming = np.bincount(new, minlength=size) + entities["was"].to_numpy()
    split, merged = outgoing[old] > 1, incoming[new] > 1
    return pd.DataFrame({"old": old, "new": new, "Change": np.select([split, merged], ["split", "merged"], "renamed")})


def _relabelled(entities: pd.DataFrame) -> pd.DataFrame:
    """Links of those whose Id has another label now."""
    both = (entities["was"] & entities["there"]).to_numpy()
    number = np.flatnonzero(both & (entities["Label"] != entities["LabelNow"]).to_numpy())
    return pd.DataFrame({"old": number, "new": number, "Change": "renamed"})


def _groups(entities: pd.DataFrame, links: pd.DataFrame) -> Ints:
    """The group of each entity. Two that are in both runs stay apart, though a third be linked to both."""
    size, old, new = len(entities), links["old"].to_numpy(), links["new"].to_numpy()
    several_new, several_old = np.bincount(old, minlength=size)[old] > 1, np.bincount(new, minlength=size)[new] > 1
    was, there = entities["was"].to_numpy(), entities["there"].to_numpy()
    kept = ~(was[new] & several_new) & ~(there[old] & several_old)
    graph = coo_array((np.ones(kept.sum()), (old[kept], new[kept])), shape=(size, size))
    group: Ints = connected_components(graph, directed=False)[1]
    return group


def _moved_entities(entities: pd.DataFrame, links: pd.DataFrame, group: Ints) -> pd.DataFrame:
    """The same for entities as _moved() gives, with the links; what these tell is not told twice."""
    before, now = (
        pd.DataFrame(
            {
                "one": number,
                "other": -1,
                "group": group[number],
                "Articles": entities[f"Articles{run}"].iloc[number],
                "tie": entities[f"Mentions{run}"].iloc[number],
            }
        )
        for run, number in (("", np.flatnonzero(entities["was"])), ("Now", np.flatnonzero(entities["there"])))
    )
    moved = _moved(before, now)
    linked = moved["Change"].isin(["new", "gone"]) & moved["one"].isin(pd.concat([links["old"], links["new"]]))
    renamed = moved["one"].isin(links.loc[links["Change"] == "renamed", "new"])
    one, other = links["old"].to_numpy(), links["new"].to_numpy()
    told = links.rename(columns={"old": "one", "new": "other"}).assign(
        Before=entities["Articles"].to_numpy()[one], After=entities["ArticlesNow"].to_numpy()[other], tie=0
    )
    return pd.concat([moved[~linked & ~renamed], told])


def _pairs(pairs: pd.DataFrame, ids: "pd.Index[str]", group: Ints) -> pd.DataFrame:
    """Pairs with numbers of entities; without those of two that are one now or were one before."""
    one, other = _codes(pairs["Source"], ids), _codes(pairs["Target"], ids)
    low, high = np.minimum(group[one], group[other]), np.maximum(group[one], group[other])
    both = low * np.int64(len(ids)) + high
    kept = low != high
    columns = {"one": one, "other": other, "group": both, "Articles": pairs["Articles"], "tie": pairs["LogLikelihood"]}
    return pd.DataFrame({name: np.asarray(column)[kept] for name, column in columns.items()})


def _moved(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """New, gone, risen and fallen: one, other, Change, Before, After, tie. Of a group, the one in most articles now.

    `tie`: what puts equal rows in order, an entity's mentions or a pair's log-likelihood.
    """
    old = before.groupby("group")["Articles"].agg(most="max", all="sum")
    new = now.groupby("group")["Articles"].agg(mostNow="max", allNow="sum")
    both = old.join(new, how="inner")
    risen = both[both["mostNow"] > both["all"]].rename(columns={"all": "Before", "mostNow": "After"})
    fallen = both[both["allNow"] < both["most"]].rename(columns={"most": "Before", "allNow": "After"})
    largest = now.sort_values("Articles", ascending=False, kind="stable").drop_duplicates("group").set_index("group")
    came, went = now[~now["group"].isin(old.index)], before[~before["group"].isin(new.index)]
    rows = (
        came.assign(Change="new", Before=0, After=came["Articles"]),
        went.assign(Change="gone", Before=went["Articles"], After=0),
        largest.join(risen, how="inner").assign(Change="risen"),
        largest.join(fallen, how="inner").assign(Change="fallen"),
    )
    moved: pd.DataFrame = pd.concat([frame[["one", "other", "Change", "Before", "After", "tie"]] for frame in rows])
    return moved


def _named(rows: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """With Label, Type, Id and the same of the other entity; where there is none (-1), they are empty."""
    one, other = rows["one"].to_numpy(), rows["other"].to_numpy()
    ids = entities.index.to_numpy(object)
    named = {"Id": ids[one], "OtherId": np.where(other < 0, "", ids[other])}
    earlier = rows["Change"].isin(LINKS).to_numpy()
    for name, column in (("Label", "Label"), ("Type", "EntityType")):
        first = entities[column].to_numpy(object)
        last = entities[f"{column}Now"].fillna(entities[column]).to_numpy(object)
        named[name] = np.where(earlier, first[one], last[one])
        named[f"Other{name}"] = np.where(other < 0, "", last[other])
    return rows[["Change", "Before", "After", "tie"]].assign(**named)


def _sorted(rows: pd.DataFrame, before: int, now: int) -> pd.DataFrame:
    """With Difference and Expected, the most telling first."""
    difference = rows["After"] - rows["Before"]
    expected = (rows["Before"] * (now - before) / max(before, 1)).round().astype("int64")
    rows = rows.assign(Difference=difference, Expected=expected, score=_scores(rows, before, now))
    rows["rank"] = rows["Change"].map(ORDER.index)
    order = {"What": True, "rank": True, "score": False, "tie": False, "Before": False, "Id": True, "OtherId": True}
    ordered = rows.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    return ordered.drop(columns=["rank", "score", "tie"])


def _scores(rows: pd.DataFrame, before: int, now: int) -> Floats:
    """How telling a row is, compared with others of its Change: the larger, the more.

    New and risen: log-likelihood of the articles that came against those before (keyness; Rayson and Garside 2000,
    Comparing corpora using frequency profiling), negative for what rose less than the rest. Others: by size.
    """
    old, new = rows["Before"].to_numpy(np.float64), rows["After"].to_numpy(np.float64)
    scores: Floats = np.where(rows["Change"].isin(LINKS), np.maximum(old, new), np.abs(new - old))
    # New with no article: only copies, which do not count, mention it.
    rose = rows["Change"].isin(["new", "risen"]).to_numpy() & (new > 0) & (now > before > 0)
    old, more, rate, added = old[rose], (new - old)[rose], new[rose] / now, now - before
    keyness = 2 * (xlogy(more, more / (added * rate)) + xlogy(old, old / (before * rate)))
    scores[rose] = np.where(more < added * rate, -keyness, keyness)
    return scores


def tell(changes: pd.DataFrame) -> Iterator[str]:
    """A few lines for the log on the rows of changes.csv: whether they can be told, numbers, the first few of each.

    Not other settings: those are announced when a run begins.
    """
    yield from changes.loc[(changes["What"] == "run") & (changes["Change"] != "settings"), "Label"]
    if changes.empty:
        yield "No entity and no pair has changed since the last run."
    rows = {what: changes[changes["What"] == what] for what in ("entity", "pair")}
    for what, several in (("entity", "Entities"), ("pair", "Pairs")):
        if numbers := [f"{n:,} {change}" for change in ORDER if (n := int((rows[what]["Change"] == change).sum()))]:
            yield f"{several}: {', '.join(numbers)}."
    for what, change, title, pattern in _LINES:
        found = rows[what][rows[what]["Change"] == change]
        if change == "renamed":  # not those with another Id only
            found = found[(found["Label"] != found["OtherLabel"]) | (found["Type"] != found["OtherType"])]
        if shown := [pattern.format_map(row) for row in found.head(SHOWN).to_dict("records")]:
            yield f"{title}: {', '.join(shown)}."
