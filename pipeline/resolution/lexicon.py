"""Facts about names: countries and states with adjective, inhabitant and other names. A first, small list of ours."""

import csv
from functools import cache
from pathlib import Path

from pipeline.resolution.inflection import adjective_key

ORGANISATIONS = {
    "UN": "Vereinte Nationen",
    "UNO": "Vereinte Nationen",
    "Uno": "Vereinte Nationen",
    "EU": "Europäische Union",
    "Grünen": "Grüne",
    "Die Grünen": "Grüne",
    "Bündnis 90": "Grüne",
    "Bündnis 90/Die Grünen": "Grüne",
    "Bündnis 90/Grünen": "Grüne",
    "Linken": "Linke",
    "Die Linke": "Linke",
    "Linkspartei": "Linke",
}
# Given names in -s that a given or family name without -s exists beside: Hans is not the genitive of Han.
GIVEN_NAMES_IN_S = """
    Alexis Andreas Boris Carlos Charles Claus Cornelius Dennis Denis Doris Elias Ellis Frans Hannes Hans Ines
    Iris James Jens Johannes Jonas Joris Julius Klaas Klaus Lars Lucas Lukas Luis Marcos Marcus
    Marius Markus Mathias Matthias Moses Nicholas Nicolas Niels Niklas Nikolas Nikos Nils Phyllis Pius
    Rasmus Silas Thomas Tobias Travis Ulises Yannis Yves
"""
ADJECTIVE_ENDINGS = ("", "e", "er", "en", "em", "es")
INHABITANT_ENDINGS = ("", "n", "en", "s", "r", "nen", "in", "innen")


@cache
def _rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def places() -> frozenset[str]:
    """Names of countries and states, in their citation form."""
    return frozenset(row["name"] for row in _rows())


@cache
def given_names_in_s() -> frozenset[str]:
    """Given names that end in -s and might be taken for a genitive."""
    return frozenset(GIVEN_NAMES_IN_S.split())


@cache
def other_names() -> dict[str, str]:
    """Another name and its citation form, for names that need no evidence: "US" and USA, "UN" and Vereinte Nationen."""
    pairs = [(other, row["name"]) for row in _rows() for other in row["other"].split("|") if other]
    return {other: name for other, name in [*pairs, *ORGANISATIONS.items()] if other != name}


@cache
def known_keys() -> dict[str, str]:
    """The adjective_key of a known name of several words and its citation form."""
    names = {name: name for name in [*places(), *ORGANISATIONS.values()]} | other_names()
    return {adjective_key(other): name for other, name in names.items() if " " in other}


@cache
def derived_words() -> dict[str, str]:
    """Adjectives and inhabitants in all their forms (lower case) and their place: "russischen" and Russland."""
    words: dict[str, str] = {}
    for row in _rows():
        for ending in ADJECTIVE_ENDINGS if row["adjective"] else ():
            words.setdefault(row["adjective"] + ending, row["name"])
        inhabitant = row["inhabitant"]
        if inhabitant:
            feminine = inhabitant.removesuffix("e")
            for word in [inhabitant + e for e in INHABITANT_ENDINGS] + [f"{feminine}in", f"{feminine}innen"]:
                words.setdefault(word.lower(), row["name"])
    return words
