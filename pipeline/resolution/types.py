"""The type of a name by all the evidence: marks, the words before it, the lexicon, how other German text uses it."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from pipeline.resolution.entities import PERSON, Array, tally
from pipeline.resolution.facts import Facts
from pipeline.resolution.heads import head_before
from pipeline.resolution.texts import used
from pipeline.resolution.usage import context, context_counts
from pipeline.settings import TYPES

# Weights are natural logarithms of odds.
MARK = 2.5  # the model gives the right type about twelve times as often as a wrong one
HEAD = 5.0  # "Automarke Qoros"
END = 4.0  # "Kenon Holdings"
GIVEN = 4.0  # "Thomas McNally"
ACRONYM = 4.0  # "TEPCO" is nobody, nor is "BC Mannheim"
KNOWN = 8.0  # a name of the lexicon
LONGER = 3  # times as much, a name of several words, which is hardly ever another's
OVERRULED = 0.3  # share that counts of what the model took such a name for elsewhere
NEIGHBOUR = 0.7  # share of what a neighbour says, since neighbours of one name are much alike
SURE = 1.0  # by so much the best type must lead for a mark of another type to be overruled
ELSEWHERE = 9  # times at most that marks in other texts count
FEW = 3  # so many of them count half, since they may be one slip of the model


def types_by_evidence(form: Array, type_: Array, before: Array, facts: Facts, texts: Sequence[str]) -> Array:
    """The type of each mention, with marks overruled where the evidence for the form as a whole is of another type.

    `form`, `type_`, `before`: codes of each mention: form, TYPES, and `texts` (what stands before it).
    `facts`: by form.
    Naive Bayes over the mentions of a form: log odds of the marks, of the words before, of the name's own last word,
    and of the usage elsewhere. What repeats counts with the square root of its number, since one mention follows
    another.
    """
    size = len(facts.known)
    heads, odds = np.zeros((len(texts), len(TYPES))), np.zeros((len(texts), len(TYPES)))
    for code in used(before, len(texts)).tolist():
        word = context(texts[code])
        head = head_before(word)
        if head is not None and head >= 0:
            heads[code, head] = 1
        elif head is None:
            odds[code] = _all_odds().get(word, 0)
    marks = tally(form, type_, size)
    weight = MARK * np.sqrt(marks)
    weight += HEAD * np.sqrt(_sums(form, before, heads, size))
    weight += NEIGHBOUR * _sums(form, before, odds, size) / np.sqrt(marks.sum(axis=1).clip(min=1))[:, None]
    weight += _by_itself(facts)
    order = np.sort(weight, axis=1)
    sure = order[:, -1] - order[:, -2] >= SURE
    return np.where(sure[form], weight.argmax(axis=1)[form], type_).astype(np.int8)


def _sums(form: Array, before: Array, values: Array, size: int) -> Array:
    """The sum of the values (one per type) of what stands before the mentions of each form."""
    some = (values != 0).any(axis=1)[before]
    form, before = form[some], before[some]
    sums = [np.bincount(form, weights=column[before], minlength=size) for column in values.T]
    return np.stack(sums, axis=1)


@cache
def _all_odds() -> dict[str, Array]:
    """Of a word before names: log P(word | type), less the mean over the types."""
    totals = np.sum(list(context_counts().values()), axis=0)
    odds = {word: np.log((np.array(counts) + 1) / totals) for word, counts in context_counts().items()}
    return {word: values - values.mean() for word, values in odds.items()}


def _by_itself(facts: Facts) -> Array:
    """What each form says about its type by itself: other texts, the lexicon, its last word and its first."""
    each = np.arange(len(TYPES))
    elsewhere = facts.usage[:, : len(TYPES)]
    weight = MARK * np.sqrt(np.minimum(elsewhere, ELSEWHERE)) * elsewhere / (elsewhere + FEW)
    weight *= np.where(facts.known < 0, 1, OVERRULED)[:, None]
    known = np.where(facts.single, KNOWN, LONGER * KNOWN)[:, None]
    weight += known * (facts.known[:, None] == each) + END * (facts.end[:, None] == each)
    weight[:, PERSON] += GIVEN * (facts.given & (facts.known < 0)) - ACRONYM * facts.capitals
    return np.asarray(weight)
