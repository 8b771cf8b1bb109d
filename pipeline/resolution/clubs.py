"""Cities that stand for their club: "Quarzheims Torwart", "Quarzheim siegte mit 2:0" in an article on football."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array
from pipeline.resolution.lexicon import citation, organisations, places
from pipeline.resolution.spelling import spell
from pipeline.resolution.texts import among, lengths, where, which
from pipeline.resolution.units import DERIVED, NAME

CLUB = re.compile(
    r"[AEFHS]C|[AFHRS]?SV|E?HC|ERC|AS|BC|BSC|FSV|HSG|MTV|SG|SpVgg|TSG|TSV|TuS|VfB|VfL|VfR|RB|Alemannia|Arminia"
    r"|Borussia|Dynamo|Eintracht|Fortuna|Hansa|Hertha|Kickers|Rot-Wei(?:ss|ß)|Werder|0[45]|9[68]|1860|1899"
)
# Of the lexicon's clubs those that play football.
FOOTBALL = re.compile(
    r"(?:\d\. )?(?:FC|FSV|MSV|SC|SV|SpVgg|TSG|VfB|VfL|Arminia|Borussia|Eintracht|Fortuna|Hansa|Werder) .*"
)
NO_FOOTBALL = frozenset(("SC Bern", "VfL Gummersbach"))
BAVARIANS = "Bayern"
SPORT = frozenset(
    """Abwehr Angreifer Cheftrainer Coach Elf Kapitän Keeper Manager Mannschaft Mittelfeldspieler Spieler Sportchef
    Sportdirektor Stürmer Team Teamchef Torhüter Torwart Trainer Verteidiger""".split()  # noqa: SIM905 - a list of 20 would be 20 lines
)


def clubs(rows: pd.DataFrame, texts: Sequence[str]) -> dict[int, str]:
    """Cities that stand for a club: row -> the club. They are genitives before a sportsman, "Quarzheims Torwart", teams
    by the score beside them, and "die Bayern"; the club is the one of the article with the city in its name. Of a team,
    in an article on several football clubs, it may be the known one of this city.

    `rows`: article, start, end, surface, after, kind, type as codes; sorted by article and start.
    """
    article, surface, kind, type_ = (rows[name].to_numpy() for name in ("article", "surface", "kind", "type"))
    owners = np.flatnonzero(where((type_ == PLACE) & (kind == NAME), surface, texts, lambda text: text.endswith("s")))
    owners = owners[_before_sportsman(rows, owners, texts)]
    organisation = (type_ == ORGANISATION) & (kind == NAME)
    teams = np.flatnonzero(where(organisation, surface, texts, lambda text: _city(text) in places()))
    bavarians = np.flatnonzero(where(kind == DERIVED, surface, texts, lambda text: text == BAVARIANS))
    cities = {row: _city(texts[surface[row]]) for row in (*owners.tolist(), *teams.tolist())}
    cities |= dict.fromkeys(bavarians.tolist(), BAVARIANS)
    named = organisation & among(article, article[np.array(list(cities), dtype=np.int64)])
    named = where(named, surface, texts, lambda text: any(map(CLUB.fullmatch, text.split(" "))))
    there: dict[int, set[str]] = defaultdict(set)
    for row in np.flatnonzero(named).tolist():
        name = spell(texts[surface[row]])
        there[int(article[row])].add(citation(name) or name)
    fielded, bavarian = set(teams.tolist()), set(bavarians.tolist())
    found = {}
    for row, city in cities.items():
        here = there[int(article[row])]
        names = [name for name in here if city in name.split(" ")]
        if not names and row in fielded and len(here.intersection(_football().values())) > 1:
            names = [_football()[city]] if city in _football() else []
        if len(names) == 1 and (row not in bavarian or len(here) > 1):  # with another club, lest they vote
            found[row] = names[0]
    return found


def _city(text: str) -> str:
    """The city of a form of its name: "Quarzheims"."""
    return text if text in places() else text.removesuffix("s")


@cache
def _football() -> dict[str, str]:
    """City -> the one known football club with its name; none where another may be called by it, "Inter Mailand"."""
    of_city: dict[str, list[str]] = defaultdict(list)
    for name in organisations():
        *kind, city = [word for word in name.split(" ") if not word.isdigit()]
        if kind and (any(map(CLUB.fullmatch, kind)) or kind[-1] in ("Inter", "Juventus", "Lazio", "Real")):
            of_city[city].append(name)
    one = {city: names[0] for city, names in of_city.items() if len(names) == 1 and city in places()}
    return {city: name for city, name in one.items() if FOOTBALL.fullmatch(name) and name not in NO_FOOTBALL}


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
