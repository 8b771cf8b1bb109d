"""The units of resolution: unique (surface, derived or not), led from rule to rule to their base form."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipeline.resolution.corpus import RULES
from pipeline.resolution.derived import derived_bases
from pipeline.resolution.entities import vote
from pipeline.resolution.spelling import spell
from pipeline.settings import KINDS, TYPES

DERIVED = KINDS.index("derived")
# Why a surface belongs to an entity, for aliases.csv; the later one wins where several led there.
RULE_NAMES = tuple(
    dict.fromkeys(["name", "spelling", *[name for name, _ in RULES], "derived word", "acronym", "surname"])
)

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]


def make_units(mentions: pd.DataFrame, surfaces: list[str]) -> tuple[pd.DataFrame, Codes]:
    """Units with their form, votes (PER, LOC, ORG), `derived` (bool) and rule; and the unit of each mention."""
    derived = (mentions["kind"].cat.codes == DERIVED).to_numpy()
    key = mentions["surface"].to_numpy().astype("int64") * 2 + derived
    unique, unit = np.unique(key, return_inverse=True)
    types = mentions["type"].cat.codes.to_numpy()
    votes = np.bincount(unit * len(TYPES) + types, minlength=len(unique) * len(TYPES)).reshape(-1, len(TYPES))
    written = [surfaces[surface] for surface in unique // 2]
    forms = [spell(surface) or surface for surface in written]
    rule = ["name" if form == surface else "spelling" for form, surface in zip(forms, written, strict=True)]
    units = pd.DataFrame(votes, columns=list(TYPES)).assign(
        derived=unique % 2 == 1, form=pd.Series(forms, dtype="object"), rule=pd.Categorical(rule, RULE_NAMES)
    )
    return units, unit


def apply_corpus_rules(units: pd.DataFrame) -> pd.DataFrame:
    """The units with their base forms and the last rule that led there."""
    names = ~units["derived"]
    for rule, find in RULES:
        units = _replace(units, names, find(_count(units[names])), rule)
    bases = derived_bases(units.loc[~names, "form"].unique(), set(units.loc[names, "form"]))
    return _replace(units, ~names, bases, "derived word")


def _replace(units: pd.DataFrame, where: pd.Series, found: Mapping[str, str], rule: str) -> pd.DataFrame:
    bases = units["form"].map(found)
    hit = where & bases.notna()
    return units.assign(form=units["form"].mask(hit, bases), rule=units["rule"].mask(hit, rule))


def _count(units: pd.DataFrame) -> pd.DataFrame:
    """The forms of units by form, sorted, so that no rule depends on the order of the articles: votes, mentions, type."""
    forms = units.groupby("form", sort=True)[list(TYPES)].sum()
    return forms.assign(mentions=forms.sum(axis=1), type=vote(forms))


def tally(units: pd.DataFrame) -> tuple[Codes, pd.DataFrame]:
    """The form's code of each unit; and all forms by code, with the votes of names (derived words have none)."""
    silent = units["derived"].to_numpy()[:, None]
    forms = _count(
        units.assign(**dict(zip(TYPES, np.where(silent, 0, units[list(TYPES)]).T, strict=True)))
    ).reset_index()
    return pd.Index(forms["form"]).get_indexer(units["form"]).astype("int64"), forms
