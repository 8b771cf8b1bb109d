"""Names that several countries use, each for its own: "die finnischen Grünen", "das ungarische Rote Kreuz"."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.lexicon import citation, derived_words, states
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import among, followed_by, where
from pipeline.resolution.units import DERIVED, NAME

# Name -> the country whose own is called so without an adjective; "" where it is above the countries.
HOMES = {
    "Bundesrat": "Deutschland",
    "Grüne": "Deutschland",
    "Hisbollah": "Libanon",
    "Linke": "Deutschland",
    "Muslimbruderschaft": "Ägypten",
    "Piratenpartei": "Deutschland",
    "Roter Halbmond": "",
    "Rotes Kreuz": "",
    "Taliban": "Afghanistan",
}


def national(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """Names of HOMES right behind the adjective of another state, and in articles that begin with such a one and have
    no second, the bare ones too: row -> "Rotes Kreuz (Ungarn)".

    `rows`: article, start, end, surface, kind as codes; sorted by article and start.
    """
    article, surface, kind = (rows[name].to_numpy() for name in ("article", "surface", "kind"))
    behind = np.append(False, followed_by(rows, " ") & (kind == DERIVED))[:-1]
    named = kind == NAME
    named &= among(article, article[where(named & behind, surface, texts, _has_home)])
    named = where(named, surface, texts, _has_home)
    groups: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for row in np.flatnonzero(named).tolist():
        name = citation(spell(texts[surface[row]])) or ""
        form = _of_state(name, texts[surface[row - 1]]) if behind[row] else ""
        groups[int(article[row]), name].append((row, form))
    found = {}
    for (_, name), group in groups.items():
        first = group[0][1]
        bare = first if {form for _, form in group} <= {first, ""} else ""
        found.update({row: form or bare for row, form in group if (form or bare) not in {"", name}})
    return found


def _has_home(text: str) -> bool:
    return citation(spell(text)) in HOMES


def _of_state(name: str, adjective: str) -> str:
    """The name with its state, by the adjective before it; just the name of its HOMES and of regions, "die bayerischen
    Grünen".
    """
    country = derived_words().get(adjective.lower(), "")
    return f"{name} ({country})" if country in states() and country != HOMES[name] else name
