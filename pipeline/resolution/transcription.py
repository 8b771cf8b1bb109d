"""Names from other scripts: "Medwedew", "Medvedev", "Medwedjew" are one, "Maier" and "Mayer" are two."""

import re
from functools import lru_cache

from pipeline.resolution.entities import GERMAN, without_accents

Pairs = tuple[tuple[re.Pattern[str], str], ...]


def _compiled(*pairs: tuple[str, str]) -> Pairs:
    return tuple((re.compile(pattern), sound) for pattern, sound in pairs)


# Spellings of one sound in German, English, French and scientific transcription, the longer ones first.
SOUNDS = _compiled(
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
WITHIN_GERMAN = _compiled(
    (r"(?:i|j|y)+", "i"),
    (r"tz|z", "z"),
    (r"dt|d?th", "t"),
    (r"ph", "f"),
    (r"ck|c", "k"),
    (r"ß", "ss"),
    (r"(.)\1+", r"\1"),
)
NUMERAL = re.compile(r"\b[IVX]+\.")  # "Alexander I." is not Alexander II.
# An ending that only a transcription has.
ENDING = re.compile(r"(?:[yi]j|iy|ii|[ae][jy])\b", re.IGNORECASE)


def letters_key(form: str) -> str:
    """What forms share that differ in case and accents only, or write ß and umlauts out."""
    form = form.casefold()
    return form if form.isascii() else without_accents(form.translate(GERMAN))


def sound_key(name: str) -> str:
    """What transcriptions of one name share: their sounds, coarsely, in small and capital letters."""
    return " ".join(map(_sound, letters_key(name).replace("-", "").split(" ")))


@lru_cache(maxsize=1 << 16)  # given names are few
def _sound(word: str) -> str:
    return _replaced(word, SOUNDS)


def skeleton(name: str) -> str:
    """What names of one sound share, more coarsely and far faster told than the sounds: their consonants, roughly."""
    return DOUBLED.sub(r"\1", letters_key(name).translate(SKELETON))


def transcribed(one: str, other: str) -> bool:
    """Whether two names that sound alike differ in more than German surnames of different people do."""
    if NUMERAL.findall(one) != NUMERAL.findall(other):
        return False
    if ENDING.search(one) or ENDING.search(other):
        return True
    return _replaced(letters_key(one), WITHIN_GERMAN) != _replaced(letters_key(other), WITHIN_GERMAN)


def _replaced(text: str, pairs: Pairs) -> str:
    for pattern, sound in pairs:
        text = pattern.sub(sound, text)
    return text
