"""American politics, whose names are nouns elsewhere: "die Republikaner", "im Kongress", "Kongressabgeordnete"."""

import re
from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
import pandas as pd

from pipeline.resolution.about import places_named
from pipeline.resolution.entities import ORGANISATION, PLACE, Array
from pipeline.resolution.lexicon import citation, place_of, states
from pipeline.resolution.texts import among, gaps, where, which
from pipeline.resolution.units import DERIVED, NAME, PART

USA, CAPITAL = "USA", "Washington"
OFTEN = 2  # times as often that another state may be named
BETWEEN = (len(" in "), len(" der "))  # or von, des
CHAMBERS = {"Kongress": "US-Kongress", "Repräsentantenhaus": "US-Repräsentantenhaus", "Senat": "US-Senat"}
NAMES = CHAMBERS | {"Demokraten": "Demokraten (USA)", "Republikaner": "Republikaner (USA)"}
CONGRESS = (CHAMBERS["Kongress"], CHAMBERS["Repräsentantenhaus"])
CASES = {"Demokraten": ("Demokraten",), "Republikaner": ("Republikaner", "Republikanern")}
SURELY = frozenset(CASES["Republikaner"])
# Names of Congress at the front of a word.
MEMBERS = re.compile(r"(Kongress)(?:abgeordnete[nr]?|mitglied(?:er|ern|s)?|wahl(?:en)?)")
# What the US have behind their hyphen where an article is about their politics: "US-Präsident".
POLITICS = re.compile(
    r"[-‐‑](?:\w*[Pp]räsident|Vizepräsident|Senat|Kongress|Repräsentantenhaus|\w*[Ww]ahl|Regierung|Abgeordnete)\w*"
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
    Kongressabgeordnete; where it is mostly about the USA, "US-Präsident" or the like does for Congress, "US-Wahl" for
    Demokraten. None is one that an article gives to another place, "der Berliner Senat", "Republikaner in Frankreich",
    nor in one that names another state more than twice as often.

    `rows`: article, start, end, surface, after, kind, type as codes; sorted by article and start.
    """
    article, surface, after, kind = (rows[name].to_numpy() for name in ("article", "surface", "after", "kind"))
    such = where(kind != DERIVED, surface, texts, is_american_word)
    if not such.any():
        return {}
    usa, only = _about_usa(rows, texts, among(article, article[such]))
    politics = where(only & (kind == PART), after, texts, _is_politics)
    surely = where(usa & (kind == NAME), surface, texts, lambda text: citation(text) in CHAMBERS.values())
    surely |= where(usa & such, surface, texts, SURELY.__contains__)
    surely |= where(usa & such & (kind == PART), after, texts, lambda text: text[:1].islower())
    elections = where(politics, after, texts, lambda text: "wahl" in text.lower())
    sure, about, voting = (set(article[those].tolist()) for those in (surely, politics, elections))
    named = [(row, int(article[row]), _names()[texts[surface[row]]]) for row in np.flatnonzero(such & usa).tolist()]
    others = _of_others(rows, texts, such)
    elsewhere = {(there, name) for row, there, name in named if others[row]}
    return {
        row: name
        for row, there, name in named
        if (there, name) not in elsewhere
        and (there in sure or (there in about and name in CONGRESS) or (there in voting and name != CHAMBERS["Senat"]))
    }


def _about_usa(rows: pd.DataFrame, texts: Sequence[str], here: Array) -> tuple[Array, Array]:
    """Which of these mentions are in articles that name the USA, and no other state more than twice as often; and which
    of them are in articles that name it more often than all other states.
    """
    counts = places_named(rows, texts, here)
    counts = counts[counts["place"].isin(list(states()))]
    usa = counts[counts["place"] == USA].set_index("article")["count"]
    groups = counts.groupby("article")["count"]
    often, mostly = OFTEN * usa >= groups.max()[usa.index], 2 * usa > groups.sum()[usa.index]
    article = rows["article"].to_numpy()
    found = [here & among(article, usa.index[those].to_numpy(np.int64)) for those in (often, often & mostly)]
    return found[0], found[1]


def _of_others(rows: pd.DataFrame, texts: Sequence[str], such: Array) -> Array:
    """Which of these words have the adjective of another place before them, or another place or body behind them."""
    gap, surface, type_ = gaps(rows), rows["surface"].to_numpy(), rows["type"].to_numpy()
    american = such | which(surface, texts, lambda text: place_of(text) == USA or text == CAPITAL)
    derived = (rows["kind"].to_numpy() == DERIVED) & (gap == 1) & ~american
    before = np.append(False, derived[:-1])
    behind = np.append(((type_ == PLACE) | (type_ == ORGANISATION))[1:] & ~american[1:], False)
    return np.asarray(such & (before | (behind & np.isin(gap, BETWEEN))))


def _is_politics(text: str) -> bool:
    return POLITICS.fullmatch(text) is not None
