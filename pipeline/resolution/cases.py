"""What stands around a name in -s: whether the syntax lets it be a genitive, "Putins Rede", or not, "die Huthis"."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.resolution.entities import Array
from pipeline.resolution.gender import DOCTOR, TITLE, address, is_genitive
from pipeline.resolution.lexicon import FEMALE, MALE
from pipeline.resolution.texts import followed_by, which
from pipeline.resolution.usage import context
from pipeline.settings import KINDS

DERIVED = KINDS.index("derived")
# Behind these stands no genitive but with its noun: "in Deutschlands Norden", "die Putins Rede hörten".
NO_GENITIVE_BEHIND = frozenset(
    """an auf aus bei bis durch für gegen hinter in mit nach neben ohne seit um unter von vor zu zwischen über die den
    alle beide diese diesen einige keine mehrere viele vielen zwei drei""".split()  # noqa: SIM905 - a list of 35 would be 35 lines
)
TITLES = frozenset(("Herr", "Kollege"))
GENITIVE_ARTICLES = frozenset(("des", "dieses", "eines"))


@dataclass(frozen=True)
class Cases:
    """Forms in -s: `loose` ones stand mostly behind a preposition or a plural's article without a noun of their own,
    "für Huthis", `titled` ones behind "Herr" or what has the genitive's ending itself, "des Richters Möllers".
    """

    loose: frozenset[str] = frozenset()
    titled: frozenset[str] = frozenset()


def cases_of(rows: pd.DataFrame, texts: list[str], forms: list[str]) -> Cases:
    """The cases of the names in -s. `rows`: mentions with article, start, end, form, before, after and kind as codes,
    sorted by article and start.
    """
    form = rows["form"].to_numpy()
    some = np.flatnonzero(which(form, forms, lambda name: name.endswith("s")) & (rows["kind"].to_numpy() != DERIVED))
    before, after = (rows[name].to_numpy()[some] for name in ("before", "after"))
    followed = followed_by(rows, " ")
    noun = which(after, texts, bool) | followed[some]
    governed = noun | np.append(False, followed)[some] | which(before, texts, _governs)

    def count(those: Array) -> Array:
        return np.bincount(form[some[those]], minlength=len(forms))

    def those(found: Array) -> frozenset[str]:
        return frozenset(forms[code] for code in np.flatnonzero(found).tolist())

    loose, titled, office = (which(before, texts, holds) & ~noun for holds in (_is_loose, _is_title, _is_office))
    return Cases(
        loose=those(count(loose) > count(governed)),
        titled=those(count(titled) > count(governed & ~office)),
    )


def _is_loose(text: str) -> bool:
    return context(text).lower() in NO_GENITIVE_BEHIND


def _is_title(text: str) -> bool:
    """Whether what stands before is "Herr" or an office in the genitive, behind which a name has no ending."""
    word = context(text)
    return word in TITLES or is_genitive(word)


def _is_office(text: str) -> bool:
    """Whether what stands before is a person's title, which does not govern a genitive of a person."""
    return address(context(text)) in {MALE, FEMALE, TITLE, DOCTOR}


def _governs(text: str) -> bool:
    """Whether what stands before may govern a genitive: a noun, or its article."""
    word = context(text)
    small = word.lower()
    return small in GENITIVE_ARTICLES or (word[:1].isupper() and small not in NO_GENITIVE_BEHIND)
