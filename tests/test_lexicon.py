"""The files of facts that names are resolved with: countries, places, organisations, given names."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline.resolution
from pipeline.resolution.spelling import spell

ROOM = Path(pipeline.resolution.__file__).parent
HEADERS = {
    "countries.csv": "name,adjective,inhabitant,other,state",
    "places.csv": "name,inhabitant,adjective,other",
    "organisations.csv": "name,type,other",
}
GIVEN_NAMES = "givennames.csv"
FILES = {**HEADERS, GIVEN_NAMES: "name,gender"}
WITH_DERIVED_WORDS = ["countries.csv", "places.csv"]
# What Babel lists among its territories and this file need not name.
NO_TERRITORY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # unions, the outlying rest of Oceania, locales for tests
UNINHABITED = {"BV", "CP", "HM", "TF", "UM"}  # islands of the Antarctic and of the oceans that nobody lives on


def text_of(name: str) -> str:
    """What a file holds, line ends as they are."""
    return (ROOM / name).read_bytes().decode("utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(text_of(name).splitlines()))


def parts(cell: str) -> list[str]:
    """The words of a cell that may hold several."""
    return cell.split("|") if cell else []


def other_names() -> Iterator[tuple[str, str]]:
    """Each other name in all tables, and the name that it leads to."""
    for file in HEADERS:
        yield from ((other, row["name"]) for row in rows(file) for other in parts(row["other"]))


@pytest.mark.parametrize(("name", "header"), FILES.items())
def test_tables_have_their_header_and_whole_rows(name: str, header: str) -> None:
    """The first line names the columns, and every row has a name and exactly these columns."""
    first, *lines = csv.reader(text_of(name).splitlines())
    assert ",".join(first) == header
    assert [line for line in lines if len(line) != len(first) or not line[0]] == []


@pytest.mark.parametrize("name", FILES)
def test_files_are_plain(name: str) -> None:
    """UTF-8 without BOM, NFC, line feeds with one at the end, no empty lines, no blank at an edge or twice."""
    text = text_of(name)
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")
    assert re.search(r"[\r\t\u00a0\ufeff]|\n\n|^ | $|^\n| {2}", text, re.MULTILINE) is None


@pytest.mark.parametrize("name", FILES)
def test_cells_hold_no_blanks_at_their_edges(name: str) -> None:
    """No cell and no part of a cell begins or ends with a blank, is empty between bars, or occurs twice."""
    for row in rows(name):
        for cell in row.values():
            words = cell.split("|")
            assert [word.strip() for word in words] == words, row
            assert cell == "" or all(words), row
            assert len(set(words)) == len(words), row


@pytest.mark.parametrize("name", HEADERS)
def test_no_row_stands_twice(name: str) -> None:
    """No two rows are equal."""
    assert [line for line, count in Counter(text_of(name).splitlines()).items() if count > 1] == []


def test_a_name_is_in_one_table() -> None:
    """A name is in one table only; but for countries, which have a row for each further adjective, in one row."""
    names = [name for file in HEADERS for name in {row["name"] for row in rows(file)}]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    for file in ("places.csv", "organisations.csv"):
        assert [name for name, count in Counter(row["name"] for row in rows(file)).items() if count > 1] == []


def test_the_rows_of_a_country_are_together() -> None:
    """The rows of one country follow each other, and only its first one has other names."""
    names = [row["name"] for row in rows("countries.csv")]
    blocks = [name for number, name in enumerate(names) if number == 0 or names[number - 1] != name]
    assert [name for name, count in Counter(blocks).items() if count > 1] == []
    assert max(Counter(row["name"] for row in rows("countries.csv") if row["other"]).values()) == 1


def test_states_are_told_from_regions() -> None:
    """All rows of a sovereign state say so, and none of a region, a continent or a state of the past."""
    marks = {(row["name"], row["state"]) for row in rows("countries.csv")}
    assert len(marks) == len({name for name, _ in marks})
    states = {name for name, mark in marks if mark == "yes"}
    assert {"USA", "Schweiz", "Zypern", "Kosovo"} <= states
    assert states.isdisjoint({"Tirol", "Wien", "Zürich", "Texas", "Kalifornien", "Schottland", "Europa", "Sowjetunion"})


def test_no_other_name_leads_to_two() -> None:
    """An other name stands once in all tables."""
    leads = defaultdict(list)
    for other, name in other_names():
        leads[other].append(name)
    assert {other: names for other, names in leads.items() if len(names) > 1} == {}


def test_no_other_name_is_a_name() -> None:
    """An other name is not the name of a row of any table, its own included."""
    names = {row["name"] for file in HEADERS for row in rows(file)}
    assert [pair for pair in other_names() if pair[0] in names] == []


def test_names_that_differ_in_letter_case_only_are_one() -> None:
    """Letter case alone never tells two names apart, for the rules join such forms: BUND would take every Bund."""
    leads = defaultdict(set)
    pairs = [*other_names(), *((row["name"], row["name"]) for file in HEADERS for row in rows(file))]
    for form, name in pairs:
        leads[form.casefold().replace("-", " ")].add(name)
    assert {form: names for form, names in leads.items() if len(names) > 1} == {}


@pytest.mark.parametrize("name", HEADERS)
def test_names_are_spelled_as_the_rules_spell_them(name: str) -> None:
    """A name with other quotes, dashes or apostrophes than those of `spell` would never be found."""
    written = [form for row in rows(name) for form in (row["name"], *parts(row["other"]))]
    assert [form for form in written if spell(form) != form] == []


@pytest.mark.parametrize("name", WITH_DERIVED_WORDS)
def test_inhabitants_are_capitalised_and_adjectives_small(name: str) -> None:
    """Inhabitants are nouns; adjectives are given in small letters and without ending."""
    for row in rows(name):
        for inhabitant in parts(row["inhabitant"]):
            assert inhabitant[0].isupper(), row
        for adjective in parts(row["adjective"]):
            assert adjective.islower(), row
            assert adjective.endswith("sch"), row


def test_a_derived_word_belongs_to_one_place() -> None:
    """No adjective and no inhabitant is given to two places."""
    places = defaultdict(set)
    for file in WITH_DERIVED_WORDS:
        for row in rows(file):
            for word in (*parts(row["adjective"]), *parts(row["inhabitant"])):
                places[word.lower()].add(row["name"])
    assert {word: names for word, names in places.items() if len(names) > 1} == {}


def test_organisations_are_organisations() -> None:
    """The table of organisations holds no places and no persons."""
    assert {row["type"] for row in rows("organisations.csv")} == {"ORG"}


def test_given_names_are_sorted_and_unique() -> None:
    """One given name a row, in the order of code points, none twice, each a capitalised word of letters."""
    names = [row["name"] for row in rows(GIVEN_NAMES)]
    assert names == sorted(set(names))
    assert [name for name in names if not re.fullmatch(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", name)] == []
    assert [name for name in names if not name[0].isupper()] == []


def test_given_names_are_no_places() -> None:
    """No given name is the name, another name, an inhabitant or an adjective of a place or of an organisation."""
    taken = {form for pair in other_names() for form in pair}
    for file in HEADERS:
        for row in rows(file):
            taken |= {row["name"], *parts(row.get("inhabitant", ""))}
    assert sorted(taken & {row["name"] for row in rows(GIVEN_NAMES)}) == []


def test_given_names_have_a_gender_or_none() -> None:
    """The gender of a given name is m, f or left empty, and all three occur."""
    assert {row["gender"] for row in rows(GIVEN_NAMES)} == {"m", "f", ""}


@pytest.mark.parametrize(
    ("gender", "names"),
    [
        ("m", "Gerhard Olaf William Hans Michael Andreas Wladimir"),
        ("f", "Angela Ursula Kate Anja Nina Annalena Svetlana"),
        ("", "Alex Andrea Robin Jean Simone Chris"),
    ],
)
def test_genders_of_well_known_given_names(gender: str, names: str) -> None:
    """Where nearly all who bear a name share a gender it is told; not where men and women do, be it in two countries:
    Andrea is a man in Italy.
    """
    genders = {row["name"]: row["gender"] for row in rows(GIVEN_NAMES)}
    assert {name: genders.get(name) for name in names.split()} == dict.fromkeys(names.split(), gender)


def test_every_territory_is_known() -> None:
    """Each country and territory that CLDR knows is a name or another name in countries.csv."""
    babel = pytest.importorskip("babel")
    known = set()
    for row in rows("countries.csv"):
        known |= {_plain(form) for form in (row["name"], *parts(row["other"]))}
    territories = babel.Locale("de").territories
    wanted = {code for code in territories if len(code) == 2 and code.isalpha()} - NO_TERRITORY - UNINHABITED
    assert {code: territories[code] for code in sorted(wanted) if _plain(territories[code]) not in known} == {}


def _plain(name: str) -> str:
    """A name without what its spellings differ in: "&", hyphens, apostrophes, blanks, Saint and Sankt."""
    words = spell(name).casefold().replace("&", " und ").replace("-", " ").split()
    return "".join("st." if word in ("saint", "sankt") else word for word in words)
