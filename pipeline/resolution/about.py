"""What articles are about: the places that they name, and how often."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import ORGANISATION, PLACE, Array
from pipeline.resolution.lexicon import place_of, states
from pipeline.resolution.texts import used, where

# Deutschland and its parts.
GERMAN = frozenset(
    """Deutschland Baden-Württemberg Bayern Berlin Brandenburg Bremen Hamburg Hessen Mecklenburg-Vorpommern
    Niedersachsen Nordrhein-Westfalen Rheinland-Pfalz Saarland Sachsen Sachsen-Anhalt Schleswig-Holstein
    Thüringen""".split()  # noqa: SIM905 - a list of 17 would be 17 lines
)
# Places that have ministries of their own, though they are no states for all.
TERRITORIES = frozenset(("Gazastreifen", "Hongkong", "Kurdistan", "Tibet", "Transnistrien", "Westjordanland"))
GERMANY, FEDERAL = "Deutschland", "Bundes"


def places_named(rows: pd.DataFrame, texts: Sequence[str], here: Array) -> pd.DataFrame:
    """article, place, count: how often these mentions name each known place, by adjectives and inhabitants, too.

    `rows`: article, surface, type as codes; `here`: a flag for each row.
    """
    here = here & (rows["type"].to_numpy() == PLACE)
    article, surface = rows["article"].to_numpy()[here], rows["surface"].to_numpy()[here]
    place = {code: place_of(texts[code]) for code in used(surface, len(texts)).tolist()}
    counts = pd.DataFrame({"article": article, "code": surface}).value_counts().reset_index()
    counts["place"] = [place[code] for code in counts["code"].tolist()]
    return counts[counts["place"] != ""].groupby(["article", "place"])["count"].sum().reset_index()


def subjects(rows: pd.DataFrame, texts: Sequence[str], here: Array) -> dict[int, str]:
    """The state that each of these articles names more often than all others together, unless Deutschland, a part of it
    or one of its authorities is named, too, whose own they may be in German news.

    `rows`, `here`: as for places_named; all rows of these articles.
    """
    counts = places_named(rows, texts, here)
    of_states = counts[counts["place"].isin(list(states()))]
    mostly = of_states[2 * of_states["count"] > of_states.groupby("article")["count"].transform("sum")]
    federal = here & (rows["type"].to_numpy() == ORGANISATION)
    federal = where(federal, rows["surface"].to_numpy(), texts, lambda text: text.startswith(FEDERAL))
    named = counts[counts["place"].isin(list(GERMAN | TERRITORIES))]
    near = set(zip(named["article"].tolist(), named["place"].tolist(), strict=True))
    near |= {(there, GERMANY) for there in np.unique(rows["article"].to_numpy()[federal]).tolist()}
    most = dict(zip(mostly["article"].tolist(), mostly["place"].tolist(), strict=True))
    unclear = {there for there, place in near if place != most.get(there)}
    return {there: place for there, place in most.items() if there not in unclear}
