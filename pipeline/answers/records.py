"""What an answer is made of. The names of the fields are the keys of `--json`, so they stay."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Named:
    """An entity: Id, Label and EntityType of entities.csv."""

    id: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention; start and end count code points of the article's text, as in mentions.csv. `entity`: its Id."""

    start: int
    end: int
    text: str
    entity: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the mentions asked for; numbers as in mentions.csv. `text`: as in the article."""

    number: int
    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in an article. `shared`: what all names asked for stand in: sentence, paragraph or article.

    `sentences`: one, or the two nearest ones where no sentence has both names.
    """

    article: str
    date: str
    title: str
    shared: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages that are shown, newest first, those in one sentence before all others.

    `total`: how many there are; `note`: why not all texts are at hand, "" where they are.
    """

    shown: tuple[Passage, ...]
    total: int
    note: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An entity mentioned along with the one asked for; figures of comentions.csv."""

    entity: Named
    articles: int
    expected: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Month:
    """A month ("" for undated articles): articles and sentences with the entity, and the partners with the most."""

    month: str
    articles: int
    sentences: int
    partners: tuple[tuple[str, int], ...]  # label, articles with both


@dataclass(frozen=True, slots=True)
class Alias:
    """A surface of an entity; a row of aliases.csv."""

    surface: str
    kind: str
    mentions: int
    articles: int
    rule: str


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """All about a pair. `figures`: its row of comentions.csv, by column; none where it has no row, as `note` says."""

    names: tuple[Named, Named]
    figures: dict[str, int | float | str]
    passages: Passages
    note: str = ""
    also: tuple[str, ...] = ()
    kind: str = field(default="pair", init=False)


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """All about an entity. `also`: sentences on others that are called the same.

    `partners`: the strongest of `partners_total`; `months`: the newest of `months_total`.
    """

    name: Named
    articles: int
    mentions: int
    first_month: str
    last_month: str
    aliases: tuple[Alias, ...]
    partners: tuple[Partner, ...]
    partners_total: int
    months: tuple[Month, ...]
    months_total: int
    passages: Passages
    also: tuple[str, ...] = ()
    kind: str = field(default="name", init=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A mention in an article that is shown: with its entity, its kind and the rule that led from one to the other."""

    start: int
    end: int
    text: str
    kind: str
    rule: str
    entity: Named


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article. `text`: as the source has it behind the date header, `start` its offset there; as of `marks`."""

    id: str
    date: str
    title: str
    start: int
    text: str
    marks: tuple[Shown, ...]
