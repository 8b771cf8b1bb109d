"""Rules over all unique forms, as in corpus: endings that make another form of a name, genitives and the like."""

import re
from collections import defaultdict

from pipeline.resolution.cases import Cases
from pipeline.resolution.entities import ORGANISATION, PLACE
from pipeline.resolution.inflection import (
    ADJECTIVE_STEM,
    adjective_key,
    case_bases,
    first_adjective_ending,
    genitive_bases,
    only_genitive,
)
from pipeline.resolution.lexicon import citation, given_names, known_type, places
from pipeline.resolution.usage import is_common_noun, surnames, word_counts
from pipeline.resolution.votes import Forms, Votes, full_names, type_of
from pipeline.resolution.within import begins_given, short_names
from pipeline.settings import TYPES

# Endings of the first adjective, the nominatives first. "Deutscher Wetterdienst" is one, "Deutscher Bank" is none: what
# has a genitive in -s is not feminine.
ENDINGS = ("es", "e", "er", "en", "em", "")
ENDINGS_NOT_FEMININE = ("es", "er", "e", "en", "em", "")
HEAD = re.compile(r"((?:[A-ZÄÖÜ][\w-]* )*[A-ZÄÖÜ][\w-]*s) [a-zäöüß]")  # "Instituts der …"
OUTVOTED = 3  # so many times as frequent, a base overrules the type that the model gave to a rare genitive
FAR_RARER = 10  # times: "Habecks" is nobody's last name where so many are called Habeck
TOO_FREQUENT = 3  # a genitive is not so many times as frequent as its base


def genitive(forms: Forms) -> dict[str, str]:
    """Lead "Putins" to Putin, "Amtes" to Amt: with evidence only.

    Evidence is the base as a form of its own, the last name of a full name, or a place of the lexicon. A form that is
    itself somebody's last name ("Peters" of Tom Peters, but not the "Europas" of a king), that is a given name in -s
    (Hans), a place (Niedersachsen needs no -s, but Laos has one), or that is far more frequent than its base, stays.
    Where the base does not occur, the usage of other texts decides.
    """
    last_names = _last_names(forms)
    found = {}
    for form, count in forms.items():
        if form[-1:] not in {"s", "'"}:
            continue
        if only_genitive(form):
            found[form] = form[:-1]
        elif not (_stays(form) or _is_last(form, count, last_names)):
            bases = genitive_bases(form, person=type_of(count) == "PER")
            base = next((base for base in bases if _is_base(base, form, count, forms, last_names)), None)
            if base is not None:
                found[form] = base
    return found


def no_genitives(forms: Forms, cases: Cases) -> set[str]:
    """The persons' forms in -s that are no genitives by what stands around them: a group of people, "die Huthis", "für
    Huthis", or one behind a title, "Herr Peters". A place's name may always be one, "in Kiews besetzten Vororten", and
    so may a full name or the last name of who has a given name, "die Putins brutalen Krieg verurteilen", but not what
    is a name behind an article only, "Badr al Huthi".
    """
    full = (name.split(" ") for name in full_names(forms) if begins_given(name))
    names = {last for *_, word, last in full if word.lower() not in ("al", "el")} | surnames() | given_names()
    groups = {form for form in cases.loose if " " not in form and form[:-1] not in names}
    return {
        form
        for form in groups | cases.titled
        if form in forms and type_of(forms[form]) == "PER" and citation(form[:-1]) not in places()
    }


def _last_names(forms: Forms) -> set[str]:
    """What persons with a full name are called for short, in small letters; a full name in the genitive ("Joe Bidens")
    does not count, nor does one whose last name is far rarer than the one that it may be a genitive of ("Uncle Joe
    Bidens").
    """
    full = (form for form in full_names(forms) if forms.keys().isdisjoint(genitive_bases(form)))
    mentions: dict[str, int] = defaultdict(int)
    for form in full:
        for short in short_names(form):
            mentions[short.casefold()] += sum(forms[form])
    return {short for short, count in mentions.items() if mentions.get(short.removesuffix("s"), 0) <= FAR_RARER * count}


def genitive_inside(forms: Forms) -> dict[str, str]:
    """Lead "Instituts für Weltwirtschaft" to Institut für Weltwirtschaft: what a small word parts in two has its
    genitive in the middle. The base occurs, or is known. So has "Landtags Sachsen", whose base occurs.
    """
    found = {}
    for form, count in forms.items():
        first, blank, rest = form.partition(" ")
        if type_of(count) == "PER" or not blank:
            continue
        if type_of(count) == "ORG" and first.endswith("s") and known_type(rest) == PLACE:
            base = next((base for base in (f"{base} {rest}" for base in genitive_bases(first)) if base in forms), None)
        elif match := HEAD.match(form):
            bases = (form[: match.end(1) - cut] + form[match.end(1) :] for cut in (len("s"), len("es")))
            base = next((base for base in bases if base in forms or citation(base) is not None), None)
        else:
            base = None
        if base is not None:
            found[form] = base
    return found


def _stays(form: str) -> bool:
    return (is_common_noun(form) and known_type(form) < 0) or form in places() or form in given_names()


def _is_last(form: str, count: Votes, last_names: set[str]) -> bool:
    """Whether a form is somebody's last name, and no known place's genitive."""
    return form.casefold() in last_names and not (type_of(count) == "LOC" and form[:-1] in places())


def _is_base(base: str, form: str, count: Votes, forms: Forms, last_names: set[str]) -> bool:
    is_last_name = form.removeprefix(base) in {"s", "'s", "'"} and base.casefold() in last_names
    known = base in places() or (" " not in base and known_type(base) == ORGANISATION and type_of(count) == "ORG")
    if known or (is_last_name and known_type(form) < 0):
        return True
    other = forms.get(base)
    if other is None:
        return base not in given_names() and _is_genitive_elsewhere(base, f"{base}s", type_of(count))
    if TOO_FREQUENT * sum(other) < sum(count):
        return False
    return type_of(other) == type_of(count) or sum(other) >= OUTVOTED * sum(count)


def _is_genitive_elsewhere(base: str, form: str, type_: str) -> bool:
    """Whether other texts have the base as a name of this type, and far more often than the genitive."""
    *votes, _ = word_counts().get(base, (0, 0, 0, 0))
    *rarer, _ = word_counts().get(form, (0, 0, 0, 0))
    return max(votes) > 0 and votes[TYPES.index(type_)] == max(votes) and sum(votes) >= TOO_FREQUENT * sum(rarer)


def dative_plural(forms: Forms) -> dict[str, str]:
    """Lead "Niederlanden" to Niederlande: a place or an organisation whose base is known, or occurs with its type."""
    found = {}
    for form, count in forms.items():
        if form.endswith("en") and not (form in places() or is_common_noun(form)) and type_of(count) != "PER":
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
    for name in (name for name in names.values() if len(name) > 1):
        endings = ENDINGS_NOT_FEMININE if any(case and form.endswith("s") for case, form in name) else ENDINGS
        ranked = [(case, endings.index(first_adjective_ending(f)), -sum(forms[f]), f) for case, f in name]
        base = min(ranked)[-1]
        found.update({form: base for _, form in name if form != base})
    return found
