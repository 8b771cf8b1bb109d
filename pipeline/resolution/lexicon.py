"""Facts about names, of ours: countries, places, organisations with their other names; given names."""

import csv
from functools import cache
from pathlib import Path

from pipeline.resolution.entities import ORGANISATION, PLACE
from pipeline.resolution.inflection import adjective_key, case_bases, genitive_bases

HERE = Path(__file__).parent
ADJECTIVE_ENDINGS = ("", "e", "er", "en", "em", "es")
SHORTEST = 4  # letters of a name whose letter case does not matter: "is" is not IS
PREFIX = 7
MALE, FEMALE = 1, 2
ALSO_OTHERS = frozenset(("Deutsche", "Dominikaner", "Malteser", "Schweizer"))  # monks, knights, guards
NO_INHABITANTS = frozenset(("Este", "Ester", "Letter", "Pole"))
INHABITANT_ENDINGS = ("", "n", "en", "s", "r", "nen", "in", "innen")


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def countries() -> frozenset[str]:
    """Names of countries, states and regions, in their citation form."""
    return frozenset(row["name"] for row in _rows("countries"))


@cache
def states() -> frozenset[str]:
    """Names of sovereign states of today, in their citation form."""
    return frozenset(row["name"] for row in _rows("countries") if row["state"])


@cache
def places() -> frozenset[str]:
    """Names of countries and of other places, in their citation form."""
    return countries() | {row["name"] for row in _rows("places")}


@cache
def cities() -> frozenset[str]:
    """Names of places that have inhabitants and are no countries."""
    return frozenset(row["name"] for row in _rows("places") if row["inhabitant"])


@cache
def inhabitants() -> frozenset[str]:
    """What those who live in the states of today are called, in all forms, as far as it is nothing else."""
    rows = [row for row in _rows("countries") if row["state"]]
    bases = {base for row in rows for base in row["inhabitant"].split("|") if base} - ALSO_OTHERS
    words = {word for base in bases for word in _inhabitant_forms(base)}
    places_too = {row["inhabitant"] for row in _rows("places")} | places()
    return frozenset(words - places_too - NO_INHABITANTS - given_names())


def _inhabitant_forms(base: str) -> list[str]:
    feminine = base.removesuffix("e")
    return [base + ending for ending in INHABITANT_ENDINGS] + [f"{feminine}in", f"{feminine}innen"]


@cache
def organisations() -> frozenset[str]:
    """Names of organisations, in their citation form."""
    return frozenset(row["name"] for row in _rows("organisations"))


@cache
def given_names() -> frozenset[str]:
    """Given names of people in the news."""
    return frozenset(row["name"] for row in _rows("givennames"))


@cache
def genders() -> dict[str, int]:
    """MALE or FEMALE of given names that nearly all who bear them in the news share."""
    codes = {"m": MALE, "f": FEMALE}
    return {row["name"]: codes[row["gender"]] for row in _rows("givennames") if row["gender"]}


@cache
def other_names() -> dict[str, str]:
    """Another name and its citation form, for names that need no evidence: "US" and USA, "UN" and Vereinte Nationen."""
    rows = [row for name in ("countries", "places", "organisations") for row in _rows(name)]
    pairs = [(other, row["name"]) for row in rows for other in row["other"].split("|") if other]
    return {other: name for other, name in pairs if other != name}


def citation(name: str) -> str | None:
    """The citation form of a known place or organisation under any of its names, in whatever letter case, and where it
    has several words in whatever grammatical case; else None.
    """
    if name[:PREFIX].casefold() not in _beginnings():
        return None
    names = _citations()
    found = names.get(name) or (names.get(name.casefold()) if len(name) >= SHORTEST else None)
    if found is None and " " in name:
        key, known = adjective_key(name), known_keys()
        found = next((known[base] for base in (key, *case_bases(key)) if base in known), None)
    return found


@cache
def _names() -> dict[str, str]:
    """All known names, the citation forms too, and their citation form."""
    return {name: name for name in (*places(), *organisations())} | other_names()


@cache
def _citations() -> dict[str, str]:
    return {name.casefold(): base for name, base in _names().items()} | _names()


@cache
def _beginnings() -> frozenset[str]:
    """First letters of all known names and their genitives: most names can be told not to be among them by these."""
    found = set()
    for name in _citations():
        first, blank, rest = name.partition(" ")
        endings = (*ADJECTIVE_ENDINGS, "s", "n") if blank else ("", "s")
        stems = (
            {first, first.removesuffix("e"), first.removesuffix("er"), first.removesuffix("es")} if blank else {first}
        )
        found |= {f"{stem}{ending}{blank}{rest}"[:PREFIX].casefold() for stem in stems for ending in endings}
    return frozenset(found)


@cache
def _firsts() -> frozenset[str]:
    """First words of known names of several words, in all their endings, and what known compounds begin with."""
    words = {name.split(" ", 1)[0] for name in _citations() if " " in name}
    stems = {stem for word in words for stem in (word, word.removesuffix("e"), word.removesuffix("er"))}
    hyphened = [name.split("-") for name in _names() if "-" in name and " " not in name]
    elements = {"-".join(parts[:end]) for parts in hyphened for end in range(1, len(parts))}
    return frozenset(elements | {f"{stem}{ending}" for stem in stems for ending in ADJECTIVE_ENDINGS})


def begins_known(text: str) -> bool:
    """Whether a text, with a blank or not behind it, may begin a known name of several words or elements."""
    return text.strip() in _firsts()


def known_type(name: str) -> int:
    """The type (code into TYPES) of a known place or organisation under any name, in the genitive, too; else -1."""
    if name[:PREFIX].casefold() not in _beginnings():
        return -1
    for form in (name, *(genitive_bases(name) if name not in given_names() else ())):  # "Baris" is not Bari's
        if base := citation(form):
            return PLACE if base in places() else ORGANISATION
    return -1


def is_of_country(word: str) -> bool:
    """Whether a word is a country, under any of its names, in the genitive: "Frankreichs", "Moldawiens"."""
    return any(citation(base) in countries() for base in genitive_bases(word))


@cache
def known_keys() -> dict[str, str]:
    """The adjective_key of a known name of several words and its citation form."""
    return {adjective_key(other): name for other, name in _names().items() if " " in other}


def place_of(text: str) -> str:
    """The known place that a text names, in the genitive, too, or is an adjective or an inhabitant of; "" if none."""
    names = (citation(form) for form in (text, *genitive_bases(text)))
    return next((name for name in names if name in places()), "") or derived_words().get(text.lower(), "")


@cache
def adjectives_of(place: str) -> list[str]:
    """The adjectives of a known place, without an ending: "sächsisch"."""
    rows = (*_rows("countries"), *_rows("places"))
    return [adjective for row in rows if row["name"] == place for adjective in row["adjective"].split("|") if adjective]


@cache
def derived_words() -> dict[str, str]:
    """Adjectives and inhabitants in all their forms (lower case) and their place: "russischen" and Russland."""
    words: dict[str, str] = {}
    for row in (*_rows("countries"), *_rows("places")):
        for adjective in filter(None, row["adjective"].split("|")):
            for ending in ADJECTIVE_ENDINGS:
                words.setdefault(adjective + ending, row["name"])
        for inhabitant in filter(None, row["inhabitant"].split("|")):
            for word in _inhabitant_forms(inhabitant):
                words.setdefault(word.lower(), row["name"])
    return words
