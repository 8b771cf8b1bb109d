"""Two names that the model took for one: "CDU/CSU", "Wendlingen–Ulm", "deutsch-französisch", "Köln-Paris"."""

import re

import pandas as pd

from pipeline.resolution.entities import ORGANISATION, PERSON
from pipeline.resolution.lexicon import cities, derived_words, given_names, known_type
from pipeline.resolution.texts import doubled, used, where, with_codes
from pipeline.resolution.units import DERIVED, NAME
from pipeline.resolution.usage import is_common_noun

# What may part two names in one mention; a hyphen does between cities only, "Berlin-Mitte" is one.
MAY_BE_TWO = re.compile(r"[/–]|\. |^[^\W\d_]+-[^\W\d_]+$|^\S+ .*\S \S|^\S+s \S+$")
PARTED = re.compile(r"/|–|\. ")
LISTED = re.compile(r" (?:and|und) ")
JOINT = re.compile(r"^(?: (?:and|und) |\W\s*)")
# Parts of towns that are known as places, too: "Berlin-Spandau" is one place, "Köln-Paris" are two.
DISTRICTS = frozenset(
    """Altona Blankenese Charlottenburg Friedrichshain Hellersdorf Kreuzberg Köpenick Langenhagen Lichtenberg
    Marzahn Moabit Neukölln Pankow Reinickendorf Schwabing Schöneberg Schönefeld Spandau Steglitz Tempelhof
    Treptow Wilmersdorf Zehlendorf""".split()  # noqa: SIM905 - a list of 20 would be 20 lines
)


def part(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The mentions with those of two names as two; and the texts with the new ones.

    `rows`: article, start, end, surface (code into `texts`), kind, type, sorted by article and start.
    """
    surface, derived = rows["surface"].to_numpy(), rows["kind"].to_numpy() == DERIVED
    names = {texts[code] for code in used(surface, len(texts)).tolist()}
    person = (rows["type"].to_numpy() == PERSON) & (rows["kind"].to_numpy() == NAME)
    people = {texts[code] for code in used(surface[person], len(texts)).tolist()}
    last_names = {text.rpartition(" ")[2] for text in people} - given_names()
    # Not one or two plain words without a genitive.
    special = (text for text in names if "s " in text or not text.replace(" ", "", 1).isalnum())
    cuts = {text: cut for text in special if MAY_BE_TWO.search(text) and (cut := _cut(text, names, people, last_names))}
    two = where(derived, surface, texts, lambda text: text in cuts and (text.islower() or "-" in text))
    two |= where(~derived, surface, texts, lambda text: text in cuts and not text.islower())
    if not two.any():
        return rows, texts
    old = [texts[code] for code in surface[two].tolist()]
    rows, first = doubled(rows, two)
    surface, start, end = (rows[name].to_numpy().copy() for name in ("surface", "start", "end"))
    surface[first], texts = with_codes([text[: cuts[text]] for text in old], texts)
    second = [JOINT.sub("", text[cuts[text] :]) for text in old]
    surface[first + 1], texts = with_codes(second, texts)
    end[first] = start[first] + [cuts[text] for text in old]
    start[first + 1] = end[first + 1] - [len(text) for text in second]
    return rows.assign(surface=surface, start=start, end=end), texts


def _cut(text: str, names: set[str], people: set[str], last_names: set[str]) -> int:
    """Where a text is parted, 0 if it is one name. `names`: all that occur, `people`: those of persons."""
    if "-" in text and derived_words().keys() >= set(text.lower().split("-")):  # "deutsch-rumänisch", "Deutsch-Rumänen"
        return text.index("-")
    if text.islower() or known_type(text) >= 0:
        return 0
    owner = _behind_owner(text, text in people, last_names) if "s " in text else 0
    return owner or _before_person(text) or _between_known(text) or _between_cities(text) or _between(text, names)


def _before_person(text: str) -> int:
    """Where a known name ends that a person's full name follows, "New York Times Joel Harding"; 0 if none does."""
    words = text.split(" ")
    for place in range(len(words) - 2, 0, -1):
        start = " ".join(words[:place])
        if words[place] in given_names() and known_type(start) >= 0:
            return len(start)
    return 0


def _between_known(text: str) -> int:
    """Where a known organisation of several words ends that another one follows, as in the rows of a table: "1. FC
    Kaiserslautern Bayer Leverkusen"; 0 if none does.
    """
    words = text.split(" ")
    cuts = (" ".join(words[:place]) for place in range(2, len(words) - 1))
    return next((len(one) for one in cuts if known_type(one) == ORGANISATION == known_type(text[len(one) + 1 :])), 0)


def _behind_owner(text: str, somebody: bool, last_names: set[str]) -> int:  # noqa: FBT001 - what the model says
    """Where somebody's name in the genitive ends, "[Hentschels] Club", "[Matteo Salvinis] Lega"; 0 if none does.
    `somebody`: whether the whole is taken for a person, "Thomas Winter".
    """
    owner, _, what = text.rpartition(" ")
    *given, name = owner.split(" ")
    owns = name[-1:] == "s" and name[:-1] in last_names and name not in last_names | given_names()
    noun = is_common_noun(what) and (bool(given) or not somebody)
    owns &= given_names().issuperset(given) and (noun or (bool(given) and known_type(what) == ORGANISATION))
    return len(owner) if owns else 0


def _between_cities(text: str) -> int:
    first, hyphen, second = text.partition("-")
    return len(first) if hyphen and cities() >= {first, second} and second not in DISTRICTS else 0


def _between(text: str, names: set[str]) -> int:
    """Where a slash, a dash or the like parts names of which each is known or stands by itself elsewhere, or an "und"
    known ones; else 0.
    """
    first, *others = LISTED.split(text)
    if others and all(known_type(one) >= 0 for one in (first, *others)):
        return len(first)
    first, *others = PARTED.split(text)
    if not others or not all((first, *others)):
        return 0
    known = [one in names or known_type(one) >= 0 for one in (first, *others)]
    one_known = len(others) == 1 and (first == others[0] or ("–" in text and any(known)))
    return len(first) if all(known) or one_known else 0
