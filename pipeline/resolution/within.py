"""Rules that need the article: rows of (article, form), vectorised."""

import pandas as pd

PARTICLES = (
    "von der",
    "van der",
    "van den",
    "von dem",
    "von",
    "van",
    "de la",
    "de",
    "del",
    "di",
    "da",
    "dos",
    "el",
    "al",
    "bin",
    "ibn",
    "zu",
)


def short_names(full: str) -> list[str]:
    """What a person may be called after the full name: the last name, with its particles and without.

    "Ursula von der Leyen" -> ["Leyen", "von der Leyen"]; "Karl-Theodor zu Guttenberg" -> ["Guttenberg", "zu Guttenberg"].
    """
    words = full.split(" ")
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return [words[-1]] if start == len(words) - 1 else [words[-1], " ".join(words[start:])]


def surnames(rows: pd.DataFrame, forms: pd.DataFrame) -> pd.DataFrame:
    """Short name -> full name of a person in the same article.

    `rows`: article, form (code), first (offset of its first mention), mentions. `forms`: form (str), type, by code.
    Gives article, form, base (codes). Where two people share a surname, the one named most often in the article takes
    it, then the one named first.
    """
    is_person = forms["type"] == "PER"
    full = forms.index[is_person & forms["form"].str.contains(" ")]
    pairs = pd.DataFrame(
        [(short.casefold(), code) for code in full for short in short_names(forms.at[code, "form"])],
        columns=["short", "base"],
    )
    # A surname may look like something else to the model now and then; it must not mostly be something else.
    person_like = forms["PER"] * 3 >= forms["mentions"]
    short = pd.DataFrame({"short": forms["form"].str.casefold(), "form": forms.index})[person_like]
    pairs = pairs.merge(short, on="short")[["form", "base"]]
    pairs = pairs[pairs["form"] != pairs["base"]]
    owners = rows.rename(columns={"form": "base"}).merge(pairs, on="base")
    owned = owners.merge(rows[["article", "form"]], on=["article", "form"])
    owned = owned.sort_values(
        ["article", "form", "mentions", "first", "base"], ascending=[True, True, False, True, True]
    )
    return owned.drop_duplicates(["article", "form"])[["article", "form", "base"]]


def bracketed(mentions: pd.DataFrame, forms: pd.DataFrame) -> dict[int, int]:
    """Acronym -> long form, from "Internationale Atomenergie-Organisation (IAEO)" and "IAEO (Internationale …)".

    `mentions`: article, sentence, start, end, form. Two mentions with just " (" between them, whose letters fit. An
    acronym with several long forms in the corpus goes to the one it stands beside most often.
    """
    after = mentions.shift(-1)
    beside = (
        (mentions["article"] == after["article"])
        & (mentions["sentence"] == after["sentence"])
        & (after["start"] - mentions["end"] == 2)  # noqa: PLR2004 - a blank and a bracket
    )
    pairs = pd.DataFrame({"a": mentions["form"][beside], "b": after["form"][beside].astype("int64")})
    counts = pairs.value_counts().reset_index().sort_values(["count", "a", "b"], ascending=[False, True, True])
    found: dict[int, int] = {}
    for a, b in zip(counts["a"], counts["b"], strict=True):
        for short, long in ((b, a), (a, b)):
            if short not in found and is_acronym(forms.at[short, "form"], forms.at[long, "form"]):
                found[short] = long
    return found


def is_acronym(short: str, long: str) -> bool:
    """Whether `short` is written like an acronym and its letters follow each other in `long`: IAEO, AfD, DPolG."""
    letters = [char for char in short if char.isalnum()]
    capitals = sum(char.isupper() for char in letters)
    if not 2 <= len(letters) <= 10 or 2 * capitals <= len(letters) or " " in short or len(long) <= len(short) + 2:  # noqa: PLR2004 - an acronym's length
        return False
    rest = iter(long.casefold())
    return letters[0].casefold() == long[:1].casefold() and all(char.casefold() in rest for char in letters)
