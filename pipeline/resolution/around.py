"""Known names of several words of which the model marked a piece: "Sicherheitsrat der [Vereinten Nationen]"."""

import re
from functools import cache

import numpy as np
import pandas as pd

from pipeline.resolution.again import Words, longest
from pipeline.resolution.entities import Array
from pipeline.resolution.inflection import cases_of_name
from pipeline.resolution.lexicon import known_type, organisations, other_names, places, states
from pipeline.resolution.texts import found_in, used, with_codes
from pipeline.resolution.units import DERIVED, NAME

SMALL = re.compile(r" [a-zäöü]+ .*[A-ZÄÖÜ]\S+$")  # a small word within, before which models take a name to end
LONGEST = 128  # characters of a name, about
PLACE = ["article", "start", "end"]


def with_whole(rows: pd.DataFrame, texts: list[str], corpus: Words) -> tuple[pd.DataFrame, list[str]]:
    """The mentions, where those within a known name are replaced by it; and the texts with the new ones.

    `rows`: mentions with article, start, end, surface, before, after, kind, type as codes, sorted by article and start.
    `corpus`: the words outside all mentions. A name is there where its first word and its last one are, so far apart.
    """
    if rows.empty:
        return rows, texts
    found = _found(rows, texts, corpus)
    if found.empty:
        return rows, texts
    first, last = _inside(rows, texts, found)
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
    names, words = _names()
    edges = np.divmod(names["key"].to_numpy() // LONGEST, len(words))
    starts, ends = _edges(rows, texts, corpus, words, edges)
    here = _pairs(starts, ends)
    key = (starts["word"].to_numpy()[here["one"]] * len(words) + ends["word"].to_numpy()[here["other"]]) * LONGEST
    place = np.searchsorted(names["key"], key + here["far"]).clip(max=len(names) - 1)
    right = names["key"].to_numpy()[place] == key + here["far"]
    found = starts.iloc[here["one"][right]][["article", "start"]].reset_index(drop=True)
    name = names.iloc[place[right]].reset_index(drop=True)
    found = found.assign(end=found["start"] + name["length"], text=name["text"], type=name["type"])
    return longest(found.sort_values(PLACE, ascending=[True, True, False])).reset_index(drop=True)


def _pairs(starts: pd.DataFrame, ends: pd.DataFrame) -> dict[str, Array]:
    """The first words (`one`) that stand before a last one (`other`), `far` characters, less than LONGEST, apart. Both
    have article, start; sorted by them.
    """
    width = int(max(frame["start"].max() if len(frame) else 0 for frame in (starts, ends))) + LONGEST
    first, last = (frame["article"].to_numpy(np.int64) * width + frame["start"].to_numpy() for frame in (starts, ends))
    low, high = np.searchsorted(first, last - LONGEST, side="right"), np.searchsorted(first, last)
    count = high - low
    other = np.repeat(np.arange(len(last)), count)
    one = np.arange(len(other)) + np.repeat(low - np.cumsum(count) + count, count)
    return {"one": one, "other": other, "far": last[other] - first[one]}


@cache
def _names() -> tuple[pd.DataFrame, list[str]]:
    """The names in all their cases: text, type, length, and a key that says their first and last word (codes into the
    list) and how far the one begins behind the other; sorted by it.
    """
    lexicon = (
        name for name in (*places(), *organisations(), *other_names()) if SMALL.search(name) and not _is_pair(name)
    )
    found = {case: known_type(name) for name in lexicon for case in cases_of_name(name) or [name]}
    names = [
        (text, text.partition(" ")[0], text.rpartition(" ")[2]) for text in found if text.rindex(" ") < LONGEST - 1
    ]
    words = sorted({word for _, *edges in names for word in edges})
    codes = {word: code for code, word in enumerate(words)}
    rows = [
        (text, found[text], len(text), (codes[first] * len(words) + codes[last]) * LONGEST + text.rindex(" ") + 1)
        for text, first, last in names
    ]
    return pd.DataFrame(rows, columns=["text", "type", "length", "key"]).sort_values(["key", "text"]), words


def _is_pair(name: str) -> bool:
    """Whether a name lists two that are known by themselves, "Serbien und Montenegro", or goes on to a second place."""
    first, _, second = name.partition(" und ")
    both = bool(second) and known_type(first) >= 0 and known_type(second) >= 0
    return second.startswith("in ") or (both and name not in states())


def _edges(
    rows: pd.DataFrame, texts: list[str], corpus: Words, words: list[str], edges: tuple[Array, Array]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where these words stand outside all mentions or as the first ones of mentions that are no derived words; and
    where they do or as the last ones: article, start, word (code); sorted by article and start. `edges`: which are
    first words of names, and which last ones.
    """
    known = {word: code for code, word in enumerate(words)}
    surface, named = rows["surface"].to_numpy(), rows["kind"].to_numpy() != DERIVED
    firsts, lasts = (np.full(len(texts), -1, dtype=np.int64) for _ in range(2))
    for code in used(surface, len(texts)).tolist():
        firsts[code] = known.get(texts[code].partition(" ")[0], -1)
        lasts[code] = known.get(texts[code].rpartition(" ")[2], -1)
    first, last = (np.flatnonzero((table >= 0)[surface] & named) for table in (firsts, lasts))
    article, start, end = (rows[name].to_numpy(np.int64) for name in PLACE)
    length = np.array([len(word) for word in words], dtype=np.int64)
    free = corpus.places(words)[["article", "start", "word"]].astype(np.int64)
    ends = end[last] - length[lasts[surface[last]]]
    marked = (
        pd.DataFrame({"article": article[first], "start": start[first], "word": firsts[surface[first]]}),
        pd.DataFrame({"article": article[last], "start": ends, "word": lasts[surface[last]]}),
    )
    both = [
        pd.concat([free[found_in(free["word"].to_numpy(), codes)], frame]).sort_values(PLACE[:2], ignore_index=True)
        for frame, codes in zip(marked, edges, strict=True)
    ]
    return both[0], both[1]


def _inside(rows: pd.DataFrame, texts: list[str], found: pd.DataFrame) -> tuple[Array, Array]:
    """The first and the last mention that lie in each name found; -1 where there is none, one that goes beyond it, or
    one that is it; or where what stands between the words is not what the name has there.
    """
    width = int(max(rows["end"].max(), found["end"].max())) + 1
    article, start, end = (rows[name].to_numpy(np.int64) for name in PLACE)
    there, begin, stop = (found[name].to_numpy(np.int64) for name in PLACE)
    first = np.searchsorted(article * width + start, there * width + begin)
    last = np.searchsorted(article * width + start, there * width + stop) - 1
    reach = np.append(article * width + end, -1)  # the last one stands for none before the first
    fits = (last >= first) & (reach[last] == there * width + stop) & (reach[first - 1] <= there * width + begin)
    surface, before = rows["surface"].to_numpy(), rows["before"].to_numpy()
    names: list[str] = found["text"].tolist()
    for row in np.flatnonzero(fits).tolist():
        one, other = first[row], last[row]
        front = texts[surface[one]] if start[one] == begin[row] and one < other else names[row].partition(" ")[0]
        front, back = f"{front} ", f" {texts[before[other]]}{texts[surface[other]]}"
        fits[row] = names[row].startswith(front) and names[row].endswith(back) and back != f" {texts[surface[other]]}"
    return np.where(fits, first, -1), last
