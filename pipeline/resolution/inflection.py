"""German inflection of names: each rule gives candidates, and a candidate counts only with evidence."""

import re
from functools import lru_cache
from itertools import product

SIBILANTS = ("s", "x", "z", "ß", "ce")
ENDINGS = ("e", "en", "er", "es", "em")
SHORTEST_ADJECTIVE = 2  # letters before the ending
ADJECTIVE_STEM = "_"
SHORTEST_STEM = 3  # letters before "-es": "Amtes" has them, "Des" has not


# An adjective and a noun, which have a case, and the rest, which has none: "Rat" and "der Europäischen Union".
PARTED = re.compile(r"(?:(?P<adjective>[A-ZÄÖÜ]\w+?)(?:e|er|es) )?(?P<noun>[A-ZÄÖÜ][\w-]+)(?P<rest> [a-zäöü]+ .*)?")


def cases_of_name(name: str) -> list[str]:
    """What a name of several words may be in any case, "Auswärtigen Amtes" of Auswärtiges Amt; none where no word of it
    has a case.
    """
    match = PARTED.fullmatch(name)
    if not match or not (match["adjective"] or match["rest"]):
        return []
    fronts = [f"{match['adjective']}{ending} " for ending in ENDINGS] if match["adjective"] else [""]
    noun, rest = match["noun"], match["rest"] or ""
    return [f"{front}{noun}{ending}{rest}" for front, ending in product(fronts, ("", "s", "es"))]


def genitive_bases(form: str, *, person: bool = False) -> list[str]:
    """Forms that this one may be the genitive of, likeliest first.

    Of "Putins" it is Putin, of "Amtes" Amt, of "Scholz'" Scholz. Names of persons never take "-es": "Johannes" is not
    Johann's.
    """
    if not form.endswith(("s", "'")) or form.endswith("ss"):
        return []
    if form.endswith("'s"):
        return [form[:-2]]
    bases = [form[:-1]]
    if form.endswith("es") and len(form) >= SHORTEST_STEM + 2 and not person:
        bases.append(form[:-2])  # "Hauses"
        if form.endswith("sses"):
            bases.append(form[:-3])  # "Zeugnisses"
        bases.append(f"{form[:-2]}s")  # "Bundesrates" beside "Bundesrats", where no "Bundesrat" occurs
    return bases


def case_bases(form: str) -> list[str]:
    """Forms that this one may be a genitive or a dative plural of: of "Emiraten" Emirate."""
    return [form[:-1]] if form.endswith(("en", "ern", "eln")) else genitive_bases(form)


def only_genitive(form: str) -> bool:
    """Whether an apostrophe at the end can only be a genitive: "Scholz'", "Strauß'"."""
    return form.endswith("'") and form[:-1].lower().endswith(SIBILANTS)


def adjective_key(form: str) -> str:
    """What all inflected forms of a name of several words share: of "Weißen Haus" and "Weißes Haus" it is "Weiß_ Haus".

    Only words before the last one are adjectives; prepositions, articles and one-letter stems stay as they are.
    """
    *words, last = form.split(" ")
    return " ".join([*map(_stem, words), last])


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """An adjective without its ending."""
    if word.endswith(ENDINGS) and _may_be_adjective(word):
        for ending in ENDINGS:
            if word.endswith(ending) and len(word) >= len(ending) + SHORTEST_ADJECTIVE:
                return word[: -len(ending)] + ADJECTIVE_STEM
    return word


def first_adjective_ending(form: str) -> str:
    """The ending of the first adjective-like word before the last one: "en" of "Weißen Haus"; "" if there is none."""
    for word in form.split(" ")[:-1]:
        if (stem := _stem(word)) != word:
            return word[len(stem) - len(ADJECTIVE_STEM) :]
    return ""


def _may_be_adjective(word: str) -> bool:
    return word[:1].isupper() and "-" not in word
