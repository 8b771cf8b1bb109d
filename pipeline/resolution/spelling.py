"""Surfaces -> forms that differ in spelling only."""

import re
import unicodedata

INVISIBLE = re.compile("\u00ad[ \t]*\r?\n?[ \t]*|[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
DASHES = re.compile("[\u2010-\u2015\u2212]")
QUOTES = re.compile('["„“”‚‛»«›‹]')
APOSTROPHES = re.compile("[’‘´`ʼ]")
IN_QUOTES = re.compile(r"[‚’‘'](.+)[’‘']", re.DOTALL)
INITIALS = re.compile(r"(?<=\b[A-ZÄÖÜ]\.)\s+(?=[A-ZÄÖÜ]\.)")
BLANKS = re.compile(r"\s+")
PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")  # what none of the above can change, but for NFC


def spell(surface: str) -> str:
    """The surface in one spelling: NFC, plain hyphens and apostrophes, no quotes, nothing invisible, single blanks,
    initials together ("J.P. Hayes" for "J. P. Hayes").
    """
    text = unicodedata.normalize("NFC", surface)
    if PLAIN.fullmatch(text):
        return text
    text = INVISIBLE.sub("", text).strip()
    text = IN_QUOTES.sub(r"\1", text) if IN_QUOTES.fullmatch(text) else text
    text = APOSTROPHES.sub("'", DASHES.sub("-", text))
    text = INITIALS.sub("", QUOTES.sub("", text))
    return unicodedata.normalize("NFC", BLANKS.sub(" ", text).strip())
