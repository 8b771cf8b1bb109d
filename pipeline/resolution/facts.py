"""What is known about each form by itself: from the lexicon, from other German text, from its shape."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.resolution.acronyms import is_acronym
from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array
from pipeline.resolution.heads import head_at_end, head_at_start, head_before
from pipeline.resolution.inflection import genitive_bases
from pipeline.resolution.lexicon import given_names, known_type
from pipeline.resolution.usage import common, doubtful, word_counts

UNUSED = (0, 0, 0, 0)
NOTHING = -2


@dataclass(frozen=True)
class Facts:
    """Arrays by form. `known`: type of a name of the lexicon, else -1; `end`: what its last word says, as head_at_end
    does, or its first; codes into TYPES. `usage`: how often other text marks it as each of TYPES and how often
    not at all; `usages`: that of its genitive's base counted in. `single`: it is one word; `given`: its first
    word of several is a given name; `acronym`: it is written like one; `capitals`: its first word is; `role`: it
    says what a person is.
    """

    known: Array
    end: Array
    usage: Array
    usages: Array
    single: Array
    given: Array
    acronym: Array
    capitals: Array
    role: Array

    @property
    def noun(self) -> Array:
        """Whether other text uses the form often, and hardly ever as a name."""
        return np.asarray(common(self.usage[:, :-1].sum(axis=1), self.usage[:, -1]))

    @property
    def doubtful(self) -> Array:
        """Whether other text uses the form, and often as no name."""
        return np.asarray(doubtful(self.usage[:, :-1].sum(axis=1), self.usage[:, -1]))


def facts_of(forms: Sequence[str]) -> Facts:
    """The facts about the forms."""
    counts, given = word_counts(), given_names()
    firsts = [form.partition(" ")[0] for form in forms]
    single = [first == form for first, form in zip(firsts, forms, strict=True)]
    pairs = list(zip(firsts, forms, single, strict=True))
    usage = np.array([counts.get(form, UNUSED) for form in forms], dtype=np.int64).reshape(-1, len(UNUSED))
    usages = usage.copy()
    ends = ((row, form) for row, form in enumerate(forms) if form[-1:] in {"s", "'"} and single[row])
    bases = [(row, counts[base]) for row, form in ends for base in genitive_bases(form) if base in counts]
    if bases:
        rows, more = zip(*bases, strict=True)
        np.add.at(usages, np.array(rows), np.array(more, dtype=np.int64))
    return Facts(
        known=np.array([_known_type(form) for form in forms], dtype=np.int8),
        end=np.array([_end(form) for form in forms], dtype=np.int8),
        usage=usage,
        usages=usages,
        single=np.array(single, dtype=bool),
        given=np.array([not one and first in given for first, _, one in pairs], dtype=bool),
        acronym=np.array([one and is_acronym(form) for _, form, one in pairs], dtype=bool),
        capitals=np.array([first.isupper() and is_acronym(first) for first in firsts], dtype=bool),
        role=np.array([one and head_before(form) == PERSON for _, form, one in pairs], dtype=bool),
    )


def _known_type(form: str) -> int:
    """The type of a known name, or of a known organisation with a known place behind it: "Vodafone Deutschland"."""
    known = known_type(form)
    if known >= 0 or (" " not in form and "-" not in form):
        return known
    first, _, rest = form.replace("-", " ").partition(" ")
    branch = known_type(first) == ORGANISATION and known_type(rest) == PLACE
    return ORGANISATION if branch and first not in given_names() else known


def _end(form: str) -> int:
    """What the last word says, or else the first one; NOTHING if they say nothing."""
    head = head_at_end(form)
    head = head_at_start(form) if head is None else head
    return NOTHING if head is None else head
