"""What the sources hold, without the texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from pipeline.records import Article, Skipped
from pipeline.store import digest


class Entry(NamedTuple):
    """An article without its text. `digest`: of its body; `start`: offset of the body in the text."""

    id: str
    date: str
    title: str
    digest: str
    start: int


@dataclass
class Catalogue:
    """The readable articles and the skipped ones, of which `warn` is told in a sentence."""

    warn: Callable[[str], None] = lambda _: None
    entries: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def read(self, sources: Iterable[Article | Skipped]) -> Iterator[tuple[str, Article]]:
        """Note each article on its way; gives the readable ones with the digests of their bodies."""
        for item in sources:
            if isinstance(item, Skipped):
                self.skip(item)
            else:
                key = digest(item.body)
                self.entries.append(Entry(item.id, item.date, item.title, key, item.start))
                yield key, item

    def skip(self, skipped: Skipped) -> None:
        """Note an article that is none, and tell it."""
        self.skipped.append(skipped)
        self.warn(f"Skipped {skipped.id}: {skipped.reason}.")

    def drop(self, failed: Mapping[str, str]) -> None:
        """Skip the articles whose bodies (by digest) could not be extracted, for the reasons given."""
        entries, self.entries = self.entries, []
        for entry in entries:
            if entry.digest in failed:
                self.skip(Skipped(entry.id, failed[entry.digest]))
            else:
                self.entries.append(entry)

    def sort(self) -> None:
        """By ArticleId, as the tables have them."""
        self.entries.sort()
        self.skipped.sort(key=lambda skipped: skipped.id)

    def frame(self) -> pd.DataFrame:
        """ArticleId, Date, Title, digest, start, Month of the readable articles."""
        frame = pd.DataFrame(self.entries, columns=["ArticleId", "Date", "Title", "digest", "start"])
        return frame.assign(Month=lambda f: f["Date"].str[:7])
