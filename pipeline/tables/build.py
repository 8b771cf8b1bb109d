"""What the stages found, as the tables of the contract: names in place of numbers, counts, order of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.records import Skipped
from pipeline.tables.cells import one_line
from pipeline.tables.schemas import TABLES

_TEXTS = ("Date", "Month", "Title", "DuplicateOf")
_ENTITY = ["Id", "Label", "EntityType"]


@dataclass(frozen=True, slots=True)
class Frames:
    """What the stages found. Entities and articles are row numbers of their frames, surfaces of the list.

    `articles`: ArticleId, Date, Month, Title, Words, Sentences, Reason (why it makes no pairs, or ""), first (the
    article that it repeats, or -1), counted (whether its mentions count); by ArticleId.
    `mentions`: article, paragraph, sentence, start, end, surface, kind, type, entity; by article and start.
    `entities`: Id, Label, EntityType; by Id.
    `aliases`: entity, surface, kind, rule; one row for each (entity, surface, kind).
    `dropped`: article, surface, kind, type, rule. `candidates`: one, other (entities), reasons, score.
    `pairs`: source, target, and the measures named as in comentions.csv, in the order to be written; of at least
    `least_articles` articles.
    `entity_months`: Month, entity, Articles, Sentences. `pair_months`: source and target in place of entity.
    `evidence`: source, target, article, sentence, start, end, text; best first.
    """

    articles: pd.DataFrame
    skipped: Sequence[Skipped]
    mentions: pd.DataFrame
    surfaces: Sequence[str]
    entities: pd.DataFrame
    aliases: pd.DataFrame
    dropped: pd.DataFrame
    candidates: pd.DataFrame
    pairs: pd.DataFrame
    least_articles: int
    entity_months: pd.DataFrame
    pair_months: pd.DataFrame
    evidence: pd.DataFrame


def build_tables(frames: Frames) -> dict[str, pd.DataFrame]:
    """The tables by name (without ".csv"), with the columns and in the order of rows that `schemas` states.

    Texts that repeat are categorical; counts of articles.csv are nullable, since a skipped article has none. Rows
    are there for all articles; what counts mentions and articles elsewhere sees those that are counted.
    """
    frames = _merge_surfaces(frames)
    counted = frames.articles["counted"].to_numpy()
    mentions = frames.mentions[counted[frames.mentions["article"].to_numpy()]]
    where = mentions[["entity", "article"]].drop_duplicates()
    aliases = _aliases(frames, mentions)
    tables = {
        "articles": _articles(frames),
        "mentions": _mentions(frames),
        "entities": _entities(frames, mentions, where, aliases),
        "comentions": _named_pairs(frames.pairs, frames.entities).assign(Type="Undirected"),
        "entitiesbymonth": _entity_months(frames),
        "comentionsbymonth": _pair_months(frames),
        "evidence": _evidence(frames),
        "aliases": aliases,
        "dropped": _dropped(frames, counted),
        "mergecandidates": _merge_candidates(frames, where),
    }
    return {name: frame[TABLES[name].header].reset_index(drop=True) for name, frame in tables.items()}


def _merge_surfaces(frames: Frames) -> Frames:
    """Surfaces on one line; those that differ in white space only become one, so that no alias is listed twice."""
    codes, surfaces = pd.factorize(np.array([one_line(surface) for surface in frames.surfaces], dtype=object))
    merged = frames.aliases.assign(
        surface=codes[frames.aliases["surface"].to_numpy()], kind=frames.aliases["kind"].astype("str")
    )
    return replace(
        frames,
        surfaces=surfaces.tolist(),
        mentions=frames.mentions.assign(surface=codes[frames.mentions["surface"].to_numpy()]),
        dropped=frames.dropped.assign(surface=codes[frames.dropped["surface"].to_numpy()]),
        aliases=merged.drop_duplicates(["entity", "surface", "kind"]),
        entities=frames.entities.assign(Label=frames.entities["Label"].map(one_line)),
    )


def _pick(values: Iterable[str], rows: "pd.Series[Any]") -> pd.Categorical:
    """The values at these positions, each distinct one kept once."""
    codes, distinct = pd.factorize(np.array(list(values), dtype=object))
    return pd.Categorical.from_codes(codes[rows.to_numpy()], categories=pd.Index(distinct, dtype="str"))


def _articles(frames: Frames) -> pd.DataFrame:
    size, where = len(frames.articles), frames.mentions[["entity", "article"]].drop_duplicates()
    first, names = frames.articles["first"].to_numpy(), frames.articles["ArticleId"].to_numpy(object)
    counts: dict[str, Any] = {
        "Words": frames.articles["Words"],
        "Sentences": frames.articles["Sentences"],
        "Mentions": np.bincount(frames.mentions["article"], minlength=size),
        "Entities": np.bincount(where["article"], minlength=size),
    }
    kinds = dict.fromkeys(counts, "Int64") | dict.fromkeys(_TEXTS, "str")
    copied = np.where(first < 0, "", names[first]) if size else ""
    readable = frames.articles.assign(DuplicateOf=copied, Status="ok", **counts).astype(kinds)
    skipped = pd.DataFrame(
        {
            "ArticleId": [article.id for article in frames.skipped],
            "Status": "skipped",
            "Reason": [article.reason for article in frames.skipped],
        },
        dtype="str",
    )
    both = pd.concat([readable, skipped])
    return both.fillna(dict.fromkeys(_TEXTS, "")).sort_values("ArticleId", kind="stable")


def _mentions(frames: Frames) -> pd.DataFrame:
    mentions, entities = frames.mentions, frames.entities
    numbers = mentions[["paragraph", "sentence", "start", "end", "kind", "type"]].rename(columns=str.capitalize)
    return numbers.assign(
        ArticleId=_pick(frames.articles["ArticleId"], mentions["article"]),
        Text=_pick(frames.surfaces, mentions["surface"]),
        EntityId=_pick(entities["Id"], mentions["entity"]),
        Entity=_pick(entities["Label"], mentions["entity"]),
    )


def _entities(frames: Frames, mentions: pd.DataFrame, where: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    size = len(frames.entities)
    months = where.assign(Month=_pick(frames.articles["Month"], where["article"]).astype("str"))
    months = months.drop(columns="article").drop_duplicates()
    span = months[months["Month"] != ""].groupby("entity")["Month"].agg(FirstMonth="min", LastMonth="max")
    counted = frames.entities.assign(
        Articles=np.bincount(where["entity"], minlength=size),
        Mentions=np.bincount(mentions["entity"], minlength=size),
        Aliases=_other_surfaces(aliases).reindex(frames.entities["Id"], fill_value="").to_numpy(),
    )
    dated = counted.reset_index(drop=True).join(span).fillna({"FirstMonth": "", "LastMonth": ""})
    return dated.sort_values(["Articles", "Mentions", "Id"], ascending=[False, False, True])


def _aliases(frames: Frames, mentions: pd.DataFrame) -> pd.DataFrame:
    """Counts of `mentions` by entity, surface and kind, joined to why the surface belongs there."""
    key = ["entity", "surface", "kind"]
    counts = mentions.groupby(key, observed=True)["article"].agg(Mentions="size", Articles="nunique").reset_index()
    counts["kind"] = counts["kind"].astype("str")
    joined = frames.aliases.merge(counts, on=key, how="left")
    named = joined.join(frames.entities[_ENTITY].reset_index(drop=True), on="entity").assign(
        Surface=np.array(frames.surfaces, dtype=object)[joined["surface"].to_numpy()],
        Mentions=joined["Mentions"].fillna(0).astype("int64"),
        Articles=joined["Articles"].fillna(0).astype("int64"),
    )
    named = named.rename(columns={"Id": "EntityId", "EntityType": "Type", "kind": "Kind", "rule": "Rule"})
    return named.sort_values(["EntityId", "Mentions", "Surface", "Kind"], ascending=[True, False, True, True])


def _other_surfaces(aliases: pd.DataFrame) -> "pd.Series[str]":
    """By EntityId, its surfaces without its label, most frequent first."""
    key = ["EntityId", "Surface"]
    sums = aliases[aliases["Surface"] != aliases["Label"]].groupby(key)[["Mentions"]].sum().reset_index()
    ranked = sums.sort_values(["EntityId", "Mentions", "Surface"], ascending=[True, False, True])
    joined: pd.Series[str] = ranked.groupby("EntityId")["Surface"].agg("; ".join).astype("str")
    return joined


def _named_pairs(pairs: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Pairs with ids, labels and types of both entities."""
    ends = {
        f"{end}{column}": _pick(entities[name], pairs[end.lower()])
        for end in ("Source", "Target")
        for column, name in (("", "Id"), ("Label", "Label"), ("Type", "EntityType"))
    }
    return pairs.assign(**ends)


def _entity_months(frames: Frames) -> pd.DataFrame:
    # The number of an entity has the order of its Id.
    months = frames.entity_months.sort_values(["Month", "Articles", "entity"], ascending=[True, False, True])
    return months.assign(**{name: _pick(frames.entities[name], months["entity"]) for name in _ENTITY})


def _pair_months(frames: Frames) -> pd.DataFrame:
    order = ["Month", "Articles", "source", "target"]
    months = frames.pair_months.sort_values(order, ascending=[True, False, True, True])
    return _named_pairs(months, frames.entities)


def _evidence(frames: Frames) -> pd.DataFrame:
    evidence = frames.evidence
    named = evidence.rename(columns={"sentence": "Sentence", "start": "Start", "end": "End", "text": "Text"})
    return _named_pairs(named, frames.entities).assign(
        ArticleId=_pick(frames.articles["ArticleId"], evidence["article"]),
        Date=_pick(frames.articles["Date"], evidence["article"]),
    )


def _dropped(frames: Frames, counted: npt.NDArray[np.bool_]) -> pd.DataFrame:
    key = ["surface", "kind", "type", "rule"]
    dropped = frames.dropped.astype({"kind": "str", "type": "str"})
    dropped["article"] = dropped["article"].where(counted[dropped["article"].to_numpy()])
    counts = dropped.groupby(key)["article"].agg(Mentions="count", Articles="nunique").reset_index()
    counts["Surface"] = np.array(frames.surfaces, dtype=object)[counts["surface"].to_numpy()]
    counts = counts.drop(columns="surface").rename(columns=str.capitalize)
    order = ["Mentions", "Surface", "Kind", "Type", "Rule"]
    return counts.sort_values(order, ascending=[False, True, True, True, True])


def _merge_candidates(frames: Frames, where: pd.DataFrame) -> pd.DataFrame:
    """Labels, since these are what a person reads and what decisions.csv takes."""
    articles = np.bincount(where["entity"], minlength=len(frames.entities))
    pairs, entities = frames.candidates, frames.entities
    ends = {
        f"{end}{column}": values[pairs[code].to_numpy()]
        for end, code in (("Name", "one"), ("Other", "other"))
        for column, values in (
            ("", entities["Label"].to_numpy(object)),
            ("Type", entities["EntityType"].to_numpy(object)),
            ("Articles", articles),
        )
    }
    named = pd.DataFrame(ends).assign(
        Decision="",
        Note="",
        Score=pairs["score"].to_numpy(),
        Reasons=["; ".join(reasons) for reasons in pairs["reasons"]],
    )
    named = named[named["Name"] != named["Other"]]
    return named.sort_values(["Score", "Name", "Other"], ascending=[False, True, True])
