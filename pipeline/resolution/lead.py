"""Short names -> full ones: acronyms by their brackets, last names by their article, then by the weeks around it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.acronyms import bracketed
from pipeline.resolution.across import days_of, owners
from pipeline.resolution.decisions import Decided
from pipeline.resolution.entities import PERSON, Array
from pipeline.resolution.texts import among
from pipeline.resolution.units import DERIVED, RULE_NAMES, Based
from pipeline.resolution.within import HOW, lead_to_full, short_and_full

IN_WEEKS = "surname, same weeks"


def lead(rows: pd.DataFrame, based: Based, dates: Sequence[str], decided: Decided) -> tuple[Array, Array]:
    """Base and rule of each mention, short names led to full ones.

    `rows`: mentions with kind and type as codes, sorted by article and start. `dates`: of the articles.
    """
    base, rule = based.base.copy(), based.rule.copy()
    named = np.flatnonzero(rows["kind"].to_numpy() != DERIVED)
    columns = ["article", "sentence", "start", "end", "type"]
    names = rows[columns].iloc[named].reset_index(drop=True).assign(base=base[named], rule=rule[named])
    names = _expand_acronyms(names, based.bases, decided)
    pairs = _allowed(short_and_full(based.bases), based.bases, decided)
    led = lead_to_full(names, pairs)
    names = _led(names, led["row"].to_numpy(), led["full"].to_numpy(), _rules(led["how"].to_numpy()))
    names = _complete_in_weeks(names, pairs[pairs["how"] == HOW.index("surname")], dates)
    base[named], rule[named] = names["base"].to_numpy(), names["rule"].to_numpy()
    return base, rule


def _led(names: pd.DataFrame, row: Array, full: Array, rule: Array) -> pd.DataFrame:
    base, rules = names["base"].to_numpy().copy(), names["rule"].to_numpy().copy()
    base[row], rules[row] = full, rule
    return names.assign(base=base, rule=rules)


def _rules(how: Array) -> Array:
    return np.array([RULE_NAMES.index(name) for name in HOW], dtype=np.int8)[how]


def _allowed(pairs: pd.DataFrame, bases: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    """The pairs that no decision holds apart."""
    if not decided.apart:
        return pairs
    names = bases["form"].tolist()
    ends = zip(pairs["short"].tolist(), pairs["full"].tolist(), strict=True)
    together = [not decided.are_apart([names[short]], [names[full]]) for short, full in ends]
    return pairs[np.array(together, dtype=bool)]


def _expand_acronyms(names: pd.DataFrame, bases: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    found = bracketed(names, bases)
    pairs = pd.DataFrame({"short": list(found), "full": list(found.values())}, dtype=np.int64)
    long = np.arange(len(bases), dtype=np.int32)
    pairs = _allowed(pairs, bases, decided)
    long[pairs["short"].to_numpy()] = pairs["full"].to_numpy()
    base = names["base"].to_numpy()
    changed = np.flatnonzero(long[base] != base)
    return _led(names, changed, long[base][changed], _rules(np.full(len(changed), HOW.index("acronym"))))


def _complete_in_weeks(names: pd.DataFrame, pairs: pd.DataFrame, dates: Sequence[str]) -> pd.DataFrame:
    base = names["base"].to_numpy()
    is_short, is_full = (among(base, pairs[name].to_numpy()) for name in ("short", "full"))
    involved = names.loc[is_short | is_full, ["article", "base"]].drop_duplicates()
    found = owners(involved, pairs, days_of(dates))
    keyed = names[["article", "base"]].assign(row=np.arange(len(names)))
    keyed = keyed[is_short & (names["type"].to_numpy() == PERSON)]
    rows = keyed.merge(found, left_on=["article", "base"], right_on=["article", "short"])
    code = np.full(len(rows), RULE_NAMES.index(IN_WEEKS), dtype=np.int8)
    return _led(names, rows["row"].to_numpy(), rows["full"].to_numpy(), code)
