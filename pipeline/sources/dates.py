"""Dates as articles carry them."""

import re
from datetime import date

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:?[0-9]{2}(:?[0-9]{2}([.,][0-9]+)?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?",
    re.IGNORECASE,
)


def is_date(value: str) -> bool:
    """Whether `value` is a month YYYY-MM or a day YYYY-MM-DD that the calendar has."""
    match = _DAY.fullmatch(value)
    if match is None:
        return False
    year, month, day = match.groups(default="01")
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def cell_date(value: str) -> str | None:
    """Date of a table's cell: "" where it is blank, the day of an ISO timestamp; None where it is no date."""
    value = value.strip()
    moment = _MOMENT.fullmatch(value)
    day = moment[1] if moment else value
    return day if not day or is_date(day) else None
