"""An article is written as "Wladimir Putin/PER Putins/PER" with "_" for a blank in a name; see `Text`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from pipeline.resolution import Resolution, resolve
from pipeline.resolution.entities import make_ids, slug
from pipeline.settings import KINDS, TYPES

COLUMNS = ["article", "paragraph", "sentence", "start", "end"]


@dataclass
class Text:
    """Articles such as "IAEO/ORG russischen/LOC/derived Agentur>Reuters/ORG Thomas<Quast/PER Berlin/-": mentions with a
    word before or behind them, and words outside all mentions, whose type is "-".

    A leading "(" puts a mention just " (" behind the one before, "&" just " und "; each other one starts a sentence.
    It is the corpus of its articles, too.
    """

    articles: Sequence[str]
    dates: Sequence[str] = ()
    mentions: pd.DataFrame = field(init=False)
    surfaces: list[str] = field(init=False)
    unmarked: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        self.dates = self.dates or [""] * len(self.articles)
        rows, end, sentence = [], 0, 0
        for number, article in enumerate(self.articles):
            for item in article.split():
                name, type_, kind = [*item.split("/"), "name"][:3]
                between = {"(": " (", "&": " und "}.get(name[0], "")
                before, _, name = name.lstrip("(&").replace("_", " ").rpartition(">")
                name, _, after = name.partition("<")
                start = end + (len(between) or 40)
                sentence += not between
                end = start + len(name)
                before, after = before and f"{before} ", after and f" {after}"
                before = "und " if between == " und " else before
                rows.append((number, 1, sentence, start, end, name, before, after, kind, type_))
        frame = pd.DataFrame(rows, columns=[*COLUMNS, "surface", "before", "after", "kind", "type"])
        frame = frame.astype(dict.fromkeys(COLUMNS, "int64"))
        self.unmarked = frame.loc[frame["type"] == "-", [*COLUMNS, "surface"]]
        mentions = frame[frame["type"] != "-"].reset_index(drop=True)
        texts = mentions[["surface", "before", "after"]]
        self.surfaces = sorted(set(texts.to_numpy().ravel()))
        codes = texts.map(self.surfaces.index).astype("int32")
        kind = pd.Categorical(mentions["kind"], categories=list(KINDS))
        type_ = pd.Categorical(mentions["type"], categories=list(TYPES))
        self.mentions = mentions.assign(**{name: codes[name] for name in codes}, kind=kind, type=type_)

    def counts(self, words: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """How often each word stands outside all mentions."""
        return self.unmarked["surface"].value_counts().reindex(words, fill_value=0).to_numpy(np.int64)

    def words(self) -> set[str]:
        """The words outside all mentions."""
        return set(self.unmarked["surface"])

    def places(self, words: Sequence[str]) -> pd.DataFrame:
        """Where the words stand."""
        codes = pd.Index(words, dtype=object).get_indexer(pd.Index(self.unmarked["surface"], dtype=object))
        return self.unmarked.assign(word=codes.astype(np.int32))[codes >= 0].drop(columns="surface")


def resolved(*articles: str, dates: Sequence[str] = ()) -> Resolution:
    """The resolution of such articles."""
    text = Text(articles, dates)
    return resolve(text.mentions, text.surfaces, text)


def labels(*articles: str, dates: Sequence[str] = ()) -> list[list[str]]:
    """The entities' labels of the mentions of each article."""
    resolution = resolved(*articles, dates=dates)
    named = resolution.entities["Label"].to_numpy()[resolution.mentions["entity"].to_numpy()]
    return [named[(resolution.mentions["article"] == number).to_numpy()].tolist() for number in range(len(articles))]


def names(*articles: str) -> list[list[str]]:
    """What the ids of the mentions of each article say after the type: the name behind a label, which may not occur."""
    resolution = resolved(*articles)
    ids = resolution.entities["Id"].str.partition(":")[2].to_numpy()[resolution.mentions["entity"].to_numpy()]
    return [ids[(resolution.mentions["article"] == number).to_numpy()].tolist() for number in range(len(articles))]


def dropped(*articles: str) -> list[tuple[str, str]]:
    """The mentions of such articles that name nothing, and why."""
    found = resolved(*articles)
    surfaces = [found.surfaces[code] for code in found.dropped["surface"]]
    return sorted(zip(surfaces, found.dropped["rule"], strict=True))


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
    ("Quarzamt/ORG", "Quarzamtes/ORG", "Quarzamt"),
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
    assert names(*texts)[-1][-1] == slug(base)


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
    ("Jean_Quarz/PER", "Quarzes/ORG"),
    ("Großbritannien/LOC", "Laos/LOC"),
]


@pytest.mark.parametrize("articles", STAYING)
def test_no_genitive_without_evidence(articles: tuple[str, ...]) -> None:
    """A name that ends in -s keeps it where the base is unknown, rarer, of another type, or another name."""
    last = articles[-1].split()[-1].rsplit("/", 1)[0]
    found = names(*articles)[-1][-1]
    assert found == slug("Tom Peters" if last == "Peters" else last)
    assert found not in names(*articles)[0]


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
    ("Blauen_Engeln/ORG Blaue_Engel/ORG", "Blaue Engel"),
    ("Vereinten_Nationen/ORG Vereinter_Nationen/ORG Vereinte_Nationen/ORG", "Vereinte Nationen"),
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
    ("Luigi_Di_Maio/PER Di_Maio/PER Luigi/PER", ["Luigi Di Maio"] * 3),
    ("Anna_Maria_Berg/PER Maria_Berg/PER", ["Anna Maria Berg", "Maria Berg"]),
    ("Joe_Biden/PER Biden/PER/part", ["Joe Biden", "Joe Biden"]),
    ("Anna_Berg/PER Berg/LOC", ["Anna Berg", "Berg"]),
    ("Jens_Stoltenberg/PER Jens/PER", ["Jens Stoltenberg"] * 2),
    ("Jens/PER Jens_Stoltenberg/PER", ["Jens", "Jens Stoltenberg"]),
    ("Jens_Stoltenberg/PER Tom_Jens/PER Jens/PER", ["Jens Stoltenberg", "Tom Jens", "Tom Jens"]),
]


@pytest.mark.parametrize(("article", "expected"), SURNAMES)
def test_a_surname_goes_to_the_full_name_in_the_article(article: str, expected: list[str]) -> None:
    """A last name, with its particles or without, in any case, before or behind, names who has it in full; a first name
    does so behind the full one, and where it is nobody's last name.
    """
    assert labels(article)[0] == expected


def test_a_surname_is_followed_to_the_full_name() -> None:
    """A short name goes to the full name even where a longer short name is more frequent in the article."""
    article = "Ursula_von_der_Leyen/PER von_der_Leyen/PER von_der_Leyen/PER Leyen/PER Leyens/PER"
    alone = "von_der_Leyen/PER Leyen/PER"
    assert labels(article, alone) == [["Ursula von der Leyen"] * 5, ["von der Leyen"] * 2]


def test_a_surname_without_full_name_goes_to_its_owner_of_the_same_weeks() -> None:
    """Where its article has no full name, a surname goes to the one person who has it in articles of the same weeks."""
    articles = ("Joe_Biden/PER", "Biden/PER", "Jill_Biden/PER")
    assert labels(*articles, dates=("2021-06-16", "2021-07", "2024-01-01")) == [["Joe Biden"]] * 2 + [["Jill Biden"]]
    assert labels(*articles, dates=("2021-06-16", "2024-01", "2024-01-01"))[1] == ["Jill Biden"]
    assert labels(*articles, dates=("2021-06-16", "2021-07-01", "2021-06-30"))[1] == ["Biden"]
    assert labels(*articles, dates=("2021-06-16", "2022-07-01", "2024-01-01"))[1] == ["Biden"]


def test_a_surname_without_full_name_near_goes_to_its_only_owner() -> None:
    """Where the weeks say nothing, the only owner in all articles takes it, if at least three name this person."""
    biden = "Joe_Biden/PER"
    assert labels(biden, biden, biden, "Biden/PER")[-1] == ["Joe Biden"]
    assert labels(biden, biden, biden, "Biden/PER", "Jill_Biden/PER")[-2] == ["Biden"]
    assert labels(biden, biden, "Biden/PER") == [["Joe Biden"], ["Joe Biden"], ["Biden"]]


def test_of_two_with_one_surname_the_one_named_last_takes_it() -> None:
    """Where two people share a surname, the one named in full last before it takes it, else the first one after it."""
    assert labels("Jutta_Vogel/PER Jutta_Vogel/PER Hans_Vogel/PER Vogel/PER")[0][-1] == "Hans Vogel"
    assert labels("Jutta_Vogel/PER Vogel/PER Hans_Vogel/PER Vogel/PER")[0][1::2] == ["Jutta Vogel", "Hans Vogel"]
    assert labels("Vogel/PER Jutta_Vogel/PER Hans_Vogel/PER Hans_Vogel/PER")[0][0] == "Jutta Vogel"
    assert labels("Hans_Vogel/PER Vogel/PER", "Jutta_Vogel/PER Vogel/PER") == [["Hans Vogel"] * 2, ["Jutta Vogel"] * 2]


ACRONYMS = [
    ("Internationale_Atomenergie-Organisation/ORG (IAEO/ORG", "Internationale Atomenergie-Organisation"),
    ("IAEO/ORG (Internationale_Atomenergie-Organisation/ORG", "Internationale Atomenergie-Organisation"),
    ("Quarzischen_Zentralbank/ORG (QZB/ORG", "Quarzischen Zentralbank"),
    ("Alternative_für_Deutschland/ORG (AfD/ORG", "AfD"),
    ("DFL/ORG (Deutsche_Fußball_Liga/ORG", "Deutsche Fußball Liga"),
    ("Thai_Rak_Thai/PER (TRT/ORG", "Thai Rak Thai"),
]


@pytest.mark.parametrize(("article", "label"), ACRONYMS)
def test_an_acronym_in_brackets_goes_to_its_long_form(article: str, label: str) -> None:
    """Either of the two may stand in the brackets; from then on the acronym means it in every article. What is known
    under its acronym keeps it.
    """
    acronym = min(article.replace("(", "").split(), key=len)
    assert labels(article, acronym) == [[label, label], [label]]


@pytest.mark.parametrize(
    "article",
    [
        "Christian_Ude/PER (CDU/ORG",
        "Spandau/LOC (SPD/ORG",
        "Europäische_Zentralbank/ORG (FDP/ORG",
        "Quarzische_Zentralbank/ORG QZB/ORG",
        "Berlin/LOC (Bln/LOC",
    ],
)
def test_no_acronym_where_type_letters_or_brackets_do_not_fit(article: str) -> None:
    """A party behind a person's or a place's name is not its acronym, even where the letters occur; without brackets,
    only what is known or the very initials are.
    """
    assert len(set(labels(article)[0])) == 2


def test_an_acronym_with_two_long_forms_goes_to_the_more_frequent() -> None:
    """One acronym is one entity: the long form that it stands beside most often."""
    bank, agency = "Deutsche_Bank/ORG (DB/ORG", "Deutsche_Bahn/ORG (DB/ORG"
    assert labels(bank, agency, agency, "DB/ORG")[-1] == ["Deutsche Bahn"]


def test_initials_need_no_brackets() -> None:
    """An organisation may be called by its very initials anywhere in its article."""
    assert labels("Quarzer_SV/ORG QSV/ORG", "QSV/ORG") == [["Quarzer SV"] * 2, ["QSV"]]
    assert labels("Europäische_Zentralbank/ORG", "EZB/ORG") == [["Europäische Zentralbank"]] * 2


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
    ("Köln/LOC Bonner/LOC/derived", "Bonn"),
    ("US/LOC US/LOC/derived", "US"),
]


@pytest.mark.parametrize(("article", "label"), DERIVED)
def test_derived_words_name_their_place(article: str, label: str) -> None:
    """Adjectives and inhabitants go to the lexicon's place, or to one of the corpus, whose name need not occur."""
    derived = [row.rsplit("/", 2)[-1] == "derived" for row in article.split()]
    assert {name for name, is_derived in zip(labels(article)[0], derived, strict=True) if is_derived} == {label}


def test_derived_words_of_no_place_are_dropped() -> None:
    """What is derived from no place that is known or occurs names nothing."""
    assert dropped("Merz/PER Flussfischer/LOC/derived", "slawischen/LOC/derived Slawische/LOC/derived") == [
        ("Flussfischer", "of no place"),
        ("Slawische", "of no place"),
        ("slawischen", "of no place"),
    ]


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
    """Short, long and other names of countries and organisations are one, whose id follows from the citation form."""
    assert set(names(article)[0]) == {slug(label)}


@pytest.mark.parametrize(
    ("article", "label"),
    [
        ("UNO/ORG UNO/ORG Vereinten_Nationen/ORG", "UNO"),
        ("UNO/ORG UNO/ORG Vereinte_Nationen/ORG", "Vereinte Nationen"),
        ("Vereinigten_Königreichs/LOC Vereinigten_Königreichs/LOC UK/LOC", "UK"),
        ("Wladimir_Putins/PER", "Wladimir Putin"),
        ("Chinas/LOC", "China"),
        ("die_Linke/ORG Linken/ORG", "Linke"),
    ],
)
def test_a_label_occurs(article: str, label: str) -> None:
    """An entity is shown under its own name where that occurs, else as one of the forms that do."""
    assert set(labels(article)[0]) == {label}


NOTHING = [
    ("Sommer/LOC Sommer/PER", ["Sommer", "Sommer"], "common noun"),
    ("Amtes/ORG", ["Amtes"], "common noun"),
    ("Quarzwort/PER Quarzwort/- Quarzwort/- Quarzwort/- Quarzwort/- Quarzwort/-", ["Quarzwort"], "common noun"),
    ("sein>Quarzdings/PER", ["Quarzdings"], "behind an article"),
    ("Olympischen_Spielen/ORG Frachter>Quarz_Star/ORG", ["Olympischen Spielen", "Quarz Star"], "a thing"),
    ("QXZ/ORG/part", ["QXZ"], "in compounds only"),
]


@pytest.mark.parametrize(("article", "surfaces", "rule"), NOTHING)
def test_what_names_nothing_is_dropped(article: str, surfaces: list[str], rule: str) -> None:
    """Common nouns and things that are nobody are no entities, and it is said why."""
    assert dropped(article) == [(surface, rule) for surface in surfaces]
    assert labels(article) == [[]]


@pytest.mark.parametrize("article", ["Kreml/LOC Kreml/LOC", "Joe_Biden/PER Biden/- Biden/- Biden/- Biden/- Biden/PER"])
def test_what_names_something_stays(article: str) -> None:
    """A name is not dropped for being left unmarked now and then."""
    assert dropped(article) == []


def test_missed_names_are_found_again() -> None:
    """A name that the model missed is a mention where the article has it marked elsewhere, or everyone knows it."""
    resolution = resolved("Quarzik/ORG Quarzik/- Berlin/-", "Quarzik/- Merkels/-")
    found = resolution.mentions.assign(text=[resolution.surfaces[code] for code in resolution.mentions["surface"]])
    assert found[["article", "start", "end", "text"]].to_numpy().tolist() == [
        [0, 40, 47, "Quarzik"],
        [0, 87, 94, "Quarzik"],
        [0, 134, 140, "Berlin"],
        [1, 227, 234, "Merkels"],
    ]


def test_marks_are_mended() -> None:
    """A given name before a mention or a word behind one is taken in, a title is cut off."""
    resolution = resolved("Angela>Quarz/PER Thomas<Quast/PER Präsident_Joe_Biden/PER Amtsgericht>Berlin/LOC")
    texts = [resolution.surfaces[code] for code in resolution.mentions["surface"]]
    assert texts == ["Angela Quarz", "Thomas Quast", "Joe Biden", "Amtsgericht Berlin"]
    spans = resolution.mentions[["start", "end"]].to_numpy().tolist()
    assert [end - start for start, end in spans] == [len(text) for text in texts]
    assert resolution.mentions["type"].tolist() == ["PER", "PER", "PER", "ORG"]


def test_a_couple_shares_its_surname() -> None:
    """In "Kate und William Middleton" both are called Middleton."""
    assert labels("Kate/PER &William_Middleton/PER")[0] == ["Kate Middleton", "William Middleton"]


SPELLINGS = [
    ("Nato/ORG NATO/ORG NATO/ORG", "NATO"),
    ("Nato/ORG Nato/ORG NATO/ORG", "NATO"),
    ("Qato/ORG Qato/ORG QATO/ORG", "Qato"),
    ("Foča/LOC Foča/LOC Foca/LOC", "Foča"),
    ("Fusslinger_Strasse/LOC Fußlinger_Straße/LOC Fußlinger_Straße/LOC", "Fußlinger Straße"),
    ("Wladimir_Selenski/PER Wladimir_Selenskyj/PER Wladimir_Selenskyj/PER", "Wladimir Selenskyj"),
    ("George_W._Quarz/PER George_Quarz/PER", "George Quarz"),
    ("Quarzler_AG/ORG Quarzler/ORG", "Quarzler"),
    ("EUROPA/LOC EUROPA/LOC Europa/LOC", "Europa"),
    ("‚Spiegel‘/ORG „Spiegel“/ORG Spiegel/ORG", "Spiegel"),
    ("Frank\u2011Walter/PER Frank-Walter/PER Frank\u00ad-Walter/PER", "Frank-Walter"),
    ("Ko\u0308ln/LOC Köln/LOC", "Köln"),
    ("J.P._Hayes/PER J._P._Hayes/PER", "J.P. Hayes"),
    ("AfD./ORG AfD/ORG AfD/ORG", "AfD"),
    ("SpaceX./ORG SpaceX/ORG", "SpaceX"),
    ("Jürgen_K./PER Jürgen_K/PER Jürgen_K/PER", "Jürgen K."),
    ("Deutsche_Bank_Corp./ORG Deutsche_Bank_Corp./ORG Deutsche_Bank_Corp/ORG", "Deutsche Bank"),
    ("New_York_Times/ORG New_York_Times/ORG New_York-Times/ORG", "New York Times"),
    ("Saudi_Arabien/LOC Saudi_Arabien/LOC Saudi-Arabien/LOC", "Saudi-Arabien"),
    ("die_Bundeswehr/ORG Bundeswehr/ORG", "Bundeswehr"),
    ("O’Brien/PER O'Brien/PER", "O'Brien"),
]


@pytest.mark.parametrize(("article", "label"), SPELLINGS)
def test_spellings_are_one(article: str, label: str) -> None:
    """Letter case, quotes, hyphens, code points, accents, ß and umlauts, transcriptions, initials, legal forms and
    articles make no second entity; the lexicon's spelling is the label, else the most frequent one.
    """
    assert set(labels(article)[0]) == {label}


@pytest.mark.parametrize("article", ["Den_Oever/LOC Oever/LOC", "'Ndrangheta/ORG Ndrangheta/ORG"])
def test_what_belongs_to_a_name_stays(article: str) -> None:
    """An article or an apostrophe that is part of a name is not cut."""
    assert len(set(labels(article)[0])) == 2


def test_one_type_per_name_by_vote() -> None:
    """All mentions of a name get the type of most of them; derived words count only where there is nothing else."""
    types = resolved("Quarzau/ORG Quarzau/LOC Quarzau/LOC", "Quarzau/PER").mentions["type"]
    assert types.tolist() == ["LOC"] * 4
    derived = "Quarzhof/ORG", "Quarzhofer/LOC/derived Quarzhofer/LOC/derived"
    assert resolved(*derived).mentions["type"].tolist() == ["ORG"] * 3
    assert resolved("russische/LOC/derived").entities["EntityType"].tolist() == ["LOC"]


def test_no_number_of_derived_words_outvotes_a_name() -> None:
    """One mention of the name decides on the type against millions of derived words, exactly."""
    text = Text(["Quarzhof/ORG Quarzhofer/LOC/derived"])
    many = text.mentions.iloc[np.repeat([0, 1], [1, 2_000_000])].reset_index(drop=True)
    assert resolve(many, text.surfaces, text).entities["EntityType"].tolist() == ["ORG"]


def test_rules_are_named() -> None:
    """aliases.csv learns for every surface why it is there: the last rule that led to the entity."""
    resolution = resolved(
        "Wladimir_Putin/PER Putins/PER Russlands/LOC russische/LOC/derived US/LOC AFP/ORG Afp/ORG",
        "Weiße_Haus/LOC Weißen_Hauses/LOC Europäische_Zentralbank/ORG (EZB/ORG „Focus“/ORG Putins/PER",
        "Quarzer_Ortsbund/ORG (QOB/ORG Wladimir_Putin/PER Wladimir/PER",
    )
    written = resolution.aliases["surface"].map(dict(enumerate(resolution.surfaces)))
    label = resolution.aliases["entity"].map(resolution.entities["Label"])
    assert sorted(zip(label, written, resolution.aliases["rule"], strict=True)) == [
        ("AFP", "AFP", "name"),
        ("AFP", "Afp", "letter case"),
        ("Europäische Zentralbank", "EZB", "known name"),
        ("Europäische Zentralbank", "Europäische Zentralbank", "name"),
        ("Focus", "„Focus“", "spelling"),
        ("Putin", "Putins", "genitive"),
        ("Quarzer Ortsbund", "QOB", "acronym"),
        ("Quarzer Ortsbund", "Quarzer Ortsbund", "name"),
        ("Russland", "Russlands", "genitive"),
        ("Russland", "russische", "derived word"),
        ("US", "US", "known name"),
        ("Weiße Haus", "Weiße Haus", "name"),
        ("Weiße Haus", "Weißen Hauses", "inflection"),
        ("Wladimir Putin", "Putins", "surname"),
        ("Wladimir Putin", "Wladimir", "first name"),
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
    text = Text(["Berlin/LOC"])
    resolution = resolve(text.mentions.iloc[:0], [], Text([]))
    assert len(resolution.mentions) == len(resolution.entities) == len(resolution.aliases) == 0
    assert list(resolution.entities) == ["Id", "Label", "EntityType"]
    assert list(resolution.aliases) == ["entity", "surface", "kind", "rule"]
