"""Which files there are to read, and what their articles are called."""

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.settings import DECISIONS, HIDDEN, TABLE_FILES, Settings
from pipeline.sources.names import printable
from pipeline.sources.opened import trouble

ENDINGS = tuple(f"{kind}{packed}" for kind in (".txt", ".csv", ".jsonl") for packed in ("", ".gz"))
_KINDS = "files that end in .txt, .csv or .jsonl, or these with .gz"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read.

    `id`: its path below the source folder. `real`: where it lies in truth, the same for all ways to it.
    `origin`: name of the source folder. `linked`: whether it is a link.
    `reason`: why it cannot be read, "" where nothing is known against it.
    """

    id: str
    path: str
    real: str
    origin: str
    linked: bool = False
    reason: str = ""


def find(settings: Settings) -> list[Found]:
    """The files below all sources, each once, sorted by ids that are all different.

    Neither the order of the sources nor that of the file system matters. The file with the user's decisions, and any
    called decisions.csv below a source, holds no articles. Raises SourceError.
    """
    if not settings.sources:
        raise SourceError("There is no source: name a folder or a file with articles.")
    output = os.path.realpath(settings.output)
    decisions = os.path.realpath(settings.decisions) if settings.decisions else ""
    ways = [found for source in settings.sources for found in _source(source, output, decisions)]
    if not ways:
        raise SourceError(
            f"{printable(str(settings.decisions))} holds decisions only: name a source with articles, too."
        )
    return sorted(_distinct(_once(ways)), key=lambda found: found.id)


def _source(source: Path, output: str, decisions: str) -> list[Found]:
    """What one source holds; SourceError where that is nothing, but for the decisions, which "*.csv" may name."""
    name = printable(str(source))
    try:
        is_folder = Path(source).is_dir()
        if is_folder:
            with os.scandir(source):
                pass
        else:
            source.stat()
    except FileNotFoundError:
        raise SourceError(f"There is no {name}: put articles there, or name another folder or file.") from None
    except OSError as error:
        raise SourceError(f"{name} is {trouble(error)}; change that, or name another folder or file.") from None
    if not is_folder:
        return [] if os.path.realpath(source) == decisions else [_single(source)]
    if os.path.realpath(source) == output:
        raise SourceError(f"{name} is the folder of the output, too: name another one for the articles or the output.")
    files = [found for found in _folder(source, output) if found.real != decisions]
    if not files:
        raise SourceError(f"{name} holds no articles: put {_KINDS} there, or name another folder.")
    return files


def _single(source: Path) -> Found:
    path = Path(os.path.abspath(source))  # noqa: PTH100 - Path.absolute() leaves ".." in the name
    if not path.name.lower().endswith(ENDINGS):
        raise SourceError(f"{printable(str(source))} is no article file: name a folder, or {_KINDS}.")
    return Found(printable(path.name), str(source), os.path.realpath(source), printable(path.parent.name))


def _folder(source: Path, output: str) -> Iterator[Found]:
    """All article files below a folder, and the folders that cannot be listed."""
    origin = printable(os.path.basename(os.path.abspath(source)))  # noqa: PTH100, PTH119 - ".." as above
    seen = set[str]()
    folders, links = deque([(str(source), "")]), deque[tuple[str, str]]()
    while folders or links:
        # Links last: what is reached without one keeps the path that it has without one.
        folder, below = (folders or links).popleft()
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(printable(below), folder, real, origin, reason=f"folder {trouble(error)}")
            continue
        # Where a run writes or has left its store, its tables are no articles; what else lies there may be some.
        is_output = real == output or any(entry.name == HIDDEN for entry in entries)
        others = (DECISIONS, *TABLE_FILES) if is_output else (DECISIONS,)
        for entry in entries:
            at = f"{below}/{entry.name}" if below else entry.name
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                (links if entry.is_symlink() else folders).append((entry.path, at))
            elif entry.name.lower().endswith(ENDINGS) and entry.name not in others:
                linked = entry.is_symlink()
                where = os.path.realpath(entry.path) if linked else f"{real}{os.sep}{entry.name}"
                yield Found(printable(at), entry.path, where, origin, linked)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself: reading it will tell
        return False


def _once(files: Iterable[Found]) -> list[Found]:
    """Each file by one way only: rather without a link, and from the outermost source."""
    best: dict[str, Found] = {}

    def rank(found: Found) -> tuple[bool, int, str, str]:
        return found.linked, -found.id.count("/"), found.id, found.origin

    for found in files:
        known = best.setdefault(found.real, found)
        if rank(found) < rank(known):
            best[found.real] = found
    return list(best.values())


def _distinct(files: list[Found]) -> list[Found]:
    """Files of several sources that have one id get the name of their source in front."""
    times = Counter(found.id for found in files)
    named = [replace(found, id=f"{found.origin}/{found.id}") if times[found.id] > 1 else found for found in files]
    by_id: dict[str, Found] = {}
    for found in sorted(named, key=lambda found: found.path):
        other = by_id.setdefault(found.id, found)
        if other is not found:
            both = f"{printable(other.path)} and {printable(found.path)}"
            raise SourceError(f"{both} would both be the article {found.id}: rename one of them, or its source folder.")
    return named
