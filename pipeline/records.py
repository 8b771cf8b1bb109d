"""Plain frozen records that pass between the stages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One readable article.

    `id`: path below the source folder, with "/"; for a row of a table "path#row-id".
    `text`: as decoded, date header included; offsets of mentions count its code points.
    `start`: offset of the body in `text`, behind the date header; 0 where there is none.
    `date`: "YYYY-MM-DD", "YYYY-MM" or "".
    """

    id: str
    text: str
    start: int = 0
    date: str = ""
    title: str = ""

    @property
    def body(self) -> str:
        """The text without its date header: what is extracted and what the store keys."""
        return self.text[self.start :]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article that could not be read, and why: a clause without a full stop, for articles.csv."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a body: its paragraph (counted from 1) and its offsets in the body, end exclusive."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A name as the model found it in a body, before any name is resolved.

    `sentence`: counted from 1 over the body. `start`, `end`: code points of the body, end exclusive.
    `kind`: name, part or derived. `type`: PER, LOC or ORG.
    """

    sentence: int
    start: int
    end: int
    kind: str
    type: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that a model found in one body. `words`: tokens with a letter or a digit."""

    words: int
    sentences: tuple[Sentence, ...]
    spans: tuple[Span, ...]
