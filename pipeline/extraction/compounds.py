"""Names inside compounds: "NATO-Staaten" -> NATO, "Putin-Biden" -> Putin, Biden.

A hyphen compound is one token in German spaCy. The model says for many that a name is inside; which characters it is,
and the compounds that the model overlooks, follow from the shape of the word, from the names around it, and from a
table of names that other text uses (compounds.csv, counted by `python -m pipeline.model.training.usage`).
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

DASHES = "-‐‑–"
DASH = f"[{DASHES}]"
QUOTES = "“”\"»«’'"
# Elements joined by hyphens; a hyphen may follow a closing quote („Reuters“-Reporterin) or end the word ("US- und").
# It starts where a run of letters does and never goes back, so that a long run costs one look at each letter.
COMPOUND = re.compile(rf"(?<![\w.’])[.’]*+(\w[\w.’]*+(?:[{QUOTES}]?{DASH}[\w.’]++)++|\w[\w.’]*+{DASH}(?=[\s,]|$))")
ELEMENT = re.compile(rf"[^{QUOTES}‐‑–-]+")
# First elements that say something about a name and are none: "Ex-CDU-Mitglied", "Anti-Trump-Demo".
PREFIXES = {
    "ex", "anti", "pro", "nicht", "vize", "alt", "ober", "co", "ko", "sub", "inter", "trans", "post", "neo", "mini",
    "e",
}  # fmt: skip
# Acronyms that need no further evidence; other capitals may be common nouns (IT, TV, PCR).
ACRONYMS = {
    **dict.fromkeys(("US", "USA", "UK", "DDR", "BRD", "NRW", "UdSSR"), "LOC"),
    **dict.fromkeys(
        (
            "EU", "NATO", "UN", "UNO", "OSZE", "WHO", "EZB", "IWF", "G7", "G20", "OPEC", "UNESCO", "UNICEF", "WTO",
            "IAEO", "CDU", "CSU", "SPD", "FDP", "AfD", "NSDAP", "SED", "PDS", "KPD", "NPD", "ARD", "ZDF", "BBC", "CNN",
            "ORF", "dpa", "CIA", "FBI", "NSA", "BND", "BKA", "LKA", "DFB", "UEFA", "FIFA", "FIA", "IOC", "DOSB", "NASA",
            "ESA", "VW", "BMW", "DGB", "ADAC", "KGB", "PLO", "PKK", "IS", "RAF",
        ),
        "ORG",
    ),
}  # fmt: skip
FRONTS = Path(__file__).parent / "compounds.csv"
LONGEST_FRONT = 40  # letters of a name at the front of a closed compound
LONGEST = 4  # elements of a name inside a compound: "Nord-Stream-2"
SHORTEST_REST = 3  # letters behind it
SHORTEST_HEAD = 3  # letters of a name at the front of a closed compound: "Irankrieg", but no "Rom" in "Roman"


# What may follow a name in a closed compound: three small letters, but no ending ("Ukrainerinnen", "Berlinisch",
# "Airbusses", "Unionisten", "Rheinländer", "Europaweit", "Talibanisierung", "Schwedendemokraten").
NOUN = re.compile(
    r"(?!n?(?:e?rn?s?|(?:e?r)?in(?:nen)?|(?:e?r)?isch\w*|ale|ses|ist(?:en)?|ianern?|weite?\w?|länder\w*|isierung\w*"
    r"|demokrat\w*)$)[^\W\d_A-ZÄÖÜ]{3,}"
)


AMERICANS = re.compile(r"US[-‐‑][Aa]merikan\w+")  # derived as a whole
# What stands between a name and the head of a compound, and is said of the name, too: "Uefa-Cup-Finale".
MIDDLES = frozenset(("Agrar", "Außen", "Champions", "Cup", "Finanz", "Gipfel", "Innen", "Klima", "Liga", "Pokal"))
GROUP = re.compile(r"[^\W\d_A-ZÄÖÜ]*(?:fraktion|fraktionen|ausschuss|ausschusses|konzerns?)")
ISLAND = re.compile(r"s?inseln?")


@dataclass(frozen=True, slots=True)
class Part:
    """A name inside a word: offsets of its characters, and its type."""

    start: int
    end: int
    type: str


def find_parts(
    text: str, marked: Mapping[tuple[int, int], str], names: Mapping[str, str], taken: bytearray
) -> Iterator[Part]:
    """Parts of compounds in a text.

    `marked`: offsets of words that the model says hold a name -> the name's type. `names`: names (and last names) in
    the same article -> type. `taken`: for each character, whether a mention, marked or not, covers it.
    """
    for (start, end), type_ in marked.items():
        yield from (_without_joint(text, part) for part in _cut(text[start:end], start, type_, names))
    for match in COMPOUND.finditer(text):
        if not any(taken[match.start(1) : match.end(1)]):
            parts = _cut(match[1].rstrip(".’"), match.start(1), "", names)
            yield from (_without_joint(text, part) for part in parts)


def _without_joint(text: str, part: Part) -> Part:
    """The part without the s of "Bundestags-Ausschuss"."""
    name, base = text[part.start : part.end], text[part.start : part.end - 1]
    joint = (
        name.endswith("s") and name not in _known() and base in _known() and text.startswith(tuple(DASHES), part.end)
    )
    return replace(part, end=part.end - 1) if joint else part


def known_label(word: str) -> str:
    """The label of a word that the known name in it decides, "" if none does: the head of a compound must be said of
    all that stands before it. ORGpart of "Opel-Werk" and "Uefa-Cup-Finale", LOCpart of "Ukrainehilfe" and
    "Ex-Jugoslawien", LOCderiv of "US-Amerikaner".
    """
    if AMERICANS.fullmatch(word):
        return "LOCderiv"
    if any(dash in word for dash in DASHES):
        elements = _elements(word, 0)
        body = _body(elements)
        if len(body) == 1 < len(elements):
            type_ = _known().get(body[0][0], "")
        else:
            found = _known_fronts(body)
            type_ = found[0].type if _are_all(found, body) else ""
    else:
        front = _front(word) if word not in _known() else ""
        type_ = _closed()[front] if front else ""
    return f"{type_}part" if type_ else ""


def _front(word: str) -> str:
    """The longest known name that a closed compound may begin with, "" if other text forms none with it."""
    ends = range(min(len(word) - SHORTEST_REST, LONGEST_FRONT), SHORTEST_HEAD - 1, -1)
    longest = next((word[:end] for end in ends if word[:end] in _known() and NOUN.fullmatch(word, end)), "")
    return longest if longest in _closed() else ""


@cache
def _rows() -> list[dict[str, str]]:
    with FRONTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _known() -> dict[str, str]:
    """A name, its words joined by hyphens -> its type."""
    return {row["name"]: row["type"] for row in _rows()}


@cache
def _closed() -> dict[str, str]:
    """A name that stands at the front of words without a hyphen -> its type."""
    return {row["name"]: row["type"] for row in _rows() if row["closed"]}


def _longest(
    elements: list[tuple[str, int, int]], first: int, end: int, type_of: Callable[[list[str]], str]
) -> tuple[int, str]:
    """The end of the longest run of elements, from `first` and not beyond `end`, that is a name, and its type; 0 and ""
    if none is.
    """
    for last in range(min(first + LONGEST, end), first, -1):
        if type_ := type_of([word for word, _, _ in elements[first:last]]):
            return last, type_
    return 0, ""


def _known_fronts(elements: list[tuple[str, int, int]]) -> list[Part]:
    """Known names at the front of a compound, none where the last element is one, too: "Opel-Merkel". Behind a place or
    an organisation stands no person: "Frankfurt-Höchst".
    """
    found: list[Part] = []
    first, end = 0, len(elements) - 1
    while elements and elements[-1][0] not in _known() and first < end:
        last, type_ = _longest(elements, first, end, lambda words: _known().get("-".join(words), ""))
        if not type_ or (found and type_ == "PER" != found[0].type):
            break
        found.append(Part(elements[first][1], elements[last - 1][2], type_))
        first = last
    return found


def split_person(text: str, start: int, end: int, names: Mapping[str, str]) -> list[Part]:
    """Parts of a compound taken for one person: a "Putin-Biden" where the article names both by themselves, and the
    Kreml of a "Kreml-Sprecher", since no last name begins with a known place or organisation. Else none.
    """
    word = text[start:end]
    elements = _elements(word, start)
    if len(elements) < 2 or " " in word or word in names:  # noqa: PLR2004 - a pair
        return []
    known = [names.get(element, "") for element, _, _ in elements]
    if all(known):
        return [Part(a, b, type_) for (_, a, b), type_ in zip(elements, known, strict=True)]
    parts = list(_named(elements, names))
    return parts if parts and parts[0].start == start and all(part.type != "PER" for part in parts) else []


def split_closed(text: str, start: int, end: int, type_: str) -> list[Part]:
    """The Bundestag of a "Bundestagsfraktion" taken for an organisation, the Nordsee of a "Nordseeinsel" taken for a
    place: groups, committees and islands are called by the name that they begin with. Else none.
    """
    word, head = text[start:end], ISLAND if type_ == "LOC" else GROUP
    return [part for part in _closed_front(word, start) if head.fullmatch(word, part.end - start)]


def _closed_front(word: str, offset: int) -> list[Part]:
    front = _front(word)
    return [Part(offset, offset + len(front), _closed()[front])] if front else []


def _elements(word: str, offset: int) -> list[tuple[str, int, int]]:
    return [(m[0], offset + m.start(), offset + m.end()) for m in ELEMENT.finditer(word)]


def _body(elements: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The elements behind a prefix."""
    return elements[1:] if len(elements) > 1 and elements[0][0].lower() in PREFIXES else elements


def _cut(word: str, offset: int, type_: str, names: Mapping[str, str]) -> list[Part]:
    """The names in one word. `type_` is the model's word that there is one, "" if it says nothing."""
    if not any(dash in word for dash in DASHES):
        return _cut_closed(word, offset, names) if type_ else []
    elements = _body(_elements(word, offset))
    # A double name of the article, "Rheinland-Pfalz", says nothing about the names that it is made of.
    found = list(_named(elements, {} if word in names else names))
    if not found and word in names:
        return []
    if found or (found := _fitting(elements, type_)):
        last, start, _ = elements[-1]
        return found + (_closed_front(last, start) if len(elements) > 1 else [])
    if not type_:
        return []
    body = elements[:-1] if len(elements) > 1 else elements
    start, end = body[0][1], body[-1][2]
    return [Part(start, end, type_)] if word[start - offset].isupper() or word[start - offset].isdigit() else []


def _fitting(elements: list[tuple[str, int, int]], type_: str) -> list[Part]:
    """The known names at the front; of a marked compound only if they are all that its head is said of, unlike in
    "Paris-Saint-Germain-Trainer".
    """
    found = _known_fronts(elements)
    return [] if type_ and not _are_all(found, elements) else found


def _are_all(found: list[Part], elements: list[tuple[str, int, int]]) -> bool:
    """Whether these names are all that the head of a compound is said of, but for MIDDLES."""
    return bool(found) and all(word in MIDDLES or start < found[-1].end for word, start, _ in elements[:-1])


def _named(elements: list[tuple[str, int, int]], names: Mapping[str, str]) -> Iterator[Part]:
    """The longest runs of elements that are a name of the article ("Nord-Stream-2": Nord Stream 2) or an acronym."""

    def type_of(words: list[str]) -> str:
        whole = "-".join(words)
        return names.get(whole) or names.get(" ".join(words)) or ACRONYMS.get(whole, "")

    first = 0
    while first < len(elements):
        last, type_ = _longest(elements, first, len(elements), type_of)
        if type_:
            yield Part(elements[first][1], elements[last - 1][2], type_)
        first = last or first + 1


def _cut_closed(word: str, offset: int, names: Mapping[str, str]) -> list[Part]:
    """The longest name, of the article or known, that a marked word such as "Ukrainekrieg" begins with, if a noun
    follows it; none if the word is a name of the article itself.
    """
    if word in names:
        return []
    front = _front(word)
    fits = [
        name
        for name in names
        if len(name) >= SHORTEST_HEAD
        and word.startswith(name)
        and NOUN.fullmatch(word, len(name))
        and name != f"{front}s"
    ]
    longest = max([front, *fits], key=len)
    type_ = names.get(longest) or _closed().get(longest, "")
    return [Part(offset, offset + len(longest), type_)] if longest else []
