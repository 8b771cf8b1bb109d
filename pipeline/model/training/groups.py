"""Which sentences go through a network together."""

import random

import numpy as np

from pipeline.extraction.forms import Ints

JITTER = 4  # words: sentences of about one length are not always together


def groups(lengths: Ints, words: int, rng: random.Random) -> list[Ints]:
    """Places of all sentences, those of like length together, up to `words` words in each group, in random order."""
    jitter = np.random.default_rng(rng.getrandbits(32)).random(len(lengths))
    order = np.argsort(lengths + JITTER * jitter, kind="stable")
    bounds, longest = [0], 0
    for place, length in enumerate(lengths[order].tolist()):
        longest = max(longest, length)
        if place > bounds[-1] and longest * (place + 1 - bounds[-1]) > words:
            bounds.append(place)
            longest = length
    found = np.split(order, bounds[1:])
    rng.shuffle(found)
    return found
