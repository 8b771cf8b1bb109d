"""Names -> entities: one type each by vote, and readable ids that follow from the name alone."""

import hashlib
import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd  # noqa: TC002 - one way to import it, in all stages

from pipeline.settings import TYPES

PERSON = TYPES.index("PER")
GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"}
)
NOT_WORD = re.compile(r"[\W_]+")

Array = np.ndarray[Any, np.dtype[Any]]


def slug(label: str) -> str:
    """What an id shows of a label: "wladimir-putin", "oesterreich"; other scripts stay as they are."""
    text = unicodedata.normalize("NFC", label).lower().translate(GERMAN)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return NOT_WORD.sub("-", text).strip("-") or _mark(label)


def _mark(label: str) -> str:
    return hashlib.blake2b(label.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def make_ids(labels: "pd.Series[str]", types: "pd.Series[str]") -> "pd.Series[str]":
    """Ids such as "per:wladimir-putin".

    Labels that would share an id ("Foca" and "Foča" do, "Muller" and "Müller" do not) all get a mark made from the
    label, so that no order decides which one keeps the plain id.
    """
    ids = types.str.lower() + ":" + labels.map(slug)
    shared = ids.duplicated(keep=False)
    return ids.mask(shared, ids[shared] + "-" + labels[shared].map(_mark))


def vote(votes: Array) -> Array:
    """The type (code into TYPES) with most votes per row; columns PER, LOC, ORG. Ties go in the order of TYPES."""
    return np.asarray(votes.reshape(-1, len(TYPES)).argmax(axis=1), dtype=np.int8)
