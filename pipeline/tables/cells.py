"""Text cells: on one line, quoted where CSV needs it."""

import re

# C0, DEL and C1 controls, and Unicode's own line and paragraph separators.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Marks that turn the direction of what follows, also beyond the cell.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
LONGEST = 600


def one_line(text: str) -> str:
    """The text with one blank for each run of white space and control characters, none at its ends, read forwards."""
    if text.isprintable() and "  " not in text:  # nearly all are; a blank is the only white space that is printable
        return text.strip(" ")
    return " ".join(_CONTROL.sub(" ", _TURNING.sub("", text)).split())


def visible(text: str) -> str:
    """The text without control characters; blanks stay, since an id must keep the form that finds its file."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def excerpt(text: str) -> str:
    """The text, cut at 600 characters: a list of 700 names is one sentence, and stands behind 245,000 pairs."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def quote(text: str, delimiter: str) -> str:
    """The text as a CSV field (RFC 4180); it holds no line break."""
    return '"' + text.replace('"', '""') + '"' if '"' in text or delimiter in text else text
