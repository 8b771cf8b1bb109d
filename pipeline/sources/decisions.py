"""What a person has decided on names: the rows of a CSV file, checked one by one."""

import os
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.guards import FORMULA, VALUE, unguard
from pipeline.records import Decision
from pipeline.settings import TYPES
from pipeline.sources.csvrows import cells_by_line, column_of
from pipeline.sources.decode import decode
from pipeline.sources.names import printable, shown
from pipeline.sources.opened import Unreadable, opened, whole

_NEEDED = ("Decision", "Name", "Other")
_ACTIONS = {
    "same": "same",
    "gleich": "same",
    "different": "different",
    "verschieden": "different",
    "drop": "drop",
    "weg": "drop",
    "type": "type",
    "typ": "type",
    "label": "label",
    "name": "label",
}
_OTHER = {"same": "the other name", "different": "the other name", "type": "PER, LOC or ORG", "label": "what to show"}


def read_decisions(path: Path | None) -> tuple[Decision, ...]:
    """The decisions in a file, in its order; none without a file. Rows whose Decision is empty are passed over.

    Raises UsageError, which names the file and the line, for what cannot be read or makes no sense on its own.
    """
    if path is None:
        return ()
    name = printable(str(path))
    if not os.path.lexists(path):
        raise UsageError(f"There is no {name}: write your decisions there, or name another file with --decisions.")
    try:
        with opened(str(path)) as file:
            return tuple(_decisions(decode(whole(file)), name))
    except Unreadable as error:
        raise UsageError(
            f"{name} cannot be read ({error}): make it a CSV file with the columns Decision, Name, Other and Note, "
            "or take it away."
        ) from None


def _decisions(text: str, name: str) -> Iterator[Decision]:
    rows = cells_by_line(StringIO(text, newline=""), _NEEDED[0])
    # As in the tables: those with semicolons, for Excel in German, guard what that makes numbers of, too.
    guarded = VALUE if ";" in text.lstrip().partition("\n")[0] else FORMULA
    line, first = next(rows, (0, []))
    if not first:
        raise Unreadable("empty")
    header = [cell.strip() for cell in first]
    if missing := [column for column in _NEEDED if column_of(header, column) is None]:
        raise UsageError(
            f"{name} line {line}: there is no column {' nor '.join(missing)} among {shown(', '.join(header), 200)}; "
            "name Decision, Name and Other there, or rename the file if it holds no decisions."
        )
    places = [column_of(header, column) for column in (*_NEEDED, "Note")]
    for line, cells in rows:
        # Also where Decision seems to be empty: a comma in a name without quotes moves what stands behind it.
        if any(extra.strip() for extra in cells[len(header) :]):
            raise UsageError(
                f"{name} line {line}: {len(cells)} cells below {len(header)} columns; put names in quotes."
            )
        said, *others = (_text(cells, place, guarded) for place in places)
        if said:
            yield _decision(said, others, line, name)


def _text(cells: Sequence[str], place: int | None, guarded: re.Pattern[str]) -> str:
    """A cell on one line, without the tables' guard; "" where there is none."""
    cell = "" if place is None or place >= len(cells) else cells[place]
    return " ".join(unguard(cell.strip(), guarded).split())


def _decision(said: str, others: Sequence[str], line: int, file: str) -> Decision:
    name, other, note = others
    action = _ACTIONS.get(said.casefold(), "")
    if action == "type":
        other = other.upper()
    checks = (
        (not action, f"{shown(said)} is no decision; write same, different, drop, type or label, or leave it empty"),
        (not name, f"{action} needs a Name; write one, or leave Decision empty"),
        (action == "drop" and other, "drop is about the Name alone; leave Other empty"),
        (action != "drop" and not other, f"{action} needs an Other; write {_OTHER.get(action)} there"),
        (action == "type" and other not in TYPES, f"{shown(other)} is no type; write PER, LOC or ORG as Other"),
        (
            action in {"same", "different"} and name == other,
            f"Name and Other are both {shown(name)}; write another one, or leave Decision empty",
        ),
    )
    if fault := next((fault for wrong, fault in checks if wrong), ""):
        raise UsageError(f"{file} line {line}: {fault}.")
    return Decision(action, name, other, note, line)
