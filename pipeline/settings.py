"""One frozen Settings; the only home of defaults."""

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import UsageError

Window = Literal["article", "paragraph", "sentence"]
WINDOWS = ("article", "paragraph", "sentence")
KINDS = ("name", "part", "derived")
DUPLICATES = ("once", "count")
PROFILES = ("standard", "excel-de")
TYPES = ("PER", "LOC", "ORG")
BUNDLED = "bundled"
HIDDEN = ".mitgenannt"  # below the output folder: the store, the lock, what is being published
TABLE_FILES = (  # what a run writes beside HIDDEN
    "articles.csv",
    "mentions.csv",
    "entities.csv",
    "comentions.csv",
    "entitiesbymonth.csv",
    "comentionsbymonth.csv",
    "evidence.csv",
    "aliases.csv",
    "dropped.csv",
    "mergecandidates.csv",
    "changes.csv",
    "run.json",
)
FILE = "mitgenannt.toml"
DECISIONS = "decisions.csv"


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """What a run is asked to do.

    `model`: "bundled", the name of an installed spaCy pipeline, or its folder.
    `count`: kinds of mentions that make co-mentions. `evidence`: sentences shown per pair, at most.
    `duplicates`: "once" counts the first of each group of near-duplicates, "count" all of them.
    `min_articles`: pairs in fewer articles are left out of the tables.
    `max_entities`: an article that names more is a list and makes no pairs.
    `profile`: how the CSV files are written: "standard", or "excel-de" for Excel in German.
    `decisions`: CSV file with what a person has decided on names; None where there is none.
    `text_column` and the like: columns of .csv and keys of .jsonl files.
    `wait`: seconds that another run's end is waited for.
    """

    sources: tuple[Path, ...] = (Path("seeds"),)
    output: Path = Path("output")
    model: str = BUNDLED
    workers: int = 0
    window: Window = "article"
    count: tuple[str, ...] = ("name", "part")
    duplicates: str = "once"
    min_articles: int = 1
    max_entities: int = 500
    evidence: int = 3
    profile: str = "standard"
    decisions: Path | None = None
    text_column: str = "text"
    id_column: str = "id"
    date_column: str = "date"
    title_column: str = "title"
    wait: int = 0

    def __post_init__(self) -> None:
        """Check what a command line or a file may get wrong; 0 workers stand for one per core.

        `window`, `duplicates`, `profile` and `count` become plain strings, the latter in the order of KINDS: they are
        written to run.json.
        """
        if self.workers == 0:
            object.__setattr__(self, "workers", _cores())
        for name, wrong, expected in (
            ("window", self.window not in WINDOWS, f"one of {', '.join(WINDOWS)}"),
            ("count", not self.count or not set(self.count) <= set(KINDS), f"some of {', '.join(KINDS)}"),
            ("duplicates", self.duplicates not in DUPLICATES, f"one of {', '.join(DUPLICATES)}"),
            ("profile", self.profile not in PROFILES, f"one of {', '.join(PROFILES)}"),
            ("workers", self.workers < 1, "a number from 1"),
            ("min-articles", self.min_articles < 1, "a number from 1"),
            ("max-entities", self.max_entities < 1, "a number from 1"),
            ("evidence", self.evidence < 0, "a number from 0"),
            ("wait", self.wait < 0, "a number from 0"),
        ):
            if wrong:
                raise UsageError(f"{name} must be {expected}.")
        object.__setattr__(self, "window", str(self.window))
        object.__setattr__(self, "duplicates", str(self.duplicates))
        object.__setattr__(self, "profile", str(self.profile))
        object.__setattr__(self, "count", tuple(kind for kind in KINDS if kind in self.count))


def load_settings(chosen: dict[str, Any]) -> Settings:
    """Settings from flags (`chosen`, by field name), else from a file, else the defaults.

    Read are `mitgenannt.toml` in a source or beside it, or in the current folder, and `[tool.mitgenannt]` of the
    current folder's pyproject.toml; the first one found counts. Paths in a file are relative to it.
    Where nobody names a file with decisions, it is `decisions.csv` in a source or beside it.
    Raises UsageError, which names the file where that is at fault, also for sources with different files.
    """
    sources = [Path(source) for source in chosen.get("sources", Settings.sources)]
    found = {path.resolve(): path for source in sources if (path := _first(source / FILE, source.parent / FILE))}
    if len(found) > 1:
        both = " and ".join(map(str, list(found.values())[:2]))
        raise UsageError(f"{both} both hold settings: leave one of them, or run their sources one by one.")
    path = next(iter(found.values()), None) or _first(Path(FILE), Path("pyproject.toml"))
    settings = replace(_from_file(_read(path), path), **chosen) if path else Settings(**chosen)
    return settings if settings.decisions else replace(settings, decisions=_decisions(settings.sources))


def _decisions(sources: Iterable[Path]) -> Path | None:
    """The decisions that lie in a source or beside it. None is passed over: UsageError where there are several."""
    places = [folder / DECISIONS for source in sources for folder in (source, source.parent)]
    # A link that leads nowhere counts: reading it will tell, and nobody's decisions get lost unnoticed.
    files = [path for path in places if os.path.lexists(path) and not os.path.isdir(path)]  # noqa: PTH112 - never raises
    found = {os.path.realpath(path): path for path in files}
    if len(found) > 1:
        both = " and ".join(map(str, list(found.values())[:2]))
        raise UsageError(f"{both} both hold decisions: put them together in one file, or name one with --decisions.")
    return next(iter(found.values()), None)


def _first(*paths: Path) -> Path | None:
    """The first file that holds settings."""
    return next((path for path in paths if _read(path)), None)


def _read(path: Path) -> dict[str, Any]:
    """The settings in a file, by field name; none where there is no such file."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))  # Windows editors set a BOM
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): make it readable or move it away.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML ({error}): mend it or move it away.") from error
    if path.name != FILE:
        tool = content.get("tool")
        content = tool.get("mitgenannt", {}) if isinstance(tool, dict) else {}
    if not isinstance(content, dict):
        raise UsageError(f"{path}: mitgenannt is no table: write [tool.mitgenannt] above the settings.")
    return {name.replace("-", "_"): value for name, value in content.items()}


def _from_file(table: dict[str, Any], path: Path) -> Settings:
    """Settings with the file's values, its paths led on from the current folder."""
    kinds = {f.name: type(f.default) for f in fields(Settings)}
    values: dict[str, Any] = {}
    for name, value in table.items():
        shown = name.replace("_", "-")
        if name not in kinds:
            raise UsageError(f"{path}: there is no setting {shown}; there are {', '.join(kinds).replace('_', '-')}.")
        if wanted := _wanted(kinds[name], value):
            raise UsageError(f"{path}: {shown} = {value!r} does not fit; give it {wanted}.")
        values[name] = (value,) if kinds[name] is tuple and isinstance(value, str) else value
    if "sources" in values:
        values["sources"] = tuple(path.parent / source for source in values["sources"])
    for name in ("output", "decisions"):
        if name in values:
            values[name] = path.parent / values[name]
    if "model" in values and (path.parent / values["model"]).is_dir():
        values["model"] = str(path.parent / values["model"])
    try:
        return Settings(**values)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def _wanted(kind: type, value: object) -> str:
    """What a setting of this kind takes; "" where the value is such."""
    if kind is int:
        return "" if isinstance(value, int) and not isinstance(value, bool) else "a whole number"
    if kind is tuple:
        texts = value if isinstance(value, list) else [value]
        return "" if all(isinstance(text, str) for text in texts) else "a text or a list of texts"
    return "" if isinstance(value, str) else "a text"
