"""Names from other scripts: "Medwedew", "Medvedev", "Medwedjew" are one, "Maier" and "Mayer" are two."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pipeline.resolution.entities import GERMAN, without_accents

# Spellings of one sound in German, English, French and scientific transcription, the longer ones first.
SOUNDS = tuple(
    (spelling, sound)
    for spellings, sound in (
        ("tsch tch cz", "C"),
        ("dsch dzh", "J"),
        ("sch sh zh", "S"),
        ("x chs", "ks"),
        ("ch kh", "C"),
        ("ts tz z ss", "s"),
        ("ph ff", "f"),
        ("w", "v"),
        ("ck c q", "k"),
        ("ou", "u"),
        ("th", "t"),
        ("gh", "g"),
        ("j y", "i"),
    )
    for spelling in spellings.split(" ")
)
OFF = re.compile(r"off\b")
I_BEFORE_V = re.compile(r"i+e?(?=v)")
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
NUMERAL = re.compile(r"\b[IVX]+\.")  # "Alexander I." is not Alexander II.
# An ending that only a transcription has.
ENDING = re.compile(r"(?:[yi]j|iy|ii|[ae][jy])\b", re.IGNORECASE)


def letters_key(form: str) -> str:
    """What forms share that differ in case and accents only, or write ß and umlauts out.

    As all the keys here it is one letter's after the other: that of several lines is that of each, in as many lines.
    """
    form = form.casefold()
    return form if form.isascii() else without_accents(form.translate(GERMAN))


def sound_key(name: str) -> str:
    """What transcriptions of one name share: their sounds, coarsely, in small and capital letters."""
    text = OFF.sub("ov", letters_key(name).replace("-", ""))
    for spelling, sound in SOUNDS:
        text = text.replace(spelling, sound)
    return DOUBLED.sub(r"\1", I_BEFORE_V.sub("e", text))


def skeleton(name: str) -> str:
    """What names of one sound share, more coarsely and far faster told than the sounds: their consonants, roughly."""
    return DOUBLED.sub(r"\1", letters_key(name).translate(SKELETON))


def sounding_alike(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that may share their sounds with another, each with its sound_key before it, in their order."""
    skeletons = _of_each(names, skeleton)
    times = Counter(skeletons)
    several = [name for name, key in zip(names, skeletons, strict=True) if times[key] > 1]
    return zip(_of_each(several, sound_key), several, strict=True)


def _of_each(names: Sequence[str], key: Callable[[str], str]) -> list[str]:
    """The key of each name, told of all as lines of one text, which takes a third of the time."""
    keys = key("\n".join(names)).split("\n")
    return keys if len(keys) == len(names) else [key(name) for name in names]


def transcribed(one: str, other: str) -> bool:
    """Whether two names that sound alike differ in more than German surnames of different people do."""
    if NUMERAL.findall(one) != NUMERAL.findall(other):
        return False
    if ENDING.search(one) or ENDING.search(other):
        return True
    return _within_german(one) != _within_german(other)


def _within_german(name: str) -> str:
    text = letters_key(name)
    for pattern, sound in WITHIN_GERMAN:
        text = re.sub(pattern, sound, text)
    return text
