"""What somebody types -> the entity that is meant."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

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
    """All names of an output: `rows` of aliases.csv."""

    rows: pd.DataFrame

    @cached_property
    def _texts(self) -> tuple[npt.NDArray[np.intp], list[tuple[str, str]]]:
        """The different surfaces and labels as they are compared; which ones each row has. An id needs none of it."""
        codes, texts = pd.factorize(pd.concat([self.rows["Surface"], self.rows["Label"]]))
        return codes.reshape(2, -1), [_keys(text) for text in texts]

    def find(self, typed: str) -> tuple[Named, str]:
        """The entity that is meant, and a sentence on others that are called the same, or longer and are more frequent.

        An id; else a label or alias, however it is written, of one that has two thirds of its mentions; else a part of
        a name. UsageError where several are left, or none.
        """
        if named := self._hits(self._ids(typed)):
            return named[0][0], ""
        exact = self._hits(self._equal(typed))
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
        wanted = set(_keys(typed))
        return self._rows_with(lambda key: key in wanted)

    def _containing(self, typed: str) -> _Mask:
        """Names with words that begin with all the words typed."""
        ways = [[re.compile(rf"(?:^|-){re.escape(word)}") for word in key.split("-")] for key in set(_keys(typed))]
        return self._rows_with(lambda key: any(all(begin.search(key) for begin in begins) for begins in ways))

    def _rows_with(self, fits: Callable[[str], bool]) -> _Mask:
        """Rows of which a surface or a label, in one way to compare it, is such."""
        codes, keys = self._texts
        found = np.array([fits(one) or (other != one and fits(other)) for one, other in keys], dtype=bool)
        rows: _Mask = found[codes[0]] | found[codes[1]]
        return rows

    def _hits(self, mask: _Mask) -> _Hits:
        """Entities of these rows with the mentions of these rows, the most mentioned first."""
        found = self.rows[mask].groupby("EntityId").agg({"Label": "first", "Type": "first", "Mentions": "sum"})
        found = found.sort_values("Mentions", ascending=False, kind="stable")
        rows = found.reset_index().to_dict("records")
        return [(Named(row["EntityId"], row["Label"], row["Type"]), row["Mentions"]) for row in rows]

    def _nothing(self, typed: str) -> str:
        codes, keys = self._texts
        often = self.rows.sort_values("Mentions", ascending=False, kind="stable").index[:_NEAR].to_numpy()
        known = sorted({keys[code][0] for code in codes[0][often]})
        near = difflib.get_close_matches(slug(typed), known, n=3, cutoff=0.7)
        hits = self._hits(np.array([keys[code][0] in near for code in codes[0]], dtype=bool))
        told = f" Near it: {'; '.join(f'{name.label} ({name.id})' for name, _ in hits)}." if hits else ""
        return f'No name in the tables is or contains "{typed}".{told}'


def read_names(output: Path) -> Names:
    """All names of the tables in `output`."""
    rows = read_table(output, ALIASES, ("EntityId", "Label", "Type", "Surface", "Mentions"))
    return Names(rows.astype({"Type": "str"}))


def _keys(text: str) -> tuple[str, str]:
    """A name as it is compared: "mueller" and "muller" for "Müller"."""
    key = slug(text)
    return key, key if text.isascii() else slug(without_accents(text))


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
