"""One body -> sentences, spans and words without a name."""

import re
from collections.abc import Iterable

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.extraction import mentions as module
from pipeline.extraction import text as text_module
from pipeline.extraction.mentions import extract_body
from pipeline.extraction.text import BLANKS, clean
from pipeline.extraction.words import MARKS, QUOTES
from pipeline.records import Extraction, Span

NAMES = {
    "PER": (
        "Putin", "Biden", "Joe Biden", "Putin-Biden", "Prof. Dr. Anna Müller", "Müller", "Herr Müller",
        "Müller-Thurgau", "Benedikt XVI", "Ursula von der Sande", "Sande",
    ),
    "LOC": ("Ukraine", "„Genf“", "Frankfurt (Oder", "Rheinland-Pfalz", "Stuttgart"),
    "ORG": (
        "NATO", "AG (Berlin),", "!!!", "Sozialgericht", "Quarz GmbH.", "die Quarzis", "Quarz 2:1", "Boeing", "Hannover",
        "Deutschen Quarzwirtschaft", "Schalke 04.", "Fraktion Bündnis 90", "Deutscher Quarze",
        "Hamburger Quarze", "Stuttgart 21",
    ),
    "LOCpart": ("Ukrainekrieg", "Moskau-Sprecher", "US-"),
    "LOCderiv": ("russischen", "US-amerikanischen"),
    "MISC": ("Oktoberfest",),
}  # fmt: skip


def _pipeline(names: dict[str, tuple[str, ...]]) -> Language:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [{"label": label, "pattern": name} for label, group in names.items() for name in group]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]  # add_pipe() is typed as any component
    return nlp


NLP = _pipeline(NAMES)


def _spans(body: str, nlp: Language = NLP) -> list[tuple[str, str, str]]:
    return [(body[s.start : s.end], s.kind, s.type) for s in extract_body(nlp, body).spans]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Joe Biden kam.", [("Joe Biden", "name", "PER")]),
        ("Prof. Dr. Anna Müller kam.", [("Anna Müller", "name", "PER")]),
        ("Dort sprach Herr Müller kurz.", [("Müller", "name", "PER")]),
        ("In „Genf“ und", [("Genf", "name", "LOC")]),
        ("In Frankfurt (Oder) war", [("Frankfurt (Oder)", "name", "LOC")]),
        ("Die AG (Berlin), sie", [("AG (Berlin)", "name", "ORG")]),
        ("Er rief !!! laut", []),
        ("Das Arbeits- und Sozialgericht tagt", [("Arbeits- und Sozialgericht", "name", "ORG")]),
        ("Die Arbeits- und NATO", [("NATO", "name", "ORG")]),
        ("Das Amt für Quarz und Basalt sagt", [("Amt für Quarz und Basalt", "name", "ORG")]),
        ("Die Behörde für Quarz- und Basaltwesen", [("Behörde für Quarz- und Basaltwesen", "name", "ORG")]),
        ("Das Zentrum für Digitale Quarze kam", [("Zentrum für Digitale Quarze", "name", "ORG")]),
        ("Das Amt für Quarz- oder die Behörde für die Ukraine", [("Ukraine", "name", "LOC")]),
        ("Papst Benedikt XVI. kam", [("Benedikt XVI.", "name", "PER")]),
        ("Das ist Biden. Er kam", [("Biden", "name", "PER")]),
        ("Die NATO (NAtO), die", [("NATO", "name", "ORG"), ("NAtO", "name", "ORG")]),
        ("Die NATO (AtlantO) und (NAtO)", [("NATO", "name", "ORG")]),
        ("Die NATO (Nachbarn) und Putin (PvP)", [("NATO", "name", "ORG"), ("Putin", "name", "PER")]),
        ("Das Oktoberfest begann", []),
        ("Die russischen Truppen", [("russischen", "derived", "LOC")]),
        ("Die US-amerikanischen Truppen", [("US-amerikanischen", "derived", "LOC")]),
        ("Die US- und NATO-Truppen", [("US", "part", "LOC"), ("NATO", "part", "ORG")]),
        ("Der Moskau-Sprecher kam", [("Moskau", "part", "LOC")]),
        ("Der Ukrainekrieg ist", [("Ukraine", "part", "LOC")]),
        ("Der Ukrainekrieg in der Ukraine", [("Ukraine", "part", "LOC"), ("Ukraine", "name", "LOC")]),
        ("In Rheinland-Pfalz sagte", [("Rheinland-Pfalz", "name", "LOC")]),
        ("Müller-Thurgau und Müller", [("Müller-Thurgau", "name", "PER"), ("Müller", "name", "PER")]),
        ("Bei der Quarz GmbH. Dort", [("Quarz GmbH", "name", "ORG")]),
        ("Auf Schalke 04. Dort", [("Schalke 04", "name", "ORG")]),
        ("Für die Quarzis spricht", [("Quarzis", "name", "ORG")]),
        ("So spielte Quarz 2:1 dort", [("Quarz", "name", "ORG")]),
        ("Eine Boeing 747-400 und Boeing", [("Boeing", "name", "ORG")]),
        ("Gegen Hannover 96 gewann Hannover 97", [("Hannover 96", "name", "ORG"), ("Hannover", "name", "ORG")]),
        ("Für Hannover 96 Tore, in Hannover 96", [("Hannover", "name", "ORG"), ("Hannover", "name", "ORG")]),
        ("Der Bund der Deutschen Quarzwirtschaft", [("Bund der Deutschen Quarzwirtschaft", "name", "ORG")]),
        ("Der Chef der Deutschen Quarzwirtschaft", [("Deutschen Quarzwirtschaft", "name", "ORG")]),
        ("Von Bündnis 90/Die Grünen kam", [("Bündnis 90/Die Grünen", "name", "ORG")]),
        ("Das Amt für öffentliche Quarze", [("Amt für öffentliche Quarze", "name", "ORG")]),
        ("Das Projekt Stuttgart 21 und Stuttgart", [("Stuttgart", "name", "LOC")]),
        ("Die Fraktion Bündnis 90/Die Grünen", [("Bündnis 90/Die Grünen", "name", "ORG")]),
        ("Der Bund Deutscher Quarze", [("Bund Deutscher Quarze", "name", "ORG")]),
        ("Der Bund Hamburger Quarze", [("Hamburger Quarze", "name", "ORG")]),
        ("Der Quarzenrat für Sandrechte tagt", [("Quarzenrat für Sandrechte", "name", "ORG")]),
        ("In der „Quarzzeitung“ und „Quarzfahrt“", [("Quarzzeitung", "name", "ORG")]),
        ("Die US-Amerikanerin und US-Firmen", [("US-Amerikanerin", "derived", "LOC"), ("US", "part", "LOC")]),
        ("", []),
        (" \n\u200b ", []),
        ("😀", []),
    ],
)
def test_kinds_and_edges(body: str, expected: list[tuple[str, str, str]]) -> None:
    """Titles, articles, scores, quotes and stops are no part of a name, but a numeral's is; marked compounds become
    parts; MISC, aircraft and mere signs go; what follows an organisation in brackets, begins like it and has more
    capitals is its acronym; the first half of a name belongs to it, and offices are told by their fields.
    """
    assert _spans(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ursula von der Sande kam. Dann ging von der Sande.", "von der Sande"),
        ("Ursula von der Sande kam.\n\nMit von der Sandes Rede", "von der Sandes"),
        ("Ursula von der Sande kam. Dann ging Sande.", "Sande"),
        ("Putin kam. Er sprach von der Sande.", "Sande"),
    ],
)
def test_last_names_have_the_particles_of_the_full_name(body: str, expected: str) -> None:
    """What stands between the names of a person whom the article names in full belongs to the last name."""
    assert _spans(body)[-1] == (expected, "name", "PER")


def test_a_pair_is_two_people() -> None:
    """A "Putin-Biden" that the model takes for one person is two where both are named, in whatever paragraph."""
    body = "Das Treffen Putin-Biden in Genf.\n\nJoe Biden sprach.\n\nPutin nicht."
    assert _spans(body)[:2] == [("Putin", "part", "PER"), ("Biden", "part", "PER")]
    assert _spans("Das Treffen Putin-Biden. Putin kam.")[0] == ("Putin-Biden", "name", "PER")


def test_a_double_surname_is_one_person() -> None:
    """Somebody's double surname stays one name, though its halves are others' names."""
    nlp = _pipeline({"PER": ("Anna Müller-Biden", "Müller-Biden", "Biden", "Müller")})
    body = "Anna Müller-Biden traf Biden und Müller. Müller-Biden lachte."
    assert [text for text, _, _ in _spans(body, nlp)] == ["Anna Müller-Biden", "Biden", "Müller", "Müller-Biden"]


def test_labels_of_other_schemes() -> None:
    """PERSON, GPE, FAC and NORP are mapped to our types and kinds, and parts are found by rule."""
    nlp = _pipeline(
        {"PERSON": ("Merkel",), "GPE": ("Bonn",), "FAC": ("Reichstag",), "NORP": ("Franzosen",), "DATE": ("1990",)}
    )
    assert _spans("Merkel sah in Bonn 1990 den Reichstag, Franzosen und die Merkel-Raute.", nlp) == [
        ("Merkel", "name", "PER"),
        ("Bonn", "name", "LOC"),
        ("Reichstag", "name", "LOC"),
        ("Franzosen", "derived", "LOC"),
        ("Merkel", "part", "PER"),
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [("", 0), ("Der Mu\u0308ller, 5 % – so!", 4), ("Ver\u00adbin\u00addung", 1), ("NATO-Staaten im Jahr 2022", 4)],
)
def test_words(body: str, words: int) -> None:
    """Words have a letter or a digit; decomposed letters and soft hyphens never break one."""
    assert extract_body(NLP, body).words == words


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        ("Putin", "", ""),
        ("in\r\nPutin\r\nHaus", "in\r\n", "\r\nHaus"),
        ("in\r\n\r\nPutin\n\nHaus", "", ""),
        ("Gru\u00adppe \u200b„Putin Ha\u00ad\n  us", "Gru\u00adppe \u200b„", " Ha\u00ad\n  us"),
        ("Mu\u0308he\u00a0 Putin\t O\u0308l.", "Mu\u0308he\u00a0 ", "\t O\u0308l"),
        ("in \u00adPutin\u00ad Q\u0308", "in \u00ad", "\u00ad Q\u0308"),
        ("😀 in Putin Haus😀", "in ", " Haus"),
        ("Joe Biden Putin NATO", "", ""),
    ],
)
def test_beside(body: str, before: str, after: str) -> None:
    """What stands beside a name is given in the body's own characters, whatever stands for a blank or a letter."""
    (span,) = [s for s in extract_body(NLP, body).spans if body[s.start : s.end] == "Putin"]
    assert (body[span.before : span.start], body[span.end : span.after]) == (before, after)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Das Haus. Die Stadt.\n\nO\u0308l am See.", [(1, "Haus"), (2, "Stadt"), (3, "O\u0308l"), (3, "See")]),
        ("die Ha\u00ad\r\n  us\u00ad und Q\u0308", [(1, "Ha\u00ad\r\n  us"), (1, "Q\u0308")]),
        ("Der Moskau-Sprecher sah Herrn Müller-Thurgau, Oktoberfest", [(1, "Herrn"), (1, "Oktoberfest")]),
        ("Joe Biden in Frankfurt (Oder)", []),
    ],
)
def test_unmarked(body: str, expected: list[tuple[int, str]]) -> None:
    """Capitalised words outside names are given with the body's own characters, and their sentences over the body."""
    assert [(w.sentence, body[w.start : w.end]) for w in extract_body(NLP, body).unmarked] == expected


def test_sentences_and_paragraphs_go_on() -> None:
    """Sentences are counted over the body, paragraphs too, and a mention's sentence is the one around it."""
    body = "Putin kam. Biden auch.\r\nNoch eine Zeile.\r\n\r\n\u200b\r\n\r\nDie NATO schwieg. Joe Biden ging."
    got = extract_body(NLP, body)
    assert [(s.paragraph, body[s.start : s.end]) for s in got.sentences] == [
        (1, "Putin kam."),
        (1, "Biden auch."),
        (1, "Noch eine Zeile."),
        (2, "Die NATO schwieg."),
        (2, "Joe Biden ging."),
    ]
    assert [(s.sentence, body[s.start : s.end]) for s in got.spans] == [
        (1, "Putin"),
        (2, "Biden"),
        (4, "NATO"),
        (5, "Joe Biden"),
    ]


def test_pieces_keep_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long paragraph that is cut stays one paragraph, and its sentences and mentions are those of the whole."""
    body = "Putin traf Joe Biden. Die NATO schwieg dazu. " * 20
    whole = extract_body(NLP, body)
    monkeypatch.setattr(text_module, "PIECE", 60)
    monkeypatch.setattr(module, "TOGETHER", 100)
    assert extract_body(NLP, body) == whole
    assert {s.paragraph for s in whole.sentences} == {1}
    assert len(whole.spans) == 60


def test_a_word_without_end() -> None:
    """A body of a million characters without a blank is worked through, and the name behind it found."""
    body = "x" * 1_000_000 + " Putin"
    assert [body[s.start : s.end] for s in extract_body(NLP, body).spans] == ["Putin"]


SNIPPETS = [
    *(name for names in NAMES.values() for name in names),
    " ", " ", ". ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\u00a0", "\u00ad", "\u200b", "\t", "und ",
    "Mu\u0308ller", "q\u0308", "😀", "“", "-", "/", "(", "Staat",
]  # fmt: skip
BODIES = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=2), max_size=20).map("".join)


def _check(body: str, got: Extraction) -> None:
    ends = [0, *(offset for s in got.sentences for offset in (s.start, s.end))]
    assert ends == sorted(ends)
    inside = {i for s in got.sentences for i in range(s.start, s.end)}
    assert {i for i, char in enumerate(body) if char not in BLANKS} <= inside
    assert _never_falls(s.paragraph for s in got.sentences)
    last = 0
    for span in got.spans:
        sentence, text = got.sentences[span.sentence - 1], body[span.start : span.end]
        assert sentence.start <= span.start < sentence.end
        assert span.start >= last
        assert text == text.strip() != ""
        assert re.search(r"[^\W\d_]", clean(body, span.start, span.end).text)
        last = span.end
        _check_beside(body, span)
    marked = {i for span in got.spans for i in range(span.start, span.end)}
    assert not any(marked & {*range(s.end, s.after)} for s in got.spans)
    assert not any(s.before + len(body[s.before : s.start].rstrip(f" {QUOTES}")) - 1 in marked for s in got.spans)
    last = 0
    for word in got.unmarked:
        sentence = got.sentences[word.sentence - 1]
        assert sentence.start <= word.start < sentence.end
        text = clean(body, word.start, word.end).text
        assert last <= word.start < word.end or text.endswith("-")  # a part stands beside its word
        assert marked.isdisjoint(range(word.start, word.end))
        assert text[0].isupper()
        last = last if text.endswith("-") else word.end


def _check_beside(body: str, span: Span) -> None:
    """What lies between a span and the outer ends of the words beside it."""
    before, after = clean(body, span.before, span.start).text, clean(body, span.end, span.after).text
    letter = rf"\w[{MARKS}]*"
    assert re.fullmatch(rf"({letter}.*{letter}|{letter}) [{QUOTES}]?", before) or span.before == span.start
    assert re.fullmatch(rf" ({letter}\S*{letter}|{letter})|-\S*", after) or span.after == span.end
    assert after == "" or after[0] == "-" or after[1].isupper()


def _never_falls(numbers: Iterable[int]) -> bool:
    listed = list(numbers)
    return listed == sorted(listed)


@given(BODIES)
def test_any_body(body: str) -> None:
    """Sentences cover all that is visible; spans are in order, apart, begin in their sentence, without blank ends;
    words beside them and unmarked words hold no other name.
    """
    _check(body, extract_body(NLP, body))


@settings(max_examples=30)
@given(st.lists(BODIES, min_size=1, max_size=4))
def test_other_bodies_do_not_matter(bodies: list[str]) -> None:
    """What is found in a body is the same before and after any other bodies."""
    before = [extract_body(NLP, body) for body in bodies]
    assert [extract_body(NLP, body) for body in reversed(bodies)] == before[::-1]
