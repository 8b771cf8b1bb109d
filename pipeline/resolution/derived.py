"""Adjectives and inhabitants -> the place that they are derived from."""

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.resolution.lexicon import derived_words

ADJECTIVE = re.compile(r"(?<=isch)(?:e|en|er|es|em)$")
FEMININE = re.compile(r"in(?:nen)?$")


def derived_bases(forms: Iterable[str], is_place: Callable[[str], bool]) -> dict[str, str]:
    """Derived form -> name of the place, for all forms that are not their own base.

    The base comes from the lexicon, else it is a place of the corpus (of "Berliner" Berlin), else the bare adjective,
    so that at least its own forms stay together.
    """
    found = {form: _base(form, is_place) for form in forms}
    return {form: base for form, base in found.items() if base != form}


def _base(form: str, is_place: Callable[[str], bool]) -> str:
    words = derived_words()
    for word in (form.lower(), form.lower().rsplit("-", 1)[-1]):
        if word in words:
            return words[word]
    return next(filter(is_place, _places(form)), _adjective(form))


def _adjective(form: str) -> str:
    """The bare adjective in small letters: of "Arabische" and "arabischer" it is arabisch; nouns in -er stay."""
    if form.endswith("er") and not form.islower():
        return form
    return form[:1].lower() + ADJECTIVE.sub("", form)[1:] if ADJECTIVE.search(form) else form


def _places(form: str) -> Iterator[str]:
    """Places that an inhabitant's name may come from: Berliner, Bremer, Karlsruher, Münchner, Wienerin."""
    stem = FEMININE.sub("", form)
    stem = stem.removesuffix("n") if stem.endswith("ern") else stem
    stem = stem.removesuffix("s") if stem.endswith("ers") else stem
    if stem.endswith("er"):
        yield stem[:-2]
        yield stem[:-1]
        yield f"{stem[:-2]}en"
        yield f"{stem[:-3]}en"
