"""Names from other scripts: "Medwedew", "Medvedev", "Medwedjew" are one, "Maier" and "Mayer" are two."""

import re
from collections.abc import Iterator, Sequence

from pipeline.resolution.entities import GERMAN, without_accents
from pipeline.resolution.texts import of_each, repeated

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
NUMERAL = re.compile(r"\b[IVX]+(?:\.|$)")  # "Alexander I." is not Alexander II.
# The article before an Arabic last name, which a German text may leave out.
ARTICLE = re.compile(r"(?<= )[AaEe]l(?:-(?=\w)|(?=[A-Z]))")
# An ending that only a transcription has.
ENDING = re.compile(r"(?:[yi]j|iy|ii|[ae][jy])\b", re.IGNORECASE)


def letters_key(form: str) -> str:
    """What forms share that differ in case and accents only, or write ß and umlauts out."""
    form = form.casefold()
    return form if form.isascii() else without_accents(form.translate(GERMAN))


def sound_key(name: str) -> str:
    """What transcriptions of one name share: their sounds, coarsely, in small and capital letters."""
    text = OFF.sub("ov", letters_key(without_article(name)).replace("-", ""))
    for spelling, sound in SOUNDS:
        text = text.replace(spelling, sound)
    return DOUBLED.sub(r"\1", I_BEFORE_V.sub("e", text))


def skeleton(name: str) -> str:
    """What names of one sound share, more coarsely and far faster told than the sounds: their consonants, roughly."""
    return DOUBLED.sub(r"\1", letters_key(without_article(name)).translate(SKELETON))


def without_article(name: str) -> str:
    """A full name without the article of an Arabic last name: of "Muammar al-Gaddafi" it is Muammar Gaddafi."""
    return ARTICLE.sub("", name)


def sounding_alike(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that may share their sounds with another, each with its sound_key before it, in their order."""
    several = [name for _, name in repeated(of_each(names, skeleton), names)]
    return zip(of_each(several, sound_key), several, strict=True)


def transcribed(one: str, other: str) -> bool:
    """Whether two names that sound alike differ in more than German surnames of different people do: in an Arabic
    article, in an English y for a German j, in sounds that no German name has two letters for.
    """
    if NUMERAL.findall(one) != NUMERAL.findall(other):
        return False
    if ENDING.search(one) or ENDING.search(other):
        return True
    plain, rest = (without_article(name).lower().replace("j", "y") for name in (one, other))
    return plain == rest or _within_german(one) != _within_german(other)


def _within_german(name: str) -> str:
    text = letters_key(name)
    for pattern, sound in WITHIN_GERMAN:
        text = re.sub(pattern, sound, text)
    return text
