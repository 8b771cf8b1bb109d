"""What the model marked as a name -> the name itself, without titles, articles, quotes and stops at its edges."""

import re

from pipeline.extraction.words import AIRCRAFT, PROJECT

# Not part of a name, in the gold's sense: titles before a person, quotes and stops around any name.
TITLES = re.compile(
    r"(?:(?:Dr|Prof|Dipl|Ing|Hr|Fr|Abg|St)\.(?:[- ](?:Ing|med|phil|jur|h|c|rer|nat|mult)\.)*"
    r"|Herrn?|Frau|Professor(?:in)?|Doktor)\s+"
)
NUMERAL = re.compile(r"\w \b[IVX]+$")  # of a pope, whose stop is part of it: "Benedikt XVI."
# What ends in the stop of its sentence, "XY GmbH.", "Schalke 04.".
ABBREVIATED = re.compile(r"(?:(?:^|[ -])[^\W\d_]*[A-ZÄÖÜ][^\W\d_]*[A-ZÄÖÜ]|\d)\.$")
ARTICLE = re.compile(r"(?:der|die|das|dem|den|des) (?=[A-ZÄÖÜ])")  # no part of what is no person's name
SCORE = re.compile(r" \d{1,2}:\d{1,2}$")
EDGE = '"„“”‚‘»«›‹()[]{}<>*,;:!?…–-/|·•&=+ '
HALF = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+- und $")  # of a name, "Arbeits- und Sozialgericht"
COMPOUND_NOUN = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{7,}")
# What "Verband der [Deutschen Industrie]" and "Bund [Deutscher Kriminalbeamter]" go on with, and what they begin with.
ADJECTIVE = re.compile(
    r"(?:[A-ZÄÖÜ][a-zäöüß]+schen|Deutscher) (?!Bahn|Bank|Lufthansa|Post|Roten Kreuz|Telekom)[A-ZÄÖÜ]"
)
BODY = re.compile(
    r"\b(?!Bezirks|Kreis|Landes|Orts|Regional|Staaten|Stadt)[A-ZÄÖÜ][a-zäöüß]*(?:verband|(?<!ver)bund|vereinigung|gewerkschaft)(?:e?s)?"
    r" (?:der|des|für) $|\b(?:Verband|Bund|Verein|Arbeitskreis)(?:e?s)? (?:der |des |für )?$"
)
WHERE = re.compile(r"\b(?:[Ii]n|[Aa]us|[Bb]ei|[Nn]ach|[Vv]on|[Uu]m) $")  # a place is named, and then a number
LONGEST_WHERE = 6
# Clubs that are named by a place and a year.
CLUB = re.compile(r"(?:Darmstadt 98|Hannover 96|Mainz 05|Paderborn 07|Schalke 04)\b(?! [A-ZÄÖÜ])")
FIELDS = ("der ", "des ", "für ")
LONGEST_ABBREVIATION = 20  # characters, with its stop
LONGEST_HALF = 200  # characters before a name that are looked at


def trimmed(text: str, start: int, end: int, kind: str, type_: str) -> tuple[int, int] | None:
    """Start and end of a mention, None if nothing is left or it is an aircraft or a project. A part keeps its hyphen
    ("US-"), which says that it is cut.
    """
    start = _start(text, start, end, type_) if kind == "name" else start
    start = end - len(text[start:end].lstrip(EDGE))
    if kind == "name":
        start, end = _whole(text, start, _end(text, start, end), type_)
    else:
        end = start + len(text[start:end].rstrip())
    if "(" in text[start:end] and text.startswith(")", end):  # "Frankfurt (Oder)"
        end += 1
    nobody = PROJECT.match(text, start) or (type_ != "LOC" and AIRCRAFT.match(text, start)) if kind == "name" else None
    nothing = not any(map(str.isalpha, text[start:end])) or (nobody and end <= nobody.end())
    return None if nothing else (start, end)


def _start(text: str, start: int, end: int, type_: str) -> int:
    """Where a name begins behind titles or an article."""
    if type_ != "PER":
        match = ARTICLE.match(text, start)
        return match.end() if match and match.end() < end else start
    while (match := TITLES.match(text, start)) and match.end() < end:
        start = match.end()
    return start


def _end(text: str, start: int, end: int) -> int:
    """Where a name ends before a score, or the stop of its sentence."""
    score = SCORE.search(text, start, end)
    end = start + len(text[start : score.start() if score else end].rstrip(EDGE))
    return end - 1 if ABBREVIATED.search(text[max(start, end - LONGEST_ABBREVIATION) : end]) else end


def _whole(text: str, start: int, end: int, type_: str) -> tuple[int, int]:
    """The edges with what the model left out: of "Arbeits- und [Sozialgericht]", of "Bund der [Deutschen Industrie]",
    of "[Benedikt XVI].", of "[Hannover] 96".
    """
    if type_ == "ORG" and text.endswith("- und ", 0, start) and COMPOUND_NOUN.match(text, start):
        match = HALF.search(text, max(0, start - LONGEST_HALF), start)
        start = match.start() if match else start
    if type_ == "ORG" and ADJECTIVE.match(text, start, end):
        match = BODY.search(text, max(0, start - LONGEST_HALF), start)
        start = (
            match.start() if match and (text.startswith("Deutscher ", start) or match[0].endswith(FIELDS)) else start
        )
    club = CLUB.match(text, start) if type_ != "PER" else None
    if club and not WHERE.search(text, max(0, start - LONGEST_WHERE), start):
        end = max(end, club.end())
    if type_ == "PER" and text.startswith(".", end) and NUMERAL.search(text[start:end]):
        end += 1
    return start, end
