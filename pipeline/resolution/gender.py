"""How a person is addressed before a name, "Herr", "Kollegin", and the gender that this and the given name tell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import PERSON, Array
from pipeline.resolution.heads import head_before
from pipeline.resolution.lexicon import FEMALE, MALE, genders
from pipeline.resolution.texts import used
from pipeline.resolution.usage import context

# Besides MALE and FEMALE: titles of either gender, "Firma" and "Familie", "Die".
NONE, TITLE, DOCTOR, NOBODY, THE = 0, 3, 4, 5, 6
MASCULINE = frozenset({"herr", "herrn", "kollege", "kollegen", "sohn", "bruder", "ehemann", "vater", "könig", "kaiser",
                       "zar", "prinz", "papst", "lord", "sir"})  # fmt: skip
FEMININE = ("in", "frau", "tochter", "schwester", "witwe", "mutter")
DOCTORAL = frozenset({"Dr.", "Dr", "Prof.", "Prof", "Professor", "Professorin"})
NO_PERSON = ("firma", "konzern", "konzerns", "hersteller", "marke", "kette", "unternehmen", "familie", "eheleute",
             "ehepaar", "geschwister", "brüder", "clan")  # fmt: skip
KIN = ("tochter", "töchter", "sohn", "sohnes", "sohns", "söhne", "bruder", "bruders", "brüder", "schwester",
       "schwestern", "vater", "vaters", "mutter", "witwe", "witwer", "ehefrau", "ehemann", "gattin", "gatte", "enkel",
       "enkelin", "neffe", "nichte", "cousin", "cousine", "onkel", "tante")  # fmt: skip
GENITIVE = ("ers", "ors", "ärs")  # of offices of men; "Chefs" may be several
THE_FAMILY = "Die"  # at the start of a sentence; "der Middletons Chef war" is about one
WEIGHT = 1  # a given name counts as so many addresses


def addresses(before: Array, texts: Sequence[str]) -> Array:
    """How each mention is addressed: MALE, FEMALE, TITLE, DOCTOR, NOBODY, THE or NONE. `before`: codes into `texts`."""
    table = np.zeros(len(texts), dtype=np.int8)
    unique = used(before, len(texts)).tolist()
    table[unique] = [address(context(texts[code])) for code in unique]
    return table[before]


def address(word: str) -> int:
    """What a title says of the gender: "Kollegin" and "Sprecherin" are FEMALE, "Herrn" and "Ministers" are MALE; other
    masculine offices are but a TITLE, since their plural may be of both, "die Minister Baerbock und Habeck". "Dr." is a
    DOCTOR's, "Firma" and "Familie" are of NOBODY. THE is the article of a family, "Die Middletons".
    """
    if word == THE_FAMILY:
        return THE
    form = word.lower()
    if word in DOCTORAL:
        return DOCTOR
    if head_before(word) != PERSON:
        return NOBODY if form.endswith(NO_PERSON) else NONE
    if form in MASCULINE or form.endswith(GENITIVE):
        return MALE
    return FEMALE if form.endswith(FEMININE) else TITLE


def is_kin(before: str) -> bool:
    """Whether what stands before a name says whose relative it names, or of whom: "Bruder ", "Tochter "."""
    return context(before).lower().endswith(KIN)


def is_genitive(word: str) -> bool:
    """Whether a word is the genitive of a man's office: "Ministers"."""
    return word.endswith(GENITIVE) and head_before(word) == PERSON


def genders_of(names: Sequence[str], base: Array, addressed: Array) -> Array:
    """The gender of whoever bears each full name, by given name and addresses: MALE, FEMALE or NONE.

    `base`, `addressed`: of each mention; base is a position in `names`.
    """
    male, female = (np.bincount(base[addressed == code], minlength=len(names)) for code in (MALE, FEMALE))
    given = np.fromiter((genders().get(_given(name), NONE) for name in names), dtype=np.int8, count=len(names))
    male, female = male + WEIGHT * (given == MALE), female + WEIGHT * (given == FEMALE)
    return np.select([male > 2 * female, female > 2 * male], [MALE, FEMALE], NONE).astype(np.int8)


def _given(name: str) -> str:
    first, blank, _ = name.partition(" ")
    return first.partition("-")[0] if blank else ""


def contradict(addressed: Array, gender: Array) -> Array:
    """Where an address and a gender cannot be the same person's."""
    other = ((addressed == MALE) & (gender == FEMALE)) | ((addressed == FEMALE) & (gender == MALE))
    return np.asarray(other | (addressed == NOBODY))


def with_article(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (article, short, addressed) with `gender`: what their address says of it, or where it says nothing those
    of their article, if all agree.
    """
    article, short, addressed = (rows[name].to_numpy() for name in ("article", "short", "addressed"))
    place, _ = pd.factorize(article.astype(np.int64) * (int(short.max(initial=0)) + 1) + short)
    male, female = (np.bincount(place, weights=addressed == code)[place] > 0 for code in (MALE, FEMALE))
    one = np.select([male & ~female, female & ~male], [MALE, FEMALE], NONE)
    own = np.isin(addressed, [MALE, FEMALE, NOBODY])
    return rows.assign(gender=np.where(own, addressed, one).astype(np.int8))
