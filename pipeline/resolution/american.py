"""American politics, whose names are nouns elsewhere: "die Republikaner", "im Kongress", "Kongressabgeordnete"."""

import re
from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
import pandas as pd

from pipeline.resolution.lexicon import citation, derived_words
from pipeline.resolution.texts import among, where, which
from pipeline.resolution.units import DERIVED, NAME, PART

USA = "USA"
CHAMBERS = {"Kongress": "US-Kongress", "Repräsentantenhaus": "US-Repräsentantenhaus", "Senat": "US-Senat"}
NAMES = CHAMBERS | {
    "Demokraten": "Demokraten (USA)",
    "Republikaner": "Republikaner (USA)",
}
CASES = {"Demokraten": ("Demokraten",), "Republikaner": ("Republikaner", "Republikanern")}
SURELY = frozenset(CASES["Republikaner"])
# Names of Congress at the front of a word.
MEMBERS = re.compile(r"(Kongress)(?:abgeordnete[nr]?|mitglied(?:er|ern|s)?|wahl(?:en)?)")
# What the US have behind their hyphen where an article is about their politics: "US-Präsident".
POLITICS = re.compile(
    r"[-‐‑](?:\w*[Pp]räsident|Vizepräsident|Senat|Kongress|Repräsentantenhaus|Wahl|Regierung|Abgeordnete)\w*"
)


@cache
def _names() -> dict[str, str]:
    """A form of such a word, and what it names in America."""
    forms = {name: (name, f"{name}s", f"{name}es") for name in CHAMBERS} | CASES
    return {form: NAMES[name] for name, cases in forms.items() for form in cases}


def american_words(words: Collection[str]) -> dict[str, int]:
    """Those of these words that may begin with such a name, and how many of their letters are it: all of "Senat", of
    "Republikaner-" all but the hyphen.
    """
    found = {word: len(form) for form in _names() for word in (form, f"{form}-") if word in words}
    return found | {word: match.end(1) for word in words if (match := MEMBERS.fullmatch(word))}


def is_american_word(text: str) -> bool:
    """Whether a text is such a name, in any case."""
    return text in _names()


def american(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """What the mentions name that are such words, in articles that name the USA: row -> "US-Kongress".

    Of those that may be something else an article must also have one that is nothing else, US-Senat, Republikaner or
    Kongressabgeordnete, or "US-Präsident" or the like, which does not do for a Senat, since cities have one.

    `rows`: article, surface, after, kind, type as codes.
    """
    article, surface, kind = (rows[name].to_numpy() for name in ("article", "surface", "kind"))
    such = where(kind != DERIVED, surface, texts, is_american_word)
    if not such.any():
        return {}
    here = among(article, article[such])
    states = here & which(surface, texts, _is_usa)
    politics = where(states & (kind == PART), rows["after"].to_numpy(), texts, _is_politics)
    known = where(here & (kind == NAME), surface, texts, lambda text: citation(text) in CHAMBERS.values())
    surely = known | where(such, surface, texts, SURELY.__contains__)
    surely |= where(such & (kind == PART), rows["after"].to_numpy(), texts, lambda text: text[:1].islower())
    usa, sure, about = (set(article[those].tolist()) for those in (states, surely, politics))
    named = ((row, article[row], texts[surface[row]]) for row in np.flatnonzero(such).tolist())
    return {
        row: _names()[text]
        for row, there, text in named
        if there in usa and (text in SURELY or there in sure or (there in about and not text.startswith("Senat")))
    }


def _is_usa(text: str) -> bool:
    return citation(text) == USA or derived_words().get(text.lower()) == USA


def _is_politics(text: str) -> bool:
    return POLITICS.fullmatch(text) is not None
