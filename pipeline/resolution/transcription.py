"""Names from other scripts: "Medwedew", "Medvedev", "Medwedjew" are one, "Maier" and "Mayer" are two."""

import re

from pipeline.resolution.entities import GERMAN, without_accents

# Spellings of one sound in German, English, French and scientific transcription, the longer ones first.
SOUNDS = (
    (r"tsch|tch|cz", "C"),
    (r"dsch|dzh", "J"),
    (r"sch|sh|zh", "S"),
    (r"x|chs", "ks"),
    (r"ch|kh", "C"),
    (r"ts|tz|z|ss|ß", "s"),
    (r"off\b", "ov"),
    (r"ph|ff", "f"),
    (r"w|v", "v"),
    (r"ck|c|q", "k"),
    (r"ou", "u"),
    (r"th", "t"),
    (r"gh", "g"),
    (r"(?:i|j|y)+e?(?=v)", "e"),
    (r"(?:i|j|y)+", "i"),
    (r"(.)\1+", r"\1"),
)
# Consonants that any of the above may turn into each other are one, what it may drop is dropped.
SKELETON = str.maketrans(dict.fromkeys("aeiouyjhtdszcxkq-", "") | dict.fromkeys("wvfp", "v"))
DOUBLED = re.compile(r"(.)\1+")
# What also sets German surnames apart: doubled letters, i for y, z for tz, dt for t.
WITHIN_GERMAN = (
    (r"(?:i|j|y)+", "i"),
    (r"tz|z", "z"),
    (r"dt|d?th", "t"),
    (r"ph", "f"),
    (r"ck|c", "k"),
    (r"ß", "ss"),
    (r"(.)\1+", r"\1"),
)
# An ending that only a transcription has.
ENDING = re.compile(r"(?:[yi]j|iy|ii|[ae][jy])\b", re.IGNORECASE)


def letters_key(form: str) -> str:
    """What forms share that differ in case and accents only, or write ß and umlauts out."""
    return without_accents(form.casefold().translate(GERMAN))


def sound_key(name: str) -> str:
    """What transcriptions of one name share: their sounds, coarsely, in small and capital letters."""
    return _replaced(letters_key(name).replace("-", ""), SOUNDS)


def skeleton(name: str) -> str:
    """What names of one sound share, more coarsely and far faster told than the sounds: their consonants, roughly."""
    return DOUBLED.sub(r"\1", letters_key(name).translate(SKELETON))


def transcribed(one: str, other: str) -> bool:
    """Whether two names that sound alike differ in more than German surnames of different people do."""
    if ENDING.search(one) or ENDING.search(other):
        return True
    return _replaced(letters_key(one), WITHIN_GERMAN) != _replaced(letters_key(other), WITHIN_GERMAN)


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for pattern, sound in pairs:
        text = re.sub(pattern, sound, text)
    return text
