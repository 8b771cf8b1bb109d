"""Rules over all unique forms of the corpus: each finds forms that are variants of another form.

A rule takes the forms of names with their counts and gives {variant: base}; it looks at each unique form once, and no
rule depends on the order of the forms.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from pipeline.resolution.acronyms import abbreviates
from pipeline.resolution.cases import Cases
from pipeline.resolution.decisions import Decided
from pipeline.resolution.entities import ORGANISATION, PLACE
from pipeline.resolution.inflection import (
    ADJECTIVE_STEM,
    adjective_key,
    case_bases,
    first_adjective_ending,
    genitive_bases,
    only_genitive,
)
from pipeline.resolution.lexicon import citation, given_names, known_type, organisations, places
from pipeline.resolution.texts import of_each, repeated
from pipeline.resolution.transcription import letters_key, sounding_alike, transcribed
from pipeline.resolution.usage import is_common_noun, surnames, word_counts
from pipeline.resolution.within import begins_given, short_names, without_legal_form
from pipeline.settings import TYPES

# Endings of the first adjective, the nominatives first. "Deutscher Wetterdienst" is one, "Deutscher Bank" is none: what
# has a genitive in -s is not feminine.
ENDINGS = ("es", "e", "er", "en", "em", "")
ENDINGS_NOT_FEMININE = ("es", "er", "e", "en", "em", "")
ARTICLES = ("die ", "der ", "das ", "den ", "dem ", "des ", "Die ", "Der ", "Das ", "DIE ", "DER ", "DAS ")
FOREIGN_ARTICLES = ("La ", "Le ", "Les ", "El ", "Los ", "Las ")  # not "The Sun"
DOMAINS = (".de", ".com")
STOPS = ".,;:!?"
HEAD = re.compile(r"((?:[A-ZÄÖÜ][\w-]* )*[A-ZÄÖÜ][\w-]*s) [a-zäöüß]")  # "Instituts der …"
INSIDE = re.compile(
    r"(?:\w\.)+|Kardinal|Freiherr|Freifrau|Freiin|Baron|Baronin|Graf|Gräfin|Fürst|Fürstin|Prinz|Prinzessin"
)
OUTVOTED = 3  # so many times as frequent, a base overrules the type that the model gave to a rare genitive
WRITTEN_OUT = re.compile("ae|oe|ue|ss|AE|OE|UE|SS")
SHORT_ACRONYM = 4  # letters of what may be another acronym in another letter case
SHORTEST_ACCENTED = 4  # letters of a form that accents alone make no other name
FAR_RARER = 10  # times: "Habecks" is nobody's last name where so many are called Habeck
TOO_FREQUENT = 3  # a genitive is not so many times as frequent as its base


# Mentions of a form, of kind name and part, by the type that the model gave them: PER, LOC, ORG. A plain tuple, because
# there are millions, and only these cost the garbage collector nothing.
Votes = tuple[int, int, int]
Forms = Mapping[str, Votes]
Step = tuple[str, str]  # the next form, and the rule that says so
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
    """Lead "Nato" to NATO: forms that differ in letter case only; acronyms of one type, as AWZ is not AwZ."""

    def sort(form: str) -> str | None:
        if is_common_noun(form) or form.capitalize() in given_names():  # BUND and Bund, OLAF and Olaf
            return None
        return type_of(forms[form]) if len(form) <= SHORT_ACRONYM else ""

    return _alike(list(forms), forms, str.lower, sort)


def hyphens(forms: Forms) -> dict[str, str]:
    """Lead "New-York Times" to New York Times: forms that differ in letter case, and in hyphens for blanks."""
    special = {form: _with_blanks(form) for form in forms if "-" in form}
    keys = set(special.values())
    plain = (form for form in forms if " " in form and form not in special and form.casefold() in keys)
    return _alike((*special, *plain), forms, _with_blanks, lambda _: "")


def _with_blanks(form: str) -> str:
    return form.casefold().replace("-", " ")


def _alike(
    some: Sequence[str], forms: Forms, key: Callable[[str], str], sort: Callable[[str], str | None]
) -> dict[str, str]:
    """Forms with one key and of one sort, of None nothing; a name of the lexicon stays, else the most frequent."""
    groups = defaultdict[tuple[str, str], list[str]](list)
    for value, form in repeated(of_each(some, key), some):
        if (of := sort(form)) is not None:
            groups[value, of].append(form)
    found = {}
    for group in groups.values():
        base = min(group, key=lambda form: (not _in_lexicon(form), -sum(forms[form]), form))
        found.update({form: base for form in group if form != base})
    return found


def _in_lexicon(form: str) -> bool:
    return form in places() or form in organisations()


def letters(forms: Forms) -> dict[str, str]:
    """Lead "Foca" to Foča, "Strasse" to Straße: forms of one type that differ in accents, or in ß and umlauts written
    out.
    """
    special = [
        form for form in forms if len(form) >= SHORTEST_ACCENTED and (not form.isascii() or WRITTEN_OUT.search(form))
    ]
    keys = {letters_key(form) for form in special}
    plain = (form for form in forms if form.isascii() and len(form) >= SHORTEST_ACCENTED and form.casefold() in keys)

    def sort(form: str) -> str | None:
        type_ = type_of(forms[form])
        return None if type_ == "PER" and " " not in form else type_  # Heß and Hess are two

    return _alike(list(dict.fromkeys((*special, *plain))), forms, letters_key, sort)


def legal_forms(forms: Forms) -> dict[str, str]:
    """Lead "Volkswagen AG" to Volkswagen, where both occur, or the latter is known."""
    found = {}
    for form in forms:
        bare = without_legal_form(form)
        if bare != form and (known_type(bare) == ORGANISATION or type_of(forms.get(bare, (0, 0, 0))) == "ORG"):
            found[form] = bare
    return found


def acronym_behind(forms: Forms) -> dict[str, str]:
    """Lead "Welternährungsorganisation WEO" to Welternährungsorganisation: a name with its own acronym behind it."""
    found = {}
    for form, votes in forms.items():
        long, _, short = form.rpartition(" ")
        if len(short) >= SHORT_ACRONYM - 1 and type_of(votes) != "PER" and abbreviates(short, long):
            found[form] = long
    return found


def initials(forms: Forms) -> dict[str, str]:
    """Lead "George W. Bush" to George Bush, "Otto Graf Lambsdorff" to Otto Lambsdorff, where both occur: initials and
    titles inside a name, if they are the only ones. "George H.W. Bush" makes two, and the name without may be either.
    """
    longer = defaultdict(list)
    for form, votes in forms.items():
        first, *middle, last = form.split(" ") if " " in form else (form, "")
        kept = [word for word in middle if not INSIDE.fullmatch(word)]
        if len(kept) < len(middle) and type_of(votes) == "PER":
            longer[" ".join((first, *kept, last))].append(form)
    return {group[0]: short for short, group in longer.items() if len(group) == 1 and short in forms}


def _full_names(forms: Forms) -> list[str]:
    """The names of several words that are persons' by most votes."""
    return [form for form, (per, loc, org) in forms.items() if per >= loc and per >= org and " " in form]


def transcriptions(forms: Forms) -> dict[str, str]:
    """Lead "Wladimir Selenski" and "Wolodymyr Zelensky" each to its likes: full names that sound alike and differ as
    transcriptions from another script do. The most frequent one is the base.
    """
    groups = defaultdict(list)
    for key, form in sounding_alike(_full_names(forms)):
        groups[key].append(form)
    found = {}
    for group in (group for group in groups.values() if len(group) > 1):
        base = min(group, key=lambda form: (-sum(forms[form]), form))
        found.update({form: base for form in group if form != base and transcribed(form, base)})
    return found


def known_names(forms: Forms) -> dict[str, str]:
    """Lead "US" and "Vereinigten Staaten" to USA: other names of countries and of the best known organisations."""
    names = (form for form, votes in forms.items() if type_of(votes) != "PER")  # "Holland" may be somebody
    return {form: base for form in names if (base := citation(form)) and base != form}


def leading_article(forms: Forms) -> dict[str, str]:
    """Lead "die Bundeswehr" to Bundeswehr, where the name stands without its article too. "Den Haag" stays, and "La
    Paz"; but "La Cosa Nostra" is an organisation's.
    """
    found = {form: form[4:] for form in forms if form.startswith(ARTICLES) and form[4:] in forms}
    foreign = ((form, form.partition(" ")[2]) for form in forms if form.startswith(FOREIGN_ARTICLES))
    return found | {
        form: bare
        for form, bare in foreign
        if type_of(forms[form]) == type_of(forms.get(bare, (1, 0, 0))) == "ORG" and not is_common_noun(bare)
    }


def web_addresses(forms: Forms) -> dict[str, str]:
    """Lead "Amazon.de" to Amazon, where that is an organisation, too."""
    found = ((form, form.rpartition(".")[0]) for form in forms if form.endswith(DOMAINS))
    return {form: bare for form, bare in found if type_of(forms.get(bare, (1, 0, 0))) == "ORG"}


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
    full = (name.split(" ") for name in _full_names(forms) if begins_given(name))
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
    full = (form for form in _full_names(forms) if forms.keys().isdisjoint(genitive_bases(form)))
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
        match = HEAD.match(form) if type_of(count) != "PER" else None
        first, blank, rest = form.partition(" ")
        if blank and first.endswith("s") and type_of(count) == "ORG" and known_type(rest) == PLACE:  # Landtags Sachsen
            bases = (f"{base} {rest}" for base in genitive_bases(first))
            base = next((base for base in bases if base in forms), None)
            if base is not None:
                found[form] = base
        elif match is not None:
            bases = (form[: match.end(1) - cut] + form[match.end(1) :] for cut in (len("s"), len("es")))
            base = next((base for base in bases if base in forms or citation(base) is not None), None)
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


RULES: tuple[tuple[str, Rule], ...] = (
    ("spelling", stop_at_end),
    ("letter case", letter_case),
    ("hyphen", hyphens),
    ("letters", letters),
    ("article cut", leading_article),
    ("web address", web_addresses),
    ("genitive", genitive),
    ("genitive", genitive_inside),
    ("dative plural", dative_plural),
    ("inflection", inflected_words),
    ("legal form", legal_forms),
    ("acronym", acronym_behind),
    ("initials", initials),
    ("transcription", transcriptions),
    ("known name", known_names),
)


def apply_rules(forms: Forms, decided: Decided, cases: Cases) -> tuple[Forms, dict[str, Step]]:
    """The forms that are left; and of each variant the step that a rule took from it, to be followed by `follow`.

    What a person calls different is never led together.
    """
    left, found = dict(forms), dict[str, Step]()
    no_genitive = no_genitives(forms, cases)
    inside = {form: {form} for form in left} if decided.apart else {}
    for rule, find in RULES:
        for form, base in sorted(find(left).items()):
            root = follow(base, found)[0]
            if (
                root == form
                or (rule == "genitive" and form in no_genitive)
                or (inside and decided.are_apart(inside[form], inside.get(root, {root})))
            ):
                continue
            found[form] = root, rule
            count = left.pop(form)
            left[root] = _plus(count, left[root]) if root in left else count
            if inside:
                inside.setdefault(root, {root}).update(inside[form])
    return left, found


def _plus(one: Votes, other: Votes) -> Votes:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def follow(form: str, found: Mapping[str, Step]) -> tuple[str, str, int]:
    """Where all steps together lead from a form, the rule of the last one, and how many there are."""
    rule, steps = "", 0
    while form in found:
        form, rule = found[form]
        steps += 1
    return form, rule, steps
