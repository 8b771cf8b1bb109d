"""What somebody types -> the entity that is meant."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.answers.records import Named
from pipeline.errors import UsageError
from pipeline.report import amount
from pipeline.resolution.entities import slug, without_accents
from pipeline.tables.reading import read_table
from pipeline.tables.schemas import ALIASES

_SHARE = 2 / 3  # of the mentions of a name, for its bearer to be the one that is meant
_LISTED = 10
_NEAR = 50_000  # names that are compared one by one

_Mask = npt.NDArray[np.bool_]
_Hits = list[tuple[Named, int]]


@dataclass(frozen=True)
class Names:
    """All names of an output: `rows` of aliases.csv, and their surfaces and labels as they are compared."""

    rows: pd.DataFrame
    keys: tuple[npt.NDArray[Any], ...]

    def find(self, typed: str) -> tuple[Named, str]:
        """The entity that is meant, and a sentence on others that are called the same, or longer and are more frequent.

        An id; else a label or alias, however it is written, of one that has two thirds of its mentions; else a part of
        a name. UsageError where several are left, or none.
        """
        exact = self._hits(self._ids(typed)) or self._hits(self._equal(typed))
        within = [hit for hit in self._hits(self._containing(typed)) if hit[0] not in {name for name, _ in exact}]
        if exact and exact[0][1] >= _SHARE * sum(mentions for _, mentions in exact):
            name, often = exact[0]
            return name, _also(typed, [*exact[1:], *(hit for hit in within if hit[1] > often)])
        hits = exact or within
        if len(hits) == 1:
            return hits[0][0], ""
        raise UsageError(_choice(typed, hits) if hits else self._nothing(typed))

    def has(self, typed: str) -> bool:
        """Whether it is a label or an alias as a whole."""
        return bool(self._equal(typed).any())

    def _ids(self, typed: str) -> _Mask:
        return (self.rows["EntityId"].str.lower() == typed.strip().lower()).to_numpy()

    def _equal(self, typed: str) -> _Mask:
        wanted = list(_keys(typed))
        return _any([np.isin(keys, wanted) for keys in self.keys])

    def _containing(self, typed: str) -> _Mask:
        """Names with words that begin with all the words typed."""
        masks = []
        for wanted in set(_keys(typed)):
            begins = [re.compile(rf"(?:^|-){re.escape(word)}") for word in wanted.split("-")]
            masks += [_each(keys, begins) for keys in self.keys]
        return _any(masks)

    def _hits(self, mask: _Mask) -> _Hits:
        """Entities of these rows with the mentions of these rows, the most mentioned first."""
        found = self.rows[mask].groupby("EntityId").agg({"Label": "first", "Type": "first", "Mentions": "sum"})
        found = found.sort_values("Mentions", ascending=False, kind="stable")
        rows = found.reset_index().to_dict("records")
        return [(Named(row["EntityId"], row["Label"], row["Type"]), row["Mentions"]) for row in rows]

    def _nothing(self, typed: str) -> str:
        often = self.rows.sort_values("Mentions", ascending=False, kind="stable").index[:_NEAR].to_numpy()
        near = difflib.get_close_matches(slug(typed), np.unique(self.keys[0][often]).tolist(), n=3, cutoff=0.7)
        hits = self._hits(np.isin(self.keys[0], near))
        told = f" Near it: {'; '.join(f'{name.label} ({name.id})' for name, _ in hits)}." if hits else ""
        return f'No name in the tables is or contains "{typed}".{told}'


def read_names(output: Path) -> Names:
    """All names of the tables in `output`."""
    rows = read_table(output, ALIASES, ("EntityId", "Label", "Type", "Surface", "Mentions"))
    rows = rows.astype({"Type": "str"})
    keys = []
    for column in ("Surface", "Label"):
        codes, texts = pd.factorize(rows[column])
        both = [_keys(text) for text in texts]
        keys += [np.array([key[number] for key in both], dtype=object)[codes] for number in (0, 1)]
    return Names(rows, tuple(keys))


def _keys(text: str) -> tuple[str, str]:
    """A name as it is compared: "mueller" and "muller" for "Müller"."""
    return slug(text), slug(without_accents(text))


def _any(masks: Sequence[_Mask]) -> _Mask:
    return reduce(np.logical_or, masks)


def _each(keys: npt.NDArray[Any], patterns: Sequence[re.Pattern[str]]) -> _Mask:
    """Which keys match all patterns."""
    codes, distinct = pd.factorize(keys)
    return np.array([all(pattern.search(key) for pattern in patterns) for key in distinct], dtype=bool)[codes]


def _also(typed: str, others: _Hits) -> str:
    if not others:
        return ""
    listed = ", ".join(f"{name.label} ({name.id})" for name, _ in others[:3])
    return f'"{typed}" may also be {listed}{", …" * (len(others) > 3)}.'  # noqa: PLR2004 - as many as are listed


def _choice(typed: str, hits: _Hits) -> str:
    lines = [
        f"  {name.id}  {name.label} ({name.type}, {amount(mentions, 'mention', 'mentions')})"
        for name, mentions in hits[:_LISTED]
    ]
    more = [f"  and {len(hits) - _LISTED:,} more"] * (len(hits) > _LISTED)
    return "\n".join((f'"{typed}" may be one of {len(hits):,} names. Give the id of the one you mean:', *lines, *more))
