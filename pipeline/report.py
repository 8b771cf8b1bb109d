"""What a run says: while it is at work, and at its end."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.records import Skipped


@dataclass
class Watch:
    """How a run tells what it does.

    `line` takes a sentence, `warn` one that a person should look into, `step` how many articles are read and extracted
    so far.
    """

    line: Callable[[str], None] = lambda _: None
    warn: Callable[[str], None] = lambda _: None
    step: Callable[[int, int], None] = lambda _read, _extracted: None


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `extracted`: articles that the store did not have; `words`: of these.

    `copies`: articles that repeat another one. `changed`: whether the tables are others than before.
    """

    articles: int
    skipped: tuple[Skipped, ...]
    extracted: int
    words: int
    copies: int
    mentions: int
    entities: int
    pairs: int
    seconds: float
    changed: bool = True

    @property
    def exit_code(self) -> int:
        """0: done; 3: done, but some articles were skipped."""
        return 3 if self.skipped else 0

    @property
    def speed(self) -> float:
        """Extracted words a second."""
        return self.words / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        """The last line of a run."""
        amounts = ((self.mentions, "mention", "mentions"), (self.entities, "entity", "entities"))
        found = ", ".join(amount(*each) for each in (*amounts, (self.pairs, "pair", "pairs")))
        articles = amount(self.articles, "article", "articles")
        speed = f" ({self.speed:,.0f} words a second)" if self.speed else ""
        copies = f", {amount(self.copies, 'copy', 'copies')}" if self.copies else ""
        read = f"{articles} ({self.extracted:,} new, {len(self.skipped):,} skipped{copies})"
        return f"{read}, {found} in {self.seconds:.1f} s{speed}."


def amount(number: int, one: str, more: str) -> str:
    """A number with its noun: 1 article, 1,000 articles."""
    return f"{number:,} {one if number == 1 else more}"
