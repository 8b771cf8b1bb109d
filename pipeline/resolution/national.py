"""Names that several countries use, each for its own: "die finnischen Grünen", "das ungarische Rote Kreuz"."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.lexicon import citation, countries, derived_words
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import where
from pipeline.settings import KINDS

NAME, DERIVED = KINDS.index("name"), KINDS.index("derived")
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
# Its own is called so there, too: "die bayerischen Grünen".
LAENDER = frozenset(
    """Baden-Württemberg Bayern Berlin Brandenburg Bremen Hamburg Hessen Mecklenburg-Vorpommern Niedersachsen
    Nordrhein-Westfalen Rheinland-Pfalz Saarland Sachsen Sachsen-Anhalt Schleswig-Holstein Thüringen Norddeutschland
    Ostdeutschland Süddeutschland Westdeutschland Mitteldeutschland""".split()  # noqa: SIM905 - a list of 21 would be 21 lines
)


def national(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """Names of HOMES right behind the adjective of another country: row -> "Rotes Kreuz (Ungarn)".

    `rows`: article, start, end, surface, kind as codes; sorted by article and start.
    """
    article, start, end, surface, kind = (
        rows[name].to_numpy() for name in ("article", "start", "end", "surface", "kind")
    )
    behind = np.zeros(len(rows), dtype=bool)
    behind[1:] = (article[1:] == article[:-1]) & (start[1:] - end[:-1] == len(" "))
    behind[1:] &= (kind[1:] == NAME) & (kind[:-1] == DERIVED)
    behind = where(behind, surface, texts, lambda text: citation(spell(text)) in HOMES)
    found = {}
    for row in np.flatnonzero(behind).tolist():
        name = citation(spell(texts[surface[row]])) or ""
        country = derived_words().get(texts[surface[row - 1]].lower(), "")
        if country in countries() - LAENDER and country != HOMES[name]:
            found[row] = f"{name} ({country})"
    return found
