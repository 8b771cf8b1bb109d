"""Paragraphs, pieces and cleaning: offsets always lead back to the body."""

import re
import signal
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction import text as module
from pipeline.extraction.compounds import COMPOUND
from pipeline.extraction.text import BLANKS, clean, paragraphs, pieces

SNIPPETS = [
    "Putin", "Biden", "a", "ß", "Mu\u0308ller", "e\u0323\u0302", "q\u0308", "\u0308", "é", "😀", "👩\u200d🔬",
    "\u00ad", "\u200b", "\u200f", "\ufeff", "\u00a0", "\u202f", " ", "  ", "\t", "\n", "\r", "\r\n", "\n\n",
    "\r\n \r\n", "\n\u200b\n",
    "\x0b", "\u2028", "\x85", ".", "-", "„", "“", "ver\u00ad\nbinden", "ver\u00ad \r\n bunden", "1", "_",
]  # fmt: skip
BODIES = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=3), max_size=25).map("".join)


def _visible(body: str) -> str:
    return "".join(char for char in body if char not in BLANKS)


@given(BODIES)
def test_each_character_leads_back(body: str) -> None:
    """Every character of the cleaned text stands for a stretch of the body; they come in order, none is empty."""
    got = clean(body, 0, len(body))
    assert len(got.text) == len(got.starts) == len(got.ends)
    assert all(0 <= start < end <= len(body) for start, end in zip(got.starts, got.ends, strict=True))
    assert list(got.starts) == sorted(got.starts)
    assert list(got.ends) == sorted(got.ends)


@given(BODIES, st.data())
def test_a_stretch_cleaned_again_is_the_name(body: str, data: st.DataObject) -> None:
    """What is found in the cleaned text is what the body's stretch cleans to, and has no blanks at its ends."""
    got = clean(body, 0, len(body))
    # A letter whose marks have no composed form is several characters; a name holds all or none of them.
    firsts = [i for i, char in enumerate(got.text) if char != " " and (i == 0 or got.starts[i] != got.starts[i - 1])]
    lasts = [
        i for i, c in enumerate(got.text) if c != " " and (i + 1 == len(got.text) or got.ends[i] != got.ends[i + 1])
    ]
    if not firsts:
        return
    first = data.draw(st.sampled_from(firsts))
    last = data.draw(st.sampled_from([i for i in lasts if i >= first]))
    start, end = got.starts[first], got.ends[last]
    stretch = body[start:end]
    assert clean(body, start, end).text == got.text[first : last + 1]
    assert stretch.strip(BLANKS) == stretch


@given(BODIES)
def test_cleaned_text_is_plain(body: str) -> None:
    """The model sees single blanks only, nothing invisible, and composed letters where there are any."""
    shown = clean(body, 0, len(body)).text
    assert "  " not in shown
    assert not set(shown) & set(BLANKS) - {" "}
    assert not re.search("[aou]\u0308", shown)


@given(BODIES)
def test_paragraphs_cover_what_is_visible(body: str) -> None:
    """Paragraphs come in order, never overlap, and hold every visible character between them."""
    found = list(paragraphs(body))
    offsets = [offset for stretch in found for offset in stretch]
    assert offsets == sorted(offsets)
    assert "".join(_visible(body[a:b]) for a, b in found) == _visible(body)
    assert all(body[a:b].strip(BLANKS) == body[a:b] != "" for a, b in found)


@given(
    st.lists(st.sampled_from(["eins", "zwei.", "\u200b", " ", "\t", "\r\n"]), max_size=20),
    st.sampled_from(["\n", "\r\n"]),
)
def test_only_blank_lines_part_paragraphs(words: list[str], newline: str) -> None:
    """Two paragraphs follow each other just where a line between them is blank."""
    body = newline.join(words)
    lines = re.split("\r\n|\n", body)
    groups, inside = 0, False
    for line in lines:
        visible = bool(_visible(line))
        groups += visible and not inside
        inside = visible
    assert len(list(paragraphs(body))) == groups


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\nb", ["a\nb"]),
        ("a\r\nb", ["a\r\nb"]),
        ("a\rb", ["a\rb"]),
        ("a\r\rb", ["a", "b"]),
        ("a\r\n\r\nb", ["a", "b"]),
        ("a\n \t\nb", ["a", "b"]),
        ("a\n\u200b\nb", ["a", "b"]),
        ("\n\n a \n\n\n\n b\n", ["a", "b"]),
        ("\u200b\n\na", ["a"]),
        ("", []),
        (" \n\n\ufeff", []),
    ],
)
def test_paragraphs(body: str, expected: list[str]) -> None:
    r"""One line break never parts paragraphs, \r\n and \r included; lines with blanks only do."""
    assert [body[a:b] for a, b in paragraphs(body)] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Angela\u00a0Merkel", "Angela Merkel"),
        ("Angela \u200b Merkel", "Angela Merkel"),
        ("Angela\r\n  Merkel", "Angela Merkel"),
        ("Ver\u00adbindung", "Verbindung"),
        ("Ver\u00ad\nbindung", "Verbindung"),
        ("Ver\u00ad \r\n\tbindung", "Verbindung"),
        ("Ver \u00ad\nbindung", "Ver bindung"),
        ("Mu\u0308ller", "Müller"),
        ("NATO\u200bStaat", "NATOStaat"),
    ],
)
def test_clean(body: str, expected: str) -> None:
    """A word broken by a soft hyphen is one word; other runs of blanks are one blank; invisible characters are none."""
    assert clean(body, 0, len(body)).text == expected


@pytest.mark.parametrize("unit", ["a", "Wort ", "Ein Satz. ", "Zeile\n", "\u00ad", "ü\u200b", "a" + " " * 60_000])
def test_long_paragraphs_are_cut(unit: str) -> None:
    """A paragraph of a million characters is cut into bounded pieces that lose nothing."""
    body = "X" + unit * (1_000_000 // len(unit)) + "X"
    found = list(pieces(body, 0, len(body)))
    assert max(b - a for a, b in found) <= module.PIECE
    assert len(found) >= (len(_visible(body)) / module.PIECE)
    assert "".join(_visible(body[a:b]) for a, b in found) == _visible(body)
    assert [offset for stretch in found for offset in stretch] == sorted(offset for s in found for offset in s)


def test_cuts_fall_between_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long paragraph is cut behind a full stop or a line where there is one, else at a blank."""
    monkeypatch.setattr(module, "PIECE", 20)
    assert _cut("Das ist ein Satz. Noch einer, länger.") == ["Das ist ein Satz.", "Noch einer, länger."]
    assert _cut("Eine Überschrift\nund dann mehr Text") == ["Eine Überschrift", "und dann mehr Text"]
    assert _cut("Wörter ohne jeden Punkt am Ende") == ["Wörter ohne jeden", "Punkt am Ende"]


def _cut(body: str) -> list[str]:
    return [body[a:b] for a, b in pieces(body, 0, len(body))]


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a’", "a-", "-", ".", " ", "\n", "\u00ad", "\u00ad ", "“-", "a\u0308", "\r"]
)
def test_no_run_of_characters_hangs(unit: str) -> None:
    """No expression looks at a run again and again: what is quadratic would take many minutes here, not a moment."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    try:
        body = unit * 400_000 + "!"
        for a, b in paragraphs(body):
            clean(body, a, b)
        clean(body, 0, len(body))
        assert sum(len(match[0]) for match in COMPOUND.finditer(body)) <= len(body)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_composed_letters_stay() -> None:
    """Text without anything odd passes as it is, with ranges for offsets."""
    body = "Der Müller, 5 % – „so“."
    got = clean(body, 4, len(body))
    assert got.text == body[4:] == unicodedata.normalize("NFC", body[4:])
    assert (got.starts, got.ends) == (range(4, len(body)), range(5, len(body) + 1))
