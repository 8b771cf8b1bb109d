"""JSON Lines: one object per line."""

import json
from collections.abc import Iterator

from pipeline.settings import Settings
from pipeline.sources.decode import LONGEST_LINE
from pipeline.sources.opened import Unreadable
from pipeline.sources.rows import Row


def json_rows(lines: Iterator[str], settings: Settings) -> Iterator[Row]:
    """Rows of a file, numbered by their lines; blank lines are passed over. Raises Unreadable where all are blank."""
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.isspace():
            empty = False
            yield _row(number, line, settings)
    if empty:
        raise Unreadable("empty")


def _row(number: int, line: str, settings: Settings) -> Row:
    if len(line) >= LONGEST_LINE:
        return Row(number, reason=f"line {number} is longer than {LONGEST_LINE:,} characters: no article is")
    try:
        found = json.loads(line.rstrip())
    except json.JSONDecodeError as error:
        fault = "holds a NUL byte" if "\0" in line else f"is no valid JSON: {error.msg} at column {error.colno}"
        return Row(number, reason=f"line {number} {fault}")
    except (ValueError, RecursionError):
        return Row(number, reason=f"line {number} is no valid JSON: a number too long or lists too deep")
    if not isinstance(found, dict):
        return Row(number, reason=f"line {number} is no JSON object")
    key = _key(found, settings.text_column)
    return Row(
        number,
        text=found.get(key),
        id=found.get(_key(found, settings.id_column)),
        date=found.get(_key(found, settings.date_column)),
        title=found.get(_key(found, settings.title_column)),
        reason="" if key in found else f"no text: no key {key}; name the texts' with --text-column",
    )


def _key(found: dict[str, object], name: str) -> str:
    """`name`, or the key that differs from it only in case."""
    if name in found:
        return name
    return next((key for key in found if key.casefold() == name.casefold()), name)
