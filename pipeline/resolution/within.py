"""Rules that need the article: rows of (article, form), vectorised."""

import re

import numpy as np
import pandas as pd

from pipeline.resolution.entities import PERSON

SEEN_AS_PERSON = 3  # at least every third mention of a surname is tagged as a person
ACRONYM_LENGTHS = range(2, 11)
BRACKET = 2  # characters between a name and its acronym: a blank and a bracket
# What belongs to the last name though it is a capital in some names: "Alexander Van der Bellen", "Marine Le Pen".
PARTICLE = re.compile("van|von|der|den|de|di|da|del|della|le|la|el|al|bin|ibn|zu|ten|ter|dos", re.IGNORECASE)


def short_names(full: str) -> list[str]:
    """What a person may be called after the full name: the last name, with its particles and without.

    Of "Ursula von der Leyen": "Leyen", "der Leyen", "von der Leyen"; of "Marine Le Pen": "Pen", "Le Pen". A particle is
    a word in lower case or a PARTICLE, never the first word. What is short for a short name is so for the full.
    """
    words = full.split(" ")
    start = len(words) - 1
    while start > 1 and (words[start - 1].islower() or PARTICLE.fullmatch(words[start - 1])):
        start -= 1
    return [" ".join(words[first:]) for first in range(len(words) - 1, start - 1, -1)]


def surnames(rows: pd.DataFrame, forms: pd.DataFrame) -> pd.DataFrame:
    """Short name -> full name of a person in the same article.

    `rows`: article, form (code), start, one per mention. `forms`: as in units.Based, by code. Gives article, form, base
    (codes), sorted. Where two people share a surname, the one named most often in the article takes it, then the one
    named first. A base is nobody's short name in its article: "Leyen" goes to Ursula, not to "von der Leyen".
    """
    pairs = _short_and_full(forms)
    involved = np.zeros(len(forms), dtype=bool)
    involved[pairs["form"].to_numpy()] = True
    involved[pairs["base"].to_numpy()] = True
    groups = rows[involved[rows["form"].to_numpy()]].groupby(["article", "form"], sort=False)["start"]
    seen = groups.agg(first="min", mentions="size").reset_index()
    owners = seen.rename(columns={"form": "base"}).merge(pairs, on="base")
    owned = owners.merge(seen[["article", "form"]], on=["article", "form"])
    bases = pd.MultiIndex.from_frame(owned[["article", "base"]])
    owned = owned[~bases.isin(pd.MultiIndex.from_frame(owned[["article", "form"]]))]
    order = ["article", "form", "mentions", "first", "base"]
    owned = owned.sort_values(order, ascending=[True, True, False, True, True]).drop_duplicates(["article", "form"])
    return pd.DataFrame(owned[["article", "form", "base"]])


def _short_and_full(forms: pd.DataFrame) -> pd.DataFrame:
    """Form and base (codes): every short name that occurs, with every full name that it may stand for."""
    names = forms["form"].tolist()
    is_person = (forms["type"] == PERSON) & (forms["mentions"] > 0)
    # A surname may look like something else to the model now and then; it must not mostly be something else.
    may_be = SEEN_AS_PERSON * forms["PER"] >= forms["mentions"].clip(lower=1)
    short: dict[str, list[int]] = {}
    for code in np.flatnonzero(may_be).tolist():
        short.setdefault(names[code].casefold(), []).append(code)
    pairs = [
        (form, base)
        for base in np.flatnonzero(is_person).tolist()
        if " " in names[base]
        for name in short_names(names[base])
        for form in short.get(name.casefold(), ())
        if form != base
    ]
    return pd.DataFrame(np.array(pairs, dtype=np.int32).reshape(-1, 2), columns=["form", "base"])


def bracketed(mentions: pd.DataFrame, forms: pd.DataFrame) -> dict[int, int]:
    """Acronym -> long form, from "Internationale Atomenergie-Organisation (IAEO)" and "IAEO (Internationale …)".

    `mentions`: article, sentence, start, end, form, in the order of the text. Two mentions with room for " (" between
    them, whose letters fit and whose types agree and are not PER ("Merkel (CDU)"), or that are the very initials. An
    acronym with several long forms in the corpus goes to the one it stands beside most often.
    """
    columns = [mentions[name].to_numpy() for name in ("article", "sentence", "start", "end", "form")]
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
            alike = types[short] == types[long] != PERSON or names[short] == _initials(names[long])
            if free and alike and is_acronym(names[short], names[long]):
                found[short] = long
                spelled_out.add(long)
    return found


def _initials(form: str) -> str:
    return "".join(word[:1] for word in form.split(" "))


def is_acronym(short: str, long: str) -> bool:
    """Whether `short` is written like an acronym and its letters follow each other in `long`: IAEO, AfD, DPolG."""
    letters = [char for char in short if char.isalnum()]
    capitals = sum(char.isupper() for char in letters)
    if len(letters) not in ACRONYM_LENGTHS or 2 * capitals <= len(letters) or " " in short:
        return False
    rest = iter(long.casefold())
    starts_alike = letters[0].casefold() == long[:1].casefold() and len(long) > len(short) + BRACKET
    return starts_alike and all(char.casefold() in rest for char in letters)
