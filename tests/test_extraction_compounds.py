"""Names inside compounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.compounds import COMPOUND, find_parts, known_label, split_closed, split_person

NAMES = {
    "Putin": "PER", "Biden": "PER", "Merkel": "PER", "Angela Merkel": "PER", "Müller-Lüdenscheidt": "PER",
    "Müller": "PER", "Kreml": "ORG", "Reuters": "ORG", "Trump": "PER", "Nord Stream 2": "ORG",
    "IG Metall": "ORG", "Ukraine": "LOC",
    "Rheinland-Pfalz": "LOC", "Pfalz": "LOC", "Hapag-Lloyd": "ORG", "Berlin": "LOC", "Iran": "LOC", "Rom": "LOC",
    "Saudi-Arabien": "LOC", "Amerika": "LOC", "Nord": "ORG",
}  # fmt: skip


def _unmarked(text: str) -> list[tuple[str, str]]:
    parts = find_parts(text, {}, NAMES, bytearray(len(text)))
    return [(text[part.start : part.end], part.type) for part in parts]


def _marked(word: str, type_: str = "ORG") -> list[tuple[str, str]]:
    text = f"Der {word} kam."
    span = (4, 4 + len(word))
    taken = bytearray(len(text))
    taken[4 : span[1]] = b"\1" * len(word)
    parts = find_parts(text, {span: type_}, NAMES, taken)
    return [(text[part.start : part.end], part.type) for part in parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("die NATO-Staaten", [("NATO", "ORG")]),
        ("der Putin-Biden-Gipfel", [("Putin", "PER"), ("Biden", "PER")]),
        ("das Treffen Putin-Biden.", [("Putin", "PER"), ("Biden", "PER")]),
        ("Putin–Biden", [("Putin", "PER"), ("Biden", "PER")]),
        ("der US-Präsident", [("US", "LOC")]),
        ("US- und EU-Truppen", [("US", "LOC"), ("EU", "ORG")]),
        ("US-, EU-", [("US", "LOC"), ("EU", "ORG")]),
        ("ein Kreml-Sprecher", [("Kreml", "ORG")]),
        ("eine „Reuters“-Reporterin", [("Reuters", "ORG")]),
        ("ein Ex-CDU-Politiker", [("CDU", "ORG")]),
        ("eine Anti-Trump-Demo", [("Trump", "PER")]),
        ("die CDU/CSU-Fraktion", [("CSU", "ORG")]),
        ("die Nord-Stream-2-Pipeline", [("Nord-Stream-2", "ORG")]),
        ("ein IG-Metall-Chef", [("IG-Metall", "ORG")]),
        ("die Angela-Merkel-Schule", [("Angela-Merkel", "PER")]),
        ("eine Saudi-Arabien-Reise", [("Saudi-Arabien", "LOC")]),
        ("EU-weit", [("EU", "ORG")]),
        ("die SPD-geführte", [("SPD", "ORG")]),
        ("die IT-Branche", []),
        ("der Quarzikonien-Sprecher", []),
        ("Petra Müller-Lüdenscheidt", []),
        ("in Rheinland-Pfalz", []),
        ("Hapag-Lloyd", []),
        ("der Ukrainekrieg", []),
        ("E-Mail und Ex-Kanzlerin", []),
        ("ein - Strich -- und", []),
    ],
)
def test_overlooked_compounds(text: str, expected: list[tuple[str, str]]) -> None:
    """Unmarked, an acronym or a name of the article gives a part; other words and double names do not."""
    assert _unmarked(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("NATO-Staaten", [("NATO", "ORG")]),
        ("Putin-Biden-Gipfel", [("Putin", "PER"), ("Biden", "PER")]),
        ("Quarzikonien-Sprecher", [("Quarzikonien", "ORG")]),
        ("Groß-Quarz-Werk", [("Groß-Quarz", "ORG")]),
        ("Frankfurt-Höchst-Werk", [("Frankfurt-Höchst", "ORG")]),
        ("China-Taiwan-Krise", [("China", "LOC"), ("Taiwan", "LOC")]),
        ("Paris-Saint-Germain-Trainer", [("Paris-Saint-Germain", "ORG")]),
        ("Anti-Quarzow-Demo", [("Quarzow", "ORG")]),
        ("New York-Reise", [("New York", "ORG")]),
        ("1860-Fans", [("1860", "ORG")]),
        ("Tass-", [("Tass", "ORG")]),
        ("Ukrainekrieg", [("Ukraine", "LOC")]),
        ("Irankrieg", [("Iran", "LOC")]),
        ("amerika-freundlich", []),
        ("Jemenkrieg", [("Jemen", "LOC")]),
        ("Quarzienkrieg", []),
        ("Ukrainerinnen", []),
        ("Amerikanern", []),
        ("Berlinerin", []),
        ("Berlinisches", []),
        ("Berlinale", []),
        ("Roman", []),
        ("Putin", []),
    ],
)
def test_marked_words(word: str, expected: list[tuple[str, str]]) -> None:
    """The model's word that a name is inside is enough for a hyphen compound; a closed one needs the name as well."""
    assert _marked(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Putin-Biden", ["Putin", "Biden"]),
        ("Müller-Lüdenscheidt", []),
        ("Müller-Thurgau", []),
        ("Putin", []),
        ("Karl Putin-Biden", []),
        ("Rheinland-Pfalz", []),
        ("Kreml-Sprecher", ["Kreml"]),
        ("US-Präsident", ["US"]),
        ("Meier-Kreml", []),
    ],
)
def test_pairs_taken_for_one(word: str, expected: list[str]) -> None:
    """A pair needs both names by themselves; a place or organisation in front is cut out; a double surname stays."""
    text = f"Bei {word} hieß es"
    assert [text[p.start : p.end] for p in split_person(text, 4, 4 + len(word), NAMES)] == expected


def test_names_inside_other_mentions_stay() -> None:
    """A compound that a mention covers, even in part, yields nothing."""
    text = "Die EU-Kommission und die NATO-Staaten"
    taken = bytearray(len(text))
    taken[7:17] = b"\1" * 10
    assert [text[p.start : p.end] for p in find_parts(text, {}, NAMES, taken)] == ["NATO"]


WORDS = st.sampled_from([*NAMES, "NATO", "EU", "Gipfel", "ex", "Anti", "-", "–", "/", "“", "’", ".", " ", "a", "2"])


@given(st.lists(WORDS, max_size=15).map("".join))
def test_parts_never_overlap(text: str) -> None:
    """Parts lie inside compounds, in order, are never empty, and never overlap."""
    parts = list(find_parts(text, {}, NAMES, bytearray(len(text))))
    inside = {i for match in COMPOUND.finditer(text) for i in range(*match.span(1))}
    offsets = [offset for part in parts for offset in (part.start, part.end)]
    assert offsets == sorted(offsets)
    assert all(part.start < part.end and {*range(part.start, part.end)} <= inside for part in parts)


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        ("Opel-Werk", "ORG"),
        ("Champions-League-Spiel", "ORG"),
        ("Pyrenäen-Etappe", "LOC"),
        ("Anti-Merkel-Demo", "PER"),
        ("Bundestagspräsident", "ORG"),
        ("Ukrainehilfe", "LOC"),
        ("Hamasführer", "ORG"),
        ("McLaren-Mercedes", ""),
        ("Opel", ""),
        ("Merkel-", ""),
        ("IT-Branche", ""),
        ("Quarzikonien-Reise", ""),
        ("Intelligenz", ""),
        ("Verdienst", ""),
        ("Telekommunikation", ""),
        ("Ukrainerinnen", ""),
        ("Bundestags", ""),
        ("Airbusses", ""),
        ("Mutter-Sohn-Beziehung", ""),
        ("Opel-Quarz-Werk", ""),
        ("Israel-Hamas-Krieg", "LOC"),
        ("Unionisten", ""),
        ("Rheinländer", ""),
        ("Schwedendemokraten", ""),
        ("Europaweit", ""),
        ("Uefa-Cup-Finale", "ORG"),
        ("Uefa-Quarz-Finale", ""),
        ("Ex-Jugoslawien", "LOC"),
        ("Ex-Quarz", ""),
        ("Opel-" * 3000 + "Werk", "ORG"),
        ("x" * 3000, ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_known_names_at_the_front(word: str, type_: str) -> None:
    """A compound begins with a name that other text uses; common nouns, double names and single names do not."""
    assert known_label(word) == (f"{type_}part" if type_ else "")


def test_a_part_has_no_joint() -> None:
    """The s that joins a name to what follows it is no part of the name."""
    text = "der Bundestags-Ausschuss"
    (part,) = find_parts(text, {(4, 24): "ORG"}, {}, bytearray(len(text)))
    assert text[part.start : part.end] == "Bundestag"


def test_americans_are_derived() -> None:
    """The word "US-Amerikanerin" is derived as a whole, not a compound with US in it."""
    assert [known_label(word) for word in ("US-Amerikanerin", "US-amerikanischen")] == ["LOCderiv", "LOCderiv"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("die Opel-Arbeiter", [("Opel", "ORG")]),
        ("der China-Taiwan-Konflikt", [("China", "LOC"), ("Taiwan", "LOC")]),
        ("der Israel-Hamas-Krieg", [("Israel", "LOC"), ("Hamas", "ORG")]),
        ("der Opel-Quarz-Vertrag", [("Opel", "ORG")]),
        ("die FDP-Bundestagsfraktion", [("FDP", "ORG"), ("Bundestag", "ORG")]),
        ("die Opel-Stiftung von Rheinland-Pfalz", [("Opel", "ORG")]),
        ("die Paris-Reise", [("Paris", "LOC")]),
    ],
)
def test_known_names_in_compounds(text: str, expected: list[tuple[str, str]]) -> None:
    """Names that other text uses are found at the front of a compound, and at that of its last element."""
    assert _unmarked(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Bundestagsfraktion", [(0, 9, "ORG")]),
        ("Unionsfraktion", [(0, 5, "ORG")]),
        ("Bundestagsrechtsausschusses", [(0, 9, "ORG")]),
        ("Bundestagspolizei", []),
        ("Fraktion", []),
        ("Jubelfraktion", []),
        ("Nordseeinsel", []),
    ],
)
def test_groups_are_called_by_a_name(word: str, expected: list[tuple[int, int, str]]) -> None:
    """A parliamentary group or a committee that begins with a known name is no name of its own; an authority is."""
    assert [(part.start, part.end, part.type) for part in split_closed(word, 0, len(word), "ORG")] == expected


def test_islands_are_called_by_a_name() -> None:
    """An island that is said of a known place is no place of its own: "Nordseeinsel", but "Jubelinsel" may be."""
    parts = split_closed("Nordseeinsel", 0, 12, "LOC")
    assert [(part.start, part.end, part.type) for part in parts] == [(0, 7, "LOC")]
    assert not split_closed("Jubelinsel", 0, 10, "LOC")
