"""A body -> its paragraphs, and the text that the model sees: one blank between words, nothing invisible, NFC."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Soft hyphens, zero-width characters and marks of direction.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
BREAK = r"(?>\r\n|\r|\n)"  # atomic: \r\n is one line break, never two
BLANK_LINE = re.compile(rf"{BREAK}(?:[^\S\r\n]|[{INVISIBLE}])*+{BREAK}[\s{INVISIBLE}]*")
BLANKS = "".join(re.findall(rf"[\s{INVISIBLE}]", "".join(map(chr, (*range(0x3001), 0xFEFF)))))
# Runs of blanks and invisible characters other than a single blank; letters whose marks are characters of their own.
ODD = re.compile(rf"[\s{INVISIBLE}]{{2,}}|[^\S ]|[{INVISIBLE}]|[^\W\d_][\u0300-\u036f]+")
HYPHENATED = re.compile(rf"[{INVISIBLE}]*+(?<=\u00ad)[ \t]*+{BREAK}[ \t{INVISIBLE}]*")  # a word broken at a line's end
PIECE = 50_000  # characters of a paragraph that the model sees at once: bounds memory, not meaning


@dataclass(frozen=True, slots=True)
class Clean:
    """`text` as the model sees it; character i stands for the body's characters `starts[i]` up to `ends[i]`."""

    text: str
    starts: range | list[int]
    ends: range | list[int]


def paragraphs(body: str) -> Iterator[tuple[int, int]]:
    """Offsets (start, end) of the paragraphs of a body, which blank lines part, without blanks around them."""
    last = 0
    for match in [*BLANK_LINE.finditer(body), None]:
        start, end = _trim(body, last, match.start() if match else len(body))
        if start < end:
            yield start, end
        last = match.end() if match else end


def pieces(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph's offsets, or those of its parts where it is very long: cut at a line or full stop, else a blank."""
    while end - start > PIECE:
        window = body[start : start + PIECE]
        cut = max(window.rfind("\n"), window.rfind(". ") + 1)
        cut = cut if cut > PIECE // 2 else window.rfind(" ")
        cut = cut if cut > 0 else PIECE
        yield _trim(body, start, start + cut)
        start += cut
        while start < end and body[start] in BLANKS:
            start += 1
    yield start, end


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    """The offsets without what is blank or invisible at either end."""
    start = end - len(body[start:end].lstrip(BLANKS))
    return start, start + len(body[start:end].rstrip(BLANKS))


def clean(body: str, start: int, end: int) -> Clean:
    """The stretch of the body as the model sees it, with the way back to the body's offsets."""
    text = body[start:end]
    matches = list(ODD.finditer(text))
    if not matches:
        return Clean(text, range(start, end), range(start + 1, end + 1))
    parts, starts, ends, last = [], [], [], 0
    for match in matches:
        a, b = match.span()
        shown = _shown(match[0])
        parts += [text[last:a], shown]
        starts += [*range(start + last, start + a), *[start + a] * len(shown)]
        ends += [*range(start + last + 1, start + a + 1), *[start + b] * len(shown)]
        last = b
    parts.append(text[last:])
    return Clean("".join(parts), [*starts, *range(start + last, end)], [*ends, *range(start + last + 1, end + 1)])


def _shown(odd: str) -> str:
    if odd[0] not in BLANKS:
        return unicodedata.normalize("NFC", odd)
    hidden = HYPHENATED.fullmatch(odd) or not any(map(str.isspace, odd))
    return "" if hidden else " "
