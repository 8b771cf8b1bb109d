"""The units of resolution: unique (surface, derived or not), each led to its base form."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.resolution.corpus import RULES, apply_rules, type_of
from pipeline.resolution.derived import derived_bases
from pipeline.resolution.entities import Array, vote
from pipeline.resolution.spelling import spell
from pipeline.settings import KINDS, TYPES

DERIVED = KINDS.index("derived")
# Why a surface belongs to an entity, for aliases.csv; the later one wins where several led there.
RULE_NAMES = tuple(
    dict.fromkeys(["name", "spelling", *[name for name, _ in RULES], "derived word", "acronym", "surname"])
)


@dataclass(frozen=True)
class Based:
    """`form` and `rule`: codes into `forms` and RULE_NAMES, one per mention.

    `forms`: form (str), sorted; PER, LOC, ORG: its votes (derived words have none), mentions: their sum, type: the code
    of the type with most votes.
    """

    form: Array
    rule: Array
    forms: pd.DataFrame


def base_forms(mentions: pd.DataFrame, surfaces: list[str]) -> Based:
    """The base form of each mention, by the rules that look at the corpus as a whole."""
    derived = mentions["kind"].cat.codes.to_numpy() == DERIVED
    key = mentions["surface"].to_numpy().astype(np.int64) * 2 + derived
    types = mentions["type"].cat.codes.to_numpy()
    votes = np.bincount(key * len(TYPES) + types, minlength=2 * len(surfaces) * len(TYPES)).reshape(-1, len(TYPES))
    units = np.flatnonzero(votes.any(axis=1))
    form, rule, forms = _lead([surfaces[unit // 2] for unit in units.tolist()], units % 2 == 1, votes[units])
    place = np.zeros(len(votes), dtype=np.int32)
    place[units] = np.arange(len(units))
    unit = place[key]
    return Based(form[unit], rule[unit], forms)


def _lead(written: list[str], derived: Array, votes: Array) -> tuple[Array, Array, pd.DataFrame]:
    """Form and rule of each unit; and the forms."""
    spelled = np.array([spell(surface) or surface for surface in written], dtype=object)
    names, sums = _tally(spelled[~derived], votes[~derived])
    counts = dict(zip(names.tolist(), zip(*sums.T.tolist(), strict=True), strict=True))
    left, led = apply_rules(counts)
    places = {form for form, count in left.items() if type_of(count) != "PER"}
    from_places = derived_bases(set(spelled[derived].tolist()), places)
    bases, rules = spelled.copy(), np.zeros(len(spelled), dtype=np.int8)
    for row, (form, surface, is_derived) in enumerate(zip(spelled.tolist(), written, derived.tolist(), strict=True)):
        if is_derived and form in from_places:
            bases[row], rule = from_places[form], "derived word"
        else:
            bases[row], rule = led.get(form, (form, "name" if form == surface else "spelling"))
        rules[row] = RULE_NAMES.index(rule)
    forms, totals = _tally(bases, votes * ~derived[:, None])
    table = pd.DataFrame(totals, columns=list(TYPES))
    table = table.assign(form=forms, mentions=totals.sum(axis=1), type=vote(totals))
    return forms.get_indexer(pd.Index(bases)).astype(np.int32), rules, table


def _tally(forms: Array, votes: Array) -> tuple["pd.Index[Any]", Array]:
    """The unique forms, sorted, and the sums of their votes."""
    code, unique = pd.factorize(forms, sort=True)
    sums = np.zeros((len(unique), len(TYPES)), dtype=np.int64)
    np.add.at(sums, code, votes)
    return pd.Index(unique, dtype=object), sums
