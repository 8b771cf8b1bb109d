"""Names that several countries use, each for its own: "die finnischen Grünen", "das russische Außenministerium"."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
import pandas as pd

from pipeline.resolution.about import subjects
from pipeline.resolution.american import is_american_word
from pipeline.resolution.entities import PLACE, Array
from pipeline.resolution.inflection import genitive_bases
from pipeline.resolution.lexicon import adjectives_of, citation, countries, derived_words, other_names, states
from pipeline.resolution.local import LOCAL, of_place, placed
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import among, followed_by, gaps, used, where
from pipeline.resolution.units import DERIVED, NAME

# Name -> the country whose own is called so without an adjective; "" where it is above the countries.
HOMES = {
    "Bundeskanzleramt": "Deutschland",
    "Bundespolizei": "Deutschland",
    "Bundesrat": "Deutschland",
    "Bundesregierung": "Deutschland",
    "Grüne": "Deutschland",
    "Hisbollah": "Libanon",
    "Linke": "Deutschland",
    "Muslimbruderschaft": "Ägypten",
    "Piratenpartei": "Deutschland",
    "Roter Halbmond": "",
    "Rotes Kreuz": "",
    "Taliban": "Afghanistan",
}
# What each country has, and most regions: so is every "…ministerium".
EVERYWHERE = frozenset(
    """Bischofskonferenz Kartellamt Kassationsgerichtshof Landeskriminalamt Nationalgarde Nationalversammlung
    Sicherheitsrat Verfassungsgericht Verfassungsgerichtshof Verfassungsrat Verwaltungsgerichtshof""".split()  # noqa: SIM905 - they may become many
) | {"Oberster Gerichtshof"}
MINISTRY = "ministerium"
# That of the Vereinte Nationen, in articles that name them.
COUNCIL, NATIONS = "Sicherheitsrat", ("Vereinte Nationen", "UN-Sicherheitsrat")
# What the names of a state's own begin with: Bundesfinanzministerium, US-Finanzministerium.
PREFIXES = {"Deutschland": "Bundes", "USA": "US-"}
PREFIX = 3  # letters
PREPOSITIONS = (len(" in "), len(" von "))  # or der, des


def national(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """Names of HOMES and of EVERYWHERE right behind the adjective of another state or before its genitive, and in
    articles that begin with such a one and have no second, the bare ones too, unless a place follows: row -> "Rotes
    Kreuz (Ungarn)". Where all of EVERYWHERE are bare, they are those of the state that the article is about. What is
    LOCAL belongs to the place of the adjective or of an " in" behind it: "Landgericht Köln".

    `rows`: article, start, end, surface, kind, type as codes; sorted by article and start.
    """
    article, surface, kind = (rows[name].to_numpy() for name in ("article", "surface", "kind"))
    place = np.append((rows["type"].to_numpy() == PLACE)[1:], False)
    adjective = np.append(False, followed_by(rows, " ") & (kind == DERIVED))[:-1]
    genitive = followed_by(rows, " ") & place & np.append((kind == NAME)[1:], False)
    elsewhere = place & np.isin(gaps(rows), PREPOSITIONS)
    named = where(kind == NAME, surface, texts, _has_home)
    everywhere = where(named, surface, texts, lambda text: _is_everywhere(_name(text)))
    named &= everywhere | among(article, article[named & (adjective | genitive)])
    named |= where(kind == NAME, surface, texts, lambda text: bool(placed(text)))
    codes = used(surface[named], len(texts)).tolist()
    known = {code: (_name(texts[code]), placed(texts[code])) for code in codes}
    groups: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for row in np.flatnonzero(named).tolist():
        name, whole = known[surface[row]]
        country = derived_words().get(texts[surface[row - 1]].lower(), "") if adjective[row] else ""
        if not country and (genitive[row] or (elsewhere[row] and name in LOCAL)):
            country = _name(texts[surface[row + 1]])
        kind_of, form = (whole.partition(" ")[0], whole) if whole else (name, _of_country(name, country))
        groups[int(article[row]), kind_of].append((row, form))
    split = {there for (there, _), group in groups.items() if any(elsewhere[row] for row, _ in group)}
    unsplit = np.array(sorted({there for there, _ in groups} - split), dtype=np.int64)
    state = subjects(rows, texts, among(article, unsplit))
    councils = among(article, np.array([there for there, name in groups if name == COUNCIL], dtype=np.int64))
    nations = set(article[where(councils, surface, texts, lambda text: citation(text) in NATIONS)].tolist())
    found = {}
    for (there, name), group in groups.items():
        first = group[0][1]
        bare = first if {form for _, form in group} <= {first, ""} else ""
        if not bare and name == COUNCIL:
            bare = NATIONS[-1] if there in nations else ""
        elif not bare and name not in LOCAL and _is_everywhere(name) and there in state:
            bare = _of_country(name, state[there])
            bare = bare if bare != f"{name} (Deutschland)" else ""  # it has none
        forms = ((row, form or ("" if elsewhere[row] else bare)) for row, form in group)
        found.update({row: form for row, form in forms if form not in {"", name}})
    return found


def nobodys(rows: pd.DataFrame, texts: Sequence[str], named: Collection[int]) -> Array:
    """Which rows that the model did not mark (`found`) are EVERYWHERE but of no state, or American words: any state's,
    or a noun.
    """
    found = rows["found"].to_numpy(dtype=bool).copy()
    found[list(named)] = False
    return where(
        found, rows["surface"].to_numpy(), texts, lambda text: is_american_word(text) or _is_everywhere(_name(text))
    )


def _has_home(text: str) -> bool:
    if text[:PREFIX].casefold() not in _beginnings() and MINISTRY not in text:
        return False
    name = _name(text)
    return name in HOMES or _is_everywhere(name)


@cache
def _beginnings() -> frozenset[str]:
    """First letters of all such names: most names can be told not to be among them by these."""
    names = {*HOMES, *EVERYWHERE, *LOCAL}
    others = (other for other, name in other_names().items() if name in names)
    return frozenset(name[:PREFIX].casefold() for name in (*names, *others))


def _name(text: str) -> str:
    form = spell(text)
    return next(filter(None, map(citation, (form, *genitive_bases(form)))), "")


def _is_everywhere(name: str) -> bool:
    ministry = name.endswith(MINISTRY) and not name.startswith(tuple(PREFIXES.values()))
    return ministry or name in EVERYWHERE or name in LOCAL


def _of_country(name: str, country: str) -> str:
    """The name with its country, or what this state's own is called; just the name of its HOMES and of regions, "die
    bayerischen Grünen", but they have ministries; "" if there is no country.
    """
    if not country:
        return ""
    if name in LOCAL:
        return of_place(name, country)
    prefix = PREFIXES.get(country, "")
    own = citation(f"{prefix}{name if prefix.endswith('-') else name.lower()}") if prefix else None
    own = own or next(filter(None, (citation(f"{stem.title()}e {name}") for stem in adjectives_of(country))), None)
    others = country in (countries() if _is_everywhere(name) else states()) and country != HOMES.get(name, "")
    return own or (f"{name} ({country})" if others else name)
