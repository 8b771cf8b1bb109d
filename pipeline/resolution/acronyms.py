"""Acronyms and their long forms."""

import numpy as np
import pandas as pd

from pipeline.resolution.entities import ORGANISATION, PERSON, without_accents
from pipeline.resolution.lexicon import citation
from pipeline.resolution.texts import among, distinct

LENGTHS = range(2, 11)
IN_COMMON = 5  # letters
BRACKET = 2  # characters between a name and its acronym: a blank and a bracket


def bracketed(mentions: pd.DataFrame, forms: pd.DataFrame) -> dict[int, int]:
    """Acronym -> long form, from "Internationale Atomenergie-Organisation (IAEO)" and "IAEO (Internationale …)"; and
    one name of an organisation -> the other, from "Front de gauche (Linksfront)".

    `mentions`: article, sentence, start, end, base, inside (whether a bracket opens right before), in the order of the
    text.
    """
    pairs = _beside(mentions)
    names, types = forms["form"].tolist(), forms["type"].tolist()
    found = _acronyms(pairs, names, types)
    return found | _other_names(pairs, mentions, names, types, {*found, *found.values()})


def _beside(mentions: pd.DataFrame) -> list[tuple[int, int, bool]]:
    """Bases with room for " (" between them, and whether there is one; the most frequent pairs first."""
    columns = [mentions[name].to_numpy() for name in ("article", "sentence", "start", "end", "base")]
    article, sentence, start, end, base = columns
    inside, gap = mentions["inside"].to_numpy()[1:], start[1:] - end[:-1]
    beside = (article[1:] == article[:-1]) & (sentence[1:] == sentence[:-1])
    beside &= (gap == BRACKET) | (inside & (gap == BRACKET + 1))  # a closing quote
    pairs = pd.DataFrame({"a": base[:-1][beside], "b": base[1:][beside], "inside": inside[beside]})
    counts = pairs.groupby(["a", "b"])["inside"].agg(["size", "any"]).reset_index()
    counts = counts.sort_values(["size", "a", "b"], ascending=[False, True, True])
    return list(zip(counts["a"].tolist(), counts["b"].tolist(), counts["any"].tolist(), strict=True))


def _acronyms(pairs: list[tuple[int, int, bool]], names: list[str], types: list[int]) -> dict[int, int]:
    """Those whose letters fit and whose types agree and are no PER ("Merkel (CDU)"), or that are the very initials, and
    that are not known as two. An acronym with several long forms goes to the one it stands beside most often.
    """
    found: dict[int, int] = {}
    spelled_out: set[int] = set()
    for a, b, inside in pairs:
        for short, long in ((b, a), (a, b)):
            free = short not in found and long not in found and short not in spelled_out
            alike = types[short] == types[long] != PERSON or names[short] == _first_letters(names[long])
            word = inside and types[long] == ORGANISATION and names[short].isalnum()
            if free and alike and (word or is_acronym(names[short])) and _follow(names[short], names[long]):
                known, other = citation(names[short]), citation(names[long])
                if known and other and known != other:  # "Gewerkschaft der Polizei, GEW"
                    continue
                if known and names[short] != initials(names[long]):  # what is known keeps its name
                    short, long = long, short  # noqa: PLW2901
                found[short] = long
                spelled_out.add(long)
    return found


def _other_names(
    pairs: list[tuple[int, int, bool]], mentions: pd.DataFrame, names: list[str], types: list[int], taken: set[int]
) -> dict[int, int]:
    """Organisations in brackets behind another that no article names without it, neither of them known or `taken`, and
    with letters in common, as a translation has, or an acronym, which may be that of a foreign name.
    """
    unknown = (
        (a, b)
        for a, b, inside in pairs
        if inside and types[a] == types[b] == ORGANISATION and not (citation(names[a]) or citation(names[b]))
    )
    others = [(b, a) for a, b in unknown if _alike(names[a], names[b]) or _abbreviates_foreign(names[b], names[a])]
    those = among(mentions["base"].to_numpy(), np.array(others, np.int64).ravel())
    named = distinct(mentions.loc[those, ["article", "base"]])
    articles = {base: set(group) for base, group in named.groupby("base")["article"]}
    found: dict[int, int] = {}
    for one, other in others:
        if not taken & {one, other} and articles[one] <= articles[other]:
            found[one] = other
            taken |= {one, other}
    return found


def _first_letters(form: str) -> str:
    return "".join(word[:1] for word in form.split(" "))


def initials(form: str) -> str:
    """The capitals that an organisation may be called by: of "Hamburger SV" it is HSV."""
    return "".join(word if word.isupper() else word[0] for word in form.split(" ") if word[:1].isupper())


def is_acronym(form: str) -> bool:
    """Whether a form is written like an acronym: IAEO, AfD, DPolG."""
    if " " in form or form[1:].islower():
        return False
    letters = [char for char in form if char.isalnum()]
    return len(letters) in LENGTHS and 2 * sum(map(str.isupper, letters)) > len(letters)


def abbreviates(short: str, long: str) -> bool:
    """Whether `short` is an acronym whose letters follow each other in `long`."""
    return is_acronym(short) and _follow(short, long)


def _follow(short: str, long: str) -> bool:
    """Whether the letters of a short name, BPol or Inca, follow each other in a long one, the first at its start."""
    letters = [char for char in short if char.isalnum()]
    rest = iter(long.casefold())
    fits = len(letters) in LENGTHS and letters[0].casefold() == long[:1].casefold() and len(long) > len(short) + BRACKET
    return fits and all(char.casefold() in rest for char in letters)


def _abbreviates_foreign(short: str, long: str) -> bool:
    """Whether a name may be the acronym of what a name of several words is called elsewhere: "(FARC)"."""
    return short.isupper() and is_acronym(short) and " " in long


def _alike(one: str, other: str) -> bool:
    """Whether two names share so many letters in a row: "Front de gauche", Linksfront."""
    one, other = (without_accents(name).casefold() for name in (one, other))
    return any(one[start : start + IN_COMMON] in other for start in range(len(one) - IN_COMMON + 1))
