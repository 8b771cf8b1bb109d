"""What stands around a name in -s: whether the syntax lets it be a genitive, "Putins Rede", or not, "in Tartus"."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.resolution.entities import Array
from pipeline.resolution.texts import which
from pipeline.resolution.usage import context
from pipeline.settings import KINDS

DERIVED = KINDS.index("derived")
# Behind these stands no genitive but with its noun: "in Deutschlands Norden".
PREPOSITIONS = frozenset(
    """an auf aus bei bis durch für gegen hinter in mit nach neben ohne seit um unter von vor zu zwischen
    über""".split()  # noqa: SIM905 - a list of 20 would be 20 lines
)
PLURAL_ARTICLES = frozenset(
    """die den alle beide diese diesen einige keine mehrere viele vielen zwei drei""".split()  # noqa: SIM905 - likewise
)
GENITIVE_ARTICLES = frozenset(("des", "dieses", "eines"))


@dataclass(frozen=True)
class Cases:
    """Forms in -s: `placed` ones stand mostly behind a preposition without a noun of their own, `plural` ones mostly
    behind an article that is no genitive's; `alone` are those that no noun beside them ever governs.
    """

    placed: frozenset[str] = frozenset()
    plural: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()


def cases_of(rows: pd.DataFrame, texts: list[str], forms: list[str]) -> Cases:
    """The cases of the names in -s. `rows`: mentions with article, start, end, form, before, after and kind as codes,
    sorted by article and start.
    """
    form = rows["form"].to_numpy()
    some = np.flatnonzero(which(form, forms, lambda name: name.endswith("s")) & (rows["kind"].to_numpy() != DERIVED))
    before, after = (rows[name].to_numpy()[some] for name in ("before", "after"))
    beside = _beside(rows)
    noun = which(after, texts, bool) | beside[1:][some]
    placed, plural = (
        which(before, texts, lambda text: context(text).lower() in words) & ~noun  # noqa: B023 - called at once
        for words in (PREPOSITIONS, PLURAL_ARTICLES)
    )
    governed = noun | beside[:-1][some] | which(before, texts, _governs)
    counts = [np.bincount(form[some][rows_], minlength=len(forms)) for rows_ in (placed, plural, governed)]
    there = np.bincount(form[some], minlength=len(forms)) > 0
    names = (
        np.flatnonzero(found).tolist()
        for found in (counts[0] > counts[2], counts[1] > counts[2], there & (counts[2] == 0))
    )
    return Cases(*(frozenset(forms[code] for code in codes) for codes in names))


def _beside(rows: pd.DataFrame) -> Array:
    """Whether just a blank parts each mention from the one before it, and so on; one more than there are rows."""
    article, start, end = (rows[name].to_numpy() for name in ("article", "start", "end"))
    found = np.zeros(len(rows) + 1, dtype=bool)
    found[1:-1] = (article[1:] == article[:-1]) & (start[1:] - end[:-1] == len(" "))
    return found


def _governs(text: str) -> bool:
    """Whether what stands before may govern a genitive: a noun, or its article."""
    word = context(text)
    small = word.lower()
    return small in GENITIVE_ARTICLES or (word[:1].isupper() and small not in PREPOSITIONS | PLURAL_ARTICLES)
