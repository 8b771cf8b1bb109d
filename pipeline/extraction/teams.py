"""Cities that stand for their teams: "Quarzheim siegte mit 2:0 gegen Quarzburg", which models take for places."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pipeline.extraction.words import QUOTES

# No times, "um 18:30", no votes, no ratios, "im Verhältnis 3:1".
SCORE = re.compile(
    r"(?<![\w:.,])(?<!\bum )(?<!\bab )(?<!\bbis )(?<!\bgegen )(?<!\bseit )(?<!Verhältnis )(?<!Vergleich )(?<!Maßstab )"
    r"\d{1,2}:\d{1,2}(?![\w:])(?! (?:Uhr|Stimmen))"
)
VERSUS = " gegen "
MATCH = re.compile(r"(?:spiel|[Pp]artie|[Bb]egegnung|[Dd]uell|[Dd]erby|[Ff]inale)s? $")
LAST_WORD = re.compile(rf"(\w+) [{QUOTES}]?$")
LONGEST = 20  # characters before a place that are looked at
# What stands before a place where something happens.
PREPOSITIONS = frozenset(
    """ab am an auf aus außerhalb bei bis durch im in innerhalb nach nahe nördlich östlich südlich um von vor westlich
    zu zwischen über""".split()  # noqa: SIM905 - a list of 25 would be 25 lines
)


def find_teams(text: str, places: Iterable[tuple[int, int]], sentences: list[int]) -> Iterator[tuple[int, int]]:
    """Those of the places that are teams by what stands around them: in a sentence with a score, but not behind a
    preposition of place or in brackets; and two with "gegen" between them behind a match. `sentences`: where each
    begins.
    """
    spans = list(places)
    scored = {bisect_right(sentences, match.start()) for match in SCORE.finditer(text)}
    starts = dict(spans)
    facing = {
        span
        for start, end in spans
        if text.startswith(VERSUS, end)
        and (other := end + len(VERSUS)) in starts
        and MATCH.search(text, max(0, start - LONGEST), start)
        for span in ((start, end), (other, starts[other]))
    }
    for start, end in spans:
        if (start, end) in facing or (bisect_right(sentences, start) in scored and not _is_local(text, start)):
            yield start, end


def _is_local(text: str, start: int) -> bool:
    """Whether what stands before a place says that something happens there."""
    before = LAST_WORD.search(text, max(0, start - LONGEST), start)
    return text[start - 1 : start] == "(" or (before is not None and before[1].lower() in PREPOSITIONS)
