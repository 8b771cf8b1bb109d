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
    `before`: start of the word before it, where nothing but one blank or opening quote stands between them, else
    `start`. `after`: end of the capitalised word behind it, where one blank stands between them, else `end`. Neither
    reaches into another name.
    """

    sentence: int
    start: int
    end: int
    kind: str
    type: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Word:
    """A capitalised word of a body outside all names, which the model saw and did not mark; or a part of such a word
    with the hyphen behind it. Counted as in Span.
    """

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that a model found in one body. `words`: tokens with a letter or a digit; `unmarked`: those that it left."""

    words: int
    sentences: tuple[Sentence, ...]
    spans: tuple[Span, ...]
    unmarked: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has said about a name, as it stands in one row of a file.

    `action`: "same" or "different" (Name and Other), "drop" (Name is none), "type" (Other: PER, LOC or ORG), "label"
    (Name is shown as Other). `name`, and `other` of same and different: a name as articles or tables have it, or an
    id. `line`: where the row begins in its file, counted from 1.
    """

    action: str
    name: str
    other: str
    note: str
    line: int
