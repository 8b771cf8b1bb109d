"""Which rows of a table to show where not all of them find room."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.tables.reading import read_parts, read_table
from pipeline.tables.schemas import COMENTIONS, ENTITIES, EVIDENCE, MENTIONS, Table

# What tells how strong a row is, where the table itself says it.
_OWN = {
    "articles": "Mentions",
    "entities": "Articles",
    "comentions": "Weight",
    "entitiesbymonth": "Articles",
    "comentionsbymonth": "Articles",
    "aliases": "Mentions",
    "dropped": "Mentions",
    "mergecandidates": "Score",
    "changes": "Difference",
}
_PAIR = ["Source", "Target"]


def strongest(folder: Path, table: Table, most: int) -> npt.NDArray[np.bool_]:
    """Which rows of a table in `folder` are its `most` strongest; of equal ones the first."""
    strength = np.concatenate([np.zeros(0), *_strengths(folder, table, most)])
    kept = np.zeros(len(strength), dtype=bool)
    kept[np.argsort(-strength, kind="stable")[:most]] = True
    return kept


def _strengths(folder: Path, table: Table, most: int) -> Iterator[npt.NDArray[Any]]:
    """How strong the rows are, some at a time: a mention as its entity, evidence as its pair."""
    if table is MENTIONS:
        entities = read_table(folder, ENTITIES, ["Id", "Articles"]).set_index("Id")["Articles"]
        for part in read_parts(folder, table, ["EntityId"]):
            yield part["EntityId"].map(entities).to_numpy()
    elif table is EVIDENCE:  # each pair has one row or more: of those beyond the first `most` none is shown
        pairs = read_table(folder, COMENTIONS, [*_PAIR, "Weight"], most)
        for part in read_parts(folder, table, _PAIR):
            yield part.merge(pairs, on=_PAIR, how="left")["Weight"].fillna(0).to_numpy()
    else:
        name = _OWN[table.name]
        for part in read_parts(folder, table, [name]):
            # A row without a number is a skipped article or a remark on the run: never left out.
            yield pd.to_numeric(part[name]).abs().astype(float).fillna(np.inf).to_numpy()
