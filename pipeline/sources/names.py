"""Names that came from outside, made fit for a table cell and a message."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def printable(name: str) -> str:
    """`name` as valid UTF-8 on one line: what is no text is written with a backslash, controls become blanks."""
    return _CONTROL.sub(" ", name.encode("utf-8", "backslashreplace").decode("utf-8"))


def shown(value: str, longest: int = 40) -> str:
    """`value` for a message: printable, and cut to `longest` characters."""
    text = printable(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"
