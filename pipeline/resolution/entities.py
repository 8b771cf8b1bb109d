"""Bases -> entities: what shares a base is one, with one type by vote, a label that occurs, and a readable id."""

import hashlib
import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from pipeline.resolution.inflection import adjective_key
from pipeline.settings import TYPES

PERSON, PLACE, ORGANISATION = map(TYPES.index, ("PER", "LOC", "ORG"))
GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"}
)
NOT_WORD = re.compile(r"[\W_]+")
SHARE = 0.2  # share of the mentions that the rarer one of two things with one name has, at least
OFTEN = 3  # mentions that each of them has, at least
PREFIX, ENDINGS = 4, 4  # letters that the forms of one name share, and by which they differ in length, at most

Array = np.ndarray[Any, np.dtype[Any]]


def slug(label: str) -> str:
    """What an id shows of a label: "wladimir-putin", "oesterreich"; other scripts stay as they are."""
    text = unicodedata.normalize("NFC", label).lower()
    if not text.isascii():
        text = without_accents(text.translate(GERMAN))
    return NOT_WORD.sub("-", text).strip("-") or _mark(label)


def without_accents(text: str) -> str:
    """The text without the marks above and below its letters."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _mark(label: str) -> str:
    return hashlib.blake2b(label.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def make_ids(names: "pd.Series[str]", types: "pd.Series[str]") -> "pd.Series[str]":
    """Ids such as "per:wladimir-putin".

    Names that would share an id ("Foca" and "Foča" do, "Muller" and "Müller" do not) all get a mark made from the
    name, so that no order decides which one keeps the plain id.
    """
    pairs = zip(names.tolist(), types.tolist(), strict=True)
    ids = pd.Series([f"{type_.lower()}:{slug(name)}" for name, type_ in pairs], index=names.index, dtype="str")
    shared = ids.duplicated(keep=False)
    return ids.mask(shared, ids[shared] + "-" + names[shared].map(_mark))


def vote(votes: Array) -> Array:
    """The type (code into TYPES) with most votes per row; columns PER, LOC, ORG. Ties go in the order of TYPES."""
    return np.asarray(votes.reshape(-1, len(TYPES)).argmax(axis=1), dtype=np.int8)


def tally(codes: Array, types: Array, size: int) -> Array:
    """How many mentions of each code have each type: a row per code, all below `size`, a column per type."""
    key = codes.astype(np.int64) * len(TYPES) + types
    return np.bincount(key, minlength=size * len(TYPES)).reshape(-1, len(TYPES))


def once(numbers: Array) -> Array:
    """The numbers, each once, rising. To sort them takes far less time than a hash table, which np.unique fills."""
    numbers = np.sort(numbers)
    return np.asarray(numbers[np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]])


def gather(
    rows: pd.DataFrame, bases: list[str], shared: Array, derived: Array, given: Array
) -> tuple[pd.DataFrame, Array]:
    """The entities, sorted by Id, with Name (the base), Id and type (code); and the entity of each mention.

    `rows`: base and type of each mention, codes. `shared`: of each base, whether two things may bear it, a person and
    something else; they are two if both are OFTEN enough. `derived`: of each mention; derived words vote on a type only
    where nothing else does. `given`: the type that a person gave each base, else -1.
    """
    base, type_ = rows["base"].to_numpy().astype(np.int64), rows["type"].to_numpy()
    names, other = (tally(base[which], type_[which], len(bases)) for which in (~derived, derived))
    votes = np.where(names.any(axis=1, keepdims=True), names, other)
    rarer = np.minimum(votes[:, PERSON], votes.sum(axis=1) - votes[:, PERSON])
    two = shared & (rarer >= OFTEN) & (rarer >= SHARE * votes.sum(axis=1))
    # A base of two things has two numbers, the odd one for the person.
    number = base * 2 + (two[base] & (type_ == PERSON) & ~derived)
    used = np.flatnonzero(np.bincount(number, minlength=2 * len(bases)))
    both = np.repeat(votes, 2, axis=0)
    both[0::2][two, PERSON] = 0
    both[1::2][:, np.arange(len(TYPES)) != PERSON] = 0
    name = pd.Series(np.array(bases, dtype=object)[used // 2], dtype="str")
    code = np.where(given[used // 2] >= 0, given[used // 2], vote(both[used]))
    types = pd.Series(np.array(TYPES, dtype=object)[code], dtype="str")
    entities = pd.DataFrame({"Id": make_ids(name, types), "Name": name, "type": code})
    order = np.argsort(entities["Id"].to_numpy(object), kind="stable")
    place = np.empty(2 * len(bases), dtype=np.int32)
    place[used[order]] = np.arange(len(order), dtype=np.int32)
    return entities.iloc[order].reset_index(drop=True), place[number]


def _occurs(name: str, form: str) -> bool:
    if name in form:
        return True
    alike = " " in name and name[:PREFIX] == form[:PREFIX] and abs(len(name) - len(form)) <= ENDINGS
    return alike and adjective_key(name) == adjective_key(form)


def labels(names: list[str], rows: pd.DataFrame, forms: list[str]) -> list[str]:
    """What each entity is shown as: its name where it occurs, by itself or in a form ("Chinas", "die Linke", "den
    Vereinten Nationen"), else the form that the fewest rules led to it, the most frequent of these; the name where it
    occurs in derived words only.

    `names`: of the entities. `rows`: entity, form (codes), rule, steps of the mentions that are no derived words; the
    steps are the same for all mentions of a form.
    """
    entity = rows["entity"].to_numpy()
    pairs = once(entity.astype(np.int64) * len(forms) + rows["form"].to_numpy())
    one, form = np.divmod(pairs, max(len(forms), 1))
    inside = [_occurs(names[code], forms[text]) for code, text in zip(one.tolist(), form.tolist(), strict=True)]
    occurs = np.zeros(len(names), dtype=bool)
    occurs[one[np.array(inside, dtype=bool)]] = True
    groups = rows[~occurs[entity]].groupby(["entity", "form"])
    ranked = groups.agg(steps=("steps", "first"), rule=("rule", "min"), mentions=("rule", "size")).reset_index()
    ranked["text"] = [forms[code] for code in ranked["form"].tolist()]
    order = ["entity", "steps", "rule", "mentions", "text"]
    best = ranked.sort_values(order, ascending=[name != "mentions" for name in order]).drop_duplicates("entity")
    shown = list(names)
    for code, text in zip(best["entity"].tolist(), best["text"].tolist(), strict=True):
        shown[code] = text
    return shown
