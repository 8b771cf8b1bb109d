"""Known names of several words of which the model marked a piece: "Sicherheitsrat der [Vereinten Nationen]"."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from pipeline.resolution.again import Words, longest
from pipeline.resolution.entities import Array
from pipeline.resolution.lexicon import known_type, organisations, other_names
from pipeline.resolution.texts import used, with_codes
from pipeline.resolution.units import DERIVED, NAME

# The name's first words, which have a case, and the rest, which has none: "Rat" and "der Europäischen Union".
PARTED = re.compile(
    r"(?:(?P<adjective>[A-ZÄÖÜ]\w+?)(?:e|er|es) )?(?P<noun>[A-ZÄÖÜ][\w-]+)"
    r"(?P<rest> (?:der|des|für|von|zur) .*[A-ZÄÖÜ]\S+)"
)
ADJECTIVES, NOUNS = ("e", "er", "es", "en", "em"), ("", "s", "es")
PLACE = ["article", "start", "end"]


def with_whole(rows: pd.DataFrame, texts: list[str], corpus: Words) -> tuple[pd.DataFrame, list[str]]:
    """The mentions, where those within a known name are replaced by it; and the texts with the new ones.

    `rows`: mentions with article, start, end, surface, before, after, kind, type as codes, sorted by article and start.
    `corpus`: the words outside all mentions. A name is there where its first word and its last one are, so far apart.
    """
    found = _found(rows, texts, corpus)
    if not len(found):
        return rows, texts
    first, last = _inside(rows, found)
    found = found[first >= 0]
    first, last = first[first >= 0], last[first >= 0]
    surface, before, after, start, end, kind, type_ = (
        rows[name].to_numpy().copy() for name in ("surface", "before", "after", "start", "end", "kind", "type")
    )
    codes, texts = with_codes(["", *found["text"].tolist()], texts)
    before[first] = np.where(start[first] == found["start"].to_numpy(), before[first], codes[0])
    after[first] = np.where(end[last] == found["end"].to_numpy(), after[last], codes[0])
    surface[first], kind[first] = codes[1:], NAME
    start[first], end[first], type_[first] = (found[name].to_numpy() for name in ("start", "end", "type"))
    gone = np.zeros(len(rows) + 1, dtype=np.int64)
    np.add.at(gone, first + 1, 1)
    np.add.at(gone, last + 1, -1)
    changed = rows.assign(
        surface=surface, before=before, after=after, start=start, end=end, kind=kind.astype(np.int8), type=type_
    )
    return changed[np.cumsum(gone)[:-1] == 0].reset_index(drop=True), texts


def _found(rows: pd.DataFrame, texts: list[str], corpus: Words) -> pd.DataFrame:
    """Where such names stand: article, start, end, text, type; sorted, apart from each other."""
    names = _names()
    codes = {word: code for code, word in enumerate(sorted({*names["first"], *names["last"]}))}
    free = corpus.places(list(codes))[["article", "start", "word"]]
    marked = rows[rows["kind"].to_numpy() != DERIVED]
    surface, article, start, end = (marked[name].to_numpy() for name in ("surface", "article", "start", "end"))
    first, last = _edges(surface, texts, codes)
    length = np.array([len(word) for word in codes], dtype=np.int64)
    starts = pd.DataFrame({"article": article, "start": start, "word": first})[first >= 0]
    ends = pd.DataFrame({"article": article, "start": end - length[last], "word": last})[last >= 0]
    wanted = names.assign(word=names["first"].map(codes), last=names["last"].map(codes))
    here = pd.concat([free, starts]).merge(wanted.drop(columns="first"), on="word")
    here = here.assign(at=here["start"] + here["offset"]).drop(columns="word")
    ends = pd.concat([free, ends]).set_axis(["article", "at", "last"], axis=1)
    here = here.merge(ends, on=["article", "at", "last"])
    here = here.assign(end=here["start"] + here["length"]).sort_values(PLACE, ascending=[True, True, False])
    return longest(here)[[*PLACE, "text", "type"]].reset_index(drop=True)


@cache
def _names() -> pd.DataFrame:
    """The names in all their cases: text, type, length, first and last word, offset of the last one."""
    found = {}
    for name in {*organisations(), *other_names()}:
        if match := PARTED.fullmatch(name):
            stem, noun, rest = match["adjective"], match["noun"], match["rest"]
            fronts = [f"{stem}{ending} " for ending in ADJECTIVES] if stem else [""]
            cases = (f"{front}{noun}{ending}{rest}" for front, ending in product(fronts, NOUNS))
            found.update(dict.fromkeys(cases, known_type(name)))
    rows = [
        (text, type_, len(text), text.partition(" ")[0], text.rpartition(" ")[2], text.rindex(" ") + 1)
        for text, type_ in sorted(found.items())
    ]
    return pd.DataFrame(rows, columns=["text", "type", "length", "first", "last", "offset"])


def _edges(surface: Array, texts: list[str], codes: Mapping[str, int]) -> tuple[Array, Array]:
    """The first and the last word of each surface, as codes; -1 for all other words."""
    first, last = (np.full(len(texts), -1, dtype=np.int64) for _ in range(2))
    for code in used(surface, len(texts)).tolist():
        first[code] = codes.get(texts[code].partition(" ")[0], -1)
        last[code] = codes.get(texts[code].rpartition(" ")[2], -1)
    return first[surface], last[surface]


def _inside(rows: pd.DataFrame, found: pd.DataFrame) -> tuple[Array, Array]:
    """The first and the last mention that lie in each name found; -1 where there is none, one that goes beyond it, or
    one that is it.
    """
    width = int(max(rows["end"].max(), found["end"].max())) + 1
    article, start, end = (rows[name].to_numpy(np.int64) for name in PLACE)
    there, begin, stop = (found[name].to_numpy(np.int64) for name in PLACE)
    first = np.searchsorted(article * width + start, there * width + begin)
    last = np.searchsorted(article * width + start, there * width + stop) - 1
    reach = np.append(article * width + end, -1)  # the last one stands for none before the first
    fits = (last >= first) & (reach[last] <= there * width + stop) & (reach[first - 1] <= there * width + begin)
    marked = (first == last) & (start[last] == begin) & (end[last] == stop)
    return np.where(fits & ~marked, first, -1), last
