"""What each table holds: the one home of columns, their kinds and meanings, and the order of rows."""

from dataclasses import dataclass
from typing import Literal

from pipeline.settings import KINDS, TYPES

Kind = Literal["id", "text", "int", "float", "date", "month"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind`: id (text kept as it is but for control characters), text (put on one line),
    int, float, date (YYYY-MM-DD, YYYY-MM or empty), month (YYYY-MM or empty). `optional`: of a number, whether a cell
    may be empty. `unit`: of a number that is no count of what its column is named for. `few`: all that a text may be
    unless it is empty, where that is not much.
    """

    name: str
    kind: Kind
    meaning: str
    optional: bool = False
    unit: str = ""
    few: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `rows`: what one row stands for. `order`: the columns rows are sorted by, "-" for descending.

    `key`: the columns that tell rows apart. `references`: columns that are the key of another table, by its name.
    """

    name: str
    rows: str
    order: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[tuple[tuple[str, ...], str], ...] = ()

    @property
    def file(self) -> str:
        """The name of the table's CSV file."""
        return f"{self.name}.csv"

    @property
    def header(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]


ARTICLE = Column("ArticleId", "id", "path below the source folder; path#row-id for a row of a table")
DATE = Column("Date", "date", "date of the article, as exact as it is known")
MONTH = Column("Month", "month", "month of the articles counted; empty for undated ones")
FIRST = Column("FirstMonth", "month", "earliest month of a dated article counted; empty if all are undated")
LAST = Column("LastMonth", "month", "latest month of a dated article counted; empty if all are undated")
ENTITY = Column("EntityId", "id", "Id of the entity in entities.csv")
TYPE = Column("Type", "text", "type of the entity: PER, LOC or ORG", few=TYPES)
KIND = Column("Kind", "text", "name, part (of a compound) or derived (adjective or inhabitant)", few=KINDS)
ID = Column("Id", "id", "Id of the entity, made from type and name")
LABEL = Column("Label", "text", "name of the entity")
ENTITY_TYPE = Column("EntityType", "text", "PER, LOC or ORG", few=TYPES)
PAIR = (
    Column("Source", "id", "Id of one entity of the pair"),
    Column("Target", "id", "Id of the other entity; the order of the two has no meaning"),
)
ENDS = ("Source", "Target")
ENDS_ARE = tuple(((end,), "entities") for end in ENDS)
PAIR_LABELS = (
    Column("SourceLabel", "text", "name of the entity in Source"),
    Column("TargetLabel", "text", "name of the entity in Target"),
)
SENTENCE = Column("Sentence", "int", "number of the sentence in the article, from 1")
START = Column(
    "Start", "int", "where it starts, in code points of the article's text as decoded, from 0", unit="code point"
)
END = Column("End", "int", "where it ends, exclusive, counted as Start", unit="code point")

ARTICLES = Table(
    "articles",
    "article, skipped ones too",
    "ArticleId",
    (
        ARTICLE,
        DATE,
        Column("Month", "month", "month of the article; empty if undated"),
        Column("Title", "text", "title, where the source has one"),
        Column("Words", "int", "tokens with a letter or a digit; empty if skipped, as are all counts", optional=True),
        Column("Sentences", "int", "sentences", optional=True),
        Column("Mentions", "int", "mentions of all kinds", optional=True),
        Column("Entities", "int", "distinct entities mentioned", optional=True),
        Column(
            "DuplicateOf",
            "id",
            "ArticleId of the earlier article that this one repeats, most of its sentences; empty if there is none. "
            "Such an article has its rows here and in mentions.csv, but no other table counts it, unless asked to",
        ),
        Column("Status", "text", "ok or skipped", few=("ok", "skipped")),
        Column("Reason", "text", "why it was skipped, or makes no pairs"),
    ),
    key=("ArticleId",),
    references=((("DuplicateOf",), "articles"),),
)
MENTIONS = Table(
    "mentions",
    "mention",
    "ArticleId, Start",
    (
        ARTICLE,
        Column("Paragraph", "int", "number of the paragraph in the article, from 1"),
        SENTENCE,
        START,
        END,
        Column("Text", "text", "the words of the article, on one line"),
        KIND,
        TYPE,
        ENTITY,
        Column("Entity", "text", "name of the entity"),
    ),
    key=("ArticleId", "Start"),
    references=((("ArticleId",), "articles"), (("EntityId",), "entities")),
)
ENTITIES = Table(
    "entities",
    "entity",
    "-Articles, -Mentions, Id",
    (
        ID,
        LABEL,
        ENTITY_TYPE,
        Column("Articles", "int", "articles that mention it, in any kind"),
        Column("Mentions", "int", "mentions of all kinds"),
        FIRST,
        LAST,
        Column("Aliases", "text", "its other surfaces, most frequent first, joined by semicolons"),
    ),
    key=("Id",),
)
COMENTIONS = Table(
    "comentions",
    "pair of entities mentioned together",
    "-Weight, -Sentences, -Paragraphs, Source, Target",
    (
        *PAIR,
        Column("Type", "text", "Undirected, for Gephi", few=("Undirected",)),
        Column("Weight", "int", "windows (articles, unless told otherwise) that mention both"),
        *PAIR_LABELS,
        Column("SourceType", "text", "type of the entity in Source: PER, LOC or ORG", few=TYPES),
        Column("TargetType", "text", "type of the entity in Target: PER, LOC or ORG", few=TYPES),
        Column("Articles", "int", "articles that mention both"),
        Column("Paragraphs", "int", "paragraphs that mention both"),
        Column("Sentences", "int", "sentences that mention both"),
        Column("SourceArticles", "int", "those of TotalArticles that mention Source in a kind that counts"),
        Column("TargetArticles", "int", "those of TotalArticles that mention Target in a kind that counts"),
        Column("TotalArticles", "int", "all articles that make pairs: readable, no copies, no lists"),
        Column("Expected", "float", "articles with both to be expected if the two had nothing to do with each other"),
        Column("PMI", "float", "pointwise mutual information, in bits", unit="bit"),
        Column("NPMI", "float", "PMI normalised to -1 (never together) to 1 (only together)"),
        Column("LogLikelihood", "float", "Dunning's log-likelihood ratio G², in natural logarithms", unit="nat"),
        Column("Jaccard", "float", "share of the articles with either that have both"),
        Column("Dice", "float", "Dice coefficient"),
        FIRST,
        LAST,
    ),
    key=ENDS,
    references=ENDS_ARE,
)
ENTITIES_BY_MONTH = Table(
    "entitiesbymonth",
    "entity and month",
    "Month, -Articles, Id",
    (
        MONTH,
        ID,
        LABEL,
        ENTITY_TYPE,
        Column("Articles", "int", "articles of the month that mention it"),
        Column("Sentences", "int", "sentences of the month that mention it"),
    ),
    key=("Month", "Id"),
    references=((("Id",), "entities"),),
)
COMENTIONS_BY_MONTH = Table(
    "comentionsbymonth",
    "pair of entities and month",
    "Month, -Articles, Source, Target",
    (
        MONTH,
        *PAIR,
        *PAIR_LABELS,
        Column("Articles", "int", "articles of the month that mention both"),
        Column("Sentences", "int", "sentences of the month that mention both"),
    ),
    key=("Month", *ENDS),
    references=((ENDS, "comentions"), *ENDS_ARE),
)
EVIDENCE = Table(
    "evidence",
    "sentence behind a pair, the best few per pair",
    "Source, Target, then the best place first",
    (
        *PAIR,
        *PAIR_LABELS,
        ARTICLE,
        DATE,
        SENTENCE,
        START,
        END,
        Column("Text", "text", "the sentence, on one line, cut at 600 characters"),
    ),
    key=(*ENDS, "ArticleId", "Sentence"),
    references=((ENDS, "comentions"), *ENDS_ARE, (("ArticleId",), "articles")),
)
ALIASES = Table(
    "aliases",
    "surface of an entity, by kind",
    "EntityId, -Mentions, Surface, Kind",
    (
        ENTITY,
        LABEL,
        TYPE,
        Column("Surface", "text", "the words that stand for the entity"),
        KIND,
        Column("Mentions", "int", "mentions with this surface and kind"),
        Column("Articles", "int", "articles with such a mention"),
        Column("Rule", "text", "why the surface belongs to the entity"),
    ),
    key=("EntityId", "Surface", "Kind"),
    references=((("EntityId",), "entities"),),
)
DROPPED = Table(
    "dropped",
    "surface that the model marked and that names nothing, by kind, type and reason",
    "-Mentions, Surface, Kind, Type, Rule",
    (
        Column("Surface", "text", "the words marked"),
        KIND,
        Column("Type", "text", "type that it was marked with: PER, LOC or ORG", few=TYPES),
        Column("Mentions", "int", "mentions left out"),
        Column("Articles", "int", "articles with such a mention"),
        Column("Rule", "text", "why it is left out"),
    ),
    key=("Surface", "Kind", "Type", "Rule"),
)
MERGE_CANDIDATES = Table(
    "mergecandidates",
    "pair of entities that may be one; the first four columns are those of decisions.csv",
    "-Score, Name, Other",
    (
        Column("Decision", "text", "empty, for you to fill in: same or different"),
        Column("Name", "text", "name of the entity in more articles"),
        Column("Other", "text", "name of the other entity"),
        Column("Note", "text", "empty, for your note"),
        Column("Score", "float", "how likely the two are one, from 0 to 1, roughly"),
        Column("Reasons", "text", "why they may be one, joined by semicolons"),
        Column("NameType", "text", "type of the entity in Name: PER, LOC or ORG", few=TYPES),
        Column("OtherType", "text", "type of the entity in Other: PER, LOC or ORG", few=TYPES),
        Column("NameArticles", "int", "articles that mention the entity in Name"),
        Column("OtherArticles", "int", "articles that mention the entity in Other"),
    ),
)
# Not one of TABLES: it depends on the run before, so run.json, which is the same on every machine, cannot vouch for it.
CHANGES = Table(
    "changes",
    "entity or pair that is not as it was in the tables before; What = run: what holds for the comparison as a whole",
    "run first, then What, Change (new, risen, renamed, merged, split, fallen, gone), the most telling first",
    (
        Column("What", "text", "entity, pair or run"),
        Column(
            "Change",
            "text",
            "new, risen, renamed, merged, split, fallen, gone; of a run: first, unknown, settings",
        ),
        Column("Label", "text", "name of the entity, before the change; of a run: what is to be said"),
        Column("OtherLabel", "text", "name of the pair's other entity; of one renamed, merged or split: after it"),
        Column(
            "Before",
            "int",
            "articles that mention it, or both of a pair, in the tables before; 0: not there",
            optional=True,
        ),
        Column("After", "int", "the same now", optional=True),
        Column("Difference", "int", "After less Before", optional=True),
        Column(
            "Expected",
            "int",
            "Difference to be expected if its share of the articles that count had stayed the same",
            optional=True,
        ),
        Column("Type", "text", "type of the entity in Label: PER, LOC or ORG", few=TYPES),
        Column("OtherType", "text", "type of the entity in OtherLabel: PER, LOC or ORG", few=TYPES),
        Column("Id", "id", "Id of the entity in Label"),
        Column("OtherId", "id", "Id of the entity in OtherLabel"),
    ),
)
TABLES = {
    table.name: table
    for table in (
        ARTICLES,
        MENTIONS,
        ENTITIES,
        COMENTIONS,
        ENTITIES_BY_MONTH,
        COMENTIONS_BY_MONTH,
        EVIDENCE,
        ALIASES,
        DROPPED,
        MERGE_CANDIDATES,
    )
}
