"""All articles of all sources, one after the other."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.records import Article, Skipped
from pipeline.settings import Settings
from pipeline.sources.csvrows import csv_rows
from pipeline.sources.decode import decode, lines
from pipeline.sources.find import Found, find
from pipeline.sources.jsonrows import json_rows
from pipeline.sources.opened import Changed, Unreadable, opened, whole
from pipeline.sources.rows import row_articles
from pipeline.sources.text import text_article


def read_sources(settings: Settings) -> Iterator[Article | Skipped]:
    """Every article below `settings.sources`, and every one that could not be read, with ids that are all different.

    The files are found at once and read one by one while the result is iterated: in the order of their ids, and the
    rows of a table in its order. Raises SourceError, at once, for a source that as a whole cannot be used.
    """
    return _read(find(settings), settings)


def _read(files: Sequence[Found], settings: Settings) -> Iterator[Article | Skipped]:
    ids = [found.id for found in files]
    for found in files:
        rows = 0
        try:
            for article in _articles(found, settings, _within(ids, found.id)):
                yield article
                rows += 1
        except Changed as error:
            yield Skipped(found.id, str(error))
        except Unreadable as error:
            yield Skipped(found.id, f"{error}, from row {rows + 1} on" if rows else str(error))


def _within(ids: Sequence[str], table: str) -> tuple[str, ...]:
    """Those of the sorted `ids` of files that a row of `table` could have, each with "#" behind it."""
    behind = chr(ord("#") + 1)
    inside = ids[bisect_left(ids, f"{table}#") : bisect_left(ids, f"{table}{behind}")]
    return tuple(f"{other}#" for other in inside)


def _articles(found: Found, settings: Settings, taken: tuple[str, ...]) -> Iterator[Article | Skipped]:
    """What one file holds. Raises Unreadable at the place where it breaks off."""
    if found.reason:
        raise Unreadable(found.reason)
    kind = found.path.lower().removesuffix(".gz")
    if kind.endswith(".txt"):
        with opened(found.path) as file:
            text = decode(whole(file))
        yield text_article(found.id, text)
    else:
        with opened(found.path) as file:
            rows = csv_rows if kind.endswith(".csv") else json_rows
            yield from row_articles(rows(lines(file), settings), found.id, taken)
