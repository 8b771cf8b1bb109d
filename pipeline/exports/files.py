"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError


@contextmanager
def replacing(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Drafts to write to, which take the places of `paths` when the block ends well, and are gone when it does not.

    OutputError if something cannot be written.
    """
    drafts = tuple(path.with_name(f".{path.name}.{os.getpid()}.part") for path in paths)
    try:
        yield drafts
        for draft in drafts:
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    except OSError as error:
        raise OutputError(
            f"{paths[0]} cannot be written ({error.strerror or error}): make room, close it in other programs, or name "
            "another file with --to."
        ) from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
