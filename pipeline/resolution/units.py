"""The units of resolution: unique (form, derived or not), each led to its base form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.resolution.cases import Cases
from pipeline.resolution.corpus import RULES, apply_rules, follow
from pipeline.resolution.decisions import Decided
from pipeline.resolution.derived import derived_bases
from pipeline.resolution.entities import Array, tally, vote
from pipeline.resolution.votes import type_of
from pipeline.settings import KINDS, TYPES

NAME, PART, DERIVED = map(KINDS.index, ("name", "part", "derived"))
# Why a surface belongs to an entity, for aliases.csv; the later one wins where several led there.
RULE_NAMES = tuple(
    dict.fromkeys(
        [
            "name",
            "spelling",
            *[name for name, _ in RULES],
            "derived word",
            "acronym",
            "short form",
            "first name",
            "surname",
            "surname, same weeks",
            "decision",
        ]
    )
)


@dataclass(frozen=True)
class Based:
    """`base` and `rule`: codes into `bases` and RULE_NAMES, one per mention; `steps`: how many rules led to the base.

    `bases`: form (str), sorted; PER, LOC, ORG: its votes (derived words have none), mentions: their sum, type: the code
    of the type with most votes. `led`: the step that a rule took from a form, or from where it led, to the next.
    """

    base: Array
    rule: Array
    steps: Array
    bases: pd.DataFrame
    led: Mapping[str, str]


def base_forms(
    form: Array, derived: Array, type_: Array, forms: Sequence[str], spelled: Array, decided: Decided, cases: Cases
) -> Based:
    """The base form of each mention, by the rules that look at the corpus as a whole.

    `form`: code of each mention into `forms`; `derived`: whether it is a derived word; `type_`: code of its type;
    `spelled`: whether its surface differs from the form. `cases`: of the forms in -s.
    """
    key = form.astype(np.int64) * 2 + derived
    votes = tally(key, type_, 2 * len(forms))
    units = np.flatnonzero(votes.any(axis=1))
    written = [forms[unit // 2] for unit in units.tolist()]
    base, rule, steps, bases, led = _lead(written, units % 2 == 1, votes[units], decided, cases)
    place = np.zeros(len(votes), dtype=np.int32)
    place[units] = np.arange(len(units))
    unit = place[key]
    plain = (rule[unit] == RULE_NAMES.index("name")) & spelled
    rules = np.where(plain, RULE_NAMES.index("spelling"), rule[unit]).astype(np.int8)
    return Based(base[unit], rules, steps[unit], bases, led)


def _lead(
    written: list[str], derived: Array, votes: Array, decided: Decided, cases: Cases
) -> tuple[Array, Array, Array, pd.DataFrame, dict[str, str]]:
    """Base, rule and steps of each unit; the bases; and the single steps."""
    forms = np.array(written, dtype=object)
    counts = dict(zip(forms[~derived].tolist(), zip(*votes[~derived].T.tolist(), strict=True), strict=True))
    left, led = apply_rules(counts, decided, cases)
    from_places = derived_bases(
        set(forms[derived].tolist()), lambda form: form in left and type_of(left[form]) != "PER"
    )
    codes = {name: code for code, name in enumerate(RULE_NAMES)}
    bases, rules, steps = written.copy(), np.zeros(len(forms), dtype=np.int8), np.zeros(len(forms), dtype=np.int8)
    for row, (form, is_derived) in enumerate(zip(written, derived.tolist(), strict=True)):
        if is_derived and form in from_places:
            bases[row], rules[row] = from_places[form], codes["derived word"]
        elif form in led:
            bases[row], rule, steps[row] = follow(form, led)
            rules[row] = codes[rule]
    unique = sorted(dict.fromkeys(bases))  # the surfaces were sorted, and so nearly are the bases
    place = {form: code for code, form in enumerate(unique)}
    base = np.fromiter(map(place.__getitem__, bases), dtype=np.int32, count=len(bases))
    names = np.where(derived[:, None], 0, votes)
    totals = np.stack([np.bincount(base, weights=column, minlength=len(unique)) for column in names.T], axis=1)
    totals = totals.astype(np.int64)
    table = pd.DataFrame(totals, columns=list(TYPES))
    table = table.assign(form=unique, mentions=totals.sum(axis=1), type=vote(totals))
    return base, rules, steps, table, {form: step for form, (step, _) in led.items()}
