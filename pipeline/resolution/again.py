"""Names that the model missed: words outside all mentions that are a name elsewhere in the article, or a known one."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from operator import itemgetter
from typing import Protocol

import numpy as np
import pandas as pd

from pipeline.resolution.american import american_words
from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array, tally, vote
from pipeline.resolution.facts import Facts
from pipeline.resolution.gender import NONE
from pipeline.resolution.inflection import cases_of_name
from pipeline.resolution.lexicon import countries, inhabitants, known_type, organisations, other_names, places
from pipeline.resolution.local import LOCAL
from pipeline.resolution.texts import among, are_in, rows_among, with_codes
from pipeline.resolution.units import DERIVED, NAME, PART
from pipeline.resolution.usage import is_common_noun, is_doubtful
from pipeline.resolution.within import short_form, short_names


class Words(Protocol):
    """Part of resolution.Corpus."""

    def words(self) -> Collection[str]:
        """The distinct words that stand outside all mentions."""

    def places(self, words: Sequence[str]) -> pd.DataFrame:
        """Where they stand."""


# What may have a genitive in -es: "Verfassungsschutzes".
STRONG = re.compile(r"(?:amt|bund|dienst|gericht|haus|heer|hof|rat|schutz|tag|verband|werk)$")
LONG = 8  # letters of a known name that is hardly ever another word
ANOTHER_WORD = frozenset(("Erlangen", "Konstanz"))  # long ones that are
DOUBT = 2  # a word that is so many times as often left unmarked may be a common noun
WHERE = ["article", "paragraph", "sentence", "start", "end"]
COLUMNS = [*WHERE, "surface", "after", "form", "kind", "type", "addressed", "related", "inside", "determined"]


def with_missed(
    rows: pd.DataFrame, forms: list[str], facts: Facts, texts: list[str], unmarked: Array, corpus: Words
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The mentions with those that the model missed, which are `found`; forms and texts with the new ones.

    `rows`: mentions with form, kind, type and addressed as codes, sorted by article and start. `unmarked`: how often
    each form stands outside all mentions; `corpus`: which words do, and where.
    """
    found = find_again(rows, _wanted(rows, forms, facts, unmarked), corpus).assign(rest="")
    for more in (_inhabitants(corpus), _american(corpus)):
        more = more[~_overlaps(more, _sorted(found))]  # noqa: PLW2901
        found = pd.concat([found, more], ignore_index=True)
    form, forms = with_codes(found["text"].tolist(), forms)
    codes, texts = with_codes([*found["text"].tolist(), *found["rest"].tolist()], texts)
    surface, after = np.split(codes, 2)
    found = found.assign(form=form, surface=surface, after=after, addressed=np.int8(NONE))
    found = found.assign(related=False, inside=False, determined=False)
    both = pd.concat([rows[COLUMNS].assign(found=False), found[COLUMNS].assign(found=True)], ignore_index=True)
    return _sorted(both), texts, forms


def _inhabitants(corpus: Words) -> pd.DataFrame:
    """Unmarked words for who lives in a state, "Irakern", as find_again gives them."""
    words = sorted(inhabitants().intersection(corpus.words()))
    found = corpus.places(words)
    text = np.array([*words, ""], dtype=object)[found["word"].to_numpy()]
    return found.drop(columns="word").assign(text=text, type=np.int8(PLACE), kind=np.int8(DERIVED), rest="")


def _american(corpus: Words) -> pd.DataFrame:
    """Unmarked words that may be names of American politics, "Republikaner-Vorwahl", as find_again gives them; and the
    `rest` of each word.
    """
    lengths = american_words(corpus.words())
    words = sorted(lengths) or [""]
    found = corpus.places(words)
    cut = [(word[: lengths.get(word, 0)], word[lengths.get(word, 0) :]) for word in words]
    text, rest = (np.array([*part, ""], dtype=object)[found["word"].to_numpy()] for part in zip(*cut, strict=True))
    size = np.fromiter(map(len, text), dtype=np.int64, count=len(text))
    kind = np.where(rest != "", np.int8(PART), np.int8(NAME))
    found = found.assign(end=found["start"].to_numpy() + size, text=text, type=np.int8(ORGANISATION), kind=kind)
    return found.drop(columns="word").assign(rest=rest)


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows by article and start; as one number, since two runs that are sorted then cost one look at each."""
    width = int(rows["end"].max()) + 1 if len(rows) else 1
    place = rows["article"].to_numpy(np.int64) * width + rows["start"].to_numpy()
    return rows.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _wanted(rows: pd.DataFrame, forms: list[str], facts: Facts, unmarked: Array) -> pd.DataFrame:
    """The forms to look for, as find_again takes them: those of the mentions, and behind them the known names."""
    names = rows[rows["kind"].to_numpy() != DERIVED]
    votes = tally(names["form"].to_numpy(), names["type"].to_numpy(), len(forms))
    known = are_in(forms, _known())
    trusted = (votes.sum(axis=1) > 0) & (DOUBT * votes.sum(axis=1) >= unmarked) & ~facts.doubtful
    here = pd.DataFrame({"form": pd.Series(forms, dtype=object), "type": vote(votes)})
    here = here.assign(trusted=trusted | known, known=known)
    there = set(forms)
    more = [(form, type_, False, True) for form, type_ in _known().items() if form not in there]
    return pd.concat([here, pd.DataFrame(more, columns=list(here))], ignore_index=True)


@cache
def _known() -> dict[str, int]:
    """Names of the lexicon that are hardly ever something else, and their type."""
    lexicon = (*places(), *organisations(), *other_names())
    lands = {name for name in countries() if not is_common_noun(name)}  # not Zug
    # A model that always misses a long word, Weltgesundheitsorganisation, is no evidence that it is a common noun.
    long = (name for name in lexicon if len(name) >= LONG and name not in ANOTHER_WORD)
    sure = (*(name for name in lexicon if name in lands or not is_doubtful(name)), *long)
    return {name: known_type(name) for name in (*sure, *LOCAL)}


def find_again(mentions: pd.DataFrame, forms: pd.DataFrame, corpus: Words) -> pd.DataFrame:
    """Mentions of names that stand unmarked in an article.

    `mentions`: article, start, end, form (code); sorted by article, start. `forms`, by code: form (str), type (code),
    trusted (bool: to be looked for in articles that mention it), known (bool: in all articles). People are looked for
    by their last name, too. Gives article, paragraph, sentence, start, end, text, type, kind; what overlaps a mention
    is left out, and of two that overlap the longer one stays.
    """
    names = _names(forms, corpus.words())
    words = sorted({*names["first"], *names["last"]})
    found = corpus.places(words)
    codes = {word: code for code, word in enumerate(words)}
    first, last = (np.array([codes[word] for word in names[end].tolist()], np.int32) for end in ("first", "last"))
    wanted = names[["form", "kind", "known", "offset"]].assign(name=np.arange(len(names)), word=first, last=last)
    here = found.merge(wanted, on="word")
    named = mentions[_involved(mentions, here, "article") & _involved(mentions, here, "form")]
    here = here[here["known"] | rows_among(here[["article", "form"]], named[["article", "form"]])]
    several = here["offset"].to_numpy() > 0
    if several.any():
        longer = here[several].assign(at=here["start"] + here["offset"]).drop(columns="end")
        ends = found[["article", "start", "end", "word"]].set_axis(["article", "at", "end", "last"], axis=1)
        here = pd.concat([here[~several], longer.merge(ends, on=["article", "at", "last"])])
    here["end"] -= here["kind"] == PART  # the hyphen
    here = here.sort_values(["article", "start", "end", "name"], ascending=[True, True, False, True])
    here = longest(here[~_overlaps(here, mentions)])
    text, type_ = (names[column].to_numpy()[here["name"].to_numpy(np.int64)] for column in ("text", "type"))
    columns = ["article", "paragraph", "sentence", "start", "end", "kind"]
    return here[columns].assign(text=text, type=type_).reset_index(drop=True)


def _names(forms: pd.DataFrame, there: Collection[str]) -> pd.DataFrame:
    """What to look for: text, form (code of what it names), type, kind, known; first and last: its capitalised words,
    and offset: where the last one begins. As a part of a compound it has a hyphen behind it. `there`: words that occur;
    they may be a genitive or end in a hyphen. Sorted by type and text.
    """
    wanted = forms[forms["trusted"] | forms["known"]]
    beginnings = {*there, *(word[:-1] for word in there if word[-1:] in {"s", "-"})}
    columns = (wanted[name].tolist() for name in ("form", "type", "known"))
    rows = [
        (text, code, type_, kind, known and not short, first, last, offset)
        for code, form, type_, known in zip(wanted.index.tolist(), *columns, strict=True)
        if known or form.partition(" ")[0] in beginnings or form.rpartition(" ")[2] in beginnings
        for text, short in (*_variants(form, type_), *(_cases(form) if known else ()))
        for kind, first, last, offset in _ends(text, there)
    ]
    rows.sort(key=itemgetter(0))  # the forms are nearly sorted
    rows.sort(key=itemgetter(2))
    names = pd.DataFrame(rows, columns=["text", "form", "type", "kind", "known", "first", "last", "offset"])
    codes = {"type": "int8", "kind": "int8", "known": "bool", "offset": "int64", "form": "int64"}
    return names.astype(codes | dict.fromkeys(["text", "first", "last"], "object"))


@cache
def _cases(form: str) -> list[tuple[str, bool]]:
    """The other cases of a known name, as _variants gives them."""
    if " " not in form:
        return [(f"{form}es", False)] if STRONG.search(form) else []
    return [(case, False) for case in cases_of_name(form) if case not in (form, f"{form}s")]


def _variants(form: str, type_: int) -> list[tuple[str, bool]]:
    """The form, its genitive, the last names of a person or the short form of an organisation with theirs; and whether
    it is a short one.
    """
    names = [(form, False)]
    if " " in form:
        shorts = short_names(form) if type_ == PERSON else [short_form(form)]
        names += [(name, True) for name in shorts if name and (len(shorts) > 1 or not is_common_noun(name))]
    return names + [(f"{name}s", short) for name, short in names if not name.endswith(("s", "x", "z", "ß", "."))]


def _ends(text: str, there: Collection[str]) -> list[tuple[int, str, str, int]]:
    """Kind, first and last word and the last one's offset, where both are capitalised and occur."""
    first, _, rest = text.partition(" ")
    last = rest.rpartition(" ")[2] or first
    between = rest.removesuffix(last)
    unseen = between.islower() and between.count(" ") == 1 and known_type(last) >= 0  # "Rat und EU" for "Rat der EU"
    if unseen or not (first[:1].isupper() and last[:1].isupper()):
        return []
    found = [(NAME, first, last, len(text) - len(last))] if last in there and first in there else []
    if not rest and (part := f"{first}-") in there:
        found.append((PART, part, part, 0))
    return found


def _involved(rows: pd.DataFrame, others: pd.DataFrame, name: str) -> Array:
    """Which rows have a value in this column that some of the others have."""
    return among(rows[name].to_numpy(), others[name].to_numpy())


def _overlaps(rows: pd.DataFrame, mentions: pd.DataFrame) -> Array:
    """Whether each row overlaps a mention; both are sorted by article and start, mentions may overlap each other."""
    width = int(max(frame["end"].max() if len(frame) else 0 for frame in (rows, mentions))) + 1
    start, end = (rows["article"].to_numpy(np.int64) * width + rows[name].to_numpy() for name in ("start", "end"))
    article = mentions["article"].to_numpy(np.int64) * width
    reach = np.maximum.accumulate(np.append(article + mentions["end"].to_numpy(), 0)[:-1])
    before = np.searchsorted(article + mentions["start"].to_numpy(), end)  # mentions that begin before the row ends
    return np.asarray((before > 0) & (np.append(reach, 0)[before - 1] > start))


def longest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows sorted by article and start, the longer first, without those that begin inside an earlier one."""
    kept: list[int] = []
    last, reach = -1, 0
    places = zip(*(rows[name].tolist() for name in ("article", "start", "end")), strict=True)
    for row, (article, start, end) in enumerate(places):
        if article != last or start >= reach:
            kept.append(row)
            last, reach = article, end
    return rows.iloc[kept]
