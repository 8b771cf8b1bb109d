"""Words of a text: those without a name, and those beside one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.de.stop_words import STOP_WORDS

from pipeline.extraction.words import QUOTES, WORD, Words, find_words


def _found(text: str, *names: str, sentences: tuple[str, ...] = ()) -> Words:
    """The words of a text; names and sentences are given by their characters, each at its first place."""
    places = [(text.index(name), text.index(name) + len(name)) for name in names]
    return find_words(text, places, [0, *map(text.index, sentences)], STOP_WORDS)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("", [], []),
        ("… –", [], []),
        ("Haus", [], ["Haus"]),
        ("das Haus am See", [], ["Haus", "See"]),
        ("Das Haus. Das", [], ["Haus", "Das"]),
        ("DIE Linke", ["DIE Linke"], []),
        ("„Die Zeit“", [], ["Zeit"]),
        ("– „ Die Zeit", [], ["Zeit"]),
        ("Putin Die", ["Putin"], ["Die"]),
        ("5 Die", [], ["Die"]),
        ("In Genf", ["Genf"], []),
        ("der NATO-Staat", ["NATO"], []),
        ("der Nicht-NATO-Staat", ["NATO"], []),
        ("die Ukrainekrieg", ["Ukraine"], []),
        ("„Reuters“-Reporter", ["Reuters"], ["Reporter"]),
        ("CDU/CSU", ["CDU"], ["CSU"]),
        ("Rock’n’Roll-Konzert Öl Élan", [], ["Rock’n’Roll-Konzert", "Rock’n’Roll-", "Öl", "Élan"]),
        ("1980er _Haus 5G e.V.", [], ["V"]),
        ("Haus- und Hofrat, nato-Staat, Ost-West-Frage", [], ["Haus-", "Hofrat", "Ost-West-Frage", "Ost-", "West-"]),
        ("北京 Ёлка", [], ["Ёлка"]),
        ("Siehe http://quarz.example/wiki/Haus:See Haus", [], ["Siehe", "Haus"]),
        ("Siehe www.Haus.example, See", [], ["Siehe", "See"]),
        ("Boeing 747-400 und 737 Max, A380", [], ["Max"]),
        ("Tupolew Tu-154M, ATR 72, Airbus A320", [], []),
        ("Airbus 5,3 Mrd, Boeing 12", [], ["Airbus", "Mrd", "Boeing"]),
        ("Bombardier 700 Stellen", [], ["Bombardier", "Stellen"]),
        ("Putin Q\u0308aq\u0308-Haus", ["Putin"], ["Q\u0308aq\u0308-Haus", "Q\u0308aq\u0308-"]),
    ],
)
def test_unmarked(text: str, names: list[str], expected: list[str]) -> None:
    """Capitalised words that no name touches are unmarked, but for small words that begin the sentence."""
    assert [text[start:end] for _, start, end in _found(text, *names).unmarked] == expected


def test_sentences() -> None:
    """Words bear the number of their sentence, and each sentence has its own beginning, also one without words."""
    text = "Das Haus! … „Der See“ am Berg. Das ist Die Zeit."
    found = _found(text, sentences=("…", "„", "Das ist"))
    assert [(number, text[start:end]) for number, start, end in found.unmarked] == [
        (0, "Haus"),
        (2, "See"),
        (2, "Berg"),
        (3, "Die"),
        (3, "Zeit"),
    ]
    assert found.count == 10


@pytest.mark.parametrize(
    ("text", "name", "before", "after"),
    [
        ("Genf", "Genf", "", ""),
        (" Genf ", "Genf", "", ""),
        ("„Genf“", "Genf", "", ""),
        ("in Genf", "Genf", "in ", ""),
        ("Stadt Genf", "Genf", "Stadt ", ""),
        ("Agentur „Genf“", "Genf", "Agentur „", ""),
        ("Agentur „ Genf", "Genf", "", ""),
        ("Agentur „«Genf", "Genf", "", ""),
        ("Agentur„Genf", "Genf", "", ""),
        ("kam. Genf", "Genf", "", ""),
        ("kam  Genf", "Genf", "", ""),
        ("5 Genf", "Genf", "5 ", ""),
        ("Dr.-Karl-Weg Genf", "Genf", "Karl-Weg ", ""),
        ("Genf Stadt", "Genf", "", " Stadt"),
        ("q\u0308 Genf Staq\u0308", "Genf", "q\u0308 ", " Staq\u0308"),
        ("Genf Nord-Ost!", "Genf", "", " Nord-Ost"),
        ("Genf stadt", "Genf", "", ""),
        ("Genf, Stadt", "Genf", "", ""),
        ("Genf-Stadt", "Genf", "", "-Stadt"),
        ("Genf-", "Genf", "", ""),
        ("Nord-Genf-Stadt-Rat", "Genf", "", "-Stadt-Rat"),
        ("Genf „Stadt", "Genf", "", ""),
        ("Genf  Stadt", "Genf", "", ""),
        ("des Nicht-Genf Staat", "Genf", "", " Staat"),
    ],
)
def test_beside(text: str, name: str, before: str, after: str) -> None:
    """Beside a name stands a word with one blank between, before it also with an opening quote; behind it a capital, or
    what follows in its compound.
    """
    found, start = _found(text, name), text.index(name)
    end = start + len(name)
    assert text[found.before.get(start, start) : start] == before
    assert text[end : found.after.get(end, end)] == after


def test_names_are_not_beside_names() -> None:
    """Another name is no word beside a name, but a compound that begins with one is before it; a word between two is
    beside both.
    """
    text = "Putin Biden NATO-Chef Rutte Herr Müller"
    found = _found(text, "Putin", "Biden", "NATO", "Rutte", "Müller")
    herr = text.index("Herr")
    assert found.before == {text.index("Müller"): herr, text.index("Rutte"): text.index("NATO")}
    assert found.after == {herr - 1: herr + 4, text.index("-Chef"): text.index(" Rutte")}
    text = "Genf Die Stadt"
    assert _found(text, "Genf", sentences=("Die",)).after == {}


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], list[int]]:
    """A text, names that do not overlap, starts of sentences."""
    pieces = st.sampled_from(["Die", "Haus", "see", "Öl", "-", "–", "’", ".", "„", "'", "5", "_", "ß", "😀", *"    "])
    text = "".join(draw(st.lists(pieces | st.text(max_size=2), min_size=1, max_size=15))) or "A"
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    sentences = draw(st.sets(st.integers(0, len(text) - 1), max_size=3))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False)), sorted({0, *sentences})


@given(_texts())
def test_any_text(drawn: tuple[str, list[tuple[int, int]], list[int]]) -> None:
    """Unmarked words are capitalised, in order, in their sentences and apart from all names; so are those beside."""
    text, names, sentences = drawn
    found = find_words(text, names, sentences, STOP_WORDS)
    named = {i for start, end in names for i in range(start, end)}
    last = 0
    for number, start, end in found.unmarked:
        part = text[end - 1] == "-"  # it stands beside its word
        assert start < end
        assert last <= start or part
        assert text[start].isupper()
        assert WORD.fullmatch(text, start, end - part)
        assert named.isdisjoint(range(start, end))
        assert number == max(k for k, sentence in enumerate(sentences) if sentence <= start)
        begins = not WORD.search(text, sentences[number], start)
        assert part or not begins or text[start:end].lower() not in STOP_WORDS
        last = last if part else end
    assert found.before.keys() <= {start for start, _ in names}
    for start, place in found.before.items():
        beside = text[place:start]
        assert beside[-1] == " " or (beside[-1] in QUOTES and beside[-2] == " ")
        assert WORD.fullmatch(beside.rstrip(QUOTES)[:-1])
        assert start - len(beside) + len(beside.rstrip(QUOTES)) - 2 not in named
    assert found.after.keys() <= {end for _, end in names}
    for end, place in found.after.items():
        assert named.isdisjoint(range(end, place))
        word = any(end + 1 == start and place <= last for _, start, last in found.unmarked)
        assert (text[end] == " " and word) or (text[end] == "-" and place in {m.end() for m in WORD.finditer(text)})
    assert found.count == len(WORD.findall(text))


@pytest.mark.parametrize(
    "text", ["Die " * 12_500, "„" * 25_000 + "Die " * 6_000, "A " * 25_000, "X" * 50_000, "X-" * 25_000, "„ „" * 16_000]
)
def test_hostile_paragraphs_cost_no_more(text: str) -> None:
    """The time grows with the length of a paragraph, not with its square, whatever it is made of."""
    began = time.process_time()
    find_words(text, [], [0], STOP_WORDS)
    assert time.process_time() - began < 1
