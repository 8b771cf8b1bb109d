"""Names that several countries use, each for its own: "die finnischen Grünen", "das russische Außenministerium"."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import PLACE, Array
from pipeline.resolution.inflection import genitive_bases
from pipeline.resolution.lexicon import citation, countries, derived_words, states
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import among, followed_by, gaps, where
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
    """Kassationsgerichtshof Landeskriminalamt Nationalgarde Nationalversammlung Verfassungsgericht
    Verfassungsgerichtshof Verfassungsrat Verwaltungsgerichtshof""".split()  # noqa: SIM905 - they may become many
) | {"Oberster Gerichtshof"}
MINISTRY = "ministerium"
# What the names of a state's own begin with: Bundesfinanzministerium, US-Finanzministerium.
PREFIXES = {"Deutschland": "Bundes", "USA": "US-"}
PREPOSITIONS = (len(" in "), len(" von "))  # or der, des


def national(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """Names of HOMES and of EVERYWHERE right behind the adjective of another state or before its genitive, and in
    articles that begin with such a one and have no second, the bare ones too, unless a place follows: row -> "Rotes
    Kreuz (Ungarn)".

    `rows`: article, start, end, surface, kind, type as codes; sorted by article and start.
    """
    article, surface, kind = (rows[name].to_numpy() for name in ("article", "surface", "kind"))
    place = np.append((rows["type"].to_numpy() == PLACE)[1:], False)
    adjective = np.append(False, followed_by(rows, " ") & (kind == DERIVED))[:-1]
    genitive = followed_by(rows, " ") & place & np.append((kind == NAME)[1:], False)
    elsewhere = place & np.isin(gaps(rows), PREPOSITIONS)
    named = kind == NAME
    named &= among(article, article[where(named & (adjective | genitive), surface, texts, _has_home)])
    named = where(named, surface, texts, _has_home)
    groups: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for row in np.flatnonzero(named).tolist():
        name = _name(texts[surface[row]])
        country = derived_words().get(texts[surface[row - 1]].lower(), "") if adjective[row] else ""
        country = country or (_name(texts[surface[row + 1]]) if genitive[row] else "")
        groups[int(article[row]), name].append((row, _of_country(name, country)))
    found = {}
    for (_, name), group in groups.items():
        first = group[0][1]
        bare = first if {form for _, form in group} <= {first, ""} else ""
        forms = ((row, form or ("" if elsewhere[row] else bare)) for row, form in group)
        found.update({row: form for row, form in forms if form not in {"", name}})
    return found


def nobodys(rows: pd.DataFrame, texts: Sequence[str], named: Collection[int]) -> Array:
    """Which rows that the model did not mark (`found`) are EVERYWHERE but of no state: any state's, or a noun."""
    found = rows["found"].to_numpy(dtype=bool).copy()
    found[list(named)] = False
    return where(found, rows["surface"].to_numpy(), texts, lambda text: _is_everywhere(_name(text)))


def _has_home(text: str) -> bool:
    name = _name(text)
    return name in HOMES or _is_everywhere(name)


def _name(text: str) -> str:
    form = spell(text)
    return next(filter(None, map(citation, (form, *genitive_bases(form)))), "")


def _is_everywhere(name: str) -> bool:
    ministry = name.endswith(MINISTRY) and not name.startswith(tuple(PREFIXES.values()))
    return ministry or name in EVERYWHERE


def _of_country(name: str, country: str) -> str:
    """The name with its country, or what this state's own is called; just the name of its HOMES and of regions, "die
    bayerischen Grünen", but they have ministries; "" if there is no country.
    """
    if not country:
        return ""
    prefix = PREFIXES.get(country, "")
    own = citation(f"{prefix}{name if prefix.endswith('-') else name.lower()}") if prefix else None
    others = country in (countries() if _is_everywhere(name) else states()) and country != HOMES.get(name, "")
    return own or (f"{name} ({country})" if others else name)
