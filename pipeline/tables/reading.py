"""Tables read back as DataFrames: whole ones, or just the rows about something, of however large a table."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import numpy as np
import pandas as pd

from pipeline.errors import LockedError, TablesError
from pipeline.tables.cells import quote
from pipeline.tables.csvfiles import factorized
from pipeline.tables.faults import fault, fits
from pipeline.tables.profiles import Profile, profile_of, undated
from pipeline.tables.publish import settled
from pipeline.tables.schemas import CHANGES, TABLES, Column, Table

if TYPE_CHECKING:
    from pandas.io.parsers import TextFileReader

_NUMBERS = {"int", "float"}
_ROWS = 100_000  # of a table, read at a time
_BLOCK = 1 << 24  # bytes read at a time
_PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0)  # seconds

T = TypeVar("T")


def read_tables(folder: Path | str, *names: str) -> dict[str, pd.DataFrame]:
    """The tables in the output folder of a run, by name (that of the file without ".csv"), as DataFrames.

    `names`: which ones; all if none is named, changes too where it is there. All are of one and the same run.
    Texts and ids are str, without the apostrophe that guards a cell; what has few values (Kind, all types, Status) is
    category; counts are int64, or Int64 where a cell may be empty; measures are float64. Months are Period[M], NaT
    where there is none. Date is str, as it may be a day or a month.
    Raises TablesError where a table is missing or not as a run wrote it, LockedError where a run replaces the
    tables again and again.
    """
    folder, known = Path(folder), TABLES | {CHANGES.name: CHANGES}
    if unknown := [name for name in names if name not in known]:
        raise TablesError(f"There is no table {unknown[0]}; there are {', '.join(known)}.")
    wanted = names or [*TABLES, *([CHANGES.name] if (folder / CHANGES.file).exists() else [])]
    return steadily(folder, lambda: {name: _read_whole(folder, known[name]) for name in wanted})


def _read_whole(folder: Path, table: Table) -> pd.DataFrame:
    with _opened(folder, table) as file:
        frame = _parsed(file, table)
        return frame.assign(**_periods(frame, table))


def read_table(folder: Path, table: Table, columns: Iterable[str] = (), most: int | None = None) -> pd.DataFrame:
    """A table, or these `columns` of it, or the first `most` rows; with types as above, months as str."""
    with _opened(folder, table) as file:
        return _parsed(file, table, columns, most)


def read_parts(folder: Path, table: Table, columns: Iterable[str] = ()) -> Iterator[pd.DataFrame]:
    """A table, or these `columns` of it, some rows at a time; with types as read_table() has them."""
    with _opened(folder, table) as file:
        profile = profile_of(file)
        with _reader(file, table, profile, columns, chunksize=_ROWS) as parts:
            for part in parts:
                yield _typed(part, table, profile)


def read_rows(folder: Path, table: Table, values: Iterable[str]) -> pd.DataFrame:
    """The rows of which some id is one of `values`; read as read_table() does.

    Rows are picked as bytes, before anything is parsed: 10 million rows take a few seconds.
    """
    wanted = list(values)
    with _opened(folder, table) as file:
        profile = profile_of(file)
        cells = [quote(profile.guard(value), profile.delimiter).encode("utf-8", "replace") for value in wanted]
        lines = b"".join([file.readline(), *_lines(file, cells)])
        frame = _parsed(BytesIO(lines), table)
    ids = [column.name for column in table.columns if column.kind == "id"]
    return frame[frame[ids].isin(wanted).any(axis=1)].reset_index(drop=True)


def steadily(folder: Path, read: Callable[[], T]) -> T:
    """What `read` gives from tables that no run replaces meanwhile, so that all are of one run."""
    for pause in _PAUSES:
        time.sleep(pause)
        before = settled(folder)
        try:
            found = read()
        except TablesError:
            if before is not None and settled(folder) == before:
                raise
            continue
        if before is not None and settled(folder) == before:
            return found
    raise LockedError(f"A run puts new tables into {folder}, or was stopped at that: wait, or run it again.")


@contextmanager
def _opened(folder: Path, table: Table) -> Iterator[BinaryIO]:
    """The table's file; what goes wrong in the block is told as TablesError."""
    path = folder / table.file
    try:
        with path.open("rb") as file:
            yield file
    except (FileNotFoundError, NotADirectoryError):
        raise TablesError(f"There is no {path}: name the output folder of a finished run with --output.") from None
    except OSError as error:
        raise TablesError(f"{path} cannot be read ({error.strerror}): make it readable.") from error
    except (ValueError, OverflowError) as error:  # no such column, no number, no month, no UTF-8, no CSV
        raise TablesError(
            f"{path}{fault(path, table)} is not as a run of this version writes it: remove it and run again (a copy "
            "saved by another program belongs in another folder)."
        ) from error


def _lines(file: BinaryIO, cells: list[bytes]) -> Iterator[bytes]:
    """The lines of the rest of a file that hold one of `cells`. No cell of ours holds a line break."""
    rest = b""
    while block := file.read(_BLOCK):
        block, last = rest + block, block.rfind(b"\n") + 1
        end = len(rest) + last if last else 0
        yield from _matching(block[:end], cells)
        rest = block[end:]
    yield from _matching(rest, cells)


def _matching(block: bytes, cells: list[bytes]) -> Iterator[bytes]:
    places = set()
    for cell in cells:
        at = block.find(cell)
        while at >= 0:
            end = block.find(b"\n", at) + 1 or len(block)
            places.add((block.rfind(b"\n", 0, at) + 1, end))
            at = block.find(cell, end)
    return (block[start:end] for start, end in sorted(places))


def _parsed(file: BinaryIO, table: Table, columns: Iterable[str] = (), most: int | None = None) -> pd.DataFrame:
    profile = profile_of(file)
    with _reader(file, table, profile, columns, nrows=most, iterator=True) as reader:
        return _typed(reader.read(), table, profile)


def _reader(
    file: BinaryIO,
    table: Table,
    profile: Profile,
    columns: Iterable[str],
    **more: Any,  # noqa: ANN401 - pandas' own
) -> "TextFileReader":
    wanted = [column for column in table.columns if not columns or column.name in set(columns)]
    reader: TextFileReader = pd.read_csv(
        file,
        sep=profile.delimiter,
        decimal=profile.decimal,
        usecols=[column.name for column in wanted],
        dtype={column.name: _dtype(column) for column in wanted},
        keep_default_na=False,  # nobody is called NA by chance
        na_values={column.name: [""] for column in wanted if column.optional},
        encoding="utf-8",
        **more,
    )
    return reader


def _typed(frame: pd.DataFrame, table: Table, profile: Profile) -> pd.DataFrame:
    """A part as pandas has read it, with texts as they are to be, and the columns in the table's order."""
    columns = [column for column in table.columns if column.name in frame.columns]
    return pd.DataFrame(
        {c.name: frame[c.name] if c.kind in _NUMBERS else _texts(frame[c.name], c, profile) for c in columns},
        copy=False,
    )


def _dtype(column: Column) -> str:
    if column.kind in _NUMBERS:
        return "float64" if column.kind == "float" else "Int64" if column.optional else "int64"
    return "str"


def _texts(values: "pd.Series[str]", column: Column, profile: Profile) -> "pd.Series[str] | pd.Categorical":
    """Texts without their guards, months as YYYY-MM; each distinct one is held once."""
    codes, distinct = factorized(values)
    dated = column.kind in {"date", "month"}
    texts = [undated(text) if dated else profile.unguard(text) for text in distinct]
    if not all(fits(text, column) for text in texts if text and (dated or column.few)):
        raise ValueError(column.name)
    if column.few:
        return pd.Categorical.from_codes(codes, pd.Index(texts, dtype="str"))
    return pd.Series(np.array(texts, dtype=object)[codes], index=values.index, dtype="str")


def _periods(frame: pd.DataFrame, table: Table) -> dict[str, pd.PeriodIndex]:
    months = [column.name for column in table.columns if column.kind == "month"]
    return {name: pd.PeriodIndex(frame[name].replace("", None), freq="M") for name in months}
