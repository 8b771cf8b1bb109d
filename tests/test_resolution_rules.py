"""Each rule on names by itself: one table of examples per rule, and what it leaves alone."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.resolution import usage
from pipeline.resolution.acronyms import abbreviates, initials, is_acronym
from pipeline.resolution.candidates import MOST, REASONS, candidates
from pipeline.resolution.corpus import letter_case
from pipeline.resolution.decisions import NONE, Decided
from pipeline.resolution.entities import gather
from pipeline.resolution.facts import facts_of
from pipeline.resolution.heads import THING, head_at_end, head_at_start, head_before, is_plain
from pipeline.resolution.titles import title_length
from pipeline.resolution.transcription import skeleton, sound_key, transcribed
from pipeline.resolution.types import types_by_evidence
from pipeline.resolution.within import short_form, short_names, without_legal_form
from pipeline.settings import TYPES

# Nouns that say what a name is


def meant(head: int | None) -> str:
    """What a head says: a type, "thing", or "" if nothing."""
    return "" if head is None else "thing" if head == THING else TYPES[head]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "PER",
            "Präsident Bundesinnenministerin CDU-Politiker Parteichefs Oberbürgermeisters Frau Popsternchen",
        ),
        ("LOC", "Kernkraftwerk Stadt Landeshauptstadt Provinz Flusses Nachbarland Ostseeinsel CDU-Kreisverbandes"),
        (
            "ORG",
            "Internetplattform Konzerns Verbandes Nachrichtenagentur Automarke Drogerie-Kette Großbank EADS-Tochter",
        ),
        ("thing", "Bohrinsel Raumsonde Containerschiff Frachters Wirbelsturm Kinofilm Medikaments"),
        ("", "Fort Wort Sport Export Vorstandsmitglied Haus Gestern präsident konzerns der Dr. \u00ad"),
    ],
)
def test_a_noun_before_a_name_says_what_it_is(said: str, words: str) -> None:
    """The noun, a compound's last part, either in the genitive; no small word, and no part of less than four letters:
    "Fort" is no Ort.
    """
    assert {word: meant(head_before(word)) for word in words.split()} == dict.fromkeys(words.split(), said)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("LOC", "Leipziger_Straße Karl-Marx-Allee Rhein-Main-Flughafen Times_Square Chiemgauer_Hochgebirge"),
        ("ORG", "Kenon_Holdings Lufthansa_AG SPD-Bundestagsfraktion Berliner_Landgericht Delta_Airlines"),
        (
            "thing",
            "Quarz_Open Quarzball-Saison Olympische_Spiele Zweiter_Weltkrieg Handball-Weltmeisterschaft Quarzball-WM",
        ),
        ("", "Angela_Merkel Landgericht Straße Port-au-Prince Weltkriegsende Saudi-Arabien"),
    ],
)
def test_the_last_word_of_a_name_says_what_it_is(said: str, names: str) -> None:
    """The last of several words, blanks or hyphens between them, and its last part; a single word does not say."""
    written = names.replace("_", "\t").split(" ")
    found = {name: meant(head_at_end(name.replace("\t", " "))) for name in written}
    assert found == dict.fromkeys(written, said)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("LOC", "Nationalstadion_Peking Schloss_Quarz"),
        ("ORG", "Lycée_Fermat Banco_de_Quarz"),
        ("thing", "Konferenz_für_Sand Quarz-Preis_für_Sand"),
        ("", "Lycée Angela_Merkel Konferenz_Quarz Präsident_Quarz Bank_Quarz"),
    ],
)
def test_the_first_word_of_a_name_says_what_it_is(said: str, names: str) -> None:
    """The first of several words, where it is a place's, a foreign organisation's or an event's."""
    found = {name: meant(head_at_start(name.replace("_", " "))) for name in names.split(" ")}
    assert found == dict.fromkeys(names.split(" "), said)


def test_plain_heads_are_no_compounds() -> None:
    """A head by itself, in the genitive or not, is plain; a compound is not, unless it is a head of its own."""
    assert [word for word in ("Bank", "Konzerns", "Verbandes", "Hauptstadt") if not is_plain(word)] == []
    assert [word for word in ("Großbank", "Drogerie-Kette", "Landeshauptstadt", "Berlin") if is_plain(word)] == []


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("Bundeskanzlerin Dr. |Angela Merkel", "PER"),
        ("US-Präsident |Joe Biden", "PER"),
        ("Prof. Dr. |Karl Lauterbach", "PER"),
        ("Dr. med. |Eckart von Hirschhausen", "PER"),
        ("Sir |Keir Starmer", "PER"),
        ("Herr |Merz", "PER"),
        ("Papst |Franziskus", "PER"),
        ("D. |Angela Merkel", "PER"),
        ("D. Angela", "PER"),
        ("D. Quarz Merkel", "PER"),
        ("MdB |Quarz", "PER"),
        ("Causa |Quarz", "PER"),
        ("DNA |Quarz", "PER"),
        ("CDU Quarz", "PER"),
        ("Causa", "PER"),
        ("Prinz William", "PER"),
        ("Mutter Teresa", "PER"),
        ("General Motors", "PER"),
        ("Präsident", "PER"),
        ("König von Schweden", "PER"),
        ("Angela Merkel", "PER"),
        ("General Motors", "ORG"),
        ("Nachrichtenagentur |Reuters", "ORG"),
        ("Fraktion der |Grünen", "ORG"),
        ("Bundestagsfraktion der |Grünen", "ORG"),
        ("Fraktion der Grünen", "PER"),
        ("Drogerie-Kette |Schlecker", "ORG"),
        ("Bundesverband Windenergie", "ORG"),
        ("Gewerkschaft Erziehung und Wissenschaft", "ORG"),
        ("Börse Frankfurt", "ORG"),
        ("Deutsche Bank", "ORG"),
        ("Präsident Biden", "ORG"),
        ("Landeshauptstadt |München", "LOC"),
        ("Stadt |Köln", "LOC"),
        ("Insel |Rügen", "LOC"),
        ("Halbinsel |Quarz", "LOC"),
        ("Land |Hessen", "LOC"),
        ("Kernkraftwerks |Quarz", "ORG"),
        ("Kernkraftwerk Quarz", "PER"),
        ("Bahnhof Zoo", "LOC"),
        ("Nachrichtenagentur Reuters", "LOC"),
    ],
)
def test_titles_are_no_part_of_a_name(name: str, type_: str) -> None:
    """What stands before the bar is cut: titles, offices, what a place or an organisation is; but not what nobody would
    know the name without, nor what fits another type only, nor a known name's own word.
    """
    title, bar, _ = name.partition("|")
    assert title_length(name.replace("|", ""), TYPES.index(type_)) == len(title if bar else "")


# Types by evidence


def judged(form: str, marks: str, before: str = "") -> str:
    """The types of mentions of a form that the model marked so, all behind the same word."""
    given_ = np.array([TYPES.index(mark) for mark in marks.split()])
    none = np.zeros(len(given_), dtype=np.int64)
    found = types_by_evidence(none, given_, none, facts_of([form]), [before])
    return " ".join(TYPES[code] for code in found.tolist())


@pytest.mark.parametrize(
    ("form", "marks", "before", "type_"),
    [
        ("Quarzau", "LOC LOC LOC LOC PER", "", "LOC"),
        ("Qoros", "PER", "Automarke ", "ORG"),
        ("Qoros", "PER", "Automarke „", "ORG"),
        ("Quarzik", "LOC", "Bundeskanzlerin ", "PER"),
        ("Quarzik", "ORG", "in ", "LOC"),
        ("Kenon Holdings", "PER", "", "ORG"),
        ("Quarzer Straße", "ORG", "", "LOC"),
        ("Thomas McNally", "ORG", "", "PER"),
        ("QXZCO", "PER PER ORG", "", "ORG"),
        ("BC Quarzheim", "PER LOC", "", "LOC"),
        ("Vereinten Nationen", "LOC LOC", "", "ORG"),
        ("Frankreichs", "PER", "", "LOC"),
        ("Merkel", "LOC", "", "PER"),
    ],
)
def test_evidence_overrules_the_model(form: str, marks: str, before: str, type_: str) -> None:
    """Most marks, the noun or another word before the name, its last word, a given name, the shape of an acronym, the
    lexicon and other German text each overrule a mark of another type.
    """
    assert set(judged(form, marks, before).split()) == {type_}


@pytest.mark.parametrize(
    ("form", "marks", "before"),
    [
        ("Quarzik", "PER", ""),
        ("Quarzik", "PER ORG", ""),
        ("Quarzik", "LOC LOC PER PER", ""),
        ("Quarzik", "LOC", "Frachter "),
        ("Quarzik", "LOC", "automarke "),
        ("Kenon Holdings", "PER PER PER PER PER PER PER PER PER", ""),
        ("Holdings", "PER", ""),
        ("Thomas", "ORG", "Firma "),
    ],
)
def test_weak_evidence_overrules_nothing(form: str, marks: str, before: str) -> None:
    """A name keeps its marks where they are equally many, where the noun before says nothing of types, where the only
    word is a head itself, and where they are far more than the evidence.
    """
    assert judged(form, marks, before) == marks


# Transcriptions, last names, acronyms, short forms


@pytest.mark.parametrize(
    ("marks", "joined"),
    [
        ("NATO/ORG Nato/ORG", True),
        ("QXZ/ORG QxZ/ORG", True),
        ("QXZ/ORG QxZ/LOC", False),
        ("AWZ/ORG AwZ/PER", False),
        ("QXZCO/ORG QXZCo/LOC", True),
        ("QUARZHOF/LOC Quarzhof/ORG", True),
        ("OLAF/ORG Olaf/PER", False),
        ("OLAF/PER Olaf/PER", False),
        ("NINA/ORG Nina/PER", False),
        ("BERG/LOC Berg/LOC", False),
    ],
)
def test_letter_case_makes_no_other_name(marks: str, joined: bool) -> None:  # noqa: FBT001
    """But where one is a common noun or a given name, and of acronyms of up to four letters only if the types agree."""
    one, other = (mark.split("/") for mark in marks.split())
    votes = {form: tuple(3 * (type_ == name) for name in TYPES) for form, type_ in (one, other)}
    assert letter_case(votes) == ({other[0]: one[0]} if joined else {})


def one_name(one: str, other: str) -> bool:
    """Whether the rule of transcriptions takes two full names for one."""
    return skeleton(one) == skeleton(other) and sound_key(one) == sound_key(other) and transcribed(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dmitri Medwedew", "Dmitry Medvedev"),
        ("Michail Gorbatschow", "Michail Gorbatchow"),
        ("Michail Chodorkowski", "Mikhail Khodorkovsky"),
        ("Walentina Tereschkowa", "Valentina Tereshkova"),
        ("Wladimir Selenskyj", "Vladimir Zelensky"),
        ("Boris Romanow", "Boris Romanoff"),
        ("Sergej Lawrow", "Sergei Lavrov"),
        ("Nikolai II.", "Nikolaj II."),
        ("Boris I. Romanow", "Boris I. Romanoff"),
        ("Benjamin Netanjahu", "Benjamin Netanyahu"),
        ("Muammar al-Gaddafi", "Muammar Gaddafi"),
        ("Mohammed ElBaradei", "Mohamed el-Baradei"),
    ],
)
def test_transcriptions_of_one_name(one: str, other: str) -> None:
    """German, English, French and scientific transcriptions are one name, and so are Arabic last names with their
    article and without.
    """
    assert one_name(one, other)
    assert one_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hans Maier", "Hans Mayer"),
        ("Hans Meier", "Hans Meyer"),
        ("Eva Hofmann", "Eva Hoffmann"),
        ("Eva Schmidt", "Eva Schmitt"),
        ("Eva Schulz", "Eva Schultz"),
        ("Eva Becker", "Eva Beker"),
        ("Eva Groß", "Eva Gross"),
        ("Maja Meier", "Maja Meyer"),
        ("Nikolai I", "Nikolaj II"),
        ("Wladimir Putin", "Wladimir Pudin"),
        ("Angela Merkel", "Angela Merkle"),
    ],
)
def test_german_surnames_that_sound_alike_are_two(one: str, other: str) -> None:
    """What sets German surnames of different people apart is no transcription, nor is another sound."""
    assert not one_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nikolai I.", "Nikolaj II."),
        ("Boris I. Romanow", "Boris II. Romanoff"),
        ("Alexander II.", "Alexander III."),
    ],
)
def test_rulers_with_another_numeral_are_two(one: str, other: str) -> None:
    """Roman numerals that sound alike are not the same, however the names beside them are transcribed."""
    assert sound_key(one) == sound_key(other)
    assert not one_name(one, other)


SPELLINGS = """tsch tch cz|dsch dzh|sch sh zh|x chs ks|ch kh|ts tz z ss ß s|ph ff f|w v|ck c q k|ou u|th t|gh g|i j y iy
je e|off ow ov|l ll|ü ue|é e|-|a|b|d|h|m|n|o|p|r"""
SOUNDS = [spellings.split(" ") for spellings in SPELLINGS.replace("\n", "|").split("|")] + [[" "]]
ALIKE = st.lists(st.sampled_from(SOUNDS), max_size=8)


@given(st.data(), ALIKE)
def test_what_sounds_alike_has_one_skeleton(data: st.DataObject, sounds: Sequence[Sequence[str]]) -> None:
    """The skeleton, by which names are sorted before their sounds are told, never keeps two of one sound apart."""
    one, other = ("".join(data.draw(st.sampled_from(spellings)) for spellings in sounds) for _ in range(2))
    assume(sound_key(one) == sound_key(other))
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Angela Merkel", ["Merkel"]),
        ("Ursula von der Leyen", ["Leyen", "der Leyen", "von der Leyen"]),
        ("Alexander Van der Bellen", ["Bellen", "der Bellen", "Van der Bellen"]),
        ("Marine Le Pen", ["Pen", "Le Pen"]),
        ("Anna Maria Berg", ["Berg"]),
        ("von der Leyen", ["Leyen", "der Leyen"]),
        ("Mohammed bin Salman", ["Salman", "bin Salman"]),
    ],
)
def test_last_names_have_their_particles(full: str, short: list[str]) -> None:
    """A person is called by the last word, and by it with the particles before it; the first word is never one."""
    assert short_names(full) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Volkswagen AG", "Volkswagen"),
        ("Robert Bosch GmbH", "Robert Bosch"),
        ("Quarzak Werke", "Quarzak"),
        ("Kenon Holdings", "Kenon"),
        ("Quarzok Studios", "Quarzok"),
        ("Hansa Rostock", "Hansa"),
        ("Quarzak International", "Quarzak"),
        ("Quarzak Köln International", "Quarzak"),
        ("Quarzak AG", "Quarzak"),
        ("Quarzak Rostock AG", "Quarzak Rostock"),
        ("Think City", ""),
        ("Bell UH-1D", ""),
        ("Quarzak Nova", ""),
        ("Quarzak Rostock Nova", ""),
        ("Quarzak für Rostock", ""),
        ("Thomas Werke", ""),
        ("Merck KGaA", "Merck"),
        ("Deutsche Bank", ""),
        ("Berliner Volksbank", ""),
        ("Robert Bosch", ""),
        ("Berlin Brands", ""),
        ("Haus Quarz", ""),
        ("BMW", ""),
    ],
)
def test_short_forms_of_organisations(name: str, short: str) -> None:
    """The name without its legal form, else its first word if the rest says what it is, where, or "International"; not
    where that first word is an adjective, a place, a given name, a common noun, or all there is.
    """
    found = short_form(name)
    assert (found or without_legal_form(name)) == (short or name)


@pytest.mark.parametrize("form", ["IAEO", "AfD", "DPolG", "ver.di", "Nato", "A", "UN Charta", "BundesregierungDE"])
def test_acronyms_are_short_and_mostly_capitals(form: str) -> None:
    """Two to ten letters of one word, more than half of them capitals."""
    assert is_acronym(form) == (form in {"IAEO", "AfD", "DPolG"})


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("EZB", "Europäische Zentralbank", True),
        ("ÖBB", "Österreichische Bundesbahnen", True),
        ("IAEO", "Internationale Atomenergie-Organisation", True),
        ("FDP", "Europäische Zentralbank", False),
        ("EZB", "Zentralbank Europas", False),
        ("EBZ", "Europäische Zentralbank", False),
        ("UNO", "UNO’s", False),
        ("Ezb", "Europäische Zentralbank", False),
    ],
)
def test_letters_of_acronyms_follow_each_other(short: str, long: str, fits: bool) -> None:  # noqa: FBT001
    """The first letters agree, the others follow in their order, and the long form is longer by more than a bracket."""
    assert abbreviates(short, long) == fits


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Hamburger SV", "HSV"), ("Frankfurter Allgemeine Zeitung", "FAZ"), ("Bund für Umwelt und Naturschutz", "BUN")],
)
def test_initials_are_capitals(name: str, letters: str) -> None:
    """The first letters of capitalised words, and all letters of those in capitals."""
    assert initials(name) == letters


# Candidates


def proposed(*names: str, together: bool = False, decided: Decided = NONE, often: int = 4) -> pd.DataFrame:
    """The candidates among entities "Name/TYPE", the first of which is named in `often` articles, others in one."""
    texts, types = zip(*(name.split("/") for name in names), strict=True)
    rows = [(article, article * 2, 0) for article in range(often)]
    rows += [(0, 0 if together else 1, code) for code in range(1, len(names))]
    mentions = pd.DataFrame(rows, columns=["article", "sentence", "entity"])
    mentions = mentions.assign(form=mentions["entity"])
    return candidates(texts, [TYPES.index(type_) for type_ in types], mentions, texts, decided)


@pytest.mark.parametrize(
    ("names", "reasons"),
    [
        (("Hans Maier/PER", "Hans Mayer/PER"), ["same sound", "one letter apart"]),
        (("Eva Schmidt/PER", "Eva Schmitt/PER"), ["one letter apart"]),
        (("Eva Hofmann/PER", "Eva Hoffmann/PER"), ["same sound", "one letter apart"]),
        (("Martin Berg/PER", "Martina Berg/PER"), []),
        (("Eva Berg/PER", "Eva Burg/PER"), []),
        (("Joe Biden/PER", "Biden/PER"), ["last name"]),
        (("Joe Biden/PER", "Biden/ORG"), []),
        (("Joe Biden/PER", "Joe/PER"), []),
        (("Ursula von der Leyen/PER", "von der Leyen/PER"), []),
        (("Quarzer Sport Verein/ORG", "QSV/ORG"), ["initials"]),
        (("Quarzer Sport Verein/ORG", "QSV/PER"), []),
        (("Quarzer Verein/ORG", "Quarzer Verein Berlin/ORG"), ["longer form"]),
        (("Quarzer Verein/ORG", "Quarzer Verein Berlin/LOC"), []),
        (("Quarzer Verein/ORG", "Quarzer Bund Berlin/ORG"), []),
    ],
)
def test_reasons_of_candidates(names: tuple[str, str], reasons: list[str]) -> None:
    """Each reason joins two of its own type: people of one sound, a letter apart inside a word of five letters, a last
    name; organisations with these initials, or with more words behind.
    """
    found = proposed(*names)
    assert found["reasons"].tolist() == ([reasons] if reasons else [])
    if reasons:
        assert found[["one", "other"]].to_numpy().tolist() == [[0, 1]]
        assert 0 < found["score"][0] < 1 - np.prod([1 - REASONS[reason] for reason in reasons])


def test_candidates_in_one_sentence_are_hardly_one() -> None:
    """Who stands beside another in one sentence is likely someone else: the score falls, and the rarer comes second."""
    apart, beside = (proposed("Joe Biden/PER", "Biden/PER", together=together) for together in (False, True))
    assert beside["score"][0] < apart["score"][0] / 3
    swapped = proposed("Biden/PER", "Joe Biden/PER", often=1)
    assert swapped["score"][0] < apart["score"][0]
    assert proposed("Biden/PER", "Joe Biden/PER", often=4)[["one", "other"]].to_numpy().tolist() == [[0, 1]]


def test_candidates_are_sorted_by_score() -> None:
    """The best comes first; more reasons make a better score."""
    found = proposed("Hans Maier/PER", "Hans Mayer/PER", "Maier/PER")
    assert found["reasons"].tolist() == [["same sound", "one letter apart"], ["last name"]]
    assert found["score"].is_monotonic_decreasing


def test_decided_pairs_are_no_candidates(decisions: Callable[..., Decided]) -> None:
    """What a person calls different is not asked again, whichever name of a group it was said of."""
    pair = ("Joe Biden/PER", "Biden/PER")
    assert len(proposed(*pair, decided=decisions("different Biden > Jill Biden"))) == 1
    assert len(proposed(*pair, decided=decisions("different Biden > Joe Biden"))) == 0
    assert len(proposed(*pair, decided=decisions("same Joe Biden > J. Biden", "different J. Biden > Biden"))) == 0


def test_crowds_are_no_candidates() -> None:
    """A last name that very many bear tells nothing; and there are never more rows than a person may look at."""
    for size, expected in ((12, 12), (13, 0)):
        found = proposed("Müller/PER", *(f"{letter * 6} Müller/PER" for letter in "bfgklmrtvxzäö"[:size]))
        assert found["reasons"].tolist().count(["last name"]) == expected
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [f"{first}{second}{last}quarz/PER" for first in "BDFGKLMNPR" for second in letters for last in letters[:4]]
    full = [f"{name * 6} {short}" for short in many for name in letters[:11]]
    assert len(proposed(*many, *full)) == MOST


# One name, one entity or two


def gathered(persons: int, others: int, *, shared: bool = True, said: int = -1) -> list[str]:
    """The ids of what bears a name that is marked PER and ORG so often."""
    rows = pd.DataFrame({"base": 0, "type": [0] * persons + [2] * others})
    derived = np.zeros(len(rows), dtype=bool)
    entities, entity = gather(rows, ["Adler"], np.array([shared]), derived, np.array([said], dtype=np.int8))
    assert (entities["Name"] == "Adler").all()
    assert sorted(set(entity.tolist())) == list(range(len(entities)))
    if len(entities) > 1:
        assert entities["Id"].to_numpy()[entity].tolist() == ["per:adler"] * persons + ["org:adler"] * others
    return entities["Id"].tolist()


def test_two_things_with_one_name() -> None:
    """A last name is that of a person and of something else, if each of the two is marked often enough."""
    assert gathered(3, 3) == ["org:adler", "per:adler"]
    assert gathered(3, 12) == ["org:adler", "per:adler"]
    assert gathered(2, 3) == ["org:adler"]
    assert gathered(3, 13) == ["org:adler"]
    assert gathered(3, 3, shared=False) == ["per:adler"]
    assert gathered(5, 2) == ["per:adler"]
    assert gathered(5, 2, said=2) == ["org:adler"]


# Background


@pytest.mark.parametrize(
    ("path", "header"), [(usage.USAGE, "word,PER,LOC,ORG,unmarked"), (usage.CONTEXTS, "word,PER,LOC,ORG")]
)
def test_tables_of_usage(path: Path, header: str) -> None:
    """Each row has a word, in one spelling but for a blank behind, sorted, none twice, and whole numbers, not all 0."""
    with path.open(encoding="utf-8", newline="") as file:
        first, *rows = csv.reader(file)
    assert ",".join(first) == header
    words = [row[0] for row in rows]
    assert words == sorted(words)
    assert len(set(words)) == len(words)
    assert [row for row in rows if len(row) != len(first) or not all(map(str.isdecimal, row[1:]))] == []
    assert [row for row in rows if not any(map(int, row[1:])) or not row[0].strip()] == []


def test_words_before_names_are_found() -> None:
    """Every word of the table of contexts is one that a look before a name may give."""
    assert _unfound(usage.context_counts()) == []


def _unfound(words: Iterable[str]) -> list[str]:
    return [word for word in words if usage.context(f"{word} „") != word]


def test_usage_tells_names_from_nouns() -> None:
    """Merkel and Berlin are hardly anything but names, Sommer is both, Wochenende is a noun."""
    assert usage.is_known_name("Berlin")
    assert not usage.is_known_name("Merkel")
    assert usage.is_doubtful("Sommer")
    assert not usage.is_doubtful("Merkel")
    assert not usage.is_doubtful("Quarzik")
    assert usage.is_common_noun("Wochenende")
    assert not usage.is_common_noun("Merkel")
    assert "Merkel" in usage.surnames()


def test_facts_about_forms() -> None:
    """Each fact is about the form of its row."""
    forms = ["Angela Merkel", "Frankreichs", "Kenon Holdings", "QXZCO", "BC Quarzheim", "Präsidentin", "Quarzik"]
    facts = facts_of(forms)
    columns = {name: [form for form, there in zip(forms, getattr(facts, name), strict=True) if there]
               for name in ("single", "given", "acronym", "capitals", "role")}  # fmt: skip
    assert columns == {
        "single": ["Frankreichs", "QXZCO", "Präsidentin", "Quarzik"],
        "given": ["Angela Merkel"],
        "acronym": ["QXZCO"],
        "capitals": ["QXZCO", "BC Quarzheim"],
        "role": ["Präsidentin"],
    }
    assert facts.known.tolist() == [-1, TYPES.index("LOC"), *[-1] * 5]
    assert facts.end.tolist()[2] == TYPES.index("ORG")
    assert facts.usage[0, 0] > 0
    assert (facts.usages[1] >= usage.word_counts()["Frankreich"]).all()
    assert (facts.usages >= facts.usage).all()
    assert len(facts_of([]).known) == 0
