"""Text cells: on one line, harmless in a spreadsheet, quoted where CSV needs it."""

import re

# C0, DEL and C1 controls, and Unicode's own line and paragraph separators.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Marks that turn the direction of what follows, also beyond the cell.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What starts a formula, full-width forms too. Apostrophes before it are counted in, so that unguard() takes
# away exactly the one that guard() set.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")


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


def guard(text: str) -> str:
    """The text, behind an apostrophe if a spreadsheet would compute it. For text only: "-0.5" is a number."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that guard() was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def quote(text: str, delimiter: str) -> str:
    """The text as a CSV field (RFC 4180); it holds no line break."""
    return '"' + text.replace('"', '""') + '"' if '"' in text or delimiter in text else text
