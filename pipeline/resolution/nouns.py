"""Common nouns that the model takes for names now and then: "Rohöl", "Mordes", "sein Schweif"."""

import re
from functools import partial

import numpy as np
import pandas as pd

from pipeline.resolution.decisions import Decided
from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array
from pipeline.resolution.facts import Facts
from pipeline.resolution.gender import DOCTOR
from pipeline.resolution.heads import THING, head_before
from pipeline.resolution.inflection import genitive_bases
from pipeline.resolution.lexicon import FEMALE, MALE, given_names, known_type, place_of, states
from pipeline.resolution.texts import are_in, followed_by, where, which
from pipeline.resolution.units import DERIVED, NAME, PART
from pipeline.resolution.usage import context, surnames
from pipeline.resolution.within import short_names
from pipeline.settings import TYPES

OFTEN_UNMARKED = 5  # times a word is left unmarked, at least, to be taken for a common noun
SELDOM_MARKED = 0.35  # share of its occurrences that are marked, below which it is
DETERMINERS = frozenset(
    """der die das den dem des ein eine einem einen einer eines kein keine keinen keiner mein meine meinen meiner
    sein seine seinem seinen seiner seines ihr ihre ihrem ihren ihrer ihres unser unsere unserem unseren unserer
    dieser diese dieses diesem diesen jeder jede jedes""".split()  # noqa: SIM905 - a list of 50 would be 50 lines
)
MERGED = frozenset(("am", "beim", "im", "vom", "zum", "zur"))  # with an article
NUMERAL = re.compile(r"[IVX]+\.?")
COMMON_ACRONYMS = frozenset(
    """AG AGB AKW BGB BIP BSE CBAM CD CEO CEST CET CETA CO2 CSRD DDT DNA DNS DSA DSGVO DSL DVD EDT EDV EEG EHEC EKG EM
    EST FCKW GAU GEG GKV GMT GPS GWB GmbH HDTV HIV ICE IP IQ ISBN IT KFZ KI KMU LED LKW LNG MESZ MEZ MRT NGO NGOs
    NPC NS OP PC PCB PCR PDF PDT PIN PKV PKW POS PR PS PST PVC RNA SARS SEK SIM SMS SUV StGB TNT TTIP TV UFO UKW
    UMTS USB UTC UV VIP VPN WC WG WLAN WM XML ÖPNV""".split()  # noqa: SIM905 - likewise
)
LINE, LONGEST_LINE = re.compile(r"[SU]\d{1,2}"), 3  # of a city's trains
CELESTIAL = frozenset(("Erde", "Mond", "Monds", "Mondes", "Sonne"))  # which everybody has
# Nouns that are too rare in other text for its counts, and that models take for names.
RARE = frozenset(
    """Agio Aschura Beaufortskala Biennale Boule Caucus Chapeau Christus Crew Dancehall Disagio Disco Discothek
    Diskothek Ein-Euro Erdatmosphäre Erdhalbkugel Erdkruste Erdkugel Erdtrabant Erdtrabanten Europacup Europacups
    Formel-1 Foul Galaxis Gitter Grabscher Hangar Jetset Landeskabinett Landesregierung Maisfeld Mall Mama Moslem
    Moslems Motocross Muslime Mutti Openair Papa Porno Primary Pétanque Raumfähre Raumstation Reggae Richter-Skala
    Richterskala SOKO Salsa Samba Soko Sonnensystem Sonnensystems Sorry Spaceshuttle Spaceshuttles Sprich Taikonaut
    Taikonauten Tango Tattoo Tattoos Techno Volksrepublik""".split()  # noqa: SIM905 - likewise
)
# Products and competitions that models take for organisations.
PRODUCTS = frozenset(
    """Android Bundesliga DAX Dax Eurostar Firefox Fußball-Bundesliga Linux MDax Nikkei Oberliga Photoshop PlayStation
    Regionalliga SDax Scribus Sojus TecDax Thalys Thunderbird Ubuntu Wii Windows Xbox iPad iPhone""".split()  # noqa: SIM905 - likewise
) | {
    "Gelbe Karte",
    "Gelben Karte",
    "Gelb-Rote Karte",
    "Gelb-Roten Karte",
    "Rote Karte",
    "Roten Karte",
    "2. Bundesliga",
    "Champions League",
    "Europa League",
    "Premier League",
    "Primera División",
    "Stuttgart 21",
}
MAKERS = frozenset(
    """Airbus Antonow Audi BMW Boeing Cessna Ferrari Fiat Fokker Ford Lamborghini Mercedes Opel Porsche Tupolew VW
    Volkswagen Volvo""".split()  # noqa: SIM905 - likewise
)
OWNED = re.compile(r"(?:ein|[dms]ein|ihr|unser)(?:e[mnrs]?)?")
TREATY = re.compile(r"[-‐‑](?:Protokoll|Abkommen|Konvention|Vertrag|Verträge)")
STREET = re.compile(r"(?:stra(?:ß|ss)e|platz|weg|allee|gasse)$")
STORMS = frozenset(
    """Hurrikan Hurrikans Orkan Orkans Orkantief Orkantiefs Sturmtief Sturmtiefs Taifun Taifuns Tropensturm Tropensturms
    Tropensturmes Wirbelsturm Wirbelsturms Wirbelsturmes Zyklon Zyklons""".split()  # noqa: SIM905 - likewise
)
# Why a mention names nothing, for dropped.csv; "" stands for: it does.
DROP_RULES = ("", "common noun", "behind an article", "a thing", "in compounds only", "of no place", "decision")
NOUN, DETERMINED, A_THING, COMPOUND, NO_PLACE, DECISION = 1, 2, 3, 4, 5, 6


def is_determiner(before: str) -> bool:
    """Whether what stands before a name says that it is a thing: an article, or what the place is, "Flughafen"."""
    word = context(before)
    return word.lower() in DETERMINERS or word.lower() in MERGED or head_before(word) == PLACE


def without_nouns(
    rows: pd.DataFrame, forms: list[str], facts: Facts, texts: list[str], unmarked: Array, decided: Decided
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mentions of names, or of what a person has decided on; and those of common nouns, with the reason as `rule`.

    `rows`: mentions with form, type, before, kind and addressed as codes. `unmarked`: how often each form stands
    outside all mentions.
    """
    derived = rows["kind"].to_numpy() == DERIVED
    names = rows.loc[~derived, ["form", "type", "kind", "before"]]
    marks = np.bincount(names["form"], minlength=len(forms))
    nouns = _common_nouns(forms, facts, marks, unmarked) | _rare_nouns(names, forms, texts)
    determined = _always_determined(names, facts, texts)
    said = {*decided.base, *decided.types, *decided.labels, *decided.dropped}
    decided_on = are_in(forms, said)
    things, compounds = _things(names, forms, facts, texts), _in_compounds_only(names, facts)
    safe = _safe(nouns | determined | compounds, names, forms, facts)
    reasons = [nouns & ~safe, determined & ~safe, things, compounds & ~safe]
    rule = np.where(decided_on, 0, np.select(reasons, [NOUN, DETERMINED, A_THING, COMPOUND], 0))
    of_row = np.where(derived, 0, rule[rows["form"].to_numpy()])
    doubtful = (of_row == NOUN) | (of_row == DETERMINED)
    addressed = np.isin(rows["addressed"].to_numpy(), [MALE, FEMALE, DOCTOR])  # "Herr Sommer"
    of_row = np.where(doubtful & (addressed | _named_in_full(rows, forms, doubtful)), 0, of_row)
    of_row = np.where((of_row == 0) & _named_after(rows, forms, decided_on), COMPOUND, of_row)
    of_row = np.where((of_row == 0) & _currencies(rows, texts), A_THING, of_row)
    of_row = np.where((of_row == 0) & _before_their_name(rows, forms, (facts.known < 0) & ~decided_on), NOUN, of_row)
    of_row = np.where((of_row == 0) & _vehicles(rows, forms, texts), A_THING, of_row)
    of_row = np.where((of_row == 0) & _events(rows, forms, texts), A_THING, of_row)
    of_row = np.where((of_row == 0) & _storms(rows, texts, (facts.known < 0) & ~decided_on), A_THING, of_row)
    gone = of_row > 0
    return rows[~gone].reset_index(drop=True), rows[gone].assign(rule=np.array(DROP_RULES, object)[of_row[gone]])


def _common_nouns(forms: list[str], facts: Facts, marks: Array, unmarked: Array) -> Array:
    """Which forms are words that are mostly left unmarked, in the corpus and in other German text."""
    marked = marks + facts.usages[:, :-1].sum(axis=1)
    alone = unmarked + facts.usages[:, -1]
    seldom = (alone >= OFTEN_UNMARKED) & (marked < SELDOM_MARKED * (marked + alone))
    listed, last_name = are_in(forms, COMMON_ACRONYMS | CELESTIAL | STORMS), are_in(forms, surnames())
    return np.asarray(facts.single & (marks > 0) & (seldom | listed | (facts.role & ~last_name)))


def _rare_nouns(names: pd.DataFrame, forms: list[str], texts: list[str]) -> Array:
    """Which forms are rare nouns, products or lines that never stand behind what somebody is: "Stürmer Samba" is a
    person, "Rockband U2" a band.
    """
    form = names["form"].to_numpy()
    somebody = which(
        names["before"].to_numpy(), texts, lambda text: head_before(context(text)) in (PERSON, ORGANISATION)
    )
    lines = {text for text in forms if len(text) <= LONGEST_LINE and LINE.fullmatch(text)}
    rare = are_in(forms, RARE | PRODUCTS | lines)
    return np.asarray(rare & (np.bincount(form[somebody], minlength=len(forms)) == 0))


def _always_determined(names: pd.DataFrame, facts: Facts, texts: list[str]) -> Array:
    """Which single words are taken for persons but always stand behind an article or the like: "sein Schweif"."""
    determiner = which(names["before"].to_numpy(), texts, lambda text: context(text).lower() in DETERMINERS)
    form, type_ = names["form"].to_numpy(), names["type"].to_numpy()
    other = ~determiner | (type_ != PERSON) | (names["kind"].to_numpy() == PART)  # "die Mao-Bibel" is about Mao
    marks, others = (np.bincount(codes, minlength=len(facts.single)) for codes in (form, form[other]))
    return np.asarray(facts.single & (marks > 0) & (others == 0))


def _named_in_full(rows: pd.DataFrame, forms: list[str], which: Array) -> Array:
    """Which of these mentions are the last name, in a genitive or not, of a person whom their article names in full."""
    articles = rows.loc[which, "article"].unique()
    people = rows[(rows["type"].to_numpy() == PERSON) & rows["article"].isin(articles).to_numpy()]
    named = {
        (article, short)
        for article, form in people[["article", "form"]].drop_duplicates().itertuples(index=False)
        for short in short_names(forms[form])
        if short != forms[form]
    }
    found = np.zeros(len(rows), dtype=bool)
    places = zip(*(rows.loc[which, name].tolist() for name in ("article", "form")), strict=True)
    found[which] = [
        any((article, name) in named for name in (forms[form], *genitive_bases(forms[form], person=True)))
        for article, form in places
    ]
    return found


def _is_numbered(form: str) -> bool:
    """Whether a form is a last name with a numeral, a reform or a government: "Hartz IV", but not "Benedikt XVI."."""
    name, _, numeral = form.replace("-", " ").partition(" ")
    return NUMERAL.fullmatch(numeral) is not None and name in surnames() and name not in given_names()


def _things(names: pd.DataFrame, forms: list[str], facts: Facts, texts: list[str]) -> Array:
    """Which forms name ships, films, laws: by the noun before most of their mentions, or by their own last
    word.
    """
    thing = which(names["before"].to_numpy(), texts, _is_thing)
    form, place = names["form"].to_numpy(), names["type"].to_numpy() == PLACE
    marks, things, places = (
        np.bincount(codes, minlength=len(facts.known)) for codes in (form, form[thing], form[place])
    )
    thing = (facts.end == THING) & ~facts.given  # "Angela Preis" is somebody
    thing |= np.fromiter((_is_numbered(form) for form in forms), dtype=bool, count=len(forms))
    return np.asarray(((2 * things > marks) | (thing & (2 * places <= marks))) & (facts.known < 0))


def _is_thing(before: str) -> bool:
    word = context(before)
    return word not in STORMS and head_before(word) == THING


def _storms(rows: pd.DataFrame, texts: list[str], may_be: Array) -> Array:
    """Which mentions name a storm: those behind its noun, "Taifun", or with it, and where most are, the others of this
    form, unless most are somebody's. `may_be`: of each form.
    """
    form, type_, name = rows["form"].to_numpy(), rows["type"].to_numpy(), rows["kind"].to_numpy() != DERIVED
    storm = which(rows["before"].to_numpy(), texts, lambda text: context(text) in STORMS)
    storm |= which(rows["surface"].to_numpy(), texts, lambda text: text.partition(" ")[0] in STORMS)
    storm &= name
    marks, storms, persons = (
        np.bincount(form[those], minlength=len(may_be)) for those in (name, storm, name & (type_ == PERSON))
    )
    mostly = (2 * storms > marks) & (2 * persons <= marks)
    return np.asarray(may_be[form] & name & (storm | mostly[form]))


def _currencies(rows: pd.DataFrame, texts: list[str]) -> Array:
    """Which words are part of "Deutsche Mark"."""
    german = where(rows["kind"].to_numpy() == DERIVED, rows["surface"].to_numpy(), texts, lambda text: text[:1] == "D")
    return where(german, rows["after"].to_numpy(), texts, lambda text: text == " Mark")


def _before_their_name(rows: pd.DataFrame, forms: list[str], may_be: Array) -> Array:
    """Which mentions say what the one behind them names: "Ferieninsel [Mallorca]", but not "Südinsel [Neuseelands]",
    nor "Marienstraße/[Ringstraße]". `may_be`: of each form.
    """
    form, type_, name = rows["form"].to_numpy(), rows["type"].to_numpy(), rows["kind"].to_numpy() == NAME
    found = followed_by(rows, " ") & name & may_be[form]
    found[:-1] &= (name & (type_ == np.roll(type_, 1)))[1:]
    first = np.flatnonzero(found)
    first = first[~which(form[first + 1], forms, lambda text: text.endswith("s") and known_type(text[:-1]) == PLACE)]
    found[:] = False
    for code in range(len(TYPES)):
        those = first[type_[first] == code]
        found[those] = which(form[those], forms, partial(_is_said_of, code))
    return np.asarray(found)


def _is_said_of(type_: int, form: str) -> bool:
    """Whether a noun that is one word and no street says that what follows is of this type."""
    return form.isalpha() and not STREET.search(form) and head_before(form) == type_


def _vehicles(rows: pd.DataFrame, forms: list[str], texts: list[str]) -> Array:
    """Which mentions of makers are one of their cars or planes, "mit seinem BMW", "eine Boeing"; but not "ein BMW
    Sprecher", nor "der Opel", which may be the firm or "mit der Opel spricht".
    """
    made = where(rows["kind"].to_numpy() == NAME, rows["form"].to_numpy(), forms, MAKERS.__contains__)
    made &= ~which(rows["after"].to_numpy(), texts, bool)
    return where(
        made, rows["before"].to_numpy(), texts, lambda text: OWNED.fullmatch(context(text).lower()) is not None
    )


def _events(rows: pd.DataFrame, forms: list[str], texts: list[str]) -> Array:
    """Which parts are the Olympic games, "Olympia-Kandidatur", or the town that a treaty is called by,
    "Kyoto-Protokoll"; a state's is about the state.
    """
    part, form = rows["kind"].to_numpy() == PART, rows["form"].to_numpy()
    town = where(part & (rows["type"].to_numpy() == PLACE), rows["after"].to_numpy(), texts, _is_treaty)
    town &= ~which(form, forms, lambda text: place_of(text) in states())
    return town | where(part, form, forms, lambda text: text == "Olympia")


def _is_treaty(after: str) -> bool:
    return TREATY.match(after) is not None


def _in_compounds_only(names: pd.DataFrame, facts: Facts) -> Array:
    """Which forms are acronyms that stand in compounds but nowhere by themselves as a name: "SIM-Karte"."""
    by_itself = np.bincount(names.loc[names["kind"] != PART, "form"], minlength=len(facts.known))
    return np.asarray(facts.acronym & (by_itself == 0) & (facts.usage[:, :-1].sum(axis=1) == 0))


def _named_after(rows: pd.DataFrame, forms: list[str], decided_on: Array) -> Array:
    """Which parts are a person's full name with hyphens where the article does not name this person: institutions are
    called so, "Friedrich-Ebert-Stiftung".
    """
    part = where(rows["kind"].to_numpy() == PART, rows["form"].to_numpy(), forms, _is_hyphened_person)
    part &= ~decided_on[rows["form"].to_numpy()]
    if not part.any():
        return part
    article, form = (rows[name].to_numpy()[part].tolist() for name in ("article", "form"))
    there = rows.loc[rows["article"].isin(article), ["article", "form"]].drop_duplicates()
    named = {(number, forms[code]) for number, code in there.itertuples(index=False)}
    found = part.copy()
    found[part] = [
        (number, forms[code].replace("-", " ")) not in named for number, code in zip(article, form, strict=True)
    ]
    return found


def _is_hyphened_person(form: str) -> bool:
    first, hyphen, rest = form.partition("-")
    return bool(hyphen) and " " not in form and first in given_names() and rest[:1].isupper() and known_type(form) < 0


def _safe(among: Array, names: pd.DataFrame, forms: list[str], facts: Facts) -> Array:
    """Which of these forms are names for all that: of the lexicon, given names, last names of people whom texts name in
    full.
    """
    some = [forms[code] for code in np.flatnonzero(among).tolist()]
    people = names.loc[names["type"].to_numpy() == PERSON, "form"].unique()
    full = people[~facts.single[people]].tolist()
    last_names = {short for code in full for short in short_names(forms[code])} | surnames()
    given = are_in([form.partition("-")[0] for form in some], given_names())
    safe = among.copy()
    safe[among] = (are_in(some, last_names) & ~facts.noun[among]) | (facts.known[among] >= 0) | given
    return safe
