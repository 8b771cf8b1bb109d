"""Who stands with whom: pairs of entities with counts, measures, months and evidence. Pure functions of frames."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.comentions import terms
from pipeline.comentions.measures import Floats, dice, expected, jaccard, log_likelihood, npmi, pmi, rounded
from pipeline.comentions.terms import Ints, Matrix, counted_mentions, meetings, size_of, spread, tallies, windows
from pipeline.settings import Settings


def _find(wanted: Ints, keys: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Where in the sorted `keys` those of `wanted` stand that are there, and which of `wanted` these are."""
    at = np.searchsorted(keys, wanted)
    there = at < len(keys)
    there[there] = keys[at[there]] == wanted[there]
    return at[there], there


def _stack(blocks: list[tuple[Ints, ...]], *dtypes: npt.DTypeLike) -> list[Ints]:
    """Join blocks of columns; empty columns where there are none."""
    none = tuple(np.empty(0, dtype=dtype) for dtype in dtypes)
    return [np.concatenate(column) for column in zip(none, *blocks, strict=True)]


def _ranks(texts: Sequence[str]) -> tuple[Ints, "pd.Index[str]"]:
    """Rank of each text among all different ones, and these; 0 is the empty text, whether it occurs or not."""
    different = pd.Index(sorted({"", *texts}), dtype="str")
    return different.get_indexer(pd.Index(list(texts), dtype="str")).astype(np.int32), different


def count_pairs(
    mentions: pd.DataFrame, months: Sequence[str], settings: Settings, total: int | None = None
) -> pd.DataFrame:
    """Pairs of entities that share a window, with counts, measures and months.

    `months`: of every readable article "YYYY-MM" or "". `total`: how many of these count (default: all), which is
    TotalArticles. Only mentions of the kinds in `settings.count` count; pairs that share fewer than
    `settings.min_articles` articles are left out.
    Returns one row per pair: source, target (entities, source < target), Weight (shared windows of `settings.window`),
    Articles, Paragraphs, Sentences (in which both stand), SourceArticles, TargetArticles (in which each stands),
    TotalArticles; Expected, PMI, NPMI, LogLikelihood, Jaccard, Dice, all on articles; FirstMonth, LastMonth (with both;
    "" if undated). Sorted by Weight, Sentences, Paragraphs, all descending, then source, target. int32, float64,
    months categorical.
    Measures are rounded to 6 decimals, a small Expected to 6 digits.
    """
    counted, size = counted_mentions(mentions, settings)
    matrix = windows(counted, "article")
    standing = np.bincount(matrix.entity, minlength=size).astype(np.int32)
    if settings.min_articles > 1:  # who stands in few articles shares few
        counted = counted[standing[counted["entity"].to_numpy()] >= settings.min_articles]
        matrix = windows(counted, "article")
    total = len(months) if total is None else total
    month, different = _ranks(months)
    key, articles, first, last = _shared_articles(matrix, size, month, len(different), settings.min_articles)
    del matrix
    shared = {"article": articles} | {w: _shared(counted, w, size, key) for w in ("paragraph", "sentence")}
    weight = shared[settings.window]
    order = np.lexsort((-shared["paragraph"], -shared["sentence"], -weight))[: np.count_nonzero(weight)]
    source, target = (part.astype(np.int32) for part in np.divmod(key[order], size))
    counts = {
        "source": source,
        "target": target,
        "Weight": weight[order],
        "Articles": articles[order],
        "Paragraphs": shared["paragraph"][order],
        "Sentences": shared["sentence"][order],
        "SourceArticles": standing[source],
        "TargetArticles": standing[target],
        "TotalArticles": np.full(len(order), total, dtype=np.int32),
    }
    span = {"FirstMonth": first[order], "LastMonth": last[order]}
    shown = {name: pd.Categorical.from_codes(codes, different) for name, codes in span.items()}
    return pd.DataFrame(counts | _measures(counts, total) | shown, copy=False)


def _shared_articles(matrix: Matrix, size: int, month: Ints, months: int, least: int) -> list[Ints]:
    """Keys source * size + target, rising, with the pair's articles, first and last month (rank; 0 if all undated)."""
    blocks: list[tuple[Ints, ...]] = []
    for code, number in tallies(matrix, size, month[matrix.article], months):
        key, when = np.divmod(code, months)
        begin = np.flatnonzero(np.diff(key, prepend=-1))
        end = np.append(begin[1:], len(key))
        articles = np.add.reduceat(number, begin, dtype=np.int32)
        dated = np.minimum(begin + (when[begin] == 0), end - 1)  # undated articles stand first in a pair
        kept = articles >= least
        found = (key[begin], articles, when[dated].astype(np.int16), when[end - 1].astype(np.int16))
        blocks.append(tuple(column[kept] for column in found))
    return _stack(blocks, np.int64, np.int32, np.int16, np.int16)


def _shared(mentions: pd.DataFrame, window: str, size: int, codes: Ints, month: Ints | None = None) -> Ints:
    """Numbers of windows that each of the sorted `codes` (of `tallies`) has."""
    matrix = windows(mentions, window)
    tag, tags = (matrix.article, 1) if month is None else (month[matrix.article], int(month.max(initial=0)) + 1)
    shared = np.zeros(len(codes), dtype=np.int32)
    for code, number in tallies(matrix, size, tag, tags):
        at, there = _find(code, codes)
        shared[at] = number[there]
    return shared


def _measures(counts: dict[str, Ints], total: int) -> dict[str, Floats]:
    articles, source, target = (counts[name] for name in ("Articles", "SourceArticles", "TargetArticles"))
    names = ("Expected", "PMI", "NPMI", "LogLikelihood", "Jaccard", "Dice")
    measures = {name: np.empty(len(articles)) for name in names}
    for start in range(0, len(articles), terms.BLOCK):
        rows = slice(start, start + terms.BLOCK)
        joint, first, second = (count[rows].astype(np.float64) for count in (articles, source, target))
        exact = (
            expected(first, second, total),
            pmi(joint, first, second, total),
            npmi(joint, first, second, total),
            log_likelihood(joint, first, second, total),
            jaccard(joint, first, second),
            dice(joint, first, second),
        )
        for name, values in zip(names, exact, strict=True):
            measures[name][rows] = rounded(values, small=name == "Expected")
    return measures


def count_pairs_by_month(
    mentions: pd.DataFrame, months: Sequence[str], pairs: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Split the articles and sentences that each pair shares by month.

    `pairs`: from `count_pairs` of the same mentions, months and settings. Returns Month (categorical; "" of undated
    articles), source, target, Articles, Sentences (int32), where Articles is not 0; sorted by Month, source, target.
    """
    counted, size = counted_mentions(mentions, settings)
    month, different = _ranks(months)
    key = np.sort(pairs["source"].to_numpy() * np.int64(size) + pairs["target"].to_numpy())

    matrix = windows(counted, "article")
    blocks: list[tuple[Ints, ...]] = []
    for found, number in tallies(matrix, size, month[matrix.article], len(different)):
        there = _find(found // len(different), key)[1]
        blocks.append((found[there], number[there]))
    code, articles = _stack(blocks, np.int64, np.int32)
    sentences = _shared(counted, "sentence", size, code, month)
    when = (code % len(different)).astype(np.int16)
    order = np.argsort(when, kind="stable")
    source, target = np.divmod(code[order] // len(different), size)
    ints = {"source": source, "target": target, "Articles": articles[order], "Sentences": sentences[order]}
    return _by_month(when[order], different, ints)


def _by_month(when: Ints, different: "pd.Index[str]", ints: dict[str, Ints]) -> pd.DataFrame:
    month = {"Month": pd.Categorical.from_codes(when, different)}
    return pd.DataFrame(month | {name: values.astype(np.int32) for name, values in ints.items()}, copy=False)


def count_entities_by_month(mentions: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    """Count the articles and sentences with each entity by month; mentions of all kinds in the frame count.

    Returns Month (categorical; "" of undated articles), entity, Articles, Sentences (int32); sorted by Month, entity.
    """
    size = size_of(mentions)
    month, different = _ranks(months)

    def tally(window: str) -> tuple[Ints, Ints]:
        matrix = windows(mentions, window)
        return np.unique(month[matrix.article] * np.int64(size) + matrix.entity, return_counts=True)

    code, articles = tally("article")
    sentences = tally("sentence")[1]  # of the same codes: where an article is, a sentence is
    when, entity = np.divmod(code, size)
    return _by_month(when, different, {"entity": entity, "Articles": articles, "Sentences": sentences})


def pick_evidence(
    mentions: pd.DataFrame, dates: Sequence[str], pairs: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Pick the sentences that show each pair best: of min(`settings.evidence`, Articles) articles, one place each.

    An article's place is its first sentence with both entities; where there is none, the two nearest sentences with
    one each: fewest paragraphs apart, then fewest sentences, then the earliest. Places in one sentence go before those
    in one paragraph, these before others; then the newer article (`dates`: "YYYY-MM-DD", "YYYY-MM" or "" of each),
    then the lower article number. `pairs`: from `count_pairs` of the same mentions and settings.
    Returns source, target, article, sentence (int32), a row per sentence; sorted by source, target, place, sentence.
    """
    counted, size = counted_mentions(mentions, settings)
    key = np.sort(pairs["source"].to_numpy() * np.int64(size) + pairs["target"].to_numpy())
    matrix = windows(counted, "article")
    standing = _sentences(counted, matrix, size)
    age, different = _ranks(dates)
    blocks: list[tuple[Ints, ...]] = []
    for first, second in meetings(matrix) if settings.evidence else ():
        pair, there = _find(matrix.entity[first] * np.int64(size) + matrix.entity[second], key)
        article = matrix.article[first[there]]
        earlier, later, grade = _nearest(standing, first[there], second[there])
        best = _best(pair, grade, len(different) - 1 - age[article], len(different), settings.evidence)
        again, nth = spread(best, 1 + (grade[best] > 0))
        blocks.append((key[pair[again]], article[again], np.where(nth == 0, earlier[again], later[again])))
    found, article, sentence = _stack(blocks, np.int64, np.int32, np.int32)
    source, target = (part.astype(np.int32) for part in np.divmod(found, size))
    return pd.DataFrame({"source": source, "target": target, "article": article, "sentence": sentence}, copy=False)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Sentences in which each entry of an article matrix stands, sorted by entry and sentence, none twice.

    `code`: entry * span + sentence; those of entry i begin at `begin[i]`.
    """

    code: Ints
    begin: Ints
    sentence: Ints
    paragraph: Ints
    span: int


def _sentences(mentions: pd.DataFrame, matrix: Matrix, size: int) -> _Standing:
    article, sentence, entity = (mentions[name].to_numpy() for name in ("article", "sentence", "entity"))
    entry = np.searchsorted(matrix.article * np.int64(size) + matrix.entity, article * np.int64(size) + entity)
    span = int(sentence.max(initial=0)) + 1
    code, at = np.unique(entry * span + sentence, return_index=True)
    begin = np.searchsorted(code, np.arange(len(matrix.entity) + 1) * span)
    return _Standing(code, begin, sentence[at], mentions["paragraph"].to_numpy()[at], span)


def _nearest(standing: _Standing, first: Ints, second: Ints) -> tuple[Ints, Ints, Ints]:
    """The best place of each two entries: its two sentences, the earlier first, and its grade.

    0: in one sentence; 1: in one paragraph; 2: further apart.
    """
    begin, sentence, paragraph = standing.begin, standing.sentence, standing.paragraph
    number = begin[first + 1] - begin[first]
    which, nth = spread(np.arange(len(first)), number)
    mine = begin[first][which] + nth
    other = second[which]
    after = np.searchsorted(standing.code, other * standing.span + sentence[mine])
    before = np.maximum(after - 1, begin[other])
    after = np.minimum(after, begin[other + 1] - 1)

    def gap(theirs: Ints) -> Ints:
        paragraphs = np.abs(paragraph[mine] - paragraph[theirs]).astype(np.int64)
        return np.asarray(paragraphs * standing.span + np.abs(sentence[mine] - sentence[theirs]))

    theirs = np.where(gap(before) <= gap(after), before, after)
    distance = gap(theirs)
    least = np.minimum.reduceat(distance, np.cumsum(number) - number) if len(first) else distance
    hits = np.flatnonzero(distance == least[which])
    hits = hits[np.diff(which[hits], prepend=-1) > 0]  # the first of equals is the earliest
    mine, theirs = sentence[mine[hits]], sentence[theirs[hits]]
    grade = np.where(least >= standing.span, 2, np.where(least > 0, 1, 0))
    return np.minimum(mine, theirs), np.maximum(mine, theirs), grade


def _best(pair: Ints, grade: Ints, age: Ints, ages: int, most: int) -> Ints:
    """Positions of the best `most` of each pair, by pair, grade and age (0 is the newest, less than `ages`)."""
    order = np.argsort((pair * 3 + grade) * ages + age, kind="stable")  # equals stay by article
    fresh = np.diff(pair[order], prepend=-1) > 0
    begin = np.flatnonzero(fresh)[np.cumsum(fresh) - 1]
    best: Ints = order[np.arange(len(order)) - begin < most]
    return best
