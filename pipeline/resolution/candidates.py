"""Pairs of entities that may be one, for a person to decide on: each with a score and the reasons for it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from math import prod

import numpy as np
import pandas as pd

from pipeline.resolution.acronyms import initials, is_acronym
from pipeline.resolution.decisions import Decided
from pipeline.resolution.entities import ORGANISATION, PERSON, Array
from pipeline.resolution.texts import among, distinct, rows_among
from pipeline.resolution.transcription import sounding_alike
from pipeline.resolution.within import short_names

# How likely two entities are one for each reason that holds, estimated from samples of Wikinews.
REASONS = {
    "same sound": 0.6,
    "one letter apart": 0.5,
    "initials": 0.5,
    "longer form": 0.4,
    "last name": 0.4,
}
TOGETHER = 0.3  # what is left of the score of two that stand in one sentence: few name one thing twice
ALIKE = 0.3  # what a slip is less likely where both are named equally often
MOST = 10_000  # rows
MANY = 20_000  # full names of people; among more than these, slips of one letter are not looked for
CROWDED = 12  # more entities than this behind one key tell nothing
SHORTEST = 5  # letters of a word that may have a slip
Pair = tuple[int, int]


def candidates(
    names: Sequence[str], types: Sequence[int], mentions: pd.DataFrame, forms: Sequence[str], decided: Decided
) -> pd.DataFrame:
    """Pairs of entities: one, other (rows of `names`; one is named in more articles), score, reasons; best first.

    `names`, `types`: of the entities. `mentions`: article, sentence, entity, form (code into `forms`). The score is
    1 - Π(1 - p) over the reasons, less where both are named equally often, far less where they stand in one sentence.
    Pairs that a person has decided on are left out.
    """
    found: dict[Pair, list[str]] = defaultdict(list)
    for reason, pairs in _by_reason(names, types):
        for pair in set(pairs):
            found[pair].append(reason)
    called = _called(names, mentions, forms) if decided.apart else {}
    open_ = [pair for pair in sorted(found) if not (called and decided.are_apart(*(called[code] for code in pair)))]
    rows = pd.DataFrame(open_, columns=["one", "other"], dtype=np.int64)
    reasons = [tuple(found[pair]) for pair in open_]
    told = {some: sorted(some, key=list(REASONS).index) for some in set(reasons)}
    scores = {some: 1 - prod(1 - REASONS[reason] for reason in some) for some in told}
    rows["reasons"] = [told[some] for some in reasons]
    rows["score"] = [scores[some] for some in reasons]
    mentions = mentions[among(mentions["entity"].to_numpy(), rows[["one", "other"]].to_numpy().ravel())]
    rows = _ordered(rows, mentions, len(names))
    together = _together(rows, mentions)
    rows["score"] = (rows["score"] * np.where(together, TOGETHER, 1)).round(3)
    return rows.sort_values(["score", "one", "other"], ascending=[False, True, True]).head(MOST).reset_index(drop=True)


def _called(names: Sequence[str], mentions: pd.DataFrame, forms: Sequence[str]) -> dict[int, set[str]]:
    """The names of each entity: its own and its forms."""
    called = {code: {name} for code, name in enumerate(names)}
    for entity, form in mentions[["entity", "form"]].drop_duplicates().itertuples(index=False):
        called[entity].add(forms[form])
    return called


def _ordered(rows: pd.DataFrame, mentions: pd.DataFrame, size: int) -> pd.DataFrame:
    """The pairs with the more frequent entity first, and the score lowered the more alike their frequencies are."""
    counts = np.bincount(distinct(mentions[["article", "entity"]])["entity"], minlength=size)
    one, other = rows["one"].to_numpy(), rows["other"].to_numpy()
    swap = counts[other] > counts[one]
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    score = rows["score"].to_numpy() * (1 - ALIKE * counts[other] / counts[one].clip(min=1))
    return rows.assign(one=one, other=other, score=score)


def _together(rows: pd.DataFrame, mentions: pd.DataFrame) -> Array:
    """Whether the two stand in one sentence anywhere."""
    places = mentions[["article", "sentence", "entity"]].rename(columns={"entity": "other"})
    rarer = rows[["one", "other"]].assign(row=np.arange(len(rows))).merge(places, on="other")
    both = rows_among(rarer[["article", "sentence", "one"]], places.rename(columns={"other": "one"}))
    return np.bincount(rarer["row"][both], minlength=len(rows)) > 0


def _by_reason(names: Sequence[str], types: Sequence[int]) -> Iterator[tuple[str, Iterable[Pair]]]:
    people = [(code, name) for code, name in enumerate(names) if types[code] == PERSON]
    full = [(code, name) for code, name in people if " " in name]
    organisations = [(code, name) for code, name in enumerate(names) if types[code] == ORGANISATION]
    long = [(code, name) for code, name in organisations if " " in name]
    codes = {name: code for code, name in full}
    yield "same sound", _alike((key, codes[name]) for key, name in sounding_alike(list(codes)))
    if len(full) <= MANY:
        yield "one letter apart", _alike((key, code) for code, name in full for key in _slips(name))
    single = {name: code for code, name in people if " " not in name}
    yield "last name", _across(single, ((short, code) for code, name in full for short in short_names(name)))
    acronyms = {name: code for code, name in organisations if is_acronym(name)}
    yield "initials", _across(acronyms, ((initials(name), code) for code, name in long))
    yield "longer form", _across({name: code for code, name in long}, _beginnings(long))


def _slips(name: str) -> Iterator[Hashable]:
    """Keys that two names of two words share where one word of them is a letter longer, or has another letter."""
    first, last = name.rsplit(" ", 1)
    for same, word in ((first, last), (last, first)):
        if len(word) >= SHORTEST:
            for place in range(1, len(word) - 1):  # "Martin" and "Martina" are two
                yield same, word[:place] + "?" + word[place + 1 :]
                yield same, word[:place] + word[place + 1 :]
            yield same, word


def _beginnings(long: Iterable[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """The name without its last word, and so on, down to two words."""
    for code, name in long:
        words = name.split(" ")
        for length in range(2, len(words)):
            yield " ".join(words[:length]), code


def _alike(keyed: Iterable[tuple[Hashable, int]]) -> Iterator[Pair]:
    """The pairs of entities that share a key."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for key, code in keyed:
        groups[key].append(code)
    for group in groups.values():
        if 1 < len(group) <= CROWDED:
            yield from combinations(sorted(set(group)), 2)


def _across(short: dict[str, int], keyed: Iterable[tuple[str, int]]) -> Iterator[Pair]:
    """The pairs of a short form and what it may stand for."""
    groups: dict[int, set[int]] = defaultdict(set)
    for key, code in keyed:
        if key in short and short[key] != code:
            groups[short[key]].add(code)
    for one, others in groups.items():
        if len(others) <= CROWDED:
            yield from ((min(one, other), max(one, other)) for other in others)
