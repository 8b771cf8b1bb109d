"""What the published tables were made from, kept beside the store: a run that would make the same ones leaves early.

A run is compared by content, never by a clock. Whatever cannot be read or does not match counts as changed.
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path

from pipeline.catalogue import Catalogue, Entry
from pipeline.extraction import Identity, folder_digest
from pipeline.records import Decision
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

    `entries`: the articles, by id.
    """

    basis: str
    manifest: str
    entries: tuple[Entry, ...]


def basis_of(settings: Settings, identity: Identity, decisions: Sequence[Decision], catalogue: Catalogue) -> str:
    """A digest of all that the tables follow from: articles, decisions, settings, model, our code, libraries."""
    shaping = {f.name: getattr(settings, f.name) for f in fields(Settings) if f.name not in _WITHOUT_EFFECT}
    code = [sys.version, *map(version, _LIBRARIES), folder_digest(Path(__file__).parent, *_CODE)]
    total = hashlib.blake2b(digest_size=16)
    parts = (shaping, asdict(identity), code, map(asdict, decisions), catalogue.entries, map(asdict, catalogue.skipped))
    for part in parts:
        total.update(json.dumps(part if isinstance(part, dict) else list(part)).encode())
    return total.hexdigest()


def remember(output: Path, basis: str, catalogue: Catalogue) -> None:
    """Keep what the tables in `output` were made from. Where that fails, the next run makes them again: no harm."""
    path = output / HIDDEN / _FILE
    with contextlib.suppress(OSError):
        manifest = hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()
        content = json.dumps({"basis": basis, "manifest": manifest, "entries": catalogue.entries}).encode()
        fresh = path.with_suffix(".new")
        fresh.write_bytes(_sum(content) + content)
        fresh.replace(path)


def recall(output: Path) -> Published | None:
    """What remember() kept; None where there is nothing, or not all of it."""
    with contextlib.suppress(OSError):
        text = (output / HIDDEN / _FILE).read_bytes()
        content = text[_SUM:]
        if text[:_SUM] == _sum(content):
            kept = json.loads(content)
            return Published(kept["basis"], kept["manifest"], tuple(Entry(*entry) for entry in kept["entries"]))
    return None


def published_counts(output: Path, basis: str) -> dict[str, int]:
    """The counts in run.json, if it and all tables are there just as they follow from `basis`; else none."""
    last = recall(output)
    manifest = verified(output, last.manifest) if last and last.basis == basis else None
    return manifest["counts"] if manifest else {}


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
