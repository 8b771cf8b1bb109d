"""Open a file that may be broken, gone or no file at all."""

import gzip
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path


class Unreadable(Exception):  # noqa: N818 - it never leaves this stage: it becomes a Skipped
    """A file, or the rest of it, cannot be read; the message is the reason."""


def trouble(error: OSError) -> str:
    """The reason behind `error` as a clause, without its path."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "vanished while the run was reading"
    if isinstance(error, PermissionError):
        return "not readable: permission denied"
    return f"not readable: {(error.strerror or 'unknown error').lower()}"


@contextmanager
def opened(path: str) -> Iterator[BufferedReader | gzip.GzipFile]:
    """The bytes of a regular file, unpacked if its name ends in .gz.

    Raises Unreadable for whatever goes wrong while it is open, also in the body of the `with`.
    """
    try:
        # A pipe or a device would be waited for without end.
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise Unreadable("not a regular file")
        with gzip.open(path, "rb") if path.lower().endswith(".gz") else Path(path).open("rb") as file:
            yield file
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable("broken gzip file") from None
    except OSError as error:
        broken_link = isinstance(error, FileNotFoundError) and Path(path).is_symlink()
        raise Unreadable("a link that leads nowhere" if broken_link else trouble(error)) from None
    except UnicodeError:
        raise Unreadable("not decodable") from None
