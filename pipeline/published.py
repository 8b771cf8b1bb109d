"""What the published tables were made from, kept beside the store: a run that would make the same ones leaves early.

A run is compared by content, never by a clock. Whatever cannot be read or does not match counts as changed.
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path

from pipeline.catalogue import Catalogue, Entry
from pipeline.extraction import Identity, folder_digest
from pipeline.records import Decision
from pipeline.report import amount
from pipeline.settings import HIDDEN, Settings
from pipeline.tables.publish import MANIFEST, verified

_FILE = "published"
_SUM = 32  # bytes of a SHA-256, in front of what it is of: a disk that was full, or a crash, is told by it
_CODE = ("*.py", "*.csv", "*.txt")  # ours and the lexica's; the model has a digest of its own
_LIBRARIES = ("duckdb", "numpy", "pandas", "scipy")
# What has no effect on the tables, or takes it by way of what is read from it.
_WITHOUT_EFFECT = {"sources", "output", "workers", "model", "decisions", "wait"}


@dataclass(frozen=True, slots=True)
class Published:
    """`basis`: digest of what the tables follow from. `manifest`: SHA-256 of their run.json.

    `model`: its identity. `shaping`: the settings that shape tables. `entries`: the articles, by id.
    """

    basis: str
    manifest: str
    model: Identity
    shaping: dict[str, object]
    entries: tuple[Entry, ...]


_FORMAT = repr([Entry._fields, *(f.name for of in (Published, Identity) for f in fields(of))]).encode()


def basis_of(settings: Settings, identity: Identity, decisions: Sequence[Decision], catalogue: Catalogue) -> str:
    """A digest of all that the tables follow from: articles, decisions, settings, model, our code, libraries."""
    code = [sys.version, *map(version, _LIBRARIES), folder_digest(Path(__file__).parent, *_CODE)]
    total = hashlib.blake2b(digest_size=16)
    parts = (
        _shaping(settings),
        asdict(identity),
        code,
        map(asdict, decisions),
        catalogue.entries,
        map(asdict, catalogue.skipped),
    )
    for part in parts:
        total.update(json.dumps(part if isinstance(part, dict) else list(part)).encode())
    return total.hexdigest()


def remember(settings: Settings, identity: Identity, basis: str, catalogue: Catalogue) -> None:
    """Keep what the tables in the output were made from. Where that fails, the next run makes them again: no harm."""
    path = settings.output / HIDDEN / _FILE
    with contextlib.suppress(OSError):
        kept = {
            "basis": basis,
            "manifest": _manifest(settings.output),
            "model": asdict(identity),
            "shaping": _shaping(settings),
            "entries": catalogue.entries,
        }
        content = json.dumps(kept).encode()
        fresh = path.with_suffix(".new")
        fresh.write_bytes(_sum(content) + content)
        fresh.replace(path)


def recall(output: Path) -> Published | None:
    """What remember() kept; None where there is nothing, not all of it, or it is not about the run.json there is."""
    with contextlib.suppress(OSError):
        with (output / HIDDEN / _FILE).open("rb") as file:
            total, content = file.read(_SUM), file.read()
        if total == _sum(content):
            kept = json.loads(content)
            if kept["manifest"] == _manifest(output):
                entries = tuple(Entry(*entry) for entry in kept["entries"])
                return Published(**kept | {"model": Identity(**kept["model"]), "entries": entries})
    return None


def published_counts(output: Path, last: Published | None, basis: str) -> dict[str, int]:
    """The counts in run.json, if all tables are there just as they follow from `basis`; else none."""
    manifest = verified(output, last.manifest) if last and last.basis == basis else None
    return dict(manifest["counts"]) if manifest else {}


def differences(last: Published, settings: Settings, identity: Identity) -> list[str]:
    """How model and settings differ from those of the last run, in clauses."""
    model, now = asdict(last.model), asdict(identity)
    parts = (
        ("the model has changed", ("name", "version", "weights")),
        ("the way of extracting has changed", ("code",)),
        ("spaCy has changed", ("spacy",)),
    )
    clauses = [clause for clause, names in parts if any(model[name] != now[name] for name in names)]
    for name, value in _shaping(settings).items():
        before = last.shaping.get(name, value)  # an older version may not have had it: that is no change
        if value != before:
            clauses.append(f"{name.replace('_', '-')} is {_shown(value)} instead of {_shown(before)}")
    return clauses


def announcement(last: Published, settings: Settings, identity: Identity, known: Container[str]) -> str:
    """What must be done again, and why; "" where nothing but articles may have changed.

    `known`: digests of what the model has extracted.
    """
    clauses = differences(last, settings, identity)
    due = sum(entry.digest not in known for entry in last.entries)
    if due and not clauses:
        clauses = ["the store has gone"]
    if not clauses:
        return ""
    number = amount(len(last.entries), "article", "articles")
    what = f"{'all' if due == len(last.entries) else f'{due:,} of'} {number} are extracted" if due else "all is counted"
    return f"Since the last run {' and '.join(clauses)}: {what} again."


def _shaping(settings: Settings) -> dict[str, object]:
    """The settings that shape tables, as JSON has them."""
    names = (f.name for f in fields(Settings) if f.name not in _WITHOUT_EFFECT)
    shaping: dict[str, object] = json.loads(json.dumps({name: getattr(settings, name) for name in names}))
    return shaping


def _manifest(output: Path) -> str:
    return hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _sum(content: bytes) -> bytes:
    total = hashlib.sha256(_FORMAT)
    total.update(content)
    return total.digest()
