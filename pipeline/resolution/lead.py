"""Short names -> full ones: acronyms by their brackets, last names by their article, then by the weeks around it."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.acronyms import bracketed
from pipeline.resolution.across import days_of, owners, without_namesakes
from pipeline.resolution.decisions import Decided
from pipeline.resolution.entities import ORGANISATION, PERSON, Array
from pipeline.resolution.gender import NOBODY, NONE, THE, genders_of
from pipeline.resolution.lexicon import derived_words, given_names, known_type
from pipeline.resolution.texts import among, distinct, where, which
from pipeline.resolution.units import DERIVED, PART, RULE_NAMES, Based
from pipeline.resolution.usage import is_mostly_no_name
from pipeline.resolution.within import (
    HOW,
    lead_to_full,
    short_and_full,
    without_genitives,
    without_misread,
    without_things,
)

IN_WEEKS = "surname, same weeks"
INITIAL = re.compile(r"[^\W\d_]\.?")
# Last names that any sentence may begin with, or a pair of opposites hold: "Frei nach Goethe", "Jung und Alt".
WORDS = frozenset(
    """alt arm bald ehrlich frei früh genau groß gut hacker herzlich höchst jung klein lang laut neu offen recht
    reiche schnell schön sicher spät weit wenig wohl""".split()  # noqa: SIM905 - a list of 25 would be 25 lines
)


def lead(rows: pd.DataFrame, based: Based, dates: Sequence[str], decided: Decided) -> tuple[Array, Array]:
    """Base and rule of each mention, short names led to full ones.

    `rows`: mentions with kind, type, addressed (codes) and related, sorted by article and start. `dates`: of articles.
    """
    base, rule = based.base.copy(), based.rule.copy()
    named = np.flatnonzero(rows["kind"].to_numpy() != DERIVED)
    columns = ["article", "sentence", "start", "end", "kind", "type", "addressed", "related", "inside", "determined"]
    names = rows[columns].iloc[named].reset_index(drop=True).assign(base=base[named], rule=rule[named])
    firm = where(names["kind"].to_numpy() == PART, names["base"].to_numpy(), based.bases["form"].tolist(), _is_firm)
    names["addressed"] = _addressed(names["addressed"].to_numpy(), names["rule"].to_numpy(), firm)
    names = _expand_acronyms(names, based.bases, decided)
    pairs = _allowed(without_things(short_and_full(based.bases), names), based.bases, decided)
    gender = genders_of(based.bases["form"].tolist(), names["base"].to_numpy(), names["addressed"].to_numpy())
    full = without_genitives(without_misread(pairs, based.bases), based.bases, names)
    led = lead_to_full(names, full, gender)
    names = _led(names, led["row"].to_numpy(), led["full"].to_numpy(), _rules(led["how"].to_numpy()))
    names = _complete_in_weeks(names, pairs[pairs["how"] == HOW.index("surname")], based.bases, gender, dates)
    base[named], rule[named] = names["base"].to_numpy(), names["rule"].to_numpy()
    return base, rule


def _addressed(addressed: Array, rule: Array, firm: Array) -> Array:
    """Who is addressed, by the rule that led to the base: a genitive is not ("Tochter Putins", "Partei Scharons"), and
    behind an article it is a family ("Die Middletons"); what has a legal form is nobody, nor is a `firm`.
    """
    genitive, company = (rule == RULE_NAMES.index(name) for name in ("genitive", "legal form"))
    family = genitive & (addressed == THE)
    return np.select([family | company | firm, genitive | (addressed == THE)], [NOBODY, NONE], addressed).astype(
        np.int8
    )


def _is_firm(form: str) -> bool:
    """Whether a part of a compound names an organisation, though somebody may be called so: "Daimler-Aktie"."""
    return known_type(form) == ORGANISATION


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


def _complete_in_weeks(
    names: pd.DataFrame, pairs: pd.DataFrame, bases: pd.DataFrame, gender: Array, dates: Sequence[str]
) -> pd.DataFrame:
    """Last names that are left, led to the person who owns them in these weeks: as persons, and by themselves.
    "Frau E." is one of many.
    """
    base, addressed = names["base"].to_numpy(), names["addressed"].to_numpy()
    is_short, is_full = (among(base, pairs[name].to_numpy()) for name in ("short", "full"))
    lone = is_short & (names["type"].to_numpy() == PERSON)
    forms = bases["form"].tolist()
    lone[lone] = (addressed[lone] != NONE) | ~which(base[lone], forms, _may_be_a_word)
    lone &= ~which(base, forms, _is_initial)
    short = distinct(names.loc[lone, ["article", "base", "addressed"]].rename(columns={"base": "short"}))
    short = without_namesakes(short, names, bases)
    full = distinct(names.loc[is_full, ["article", "base", "addressed"]].rename(columns={"base": "full"}))
    found = owners(short, full, pairs, gender, days_of(dates))
    rows = names[["article", "addressed"]].assign(short=base, row=np.arange(len(names)))
    rows = rows[lone].merge(found, on=["article", "short", "addressed"])
    code = np.full(len(rows), RULE_NAMES.index(IN_WEEKS), dtype=np.int8)
    return _led(names, rows["row"].to_numpy(), rows["full"].to_numpy(), code)


def _is_initial(form: str) -> bool:
    return INITIAL.fullmatch(form) is not None


def _may_be_a_word(form: str) -> bool:
    """Whether a last name is another word, too: "Vogel Strauß", "deutscher Michel", "Polen und Balten", „Spiegel“,
    "Frei nach Goethe".
    """
    small = form.lower()
    known = form in given_names() or small in derived_words() or small in WORDS or known_type(form) >= 0
    return known or is_mostly_no_name(form)
