"""An article is written as "Wladimir Putin/PER Putins/PER" with "_" for a blank in a name; see `mentions_of`."""

import numpy as np
import pandas as pd
import pytest

from pipeline.resolution import Resolution, resolve
from pipeline.resolution.entities import make_ids, slug
from pipeline.settings import KINDS, TYPES


def mentions_of(*articles: str) -> tuple[pd.DataFrame, list[str]]:
    """Mentions and surfaces of articles such as "IAEO/ORG russischen/LOC/derived".

    A leading "(" puts a mention just " (" behind the one before; each other one starts a sentence.
    """
    rows, end, sentence = [], 0, 0
    for number, article in enumerate(articles):
        for item in article.split():
            name, type_, kind = [*item.split("/"), "name"][:3]
            surface = name.removeprefix("(").replace("_", " ")
            inside = name.startswith("(")
            start = end + (2 if inside else 40)
            sentence += not inside
            end = start + len(surface)
            rows.append((number, sentence, start, end, surface, kind, type_))
    surfaces = sorted({row[4] for row in rows})
    frame = pd.DataFrame(rows, columns=["article", "sentence", "start", "end", "surface", "kind", "type"])
    frame["surface"] = pd.Series([surfaces.index(row[4]) for row in rows], dtype="int32")
    kind = pd.Categorical(frame["kind"], categories=list(KINDS))
    return frame.assign(kind=kind, type=pd.Categorical(frame["type"], categories=list(TYPES))), surfaces


def resolved(*articles: str) -> Resolution:
    """The resolution of such articles."""
    return resolve(*mentions_of(*articles))


def labels(*articles: str) -> list[list[str]]:
    """The entities' labels of the mentions of each article."""
    mentions = resolved(*articles)
    named = mentions.entities["Label"].to_numpy()[mentions.mentions["entity"].to_numpy()]
    return [named[(mentions.mentions["article"] == number).to_numpy()].tolist() for number in range(len(articles))]


GENITIVES = [
    ("Putin/PER Putin/PER Putins/PER", "Putin"),
    ("Wladimir_Putin/PER", "Putins/PER", "Putin"),
    ("Putin/PER Putin/PER Wladimir_Putin/PER", "Wladimir_Putins/PER", "Wladimir Putin"),
    ("Wladimir_Putin/PER Wladimir_Putins/PER", "Putins/PER", "Putin"),
    ("Ursula_von_der_Leyen/PER", "von_der_Leyens/PER", "von der Leyen"),
    ("Brüssel/LOC", "Brüssels/LOC", "Brüssel"),
    ("München/LOC " * 9, "Münchens/PER", "München"),
    ("Merz/PER", "Scholz’/PER", "Scholz"),
    ("Merz/PER", "Scholz'/PER", "Scholz"),
    ("Merz/PER", "Joachim_Gauß'/PER", "Joachim Gauß"),
    ("Berlin/LOC", "Niedersachsens/LOC", "Niedersachsen"),
    ("Berlin/LOC", "Deutschlands/ORG", "Deutschland"),
    ("Amt/ORG", "Amtes/ORG", "Amt"),
    ("Bundestag/ORG", "Bundestages/ORG", "Bundestag"),
    ("Bundestag/ORG", "Bundestags/ORG", "Bundestag"),
    ("Föderationsrat/ORG", "Föderationsrates/ORG", "Föderationsrat"),
    ("Föderationsrats/ORG", "Föderationsrates/ORG", "Föderationsrats"),
    ("Kim_Jong-un/PER", "Kim_Jong-uns/PER", "Kim Jong-un"),
]


@pytest.mark.parametrize("articles", GENITIVES)
def test_a_genitive_goes_to_its_base(articles: tuple[str, ...]) -> None:
    """A genitive names what its base names, where the base occurs, is a last name, or is a known place."""
    *texts, base = articles
    assert labels(*texts)[-1][-1] == base


STAYING = [
    ("Han/PER " * 9, "Hans/PER"),
    ("Jen_Psaki/PER Jen/PER " * 3, "Jens/PER"),
    ("Johann/PER " * 9, "Johannes/PER"),
    ("Andrea/PER " * 9, "Andreas/PER"),
    ("Mer/PER " * 9, "Merz/PER"),
    ("Pari/PER " * 9, "Paris/LOC " * 9),
    ("Niedersachse/LOC", "Niedersachsen/LOC"),
    ("Peter/PER " * 9, "Tom_Peters/PER Peters/PER"),
    ("Texa/ORG", "Texas/LOC"),
    ("Hama/LOC", "Hamas/ORG"),
    ("Reuter/ORG", "Reuters/ORG Reuters/ORG Reuters/ORG Reuters/ORG"),
    ("Ronald_McDonald/PER", "McDonald's/ORG"),
    ("Berlin/LOC", "McDonald's/ORG"),
    ("Berlin/LOC", "Putins/PER"),
    ("Jean_Marin/PER", "Marines/ORG"),
    ("Großbritannien/LOC", "Laos/LOC"),
]


@pytest.mark.parametrize("articles", STAYING)
def test_no_genitive_without_evidence(articles: tuple[str, ...]) -> None:
    """A name that ends in -s keeps it where the base is unknown, rarer, of another type, or another name."""
    last = articles[-1].split()[-1].rsplit("/", 1)[0]
    found = labels(*articles)[-1][-1]
    assert found == ("Tom Peters" if last == "Peters" else last)
    assert found not in labels(*articles)[0]


INFLECTED = [
    ("Weißen_Haus/LOC Weiße_Haus/LOC Weißen_Hauses/LOC", "Weiße Haus"),
    ("Weißes_Haus/LOC Weißen_Haus/LOC Weiße_Haus/LOC Weiße_Haus/LOC", "Weißes Haus"),
    ("Weiße_Haus/LOC Weißen_Hauses/LOC", "Weiße Haus"),
    ("Weißen_Hauses/LOC Weißen_Haus/LOC", "Weißen Haus"),
    ("Deutschen_Presse-Agentur/ORG Deutsche_Presse-Agentur/ORG", "Deutsche Presse-Agentur"),
    ("Deutschen_Bank/ORG Deutscher_Bank/ORG Deutsche_Bank/ORG", "Deutsche Bank"),
    ("Deutschen_Fußball-Bundes/ORG Deutsche_Fußball-Bund/ORG Deutscher_Fußball-Bund/ORG", "Deutscher Fußball-Bund"),
    ("Auswärtigen_Amtes/ORG Auswärtiges_Amt/ORG Auswärtigem_Amt/ORG", "Auswärtiges Amt"),
    ("Internationalen_Olympischen_Komitees/ORG Internationale_Olympische_Komitee/ORG",
     "Internationale Olympische Komitee"),
    ("Europäischen_Zentralbank/ORG Europäische_Zentralbank/ORG", "Europäische Zentralbank"),
    ("Olympischen_Spielen/ORG Olympische_Spiele/ORG", "Olympische Spiele"),
    ("Vereinten_Nationen/ORG Vereinter_Nationen/ORG", "Vereinte Nationen"),
]  # fmt: skip


@pytest.mark.parametrize(("article", "label"), INFLECTED)
def test_inflected_names_are_one(article: str, label: str) -> None:
    """A name whose adjectives and last word are inflected is one entity, labelled with a nominative that occurs."""
    assert set(labels(article)[0]) == {label}


@pytest.mark.parametrize("article", ["Deutsche_Bank/ORG Deutsche_Bahn/ORG", "Peter_Beck/PER Pete_Beck/PER"])
def test_names_that_only_look_inflected_stay_apart(article: str) -> None:
    """Another last word is another name, and given names have no adjective's endings."""
    assert len(set(labels(article)[0])) == 2


SURNAMES = [
    ("Joe_Biden/PER Biden/PER", ["Joe Biden", "Joe Biden"]),
    ("Biden/PER Joe_Biden/PER", ["Joe Biden", "Joe Biden"]),
    ("Joe_Biden/PER Bidens/PER", ["Joe Biden", "Joe Biden"]),
    ("Olaf_Scholz/PER Scholz’/PER", ["Olaf Scholz", "Olaf Scholz"]),
    ("Ursula_von_der_Leyen/PER von_der_Leyen/PER", ["Ursula von der Leyen"] * 2),
    ("Ursula_von_der_Leyen/PER Von_der_Leyen/PER", ["Ursula von der Leyen"] * 2),
    ("Ursula_von_der_Leyen/PER Leyen/PER", ["Ursula von der Leyen"] * 2),
    ("Ursula_von_der_Leyen/PER der_Leyen/PER von_der_Leyen/PER", ["Ursula von der Leyen"] * 3),
    ("Alexander_Van_der_Bellen/PER Van_der_Bellen/PER Bellen/PER", ["Alexander Van der Bellen"] * 3),
    ("Jan_Van_Den_Berg/PER Van_Den_Berg/PER Van_Den_Bergs/PER", ["Jan Van Den Berg"] * 3),
    ("Marine_Le_Pen/PER Le_Pen/PER Le_Pens/PER Pen/PER", ["Marine Le Pen"] * 4),
    ("Luigi_Di_Maio/PER Di_Maio/PER Luigi/PER", ["Luigi Di Maio", "Luigi Di Maio", "Luigi"]),
    ("Anna_Maria_Berg/PER Maria_Berg/PER", ["Anna Maria Berg", "Maria Berg"]),
    ("Joe_Biden/PER Biden/PER/part", ["Joe Biden", "Joe Biden"]),
    ("Anna_Berg/PER Berg/LOC", ["Anna Berg", "Berg"]),
    ("Jens_Stoltenberg/PER Jens/PER", ["Jens Stoltenberg", "Jens"]),
]


@pytest.mark.parametrize(("article", "expected"), SURNAMES)
def test_a_surname_goes_to_the_full_name_in_the_article(article: str, expected: list[str]) -> None:
    """A last name, with its particles or without, in any case, before or behind, names who has it in full."""
    assert labels(article)[0] == expected


def test_a_surname_is_followed_to_the_full_name() -> None:
    """A short name goes to the full name even where a longer short name is more frequent in the article."""
    article = "Ursula_von_der_Leyen/PER von_der_Leyen/PER von_der_Leyen/PER Leyen/PER Leyens/PER"
    alone = "von_der_Leyen/PER Leyen/PER"
    assert labels(article, alone) == [["Ursula von der Leyen"] * 5, ["von der Leyen"] * 2]


def test_a_surname_without_full_name_in_its_article_stays_alone() -> None:
    """What another article says in full is no evidence."""
    assert labels("Joe_Biden/PER", "Biden/PER") == [["Joe Biden"], ["Biden"]]


def test_of_two_with_one_surname_the_one_named_most_takes_it() -> None:
    """Where two people share a surname, the one named in full most often takes it, else the one named first."""
    assert labels("Hans_Vogel/PER Jutta_Vogel/PER Jutta_Vogel/PER Vogel/PER")[0][-1] == "Jutta Vogel"
    assert labels("Jutta_Vogel/PER Hans_Vogel/PER Vogel/PER")[0][-1] == "Jutta Vogel"
    assert labels("Hans_Vogel/PER Vogel/PER", "Jutta_Vogel/PER Vogel/PER") == [["Hans Vogel"] * 2, ["Jutta Vogel"] * 2]


ACRONYMS = [
    ("Internationale_Atomenergie-Organisation/ORG (IAEO/ORG", "Internationale Atomenergie-Organisation"),
    ("IAEO/ORG (Internationale_Atomenergie-Organisation/ORG", "Internationale Atomenergie-Organisation"),
    ("Europäischen_Zentralbank/ORG (EZB/ORG", "Europäischen Zentralbank"),
    ("Alternative_für_Deutschland/ORG (AfD/ORG", "Alternative für Deutschland"),
    ("DFL/ORG (Deutsche_Fußball_Liga/ORG", "Deutsche Fußball Liga"),
    ("Thai_Rak_Thai/PER (TRT/ORG", "Thai Rak Thai"),
]


@pytest.mark.parametrize(("article", "label"), ACRONYMS)
def test_an_acronym_in_brackets_goes_to_its_long_form(article: str, label: str) -> None:
    """Either of the two may stand in the brackets; from then on the acronym means it in every article."""
    acronym = min(article.replace("(", "").split(), key=len)
    assert labels(article, acronym) == [[label, label], [label]]


@pytest.mark.parametrize(
    "article",
    [
        "Christian_Ude/PER (CDU/ORG",
        "Spandau/LOC (SPD/ORG",
        "Europäische_Zentralbank/ORG (FDP/ORG",
        "Europäische_Zentralbank/ORG EZB/ORG",
        "Berlin/LOC (Bln/LOC",
    ],
)
def test_no_acronym_where_type_letters_or_brackets_do_not_fit(article: str) -> None:
    """A party behind a person's or a place's name is not its acronym, even where the letters occur."""
    assert len(set(labels(article)[0])) == 2


def test_an_acronym_with_two_long_forms_goes_to_the_more_frequent() -> None:
    """One acronym is one entity: the long form that it stands beside most often."""
    bank, agency = "Deutsche_Bank/ORG (DB/ORG", "Deutsche_Bahn/ORG (DB/ORG"
    assert labels(bank, agency, agency, "DB/ORG")[-1] == ["Deutsche Bahn"]


DERIVED = [
    ("russischen/LOC/derived", "Russland"),
    ("Franzosen/LOC/derived", "Frankreich"),
    ("Französinnen/PER/derived", "Frankreich"),
    ("Briten/LOC/derived", "Großbritannien"),
    ("Deutschen/LOC/derived", "Deutschland"),
    ("US-amerikanische/LOC/derived", "USA"),
    ("Berlin/LOC Berliner/LOC/derived", "Berlin"),
    ("München/LOC Münchner/LOC/derived", "München"),
    ("Bremen/LOC Bremer/LOC/derived", "Bremen"),
    ("Karlsruhe/LOC Karlsruhern/LOC/derived", "Karlsruhe"),
    ("Leverkusen/ORG Leverkusener/LOC/derived", "Leverkusen"),
    ("Sommer/PER Flussfischer/LOC/derived", "Flussfischer"),
    ("Köln/LOC Bonner/LOC/derived", "Bonner"),
    ("US/LOC US/LOC/derived", "USA"),
    ("slawischen/LOC/derived Slawische/LOC/derived slawischer/LOC/derived", "slawisch"),
]


@pytest.mark.parametrize(("article", "label"), DERIVED)
def test_derived_words_name_their_place(article: str, label: str) -> None:
    """Adjectives and inhabitants go to the lexicon's place, or to one of the corpus; else their forms stay together."""
    derived = [row.rsplit("/", 2)[-1] == "derived" for row in article.split()]
    assert {name for name, is_derived in zip(labels(article)[0], derived, strict=True) if is_derived} == {label}


def test_a_name_is_no_derived_word() -> None:
    """The same surface may be a name in one place and derived in another; only the latter goes to the country."""
    assert labels("Deutsche/ORG Deutsche/LOC/derived")[0] == ["Deutsche", "Deutschland"]


KNOWN = [
    ("US/LOC USA/LOC Vereinigten_Staaten/LOC Vereinigte_Staaten/LOC Vereinigter_Staaten/LOC", "USA"),
    ("UN/ORG UNO/ORG Vereinten_Nationen/ORG", "Vereinte Nationen"),
    ("Grüne/ORG Grünen/ORG Die_Grünen/ORG Bündnis_90/ORG", "Grüne"),
    ("Weißrussland/LOC Belarus/LOC", "Belarus"),
    ("Vereinigten_Königreichs/LOC UK/LOC", "Großbritannien"),
    ("Vereinigten_Arabischen_Emiraten/LOC", "Vereinigte Arabische Emirate"),
    ("Niederlanden/LOC Niederlande/LOC", "Niederlande"),
]


@pytest.mark.parametrize(("article", "label"), KNOWN)
def test_known_names_are_one(article: str, label: str) -> None:
    """Short, long and other names of countries and organisations are one, labelled in their citation form."""
    assert set(labels(article)[0]) == {label}


SPELLINGS = [
    ("Nato/ORG NATO/ORG NATO/ORG", "NATO"),
    ("Nato/ORG Nato/ORG NATO/ORG", "Nato"),
    ("EUROPA/LOC EUROPA/LOC Europa/LOC", "Europa"),
    ("‚Spiegel‘/ORG „Spiegel“/ORG Spiegel/ORG", "Spiegel"),
    ("Frank\u2011Walter/PER Frank-Walter/PER Frank\u00ad-Walter/PER", "Frank-Walter"),
    ("Ko\u0308ln/LOC Köln/LOC", "Köln"),
    ("J.P._Hayes/PER J._P._Hayes/PER", "J.P. Hayes"),
    ("AfD./ORG AfD/ORG AfD/ORG", "AfD"),
    ("SpaceX./ORG SpaceX/ORG", "SpaceX"),
    ("Jürgen_K./PER Jürgen_K/PER Jürgen_K/PER", "Jürgen K."),
    ("Deutsche_Bank_Corp./ORG Deutsche_Bank_Corp./ORG Deutsche_Bank_Corp/ORG", "Deutsche Bank Corp."),
    ("New_York_Times/ORG New_York_Times/ORG New_York-Times/ORG", "New York Times"),
    ("Saudi_Arabien/LOC Saudi_Arabien/LOC Saudi-Arabien/LOC", "Saudi-Arabien"),
    ("die_Bundeswehr/ORG Bundeswehr/ORG", "Bundeswehr"),
    ("O’Brien/PER O'Brien/PER", "O'Brien"),
]


@pytest.mark.parametrize(("article", "label"), SPELLINGS)
def test_spellings_are_one(article: str, label: str) -> None:
    """Letter case, quotes, hyphens, code points and articles make no second entity."""
    assert set(labels(article)[0]) == {label}


@pytest.mark.parametrize("article", ["Den_Haag/LOC Haag/LOC", "'Ndrangheta/ORG Ndrangheta/ORG"])
def test_what_belongs_to_a_name_stays(article: str) -> None:
    """An article or an apostrophe that is part of a name is not cut."""
    assert len(set(labels(article)[0])) == 2


def test_one_type_per_name_by_vote() -> None:
    """All mentions of a name get the type of most of them; derived words count only where there is nothing else."""
    types = resolved("Kreml/ORG Kreml/LOC Kreml/LOC", "Kreml/PER").mentions["type"]
    assert types.tolist() == ["LOC"] * 4
    assert (
        resolved("Russland/ORG", "russische/LOC/derived russische/LOC/derived").mentions["type"].tolist() == ["ORG"] * 3
    )
    assert resolved("russische/LOC/derived").entities["EntityType"].tolist() == ["LOC"]


def test_no_number_of_derived_words_outvotes_a_name() -> None:
    """One mention of the name decides on the type against millions of derived words, exactly."""
    mentions, surfaces = mentions_of("Russland/ORG russische/LOC/derived")
    many = mentions.iloc[np.repeat([0, 1], [1, 2_000_000])].reset_index(drop=True)
    assert resolve(many, surfaces).entities["EntityType"].tolist() == ["ORG"]


def test_rules_are_named() -> None:
    """aliases.csv learns for every surface why it is there: the last rule that led to the entity."""
    resolution = resolved(
        "Wladimir_Putin/PER Putins/PER Russlands/LOC russische/LOC/derived US/LOC AFP/ORG Afp/ORG",
        "Weiße_Haus/LOC Weißen_Hauses/LOC Europäische_Zentralbank/ORG (EZB/ORG „Kreml“/LOC Putins/PER",
    )
    _, surfaces = mentions_of(
        "Wladimir_Putin/PER Putins/PER Russlands/LOC russische/LOC/derived US/LOC AFP/ORG Afp/ORG",
        "Weiße_Haus/LOC Weißen_Hauses/LOC Europäische_Zentralbank/ORG (EZB/ORG „Kreml“/LOC Putins/PER",
    )
    written = resolution.aliases["surface"].map(dict(enumerate(surfaces)))
    label = resolution.aliases["entity"].map(resolution.entities["Label"])
    assert sorted(zip(label, written, resolution.aliases["rule"], strict=True)) == [
        ("AFP", "AFP", "name"),
        ("AFP", "Afp", "letter case"),
        ("Europäische Zentralbank", "EZB", "acronym"),
        ("Europäische Zentralbank", "Europäische Zentralbank", "name"),
        ("Kreml", "„Kreml“", "spelling"),
        ("Putin", "Putins", "genitive"),
        ("Russland", "Russlands", "genitive"),
        ("Russland", "russische", "derived word"),
        ("USA", "US", "known name"),
        ("Weiße Haus", "Weiße Haus", "name"),
        ("Weiße Haus", "Weißen Hauses", "inflection"),
        ("Wladimir Putin", "Putins", "surname"),
        ("Wladimir Putin", "Wladimir Putin", "name"),
    ]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Wladimir Putin", "wladimir-putin"),
        ("Österreich", "oesterreich"),
        ("Straße", "strasse"),
        ("Foča", "foca"),
        ("Łódź", "lodz"),
        ("CDU/CSU", "cdu-csu"),
        ("Москва", "москва"),
        ("東京", "東京"),
    ],
)
def test_ids_are_readable(label: str, expected: str) -> None:
    """An id shows the label in small plain letters; other scripts stay."""
    assert slug(label) == expected


def test_ids_that_would_collide_get_a_mark_of_their_own() -> None:
    """Labels that share an id all get a mark that follows from the label alone, whatever their order; no other does."""
    names = ["Foca", "Foča", "Müller", "Muller", "-", "'"]
    ids = [
        make_ids(pd.Series(order, dtype="str"), pd.Series(["LOC"] * 6, dtype="str")) for order in (names, names[::-1])
    ]
    assert ids[0].tolist() == ids[1].tolist()[::-1]
    assert ids[0].is_unique
    assert ids[0].str.fullmatch(r"loc:foca-[0-9a-f]{8}").tolist() == [True, True, False, False, False, False]
    assert ids[0].tolist()[2:4] == ["loc:mueller", "loc:muller"]


def test_entities_are_sorted_by_id() -> None:
    """The entities' rows follow their ids, and a mention's code leads to its row."""
    resolution = resolved("Zagreb/LOC Berlin/LOC Anna_Berg/PER ADAC/ORG")
    assert resolution.entities["Id"].tolist() == ["loc:berlin", "loc:zagreb", "org:adac", "per:anna-berg"]
    assert resolution.mentions["entity"].tolist() == [1, 0, 3, 2]
    assert resolution.mentions["entity"].dtype == np.int32


def test_no_mentions() -> None:
    """Nothing in, nothing out, with all columns."""
    mentions, _ = mentions_of("Berlin/LOC")
    resolution = resolve(mentions.iloc[:0], [])
    assert len(resolution.mentions) == len(resolution.entities) == len(resolution.aliases) == 0
    assert list(resolution.entities) == ["Id", "Label", "EntityType"]
    assert list(resolution.aliases) == ["entity", "surface", "kind", "rule"]
