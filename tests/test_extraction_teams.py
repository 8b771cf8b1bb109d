"""Cities that stand for teams."""

import pytest

from pipeline.extraction.teams import find_teams

PLACES = ("Quarzheim", "Quarzburg")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quarzheim siegte mit 2:0.", ["Quarzheim"]),
        ("Theo (Quarzburg) 2:0, Quarzheim", ["Quarzheim"]),
        ("Im Quarzum 2:0 verlor Quarzheim.", ["Quarzheim"]),
        ("Quarzheim verlor 2:0 (1:0) gegen Quarzburg.", ["Quarzheim", "Quarzburg"]),
        ("Im Spiel verlor Quarzheim 0:2 in Quarzburg.", ["Quarzheim"]),
        ("Im fernen Quarzheim hieß es 0:2 für Quarzburg.", ["Quarzheim", "Quarzburg"]),
        ("In „Quarzheim“ gewann Quarzburg 3:1.", ["Quarzburg"]),
        ("Pokalspiel Quarzheim gegen Quarzburg abgesagt", ["Quarzheim", "Quarzburg"]),
        ("Der Streit Quarzheim gegen Quarzburg", []),
        ("Quarzheim feiert um 18:15 ein Fest.", []),
        ("Im Verhältnis 3:1 liegt Quarzheim vorn.", []),
        ("Proteste gegen Quarzburg", []),
        ("Quarzheim kam. Es stand 2:0. Quarzburg ging.", []),
        ("Um 20:15 Uhr begann Quarzheim.", []),
        ("Mit 21:8 Stimmen blieb Quarzheim.", []),
        ("Um 12:30:15 ging Quarzheim, 100:1 war es.", []),
        ("", []),
    ],
)
def test_teams(text: str, expected: list[str]) -> None:
    """In a sentence with a score a place is a team unless a preposition or a bracket says that something happens there;
    so are two with "gegen" between them behind a match; times, votes and ratios are no scores.
    """
    places = [(text.find(name), text.find(name) + len(name)) for name in PLACES if name in text]
    sentences = [0, *(place + 2 for place in range(len(text)) if text.startswith(". ", place))]
    found = find_teams(text, sorted(places), sentences)
    assert [text[start:end] for start, end in found] == expected
