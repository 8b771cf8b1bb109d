"""Rules over all unique forms of the corpus: each finds forms that are variants of another form.

A rule takes the forms of names with their counts and gives {variant: base}; it looks at each unique form once, and no
rule depends on the order of the forms.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping

from pipeline.resolution.entities import PERSON
from pipeline.resolution.inflection import (
    ADJECTIVE_STEM,
    adjective_key,
    case_bases,
    first_adjective_ending,
    genitive_bases,
    only_genitive,
)
from pipeline.resolution.lexicon import given_names_in_s, known_keys, other_names, places
from pipeline.resolution.within import short_names
from pipeline.settings import TYPES

# Endings of the first adjective, the nominatives first. "Deutscher Wetterdienst" is one, "Deutscher Bank" is none: what
# has a genitive in -s is not feminine.
ENDINGS = ("es", "e", "er", "en", "em", "")
ENDINGS_NOT_FEMININE = ("es", "er", "e", "en", "em", "")
ARTICLES = ("die ", "der ", "das ", "den ", "dem ", "des ", "Die ", "Der ", "Das ", "DIE ", "DER ", "DAS ")
STOPS = ".,;:!?"
OUTVOTED = 3  # so many times as frequent, a base overrules the type that the model gave to a rare genitive
TOO_FREQUENT = 3  # a genitive is not so many times as frequent as its base


# Mentions of a form, of kind name and part, by the type that the model gave them: PER, LOC, ORG. A plain tuple, because
# there are millions, and only these cost the garbage collector nothing.
Votes = tuple[int, int, int]
Forms = Mapping[str, Votes]
Rule = Callable[[Forms], dict[str, str]]


def type_of(votes: Votes) -> str:
    """The type with most votes; ties go in the order of TYPES."""
    return TYPES[votes.index(max(votes))]


def stop_at_end(forms: Forms) -> dict[str, str]:
    """Lead "AfD." to AfD, but "Jürgen K" to Jürgen K.: a stop stays behind an initial or where it is frequent."""
    found = {}
    for form in forms:
        bare = form[:-1]
        if form[-1:] in STOPS and bare in forms:
            stays = bare[-2:-1] in ("", " ", ".") or sum(forms[form]) > sum(forms[bare])
            found[bare if stays else form] = form if stays else bare
    return found


def letter_case(forms: Forms) -> dict[str, str]:
    """Lead "Nato" to NATO: forms that differ in letter case only."""
    return _alike(forms, str.casefold)


def hyphens(forms: Forms) -> dict[str, str]:
    """Lead "New-York Times" to New York Times: forms that differ in letter case, and in hyphens for blanks."""
    return _alike(forms, lambda form: form.casefold().replace("-", " "))


def _alike(forms: Forms, key: Callable[[str], str]) -> dict[str, str]:
    """Forms with one key; a name of the lexicon stays, else the most frequent."""
    groups = defaultdict(list)
    for form in forms:
        groups[key(form)].append(form)
    found = {}
    for group in groups.values():
        if len(group) > 1:
            base = min(group, key=lambda form: (not _in_lexicon(form), -sum(forms[form]), form))
            found.update({form: base for form in group if form != base})
    return found


def _in_lexicon(form: str) -> bool:
    return form in places() or form in other_names()


def known_names(forms: Forms) -> dict[str, str]:
    """Lead "US" and "Vereinigten Staaten" to USA: other names of countries and of the best known organisations."""
    found = {}
    for form in forms:
        base = other_names().get(form)
        if base is None and " " in form:
            key = adjective_key(form)
            base = next((known_keys()[k] for k in (key, *case_bases(key)) if k in known_keys()), None)
        if base is not None and base != form:
            found[form] = base
    return found


def leading_article(forms: Forms) -> dict[str, str]:
    """Lead "die Bundeswehr" to Bundeswehr, where the name stands without its article too. "Den Haag" stays."""
    return {form: form[4:] for form in forms if form.startswith(ARTICLES) and form[4:] in forms}


def genitive(forms: Forms) -> dict[str, str]:
    """Lead "Putins" to Putin, "Amtes" to Amt: with evidence only.

    Evidence is the base as a form of its own, the last name of a full name, or a place of the lexicon. A form that is
    itself somebody's last name ("Peters" of Tom Peters), that is a given name in -s (Hans), a place (Niedersachsen
    needs no -s, but Laos has one), or that is far more frequent than its base, stays.
    """
    last_names = _last_names(forms)
    found = {}
    for form, count in forms.items():
        if only_genitive(form):
            found[form] = form[:-1]
        elif form[-1:] in ("s", "'") and not (form in last_names or form in places() or form in given_names_in_s()):
            bases = genitive_bases(form, person=type_of(count) == "PER")
            base = next((base for base in bases if _is_base(base, count, forms, last_names)), None)
            if base is not None:
                found[form] = base
    return found


def _last_names(forms: Forms) -> set[str]:
    """What persons with a full name are called for short; a full name in the genitive ("Joe Bidens") does not count."""
    full = (form for form, count in forms.items() if " " in form and type_of(count) == "PER")
    return {short for form in full if not any(b in forms for b in genitive_bases(form)) for short in short_names(form)}


def _is_base(base: str, count: Votes, forms: Forms, last_names: set[str]) -> bool:
    if base in places() or (count[PERSON] and base in last_names):
        return True
    other = forms.get(base)
    if other is None or TOO_FREQUENT * sum(other) < sum(count):
        return False
    return type_of(other) == type_of(count) or sum(other) >= OUTVOTED * sum(count)


def dative_plural(forms: Forms) -> dict[str, str]:
    """Lead "Niederlanden" to Niederlande: a place or an organisation whose base is known, or occurs with its type."""
    found = {}
    for form, count in forms.items():
        if form.endswith("en") and form not in places() and type_of(count) != "PER":
            other = forms.get(form[:-1])
            if form[:-1] in places() or (other is not None and type_of(other) == type_of(count)):
                found[form] = form[:-1]
    return found


def inflected_words(forms: Forms) -> dict[str, str]:
    """Lead "Weißen Hauses" to Weißes Haus: names of several words that differ in the endings of their adjectives.

    The base is the form in the nominative, as far as one occurs; among equals the most frequent.
    """
    groups = defaultdict(list)
    for form, count in forms.items():
        if " " in form and type_of(count) != "PER":
            key = adjective_key(form)
            if ADJECTIVE_STEM in key:
                groups[key].append(form)
    heads = {key: next((base for base in case_bases(key) if base in groups), key) for key in groups}
    names: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for key, group in groups.items():
        names[heads[heads[key]]] += [(heads[key] != key, form) for form in group]
    found = {}
    for name in names.values():
        endings = ENDINGS_NOT_FEMININE if any(case and form.endswith("s") for case, form in name) else ENDINGS
        ranked = [(case, endings.index(first_adjective_ending(f)), -sum(forms[f]), f) for case, f in name]
        base = min(ranked)[-1]
        found.update({form: base for _, form in name if form != base})
    return found


RULES: tuple[tuple[str, Rule], ...] = (
    ("spelling", stop_at_end),
    ("letter case", letter_case),
    ("hyphen", hyphens),
    ("article cut", leading_article),
    ("genitive", genitive),
    ("dative plural", dative_plural),
    ("inflection", inflected_words),
    ("known name", known_names),
)


def apply_rules(forms: Forms) -> tuple[Forms, dict[str, tuple[str, str]]]:
    """The forms that are left; and each variant with the base that all rules together lead to, and the last rule."""
    left, found = dict(forms), dict[str, tuple[str, str]]()
    for rule, find in RULES:
        for form, base in sorted(find(left).items()):
            root, _ = _follow(base, found)
            if root != form:
                found[form] = root, rule
                count = left.pop(form)
                left[root] = _plus(count, left[root]) if root in left else count
    return left, {form: _follow(form, found) for form in found}


def _plus(one: Votes, other: Votes) -> Votes:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _follow(form: str, found: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    rule = ""
    while form in found:
        form, rule = found[form]
    return form, rule
