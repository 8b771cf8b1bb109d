"""Extractions as the rows that the store keeps."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import blake2b

import pandas as pd

from pipeline.records import Extraction
from pipeline.settings import KINDS, TYPES

_KINDS = {kind: code for code, kind in enumerate(KINDS)}
_TYPES = {type_: code for code, type_ in enumerate(TYPES)}

_TEXTS = {"digest", "body", "text", "before", "after"}
# What a word may hold and is not read: invisible characters, and the line break behind a soft hyphen.
_HIDDEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NO_LETTER = re.compile(r"[\W_]+")


def digest(body: str) -> str:
    """Key of a body: BLAKE2b of its UTF-8, 16 bytes, as 32 hexadecimal digits."""
    return blake2b(body.encode(), digest_size=16).hexdigest()


def sentence_key(sentence: str) -> tuple[int, int]:
    """Key of a sentence, and how many letters and digits it has.

    BLAKE2b, 8 bytes, of these alone: papers set their own quotes, dashes, blanks and hyphens into agency copy.
    """
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKC", sentence).casefold())
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True), len(letters)


def frames_of(fresh: Mapping[str, tuple[str, Extraction]], first: int) -> dict[str, pd.DataFrame]:
    """Rows for the inserts; documents are numbered from `first`."""
    items = [(number, key, body, e) for number, (key, (body, e)) in enumerate(fresh.items(), first)]
    sentences = [
        (number, place, s.paragraph, s.start, s.end, *sentence_key(body[s.start : s.end]))
        for number, _, body, e in items
        for place, s in enumerate(e.sentences, 1)
    ]
    spans = [row for number, _, body, e in items for row in _span_rows(number, body, e)]
    unmarked = [
        (number, e.sentences[w.sentence - 1].paragraph, w.sentence, w.start, w.end, _shown(body[w.start : w.end]))
        for number, _, body, e in items
        for w in e.unmarked
    ]
    return {
        "new_texts": _frame([(key, body) for _, key, body, _ in items], "digest body"),
        "new_documents": _frame(
            [(number, key, e.words, len(e.sentences)) for number, key, _, e in items], "id digest words sentences"
        ),
        "new_sentences": _frame(sentences, "document number paragraph start stop key letters"),
        "new_spans": _frame(spans, "document paragraph sentence start stop text kind type before after"),
        "new_unmarked": _frame(unmarked, "document paragraph sentence start stop text"),
    }


def _span_rows(number: int, body: str, e: Extraction) -> list[tuple[object, ...]]:
    return [
        (
            number,
            e.sentences[s.sentence - 1].paragraph,
            s.sentence,
            s.start,
            s.end,
            body[s.start : s.end],
            _KINDS[s.kind],
            _TYPES[s.type],
            body[s.before : s.start],
            body[s.end : s.after],
        )
        for s in e.spans
    ]


def _shown(word: str) -> str:
    """A word as it is asked for, however its letters are composed and its syllables parted."""
    return unicodedata.normalize("NFC", _HIDDEN.sub("", word))


def _frame(rows: Sequence[tuple[object, ...]], columns: str) -> pd.DataFrame:
    """Texts stay objects, all else is int64: DuckDB 1.4 does not read pandas' str."""
    frame = pd.DataFrame(rows, columns=columns.split(), dtype=object)
    return frame.astype({name: "int64" for name in frame if name not in _TEXTS})


def listed(texts: Sequence[str]) -> pd.DataFrame:
    """Texts as a table, with their positions."""
    return _frame(list(enumerate(texts)), "row text")
