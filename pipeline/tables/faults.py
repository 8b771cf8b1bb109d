"""Which cell of a table no run has written: for who edited it by hand, or saved it with a spreadsheet."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.tables.cells import one_line
from pipeline.tables.profiles import Profile, profile_of, undated
from pipeline.tables.schemas import Column, Table

_DATE, _MONTH, _WHOLE = re.compile(r"\d{4}-\d\d(-\d\d)?"), re.compile(r"\d{4}-\d\d"), re.compile(r"-?\d+")
_ROWS = 100_000  # read at a time
_SHOWN = 40  # characters


def fits(text: str, column: Column) -> bool:
    """Whether a text that is not empty may stand in the column: a day or a month, one of its values, or anything."""
    if column.kind not in {"date", "month"}:
        return not column.few or text in column.few
    pattern = _MONTH if column.kind == "month" else _DATE
    try:
        return bool(pattern.fullmatch(text) and date.fromisoformat(text if text.count("-") > 1 else f"{text}-01"))
    except ValueError:
        return False


def fault(path: Path, table: Table) -> str:
    """Where a table that could not be read is wrong, to be said behind its name; "" where that is not a cell."""
    try:
        with path.open("rb") as file:
            profile = profile_of(file)
            parts = pd.read_csv(
                file, sep=profile.delimiter, dtype="str", keep_default_na=False, encoding="utf-8", chunksize=_ROWS
            )
            for part in parts:
                if missing := [name for name in table.header if name not in part.columns]:
                    return f" (it has no column {missing[0]})"
                wrong = [found for column in table.columns if (found := _first(part[column.name], column, profile))]
                if wrong:
                    line, name, text = min(wrong)
                    return f', line {line} ({name} "{one_line(text)[:_SHOWN]}"),'
    except (OSError, ValueError):
        pass
    return ""


def _first(cells: "pd.Series[str]", column: Column, profile: Profile) -> tuple[int, str, str] | None:
    """The first cell that does not fit its column: line, column, text. No cell of ours holds a line break."""
    wrong = [text for text in cells.unique() if not _right(text, column, profile)]
    rows = cells[cells.isin(wrong)]
    return None if rows.empty else (int(rows.index[0]) + 2, column.name, rows.iloc[0])


def _right(text: str, column: Column, profile: Profile) -> bool:
    if column.kind == "int":
        return bool(_WHOLE.fullmatch(text)) or (column.optional and not text)
    if column.kind == "float":
        whole, _, rest = text.partition(profile.decimal)
        return bool(_WHOLE.fullmatch(whole)) and (not rest or rest.isdecimal())
    return not text or fits(undated(text) if column.kind in {"date", "month"} else text, column)
