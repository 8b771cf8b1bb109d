"""Acronyms and their long forms."""

import pandas as pd

from pipeline.resolution.entities import PERSON
from pipeline.resolution.lexicon import citation

LENGTHS = range(2, 11)
BRACKET = 2  # characters between a name and its acronym: a blank and a bracket


def bracketed(mentions: pd.DataFrame, forms: pd.DataFrame) -> dict[int, int]:
    """Acronym -> long form, from "Internationale Atomenergie-Organisation (IAEO)" and "IAEO (Internationale …)".

    `mentions`: article, sentence, start, end, base, in the order of the text. Two mentions with room for " (" between
    them, whose letters fit and whose types agree and are not PER ("Merkel (CDU)"), or that are the very initials, and
    that are not known as two. An acronym with several long forms in the corpus goes to the one it stands beside most
    often.
    """
    columns = [mentions[name].to_numpy() for name in ("article", "sentence", "start", "end", "base")]
    article, sentence, start, end, form = columns
    beside = (article[1:] == article[:-1]) & (sentence[1:] == sentence[:-1]) & (start[1:] - end[:-1] == BRACKET)
    pairs = pd.DataFrame({"a": form[:-1][beside], "b": form[1:][beside]})
    counts = pairs.value_counts().reset_index().sort_values(["count", "a", "b"], ascending=[False, True, True])
    found: dict[int, int] = {}
    spelled_out: set[int] = set()
    names, types = forms["form"].tolist(), forms["type"].tolist()
    for a, b in zip(counts["a"].tolist(), counts["b"].tolist(), strict=True):
        for short, long in ((b, a), (a, b)):
            free = short not in found and long not in found and short not in spelled_out
            alike = types[short] == types[long] != PERSON or names[short] == _first_letters(names[long])
            if free and alike and abbreviates(names[short], names[long]):
                known, other = citation(names[short]), citation(names[long])
                if known and other and known != other:  # "Gewerkschaft der Polizei, GEW"
                    continue
                if known and names[short] != initials(names[long]):  # what is known keeps its name
                    short, long = long, short  # noqa: PLW2901
                found[short] = long
                spelled_out.add(long)
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
    letters = [char for char in short if char.isalnum()]
    rest = iter(long.casefold())
    fits = is_acronym(short) and letters[0].casefold() == long[:1].casefold() and len(long) > len(short) + BRACKET
    return fits and all(char.casefold() in rest for char in letters)
