"""Surfaces -> entities, across all articles: what is a name, of which type, and which names are one.

Pure functions over unique surfaces and forms, and over rows of mentions. Reading `resolve` is reading the steps.
"""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from pipeline.resolution.again import with_missed
from pipeline.resolution.american import american
from pipeline.resolution.around import with_whole
from pipeline.resolution.candidates import candidates
from pipeline.resolution.cases import Cases, cases_of
from pipeline.resolution.clubs import clubs
from pipeline.resolution.decisions import NONE, Decided, compile_decisions
from pipeline.resolution.enforce import chain, enforce
from pipeline.resolution.entities import PERSON, PLACE, Array, gather, labels, once
from pipeline.resolution.facts import Facts, facts_of
from pipeline.resolution.gender import addresses, is_kin
from pipeline.resolution.lead import lead
from pipeline.resolution.lexicon import countries, places
from pipeline.resolution.national import national, nobodys
from pipeline.resolution.nouns import DECISION, DROP_RULES, NO_PLACE, is_determiner, without_nouns
from pipeline.resolution.spans import mend_spans
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import are_in, used, which, with_codes
from pipeline.resolution.types import types_by_evidence
from pipeline.resolution.units import DERIVED, NAME, RULE_NAMES, base_forms
from pipeline.resolution.usage import surnames
from pipeline.resolution.within import families, short_names
from pipeline.settings import KINDS, TYPES

__all__ = ["Corpus", "Decided", "Resolution", "compile_decisions", "resolve"]


class Corpus(Protocol):
    """The articles behind the mentions: their dates, and their capitalised words outside all mentions."""

    @property
    def dates(self) -> Sequence[str]:
        """Of each article: "YYYY-MM-DD", "YYYY-MM" or ""."""

    def counts(self, words: Sequence[str]) -> Array:
        """How often each of the distinct words stands outside all mentions."""

    def words(self) -> Collection[str]:
        """The distinct words that stand outside all mentions."""

    def places(self, words: Sequence[str]) -> pd.DataFrame:
        """Where they stand: article, paragraph, sentence, start, end, word (position in `words`); in that order."""


@dataclass(frozen=True)
class Resolution:
    """`mentions`: article, paragraph, sentence, start, end, surface (code into `surfaces`), kind, type (its entity's),
    entity (row of `entities`); sorted by article and start.

    `entities`: Id, Label, EntityType, sorted by Id. `aliases`: entity, surface, kind, rule; one row per combination of
    the first three. `dropped`: article, surface, kind, type, rule of the mentions that name nothing. `candidates`:
    one, other (rows of `entities`), reasons, score; best first.
    """

    mentions: pd.DataFrame
    surfaces: list[str]
    entities: pd.DataFrame
    aliases: pd.DataFrame
    dropped: pd.DataFrame
    candidates: pd.DataFrame


@contextmanager
def _without_collector() -> Iterator[None]:
    """The garbage collector would look again and again at millions of lists and tuples, of which none is garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
def resolve(mentions: pd.DataFrame, surfaces: list[str], corpus: Corpus, decided: Decided = NONE) -> Resolution:
    """Which entity each mention names.

    `mentions`: article, paragraph, sentence, start, end, surface, before, after (codes into `surfaces`), kind and type
    (categories KINDS, TYPES), sorted by article and start. `decided`: what a person has said, which always wins.
    """
    rows, surfaces = with_whole(*mend_spans(mentions, surfaces), corpus)
    before = rows["before"].to_numpy()
    inside = which(before, surfaces, lambda text: text.startswith("("))
    rows = rows.assign(addressed=addresses(before, surfaces), related=which(before, surfaces, is_kin), inside=inside)
    rows = rows.assign(determined=which(before, surfaces, is_determiner))
    rows, forms = _with_forms(rows, surfaces)
    decided = decided.in_words(forms)
    facts = facts_of(forms)
    rows = rows.assign(type=_types(rows, forms, facts, surfaces, decided))
    unmarked = _unmarked(rows, forms, corpus)
    rows, nouns = without_nouns(rows, forms, facts, surfaces, unmarked, decided)
    cases = cases_of(rows, surfaces, forms)
    rows, surfaces, forms = with_missed(rows, forms, facts, surfaces, unmarked, corpus)
    rows, forms = _with_national(rows, forms, surfaces)
    rows, bases, led = _with_bases(rows, forms, surfaces, cases, corpus.dates, decided)
    decided = decided.in_words([*forms, *bases])
    rows, bases, gone = _enforced(rows, forms, bases, led, decided)
    rows, none = _without_dropped(rows, bases, gone)
    entities, entity = _entities(rows, bases, forms, led, decided)
    types = entities.pop("type").to_numpy()
    rows = rows.assign(entity=entity, type=types[entity])
    return Resolution(
        mentions=_categorical(rows).drop(
            columns=["after", "addressed", "related", "inside", "determined", "form", "base", "rule", "steps"]
        ),
        surfaces=surfaces,
        entities=entities,
        aliases=_aliases(rows),
        dropped=_categorical(pd.concat([nouns, none]))[["article", "surface", "kind", "type", "rule"]],
        candidates=candidates(entities.pop("Name").tolist(), types.tolist(), rows, forms, decided),
    )


def _with_forms(mentions: pd.DataFrame, surfaces: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The mentions with their form: the surface in one spelling, or the full name of whom "Kate und William Middleton"
    calls by the first, or the club that a city stands for.
    """
    surface = mentions["surface"].to_numpy()
    codes: dict[str, int] = {}
    table = np.zeros(len(surfaces), dtype=np.int32)
    for code in used(surface, len(surfaces)).tolist():
        table[code] = codes.setdefault(spell(surfaces[code]) or surfaces[code], len(codes))
    form = table[surface]
    rows = mentions.assign(form=form)
    named = clubs(rows, surfaces)
    for row, full in (families(rows, surfaces, list(codes)) | named).items():
        form[row] = codes.setdefault(full, len(codes))
    kind = rows["kind"].to_numpy().copy()
    kind[list(named)] = NAME
    return rows.assign(form=form, kind=kind), list(codes)


def _with_national(rows: pd.DataFrame, forms: list[str], surfaces: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The mentions, where "das ungarische Rote Kreuz" and "der Kongress" have a form of their own, without what was
    found that any country has; and the forms with the new ones.
    """
    named = national(rows, surfaces) | american(rows, surfaces)
    form = rows["form"].to_numpy().copy()
    form[list(named)], forms = with_codes(list(named.values()), forms)
    kept = ~nobodys(rows, surfaces, named.keys())
    return rows.assign(form=form).drop(columns="found")[kept].reset_index(drop=True), forms


def _types(rows: pd.DataFrame, forms: list[str], facts: Facts, surfaces: list[str], decided: Decided) -> Array:
    """The type of each mention, by the evidence for its form; what a person has decided counts more."""
    form, before, type_ = (rows[name].to_numpy() for name in ("form", "before", "type"))
    names = rows["kind"].to_numpy() != DERIVED
    type_ = type_.copy()
    type_[names] = types_by_evidence(form[names], type_[names], before[names], facts, surfaces)
    given = np.array([decided.type_of(name) for name in forms], dtype=np.int8)
    return np.where(given[form] >= 0, given[form], type_) if len(forms) else type_


def _unmarked(rows: pd.DataFrame, forms: list[str], corpus: Corpus) -> Array:
    """How often each form stands outside all mentions; 0 of names of several words and of derived words."""
    used = np.bincount(rows.loc[rows["kind"] != DERIVED, "form"], minlength=len(forms)).tolist()
    words = {form: code for code, form in enumerate(forms) if used[code] and " " not in form}
    counts = np.zeros(len(forms), dtype=np.int64)
    counts[list(words.values())] = corpus.counts(list(words))
    return counts


def _with_bases(
    rows: pd.DataFrame,
    forms: list[str],
    surfaces: list[str],
    cases: Cases,
    dates: Sequence[str],
    decided: Decided,
) -> tuple[pd.DataFrame, list[str], Mapping[str, str]]:
    """The mentions with their base (code), the rule that led to it (code), and how many did; the bases; the steps.

    The initials of a person are a person: "JFK".
    """
    derived = rows["kind"].to_numpy() == DERIVED
    form, surface = rows["form"].to_numpy(), rows["surface"].to_numpy()
    usual = np.zeros(len(surfaces), dtype=np.int32)
    usual[surface] = form
    pairs = zip(usual.tolist(), surfaces, strict=True) if len(rows) else ()
    spelled = np.array([forms[code] != text for code, text in pairs], dtype=bool)[surface]
    other = np.flatnonzero(usual[surface] != form)  # "Kate", who is Kate Middleton in some articles
    spelled[other] = [forms[form[row]] != surfaces[surface[row]] for row in other.tolist()]
    based = base_forms(form, derived, rows["type"].to_numpy(), forms, spelled, decided, cases)
    base, rule = lead(rows, based, dates, decided)
    person = (rule == RULE_NAMES.index("initials")) & (based.bases["type"].to_numpy()[base] == PERSON)
    type_ = np.where(person, np.int8(PERSON), rows["type"].to_numpy())
    rows = rows.assign(type=type_, base=base, rule=rule, steps=based.steps)
    return rows, based.bases["form"].tolist(), based.led


def _enforced(
    rows: pd.DataFrame, forms: list[str], bases: list[str], led: Mapping[str, str], decided: Decided
) -> tuple[pd.DataFrame, list[str], Array]:
    """The mentions with the bases that a person has decided on, these, and which mentions are dropped."""
    if decided == NONE or rows.empty:
        return rows, bases, np.zeros(len(rows), dtype=bool)
    base, gone, bases = enforce(rows, forms, bases, led, decided)
    moved = base != rows["base"].to_numpy()
    rule = np.where(moved, RULE_NAMES.index("decision"), rows["rule"].to_numpy())
    return rows.assign(base=base, rule=rule.astype(np.int8)), bases, gone


def _without_dropped(rows: pd.DataFrame, bases: list[str], dropped: Array) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mentions without those that a person calls no name, and those of words derived from no place."""
    base, derived = rows["base"].to_numpy(), rows["kind"].to_numpy() == DERIVED
    named = np.bincount(base[~derived], minlength=len(bases)) > 0
    place = are_in(bases, places()) | named
    gone = dropped | (derived & ~place[base] if len(bases) else derived)
    rule = np.where(dropped[gone], DROP_RULES[DECISION], DROP_RULES[NO_PLACE])
    return rows[~gone].reset_index(drop=True), rows[gone].assign(rule=rule)


def _entities(
    rows: pd.DataFrame, bases: list[str], forms: list[str], led: Mapping[str, str], decided: Decided
) -> tuple[pd.DataFrame, Array]:
    """The entities: Id, Name (base), Label, EntityType, type (code), sorted by Id; and the entity of each mention."""
    derived = rows["kind"].to_numpy() == DERIVED
    paths = [chain(form, led) for form in forms] if decided != NONE else []
    given = np.where(are_in(bases, countries()), PLACE, -1).astype(np.int8)
    for base, type_ in _said(rows["base"].to_numpy(), bases, rows, paths, decided, decided.types).items():
        given[base] = TYPES.index(type_)
    last_names = {short for base in bases if " " in base for short in short_names(base)} | surnames()
    shared = are_in(bases, last_names - decided.base.keys()) & (given < 0)
    entities, entity = gather(rows, bases, shared, derived, given)
    named = rows.loc[~derived, ["form", "rule", "steps"]].assign(entity=entity[~derived])
    shown = labels(entities["Name"].tolist(), named, forms)
    said = _said(entity, entities["Name"].tolist(), rows, paths, decided, decided.labels)
    label = [said.get(code, text) for code, text in enumerate(shown)]
    types = pd.Series(np.array(TYPES, dtype=object)[entities["type"].to_numpy()], dtype="str")
    return entities.assign(Label=pd.Series(label, dtype="str"), EntityType=types), entity


def _said(
    codes: Array,
    names: list[str],
    rows: pd.DataFrame,
    paths: list[list[str]],
    decided: Decided,
    said: Mapping[str, str],
) -> dict[int, str]:
    """What a person said (by representative) of whatever has these names, or of a form that names it: code -> that.

    `codes`: of each mention into `names`. `paths`: the names that each form was led through. What is said of the name
    itself goes before what is said of its forms.
    """
    if not said:
        return {}
    of_form = [(said[one], code) for code, path in enumerate(paths) for one in map(decided.one, path) if one in said]
    found: dict[int, str] = {}
    for value, form in sorted(of_form):
        for code in np.unique(codes[rows["form"].to_numpy() == form]).tolist():
            found.setdefault(code, value)
    return found | {code: said[one] for code, name in enumerate(names) if (one := decided.one(name)) in said}


def _categorical(rows: pd.DataFrame) -> pd.DataFrame:
    kind, type_ = (
        pd.Categorical.from_codes(rows[name].to_numpy(np.int8), pd.Index(values))
        for name, values in (("kind", KINDS), ("type", TYPES))
    )
    return rows.assign(kind=kind, type=type_)


def _aliases(rows: pd.DataFrame) -> pd.DataFrame:
    """Which surfaces name which entity, and by which rule; where several led there, the last one that applies.

    Each combination is one number; sorted, the last of those that differ in the rule only has the last rule.
    """
    entity, surface, kind, rule = (rows[name].to_numpy() for name in ("entity", "surface", "kind", "rule"))
    count = int(surface.max(initial=0)) + 1
    combined = ((entity.astype(np.int64) * count + surface) * len(KINDS) + kind) * len(RULE_NAMES) + rule
    alias, rule = np.divmod(once(combined), len(RULE_NAMES))
    last = np.append(alias[1:] != alias[:-1], True)[: len(alias)]
    alias, kind = np.divmod(alias[last], len(KINDS))
    entity, surface = np.divmod(alias, count)
    kinds = pd.Categorical.from_codes(kind.astype(np.int8), pd.Index(KINDS))
    rules = np.array(RULE_NAMES, dtype=object)[rule[last]]
    columns = {"entity": entity.astype(np.int32), "surface": surface.astype(np.int32), "kind": kinds, "rule": rules}
    return pd.DataFrame(columns)
