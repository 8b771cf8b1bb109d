"""The whole run: sources -> store -> entities -> co-mentions -> tables. Reading this is reading the system."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from pipeline import __version__
from pipeline.catalogue import Catalogue
from pipeline.changes import compare, tell
from pipeline.comentions import (
    MOST_PAIRS,
    bound,
    count_entities_by_month,
    count_pairs,
    count_pairs_by_month,
    pick_evidence,
)
from pipeline.duplicates import find_duplicates
from pipeline.errors import DamagedStoreError
from pipeline.extraction import DEADLY, Identity, extract, identify
from pipeline.lock import hold
from pipeline.published import announcement, basis_of, published_counts, recall, remember
from pipeline.records import Article, Decision, Extraction, Skipped
from pipeline.report import Report, Watch
from pipeline.resolution import Decided, compile_decisions, resolve
from pipeline.settings import HIDDEN, Settings
from pipeline.sources import read_decisions, read_sources
from pipeline.store import Store, digest, store_path
from pipeline.tables.before import as_read, read_before, read_changes
from pipeline.tables.build import Frames, build_tables
from pipeline.tables.cells import excerpt
from pipeline.tables.profiles import PROFILES
from pipeline.tables.publish import publish, recover
from pipeline.tables.schemas import CHANGES

STORED_AT_ONCE = 500  # articles per transaction of the store, at most
STORED_AFTER = 10.0  # seconds: what a killed run loses, at most


@dataclass(frozen=True)
class _Corpus:
    """What the resolution asks about the articles, answered from the store; see resolution.Corpus."""

    store: Store
    articles: pd.DataFrame

    @property
    def dates(self) -> list[str]:
        return self.articles["Date"].tolist()

    def counts(self, words: Sequence[str]) -> np.ndarray[Any, np.dtype[Any]]:
        return self.store.unmarked_counts(self.articles, words)

    def words(self) -> set[str]:
        return self.store.unmarked_words(self.articles)

    def places(self, words: Sequence[str]) -> pd.DataFrame:
        return self.store.unmarked(self.articles, words)


def run(settings: Settings, watch: Watch | None = None) -> Report:
    """Read every source, extract what the store lacks, resolve, count, publish all tables or none.

    Raises MitgenanntError, whose message is for the user; a missing source or model is told before anything is written.
    """
    watch = watch or Watch()
    try:
        return _run(settings, watch)
    except DamagedStoreError as error:
        watch.warn(str(error))
        return _run(settings, watch)


def _run(settings: Settings, watch: Watch) -> Report:
    begin = time.monotonic()
    sources, identity, decisions, decided = _inputs(settings)
    with hold(settings.output, settings.wait, watch.line) as waited:
        if waited:  # they may be others by now
            sources, identity, decisions, decided = _inputs(settings)
        if recover(settings.output):
            watch.line("The last run was stopped when its tables were ready: they are in place now.")
        last = recall(settings.output)
        if last is None and (untold := read_changes(settings.output)) is not None:
            watch.line("The last run may have been stopped before it told what it changed:")
            _tell(untold, watch)
        with Store(store_path(settings.output), identity.key, watch.warn) as store:
            known = store.known()
            if last:
                if said := announcement(last, settings, identity, known):
                    watch.line(said)
                last = replace(last, entries=())  # of a million articles over half a gigabyte
            catalogue, extracted, words = _extract(sources, settings, store, known, watch)
            basis = basis_of(settings, identity, decisions, catalogue)
            counts = published_counts(settings.output, last, basis)
            frames = None if counts else _frames(settings, catalogue, store, decided)
        if frames:
            counts = _counts(frames, len(decisions))
            manifest = _manifest(settings, identity, counts)
            keep = partial(remember, settings, identity, basis, catalogue)
            changed = _publish(settings, build_tables(frames), manifest, keep, watch)
        else:
            watch.line("Nothing has changed since the last run.")
            changed = False
    _tell_bounds(counts, settings, watch)
    return Report(
        articles=len(catalogue.entries),
        skipped=tuple(catalogue.skipped),
        extracted=extracted,
        words=words,
        **{name: counts[name] for name in ("copies", "mentions", "entities", "pairs")},
        seconds=time.monotonic() - begin,
        changed=changed,
    )


def _inputs(settings: Settings) -> tuple[Iterator[Article | Skipped], Identity, Sequence[Decision], Decided]:
    """The sources, not read yet; the model's identity; the decisions as they stand and compiled."""
    sources, identity = read_sources(settings), identify(settings.model)
    decisions = read_decisions(settings.decisions)
    return sources, identity, decisions, compile_decisions(decisions, settings.decisions)


def _extract(
    sources: Iterable[Article | Skipped], settings: Settings, store: Store, known: set[str], watch: Watch
) -> tuple[Catalogue, int, int]:
    """Read all sources; extract and store the bodies that are not `known` (by digest), nor twice.

    Gives what was read, and how many bodies and words were extracted. A run that is killed leaves its mark, and so
    does a deadly body: the next one extracts in processes of their own.
    """
    catalogue, failed = Catalogue(watch.warn), dict[str, str]()
    extracted = words = 0
    fresh: list[tuple[str, Extraction]] = []
    stored = time.monotonic()
    mark = settings.output / HIDDEN / "at-work"
    apart = mark.exists()
    unknown = _unknown(catalogue.read(sources), known)
    try:
        for bodies, results in extract(_marked(unknown, mark), settings.model, settings.workers, apart=apart):
            for body, result in zip(bodies, results, strict=True):
                if isinstance(result, str):
                    failed[digest(body)] = result
                else:
                    fresh.append((body, result))
                    words += result.words
            extracted += len(bodies)
            watch.step(len(catalogue.entries), extracted)
            if len(fresh) >= STORED_AT_ONCE or time.monotonic() - stored > STORED_AFTER:
                _store(store, fresh)
                stored = time.monotonic()
    finally:  # what is extracted is kept, also when the run is stopped
        _store(store, fresh)
        if DEADLY not in failed.values():
            mark.unlink(missing_ok=True)
    catalogue.drop(failed)
    catalogue.sort()
    return catalogue, extracted, words


def _unknown(articles: Iterable[tuple[str, Article]], known: set[str]) -> Iterator[str]:
    """The bodies whose digests are not known, each once."""
    for key, article in articles:
        if key not in known:
            known.add(key)
            yield article.body


def _marked(bodies: Iterator[str], mark: Path) -> Iterator[str]:
    """The bodies; where there are any, the mark is set first."""
    for first in bodies:
        with suppress(OSError):
            mark.touch()
        yield first
        yield from bodies


def _store(store: Store, fresh: list[tuple[str, Extraction]]) -> None:
    batch, fresh[:] = fresh[:], []  # what cannot be added once is not added twice
    store.add([body for body, _ in batch], [extraction for _, extraction in batch])


def _frames(settings: Settings, catalogue: Catalogue, store: Store, decided: Decided) -> Frames:
    """Resolve all names of all articles; pairs, months and evidence of the mentions in the articles that count."""
    articles = catalogue.frame()
    articles = articles.join(store.documents(articles).set_axis(["Words", "Sentences"], axis=1))
    found, surfaces = store.mentions(articles)
    resolution = resolve(found, surfaces, _Corpus(store, articles), decided)
    articles["first"] = find_duplicates(store.sentence_keys(articles), articles["Date"].tolist())
    articles["counted"] = (articles["first"] < 0) | (settings.duplicates == "count")
    counted = resolution.mentions[articles["counted"].to_numpy()[resolution.mentions["article"]]]
    months, bounded = articles["Month"].tolist(), bound(counted, settings)
    mentions, settings = bounded.mentions, bounded.settings
    total = int(articles["counted"].sum()) - len(bounded.reasons)  # of one population with the pairs: no lists
    pairs = count_pairs(mentions, months, settings, total=total)
    evidence = pick_evidence(mentions, articles["Date"].tolist(), pairs, settings)
    return Frames(
        articles=articles.assign(Reason=bounded.reasons.reindex(articles.index, fill_value="")),
        skipped=catalogue.skipped,
        mentions=resolution.mentions,
        surfaces=resolution.surfaces,
        entities=resolution.entities,
        aliases=resolution.aliases,
        dropped=resolution.dropped,
        candidates=resolution.candidates,
        pairs=pairs,
        least_articles=settings.min_articles,
        entity_months=count_entities_by_month(counted, months),
        pair_months=count_pairs_by_month(mentions, months, pairs, settings),
        evidence=evidence.merge(_sentences(evidence, articles, store), on=["article", "sentence"], how="left"),
    )


def _tell_bounds(counts: dict[str, int], settings: Settings, watch: Watch) -> None:
    """Which pairs are not in the tables, lest there be too many."""
    if lists := counts["lists"]:
        named = "articles name" if lists > 1 else "article names"
        watch.warn(f"{lists:,} {named} more than {settings.max_entities:,} entities: lists, which make no pairs.")
    if (least := counts["pairs_from_articles"]) > settings.min_articles:
        watch.warn(f"Pairs in fewer than {least:,} articles are left out: with them there are over {MOST_PAIRS:,}.")


def _sentences(evidence: pd.DataFrame, articles: pd.DataFrame, store: Store) -> pd.DataFrame:
    """Article, sentence, start, end (in the article's text) and text of the sentences of evidence, each once."""
    places = evidence[["article", "sentence"]].drop_duplicates(ignore_index=True)
    of = articles.iloc[places["article"]].reset_index(drop=True)
    found = store.sentences(places.assign(digest=of["digest"]))
    found[["start", "end"]] += of[["start"]].to_numpy()
    return places.join(found.assign(text=found["text"].map(excerpt)))


def _publish(
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    keep: Callable[[], None],
    watch: Watch,
) -> bool:
    """Put the tables in place, tell what is new, and `keep` what they were made from; whether they are others."""

    def done(changes: pd.DataFrame | None) -> None:
        _tell(changes, watch)
        keep()

    output, profile = settings.output, PROFILES[settings.profile]
    return publish(tables, manifest, output, lambda: _changes(tables, manifest, output), done, profile) is not None


def _changes(tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any], output: Path) -> pd.DataFrame:
    """The rows of changes.csv: remarks on the run, then what is not as it was in the tables before."""
    before = read_before(output, manifest)
    rows = [pd.DataFrame(before.remarks, columns=["Change", "Label"]).assign(What="run")]
    if before.tables:
        rows.append(compare(before.tables, as_read(tables), before.counts, manifest["counts"]))
    return pd.concat(rows).reindex(columns=CHANGES.header).astype({"Before": "Int64", "After": "Int64"})


def _tell(changes: pd.DataFrame | None, watch: Watch) -> None:
    for line in ["The tables were made again; they are as they were."] if changes is None else tell(changes):
        watch.line(line)


def _counts(frames: Frames, decisions: int) -> dict[str, int]:
    return {
        "articles": len(frames.articles),
        "counted": int(frames.articles["counted"].sum()),
        "skipped": len(frames.skipped),
        "copies": int((frames.articles["first"] >= 0).sum()),
        "mentions": len(frames.mentions),
        "entities": len(frames.entities),
        "lists": int((frames.articles["Reason"] != "").sum()),
        "pairs": len(frames.pairs),
        "pairs_from_articles": frames.least_articles,
        "dropped": len(frames.dropped),
        "decisions": decisions,
    }


def _manifest(settings: Settings, identity: Identity, counts: dict[str, int]) -> dict[str, Any]:
    """What run.json says of a run: nothing that differs from machine to machine or from time to time."""
    shown = ("window", "count", "duplicates", "min_articles", "max_entities", "evidence", "profile")
    return {
        "version": __version__,
        "model": asdict(identity),
        "settings": {name: getattr(settings, name) for name in shown},
        "counts": counts,
    }


class _Callable(ModuleType):
    """What makes `pipeline.run(settings)` the function: importing it puts this module in the function's place."""

    def __call__(self, settings: Settings, watch: Watch | None = None) -> Report:
        return run(settings, watch)


sys.modules[__name__].__class__ = _Callable
