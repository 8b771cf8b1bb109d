"""Tags of words that tell where names begin and end, and the best allowed sequence of them."""

from typing import Any

import numpy as np

from pipeline.extraction.forms import Floats, Ints

LABELS = [type_ + kind for type_ in ("PER", "LOC", "ORG", "MISC") for kind in ("", "part", "deriv")]
# First (B), inner (I), last (E) and only (S) word of a name, O for all other words.
TAGS = ["O", *(f"{place}-{label}" for label in LABELS for place in "BIES")]


def may_follow() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """[tag, next tag]: whether names begin, go on under one label, and end. Around a sentence stands O."""
    inside = [tag[0] in "BI" for tag in TAGS]
    goes_on = [tag[0] in "IE" for tag in TAGS]
    return np.array(
        [
            [inside[i] == goes_on[j] and (not inside[i] or TAGS[i][2:] == TAGS[j][2:]) for j in range(len(TAGS))]
            for i in range(len(TAGS))
        ]
    )


FOLLOWS = may_follow()


def best_tags(scores: Floats, rows: Ints) -> Ints:
    """The best sequence of tags by the sum of the scores among those that FOLLOWS allows; [row], 0 between sentences.

    Where the best tags of the single words may follow each other, they are it; else Viterbi (1967) finds it.
    """
    tags: Ints = np.zeros(len(scores), dtype="int64")
    tags[rows] = scores[rows].argmax(axis=1)
    wrong = np.flatnonzero(~FOLLOWS[tags[:-1], tags[1:]])
    edges = np.setdiff1d(np.arange(len(scores)), rows)
    for sentence in np.unique(np.searchsorted(edges, wrong, side="right")).tolist():
        first, last = edges[sentence - 1] + 1, edges[sentence]
        tags[first:last] = _viterbi(scores[first:last])
    return tags


def _viterbi(scores: Floats) -> list[int]:
    barred = np.where(FOLLOWS, 0, -np.inf)
    total, back = scores[0] + barred[0], []
    for row in scores[1:]:
        sums = total[:, None] + barred
        back.append(sums.argmax(axis=0))
        total = sums.max(axis=0) + row
    path = [int((total + barred[:, 0]).argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]
