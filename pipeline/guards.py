"""Texts that a spreadsheet would take for something else, and the apostrophe that keeps them from it."""

import re

# What starts a formula, full-width forms too. Apostrophes before it are counted in, so that unguard() takes
# away exactly the one that guard() set.
_FORMULA = r"'*\s*[=+\-@＝＋－＠]"
_MONTH = (
    "jan(?:uar|uary)?|jän(?:ner)?|feb(?:ruar|ruary|er)?|märz?|mrz|mar(?:ch)?|apr(?:il)?|mai|may|jun[ie]?|jul[iy]?|"
    "aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?"
)
_DAY = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_SHORT = "(?:mo|di|mi|do|fr|sa|so)[.,]"
# What stands beside the digits of a number, a date ("1. Mai", "9/11"), a time, an amount ("5 €").
_BESIDE = (
    rf"[\s.,:/\-+%€$£()'’]|(?:{_MONTH}|{_DAY}|eur|chf)(?![^\W\d_])|{_SHORT}"
    r"|(?<=[\d.,])e(?=[-+\d])|(?<=[\d\s])[ap]m?(?![^\W\d_])"
)
_VALUE = (
    rf"(?:{_BESIDE})*\d(?:{_BESIDE}|\d)*\Z"
    r"|'*\s*(?:wahr|falsch|true|false|#(?:nv|n/a|null!|div/0!|wert!|value!|bezug!|ref!|name\?|zahl!|num!))\s*\Z"
)

FORMULA = re.compile(_FORMULA)  # what every spreadsheet computes
VALUE = re.compile(rf"{_FORMULA}|{_VALUE}", re.IGNORECASE)  # and what one in German or English makes a value of


def guard(text: str, what: re.Pattern[str] = FORMULA) -> str:
    """The text, behind an apostrophe if it is such as `what` tells. For text only: "-0.5" is a number."""
    return f"'{text}" if what.match(text) else text


def unguard(text: str, what: re.Pattern[str] = FORMULA) -> str:
    """The text that guard() was given."""
    return text[1:] if text.startswith("'") and what.match(text) else text
