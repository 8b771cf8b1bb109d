"""Frames to CSV files: UTF-8, a header row, delimiter and decimal sign of a profile."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.tables.cells import one_line, quote, visible
from pipeline.tables.profiles import STANDARD, Profile
from pipeline.tables.schemas import Column, Table

_CHUNK = 100_000
_Cells = Callable[[slice], list[str]]


def encode(frame: pd.DataFrame, table: Table, profile: Profile = STANDARD) -> Iterator[bytes]:
    """The table as the bytes of a CSV file, some 100,000 rows at a time; the header comes first.

    `frame`: the columns of `table`; int columns may be nullable, text is str or categorical.
    ValueError if a float is not finite, TypeError if an int column holds fractions.
    """
    columns = [_cells(frame[column.name], column, profile) for column in table.columns]
    delimiter, newline = profile.delimiter, profile.newline
    yield profile.mark + (delimiter.join(table.header) + newline).encode()
    for start in range(0, len(frame), _CHUNK):
        rows = zip(*(cells(slice(start, start + _CHUNK)) for cells in columns), strict=True)
        # A lone surrogate has no UTF-8; it becomes "?".
        yield "".join(f"{delimiter.join(row)}{newline}" for row in rows).encode("utf-8", "replace")


def _cells(values: "pd.Series[str]", column: Column, profile: Profile) -> _Cells:
    """What gives the cells of a slice of rows as strings."""
    if column.kind == "int":
        whole = values.astype("Int64")
        if whole.isna().any():
            return lambda rows: whole.iloc[rows].astype("str").fillna("").tolist()
        plain = whole.to_numpy(dtype=np.int64)
        return lambda rows: [str(number) for number in plain[rows].tolist()]
    if column.kind == "float":
        # Adding zero turns -0.0 into 0.0.
        numbers = values.to_numpy(dtype=np.float64) + 0.0
        if not np.isfinite(numbers).all():
            raise ValueError(f"{column.name} holds a value that is no number.")
        return lambda rows: [_decimal(number).replace(".", profile.decimal) for number in numbers[rows].tolist()]
    return _texts(values, column, profile)


def cleaner(column: Column) -> Callable[[str], str]:
    """What makes a text one of this column."""
    return visible if column.kind == "id" else one_line


def factorized(values: "pd.Series[str]") -> tuple[npt.NDArray[np.integer[Any]], list[str]]:
    """Codes of texts, -1 for a missing one, and the different texts."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.tolist()
    codes, uniques = pd.factorize(values)
    return codes, uniques.tolist()


def _texts(values: "pd.Series[str]", column: Column, profile: Profile) -> _Cells:
    """Text cells; each distinct text is cleaned, guarded and quoted once."""
    codes, distinct = factorized(values)
    clean = cleaner(column)
    safe = profile.dated if column.kind in {"date", "month"} else profile.guard
    # A missing text has the code -1, which is the last field: empty.
    fields = np.array([*(quote(safe(clean(text)), profile.delimiter) for text in distinct), ""], dtype=object)
    return lambda rows: fields[codes[rows]].tolist()


def _decimal(number: float) -> str:
    """The shortest decimal that reads back as the number, without an exponent."""
    text = repr(number)
    return np.format_float_positional(number, trim="0") if "e" in text else text
