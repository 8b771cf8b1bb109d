"""German inflection of names: each rule gives candidates, and a candidate counts only with evidence."""

import re
from collections.abc import Iterator

SIBILANTS = ("s", "x", "z", "ß", "ce")
ADJECTIVE = re.compile(r"(?<=..)(?:e|en|er|es|em)$")
ADJECTIVE_STEM = "_"
SHORTEST_STEM = 3  # letters before "-es": "Amtes" has them, "Des" has not


def genitive_bases(form: str, *, person: bool = False) -> Iterator[str]:
    """Forms that this one may be the genitive of, likeliest first.

    Of "Putins" it is Putin, of "Amtes" Amt, of "Scholz'" Scholz. Names of persons never take "-es": "Johannes" is not
    Johann's.
    """
    if form.endswith("'s"):
        yield form[:-2]
    elif form.endswith("'"):
        yield form[:-1]
    elif form.endswith("s") and not form.endswith("ss"):
        yield form[:-1]
        if form.endswith("es") and len(form) >= SHORTEST_STEM + 2 and not person:
            yield form[:-2]  # "Hauses"
            if form.endswith("sses"):
                yield form[:-3]  # "Zeugnisses"
            yield f"{form[:-2]}s"  # "Bundesrates" beside "Bundesrats", where no "Bundesrat" occurs


def case_bases(form: str) -> Iterator[str]:
    """Forms that this one may be a genitive or a dative plural of: of "Emiraten" Emirate."""
    yield from genitive_bases(form)
    if form.endswith(("en", "ern", "eln")):
        yield form[:-1]


def only_genitive(form: str) -> bool:
    """Whether an apostrophe at the end can only be a genitive: "Scholz'", "Strauß'"."""
    return form.endswith("'") and form[:-1].lower().endswith(SIBILANTS)


def adjective_key(form: str) -> str:
    """What all inflected forms of a name of several words share: of "Weißen Haus" and "Weißes Haus" it is "Weiß_ Haus".

    Only words before the last one are adjectives; prepositions, articles and one-letter stems stay as they are.
    """
    *words, last = form.split(" ")
    keys = [ADJECTIVE.sub(ADJECTIVE_STEM, word) if _may_be_adjective(word) else word for word in words]
    return " ".join([*keys, last])


def first_adjective_ending(form: str) -> str:
    """The ending of the first adjective-like word before the last one: "en" of "Weißen Haus"; "" if there is none."""
    for word in form.split(" ")[:-1]:
        if _may_be_adjective(word) and (match := ADJECTIVE.search(word)):
            return match[0]
    return ""


def _may_be_adjective(word: str) -> bool:
    return word[:1].isupper() and "-" not in word
