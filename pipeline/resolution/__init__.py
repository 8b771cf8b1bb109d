"""Surfaces -> entities, across all articles: spelling, inflection, short names, acronyms, derived words.

Pure functions over unique surfaces and over rows of (article, form). The steps, in order: every surface gets a form in
one spelling; corpus.RULES lead variants to their base form; an acronym goes to the long form that it stands beside; in
each article a surname goes to the full name. What is left over by form is an entity, whose type is voted.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.resolution.entities import Array, make_ids, vote
from pipeline.resolution.units import DERIVED, RULE_NAMES, base_forms
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
    sorted by article and start. Other columns are passed on.
    """
    based = base_forms(mentions, surfaces)
    rows = mentions[["article", "sentence", "start", "end"]].assign(form=based.form, rule=based.rule)
    named = np.flatnonzero(mentions["kind"].cat.codes.to_numpy() != DERIVED)
    names = rows.iloc[named]
    names = _expand_acronyms(names, based.forms)
    names = _complete_surnames(names, based.forms)
    form, rule = based.form.copy(), based.rule.copy()
    form[named], rule[named] = names["form"].to_numpy(), names["rule"].to_numpy()
    entities, entity = _entities(mentions, form, based.forms["form"].to_numpy())
    types = pd.Categorical.from_codes(_type_codes(entities)[entity], pd.Index(TYPES))
    return Resolution(mentions.assign(entity=entity, type=types), entities, _aliases(mentions, entity, rule))


def _expand_acronyms(names: pd.DataFrame, forms: pd.DataFrame) -> pd.DataFrame:
    long = np.arange(len(forms), dtype=np.int32)
    for short, base in bracketed(names, forms).items():
        long[short] = base
    return _lead(names, long[names["form"].to_numpy()], "acronym")


def _complete_surnames(names: pd.DataFrame, forms: pd.DataFrame) -> pd.DataFrame:
    """Each short name with the form of its owner in the article; rows are looked up by one number, article and form."""
    owners = surnames(names, forms)
    if owners.empty:
        return names
    keys = owners["article"].to_numpy(np.int64) * len(forms) + owners["form"].to_numpy()  # ascending, as owners are
    key = names["article"].to_numpy(np.int64) * len(forms) + names["form"].to_numpy()
    place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    full = np.where(keys[place] == key, owners["base"].to_numpy()[place], names["form"].to_numpy())
    return _lead(names, full.astype(np.int32), "surname")


def _lead(names: pd.DataFrame, form: Array, rule: str) -> pd.DataFrame:
    """The names with their new form, and the rule where it is another one."""
    changed = form != names["form"].to_numpy()
    code = np.int8(RULE_NAMES.index(rule))
    return names.assign(form=form, rule=np.where(changed, code, names["rule"].to_numpy()))


def _entities(mentions: pd.DataFrame, form: Array, forms: Array) -> tuple[pd.DataFrame, Array]:
    """The entities, sorted by Id, and the entity of each mention."""
    used = np.flatnonzero(np.bincount(form, minlength=len(forms)))
    place = np.zeros(len(forms), dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    derived = mentions["kind"].cat.codes.to_numpy() == DERIVED
    key = place[form].astype(np.int64) * len(TYPES) + mentions["type"].cat.codes.to_numpy()
    by_names, by_derived = (
        np.bincount(key[rows], minlength=len(used) * len(TYPES)).reshape(-1, len(TYPES)) for rows in (~derived, derived)
    )
    # Derived words vote on a type only where nothing else does.
    type_ = vote(np.where(by_names.any(axis=1, keepdims=True), by_names, by_derived))
    entities = pd.DataFrame({"Label": forms[used], "EntityType": np.array(TYPES)[type_]}, dtype="str")
    entities.insert(0, "Id", make_ids(entities["Label"], entities["EntityType"]))
    order = np.argsort(entities["Id"].to_numpy(object), kind="stable")
    place[used[order]] = np.arange(len(order), dtype=np.int32)
    return entities.iloc[order].reset_index(drop=True), place[form]


def _type_codes(entities: pd.DataFrame) -> Array:
    return pd.Index(TYPES).get_indexer(pd.Index(entities["EntityType"])).astype(np.int8)


def _aliases(mentions: pd.DataFrame, entity: Array, rule: Array) -> pd.DataFrame:
    """Which surfaces name which entity, and by which rule; where several led there, the last one that applies.

    Each combination is one number; sorted, the last of those that differ in the rule only has the last rule.
    """
    surface, kind = mentions["surface"].to_numpy(), mentions["kind"].cat.codes.to_numpy()
    count = int(surface.max(initial=0)) + 1
    combined = ((entity.astype(np.int64) * count + surface) * len(KINDS) + kind) * len(RULE_NAMES) + rule
    combined = np.unique(combined)
    alias, rule = np.divmod(combined, len(RULE_NAMES))
    last = np.append(alias[1:] != alias[:-1], True)[: len(alias)]
    alias, kind = np.divmod(alias[last], len(KINDS))
    entity, surface = np.divmod(alias, count)
    kinds = pd.Categorical.from_codes(kind.astype(np.int8), pd.Index(KINDS))
    rules = np.array(RULE_NAMES, dtype=object)[rule[last]]
    columns = {"entity": entity.astype(np.int32), "surface": surface.astype(np.int32), "kind": kinds, "rule": rules}
    return pd.DataFrame(columns)
