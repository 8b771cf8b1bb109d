"""Cities that stand for their club: "Quarzheims Torwart" in an article on the VfB Quarzheim."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array
from pipeline.resolution.lexicon import citation
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import among, lengths, where, which
from pipeline.resolution.units import NAME

CLUB = re.compile(
    r"[AEFHS]C|[AFHRS]?SV|E?HC|ERC|AS|BC|BSC|FSV|HSG|MTV|SG|SpVgg|TSG|TSV|TuS|VfB|VfL|VfR|RB|Alemannia|Arminia"
    r"|Borussia|Dynamo|Eintracht|Fortuna|Hansa|Hertha|Kickers|Rot-Wei(?:ss|ß)|Werder|0[45]|9[68]|1860|1899"
)
SPORT = frozenset(
    """Abwehr Angreifer Cheftrainer Coach Elf Kapitän Keeper Manager Mannschaft Mittelfeldspieler Spieler Sportchef
    Sportdirektor Stürmer Team Teamchef Torhüter Torwart Trainer Verteidiger""".split()  # noqa: SIM905 - a list of 20 would be 20 lines
)


def clubs(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """Genitives of cities before a sportsman, "Quarzheims Torwart": row -> the one club of the article that has the
    city in its name.

    `rows`: article, start, end, surface, after, kind, type as codes; sorted by article and start.
    """
    article, surface, kind, type_ = (rows[name].to_numpy() for name in ("article", "surface", "kind", "type"))
    place = (type_ == PLACE) & (kind == NAME)
    cities = np.flatnonzero(where(place, surface, texts, lambda text: text.endswith("s")))
    cities = cities[_before_sportsman(rows, cities, texts)]
    named = (type_ == ORGANISATION) & (kind == NAME) & among(article, article[cities])
    named = where(named, surface, texts, lambda text: any(map(CLUB.fullmatch, text.split(" "))))
    of_city: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in np.flatnonzero(named).tolist():
        name = spell(texts[surface[row]])
        for word in name.split(" "):
            of_city[int(article[row]), word].add(citation(name) or name)
    found = {row: of_city.get((int(article[row]), texts[surface[row]][:-1]), set()) for row in cities.tolist()}
    return {row: name for row, names in found.items() if len(names) == 1 for name in names}


def _before_sportsman(rows: pd.DataFrame, cities: Array, texts: Sequence[str]) -> Array:
    """Which of these rows have a sportsman's title right behind them, with the sportsman's name behind it or not."""
    article, start, end, before, after, type_ = (
        np.append(rows[name].to_numpy(), -1) for name in ("article", "start", "end", "before", "after", "type")
    )
    behind = cities + 1
    person = (article[behind] == article[cities]) & (type_[behind] == PERSON)
    gap = start[behind] - end[cities]
    title = which(before[behind], texts, _is_sportsman) & (gap == len(" ") + lengths(before[behind], texts))
    return np.asarray(which(after[cities], texts, _is_sportsman) | (person & title))


def _is_sportsman(text: str) -> bool:
    return text.strip() in SPORT
