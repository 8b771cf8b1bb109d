"""What a run would do, without doing it: nothing is written, nothing locked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.catalogue import Catalogue, Entry
from pipeline.errors import LockedError
from pipeline.extraction import identify
from pipeline.lock import holder
from pipeline.published import basis_of, differences, published_counts, recall
from pipeline.records import Skipped
from pipeline.report import amount
from pipeline.resolution import compile_decisions
from pipeline.settings import Settings
from pipeline.sources import read_decisions, read_sources
from pipeline.store import store_path, stored

_SHOWN = 3  # articles that cannot be read


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of articles against the last run. `changed`: in text, date or title. `renamed`: only in ArticleId."""

    new: int
    changed: int
    renamed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Status:
    """What there is and what a run would do.

    `articles`: readable ones; `cached`: those of them that the store has; `due`: texts that a run would extract.
    `changes`: None where no run has been finished. `differences`: of model and settings, in clauses.
    `idle`: whether a run would leave all as it is. `running`: who is at work, "" where nobody is.
    """

    articles: int
    skipped: tuple[Skipped, ...]
    cached: int
    due: int
    changes: Changes | None
    differences: tuple[str, ...]
    idle: bool
    running: str

    def __str__(self) -> str:
        """A few lines for people."""
        lines = [self._found(), f"The store has {self.cached:,} of them."]
        if self.skipped:
            some = "; ".join(f"{skipped.id}: {skipped.reason}" for skipped in self.skipped[:_SHOWN])
            lines.append(f"{len(self.skipped):,} more cannot be read: {some}{'; …' * (len(self.skipped) > _SHOWN)}.")
        if self.differences:
            lines.append(f"Since the last run {' and '.join(self.differences)}.")
        if self.running:
            lines.append(f"Another run is at work ({self.running}): what it has extracted by now is not counted here.")
        return "\n".join((*lines, self._plan()))

    def _found(self) -> str:
        articles = amount(self.articles, "article", "articles")
        if self.changes is None:
            return f"{articles}; no run has been finished yet."
        c = self.changes
        return (
            f"{articles}: {c.new:,} new, {c.changed:,} changed, {c.renamed:,} renamed, {c.gone:,} gone "
            "since the last run."
        )

    def _plan(self) -> str:
        if self.idle:
            return "A run would do nothing: the tables are up to date."
        extract = f"extract {amount(self.due, 'article', 'articles')} and " if self.due else ""
        return f"A run would {extract}write the tables{' again' if self.changes else ''}."


def status(settings: Settings) -> Status:
    """Read all sources, compare them with the store and the last run. Raises what a run would raise at its start."""
    identity, catalogue = identify(settings.model), Catalogue()
    decisions = read_decisions(settings.decisions)
    compile_decisions(decisions, settings.decisions)
    for _ in catalogue.read(read_sources(settings)):
        pass
    catalogue.sort()
    last, running = recall(settings.output), holder(settings.output)
    try:
        known = stored(store_path(settings.output), identity.key)
    except LockedError:
        running = running or "its process is not known"
        known = {entry.digest for entry in last.entries} if last and last.model == identity else set()
    digests = [entry.digest for entry in catalogue.entries]
    due = len(set(digests) - known)
    basis = basis_of(settings, identity, decisions, catalogue)
    return Status(
        articles=len(digests),
        skipped=tuple(catalogue.skipped),
        cached=sum(digest in known for digest in digests),
        due=due,
        changes=_changes(last.entries, catalogue.entries) if last else None,
        differences=tuple(differences(last, settings, identity)) if last else (),
        idle=not due and bool(published_counts(settings.output, last, basis)),
        running=running,
    )


def _changes(before: Iterable[Entry], now: Iterable[Entry]) -> Changes:
    old, new = ({entry.id: entry for entry in entries} for entries in (before, now))
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    # Of several copies as many are renamed as have gone.
    renamed = (Counter(old[name].digest for name in gone) & Counter(new[name].digest for name in come)).total()
    changed = sum(old[name] != new[name] for name in old.keys() & new.keys())
    return Changes(len(come) - renamed, changed, renamed, len(gone) - renamed)
