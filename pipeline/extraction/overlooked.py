"""Names of organisations that models overlook: in quotes behind a noun that says what they are, Nachrichtenagentur
„Interfax“; those that say what they are for, Behörde für Meteorologie; acronyms behind them, Bundespolizei (BPol).
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.extraction.words import QUOTES

NOUNS = (
    "agentur|zeitung|zeitschrift|magazin|sender|radio|blatt|portal|verlag|partei|gewerkschaft|firma|unternehmen|konzern"
    "|organisation|gruppe|miliz|verein|klub|club|stiftung"
)
OPEN, CLOSE = f"[{QUOTES}]", f"[{QUOTES}”]"
# At most four words in the quotes, the first one a capital or a figure, none the end of a sentence.
FIRST = rf"(?:[A-ZÄÖÜ]|\d+\.? (?=\w))[^\s{QUOTES}”.!?]*"
QUOTED = re.compile(rf" {OPEN}({FIRST}(?: [^\s{QUOTES}”.!?]+){{0,3}}){CLOSE}")
NOUN = re.compile(rf"(?i:{NOUNS})(?:s|en)?$")
# "Netzeitung", "Neue Quarzer Rundschau", but not "Schülerzeitung", "Geschwindigkeitsanzeiger".
PAPER = re.compile(
    rf"{OPEN}({FIRST} [A-ZÄÖÜ][a-zäöü]*(?:[Aa]nzeiger|[Rr]undschau)"
    rf"|(?:{FIRST} )?(?!Abend|Partei|Schüler|Sonntags|Staats|Tages|Wochen)[A-ZÄÖÜ][a-zäöü]+(?:zeitung|kurier|tageblatt)"
    rf"){CLOSE}"
)
# An office and its field, or two: "Landesamtes für Geologie und Bergbau", "Amt für Informations- und Sozialwesen".
SMALL = r"(?!sämt)[a-zäöüß]{3,}(?:lich|isch|al|iell)|inner|äußer"
FIELD = rf"(?:(?:(?:[A-ZÄÖÜ][a-zäöüß]+|{SMALL})e)(?= [A-ZÄÖÜ]) )?[A-ZÄÖÜ][a-zäöüß]{{3,}}+(?<!ische)(?<!ischen)"
OFFICE = re.compile(
    r"\b(?:(?:[A-ZÄÖÜ][a-zäöüß]*)?(?:[Aa]mt(?:e?s)?|[Bb]ehörde|[Mm]inisterium(?:s)?)|Zentrum(?:s)?|Sekretariat(?:s)?"
    r"|(?:[A-ZÄÖÜ][a-zäöüß]+en)?[Rr]at(?:e?s)?)"
    rf" für (?:{FIELD}- und {FIELD}|{FIELD} und {FIELD}|{FIELD}(?! und| oder|-))\b"
)
ACRONYM = re.compile(rf"[{QUOTES}]? \(([^\W\d_]\w{{0,8}}[A-ZÄÖÜ]\w{{0,8}})\)")
LONGEST = 20  # characters of such a noun, at least


def find_acronyms(text: str, names: Iterable[tuple[int, int]], taken: bytearray) -> Iterator[tuple[int, int]]:
    """Offsets of acronyms in brackets behind organisations, whose offsets are given, with the same first letter; they
    overlap nothing `taken` (a flag for each character).
    """
    for start, end in names:
        match = ACRONYM.match(text, end)
        if match and match[1][0].upper() == text[start].upper() and not any(taken[slice(*match.span(1))]):
            yield match.span(1)


def find_offices(text: str, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Offsets of offices with their field that overlap nothing `taken` (a flag for each character)."""
    return (match.span() for match in OFFICE.finditer(text) if not any(taken[slice(*match.span())]))


def find_quoted(text: str, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Offsets of names of organisations in quotes that overlap nothing `taken` (a flag for each character): behind a
    noun, or newspapers, „Netzeitung“.
    """
    yield from (match.span(1) for match in PAPER.finditer(text) if not any(taken[slice(*match.span(1))]))
    for match in QUOTED.finditer(text):
        before = text[max(0, match.start() - LONGEST) : match.start()]
        if NOUN.search(before) and not any(taken[match.start(1) : match.end(1)]):
            yield match.span(1)
