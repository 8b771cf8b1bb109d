"""Tags of sentences as numbers: what should come out of a network."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.extraction.tags import TAGS
from pipeline.model.training.corpora import MISSING

PLACES = {tag: i for i, tag in enumerate(TAGS)}


def bioes(tags: Sequence[str]) -> list[str]:
    """BIO tags -> tags of TAGS, which tell a name's last word and its only one; MISSING stays."""
    out = []
    for tag, following in zip(tags, [*tags[1:], "O"], strict=True):
        last = not following.startswith("I-")
        out.append(f"{'S' if tag[0] == 'B' else 'E'}{tag[1:]}" if last and tag[0] in "BI" and tag != MISSING else tag)
    return out


def targets_of(tags: Sequence[Sequence[str]]) -> np.ndarray[Any, np.dtype[np.float16]]:
    """BIO tags of sentences -> [word, tag] 1 where it is the word's tag."""
    flat = [PLACES.get(tag, -1) for sentence in tags for tag in bioes(sentence)]
    targets = np.zeros((len(flat), len(TAGS)), dtype="float16")
    known = np.flatnonzero(np.array(flat) >= 0)
    targets[known, np.array(flat)[known]] = 1
    return targets
