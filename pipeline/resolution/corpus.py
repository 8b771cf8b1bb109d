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
from pipeline.resolution.endings import dative_plural, genitive, genitive_inside, inflected_words, no_genitives
from pipeline.resolution.entities import ORGANISATION
from pipeline.resolution.lexicon import citation, given_names, known_type, organisations, places
from pipeline.resolution.texts import of_each, repeated
from pipeline.resolution.transcription import letters_key, sounding_alike, transcribed
from pipeline.resolution.usage import is_common_noun
from pipeline.resolution.votes import Forms, Votes, full_names, is_organisation, type_of
from pipeline.resolution.within import without_legal_form

ARTICLES = ("die ", "der ", "das ", "den ", "dem ", "des ", "Die ", "Der ", "Das ", "DIE ", "DER ", "DAS ")
FOREIGN_ARTICLES = ("La ", "Le ", "Les ", "El ", "Los ", "Las ")  # not "The Sun"
DOMAINS = (".de", ".com")
STOPS = ".,;:!?"
INSIDE = re.compile(
    r"(?:\w\.)+|Kardinal|Freiherr|Freifrau|Freiin|Baron|Baronin|Graf|Gräfin|Fürst|Fürstin|Prinz|Prinzessin"
)
WRITTEN_OUT = re.compile("ae|oe|ue|ss|AE|OE|UE|SS")
SHORT_ACRONYM = 4  # letters of what may be another acronym in another letter case
SHORTEST_ACCENTED = 4  # letters of a form that accents alone make no other name

Step = tuple[str, str]  # the next form, and the rule that says so
Rule = Callable[[Forms], dict[str, str]]


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
        if bare != form and (known_type(bare) == ORGANISATION or is_organisation(bare, forms)):
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
    And "Frank M. Muster" to Frank Maria Muster, if there is just one.
    """
    longer = defaultdict(list)
    for form, votes in forms.items():
        first, *middle, last = form.split(" ") if " " in form else (form, "")
        kept = [word for word in middle if not INSIDE.fullmatch(word)]
        if len(kept) < len(middle) and type_of(votes) == "PER":
            longer[" ".join((first, *kept, last))].append(form)
    spelled = defaultdict(list)
    for form in full_names(forms):
        first, _, rest = form.partition(" ")
        second, _, last = rest.partition(" ")
        if last and " " not in last and second[1:].islower():
            spelled[f"{first} {second[0]}. {last}"].append(form)
    found = {short: group[0] for short, group in spelled.items() if len(group) == 1 and short in forms}
    return found | {group[0]: short for short, group in longer.items() if len(group) == 1 and short in forms}


def transcriptions(forms: Forms) -> dict[str, str]:
    """Lead "Wladimir Selenski" and "Wolodymyr Zelensky" each to its likes: full names that sound alike and differ as
    transcriptions from another script do. The most frequent one is the base.
    """
    groups = defaultdict(list)
    for key, form in sounding_alike(full_names(forms)):
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
        if is_organisation(form, forms) and is_organisation(bare, forms) and not is_common_noun(bare)
    }


def web_addresses(forms: Forms) -> dict[str, str]:
    """Lead "Amazon.de" to Amazon, where that is an organisation, too."""
    found = ((form, form.rpartition(".")[0]) for form in forms if form.endswith(DOMAINS))
    return {form: bare for form, bare in found if is_organisation(bare, forms)}


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
