"""Open a file that may be broken, gone or no file at all."""

import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

LONGEST = 5_000_000  # characters or bytes of an article: a thick book, which the model takes some gigabytes for
_BOMB = 200  # times its packed size: text packs to a third, no text to so little
_HARMLESS = 100_000_000  # bytes that may be unpacked from however few


class Unreadable(Exception):  # noqa: N818 - it never leaves this stage: it becomes a Skipped
    """A file, or the rest of it, cannot be read; the message is the reason."""


class Changed(Unreadable):
    """A file was written to while it was read: what was read of it may be neither the old nor the new."""


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
            before = _state(file.fileno())
            yield file
            if _state(file.fileno()) != before:
                raise Changed("it changed while it was read: run again when it is whole")
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable("broken gzip file") from None
    except OSError as error:
        broken_link = isinstance(error, FileNotFoundError) and Path(path).is_symlink()
        raise Unreadable("a link that leads nowhere" if broken_link else trouble(error)) from None
    except UnicodeError:
        raise Unreadable("not decodable") from None


def whole(file: BufferedReader | gzip.GzipFile) -> bytes:
    """All bytes of a file, which is bounded. Raises Unreadable where it is larger."""
    data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Unreadable(f"larger than {LONGEST // 1_000_000} MB: split it into several files")
    return data


def check_bomb(file: BufferedReader | gzip.GzipFile) -> None:
    """Raise Unreadable where a packed file, read so far, has swollen as only one made for harm does."""
    if isinstance(file, gzip.GzipFile) and file.tell() > max(_HARMLESS, _BOMB * os.fstat(file.fileno()).st_size):
        raise Unreadable(f"it unpacks to more than {_BOMB} times its size, as no text does: not read any further")


def _state(handle: int) -> tuple[int, int]:
    stat_of = os.fstat(handle)
    return stat_of.st_size, stat_of.st_mtime_ns
