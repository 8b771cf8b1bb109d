"""Surfaces -> entities, across all articles: spelling, inflection, short names, acronyms, derived words.

Pure functions over unique surfaces and over rows of (article, form). The steps, in order: every surface gets a form in
one spelling; corpus.RULES lead variants to their base form; an acronym goes to the long form that it stands beside; in
each article a surname goes to the full name. What is left over by form is an entity, whose type is voted.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.resolution.entities import make_ids, vote
from pipeline.resolution.units import apply_corpus_rules, make_units, tally
from pipeline.resolution.within import bracketed, surnames
from pipeline.settings import KINDS, TYPES


@dataclass(frozen=True)
class Resolution:
    """`mentions`: the given rows with `entity` (row of `entities`), and `type` set to the entity's.

    `entities`: Id, Label, EntityType, sorted by Id. `aliases`: entity, surface, kind, rule; one row per combination of
    the first three.
    """

    mentions: pd.DataFrame
    entities: pd.DataFrame
    aliases: pd.DataFrame


def resolve(mentions: pd.DataFrame, surfaces: list[str]) -> Resolution:
    """Which entity each mention names.

    `mentions`: article, sentence, start, end, surface (code into `surfaces`), kind and type (categories KINDS, TYPES),
    sorted by article and start.
    """
    units, unit = make_units(mentions, surfaces)
    units = apply_corpus_rules(units)
    codes, forms = tally(units)
    rows = mentions[["article", "sentence", "start", "end", "kind"]].assign(
        form=codes[unit], rule=units["rule"].cat.codes.to_numpy()[unit]
    )
    rules = units["rule"].cat.categories
    is_name = rows["kind"] != "derived"
    acronyms = pd.Series(bracketed(rows[is_name], forms), dtype="int64")
    rows = _redirect(rows, is_name, rows["form"].map(acronyms), rules.get_loc("acronym"))
    owners = surnames(_per_article(rows[is_name]), forms)
    owner = rows[["article", "form"]].merge(owners, on=["article", "form"], how="left")["base"].set_axis(rows.index)
    rows = _redirect(rows, is_name, owner, rules.get_loc("surname"))
    entities, entity = _entities(mentions, rows, forms)
    resolved = mentions.assign(entity=entity, type=_types(entities, entity))
    return Resolution(resolved, entities, _aliases(resolved, rows, rules))


def _redirect(rows: pd.DataFrame, where: pd.Series, base: pd.Series, rule: int) -> pd.DataFrame:
    """Rows whose form gives way to a base, as far as there is one."""
    hit = where & base.notna()
    return rows.assign(
        form=rows["form"].mask(hit, base).astype("int64"), rule=rows["rule"].mask(hit, rule).astype("int64")
    )


def _per_article(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.groupby(["article", "form"], sort=False)["start"]
    return groups.agg(first="min", mentions="size").reset_index()


def _entities(
    mentions: pd.DataFrame, rows: pd.DataFrame, forms: pd.DataFrame
) -> tuple[pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.int32]]"]:
    """The entities, sorted by Id, and the entity of each mention. Derived words vote on a type only where nothing else does."""
    used, entity = np.unique(rows["form"].to_numpy(), return_inverse=True)
    type_ = mentions["type"].cat.codes.to_numpy()
    weight = np.where(mentions["kind"] == "derived", 1e-6, 1.0)
    votes = np.bincount(entity * len(TYPES) + type_, weights=weight, minlength=len(used) * len(TYPES))
    entities = pd.DataFrame({"Label": forms["form"].to_numpy()[used]}, dtype="str")
    entities["EntityType"] = vote(pd.DataFrame(votes.reshape(-1, len(TYPES)), columns=list(TYPES)))
    entities.insert(0, "Id", make_ids(entities["Label"], entities["EntityType"]))
    order = entities["Id"].argsort(kind="stable").to_numpy()
    place = np.empty(len(order), dtype="int32")
    place[order] = np.arange(len(order), dtype="int32")
    return entities.iloc[order].reset_index(drop=True), place[entity]


def _types(entities: pd.DataFrame, entity: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> pd.Categorical:
    return pd.Categorical.from_codes(pd.Categorical(entities["EntityType"], TYPES).codes[entity], TYPES)


def _aliases(mentions: pd.DataFrame, rows: pd.DataFrame, rules: "pd.Index[str]") -> pd.DataFrame:
    """Which surfaces name which entity, and by which rule; where several led there, the last one that applies."""
    aliases = mentions[["entity", "surface"]].assign(kind=mentions["kind"].cat.codes, rule=rows["rule"].to_numpy())
    aliases = aliases.groupby(["entity", "surface", "kind"], sort=True, as_index=False)["rule"].max()
    return aliases.assign(
        kind=pd.Categorical.from_codes(aliases["kind"], KINDS), rule=rules.to_numpy()[aliases["rule"].to_numpy()]
    )
