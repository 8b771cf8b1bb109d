"""Bytes to text: which encoding a file is in."""

import re
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from gzip import GzipFile
from io import BufferedReader, TextIOWrapper
from itertools import count

from pipeline.sources.opened import LONGEST, Unreadable, check_bomb

SAMPLE = 1 << 20
LONGEST_LINE = 4 * LONGEST  # JSON may take six characters for one; and other columns stand in it, too
_NOW_AND_THEN = 10_000

_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1a\x1b"))
_ESCAPED = re.compile("[\udc80-\udcff]")

# Letters between two small letters, as each code page writes them: äöüß, and for cp1252 its other accents too.
_HOME = {
    "cp1252": re.compile(rb"[a-z][\xdf-\xff](?=[a-z])"),
    "mac_roman": re.compile(rb"[a-z][\x8a\x9a\x9f\xa7](?=[a-z])"),
    "cp850": re.compile(rb"[a-z][\x84\x94\x81\xe1](?=[a-z])"),
}
_ELSE = ["cp850", "mac_roman", "cp1250", "iso8859_15"]


def decode(data: bytes) -> str:
    """The text of a whole file, without BOM, its newlines as they are. Raises Unreadable or UnicodeError."""
    return data.decode(encoding_of(data))


def lines(file: BufferedReader | GzipFile) -> Iterator[str]:
    """Lines of a file of any length, with their newlines as they are; its encoding is judged by its first MiB.

    A line longer than LONGEST_LINE is cut there. Bytes that are not of that encoding come out as lone surrogates.
    Raises Unreadable or UnicodeError.
    """
    sample = _sample(file)
    encoding = encoding_of(sample, whole=len(sample) < SAMPLE)
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")
    try:
        for number in count(1):
            line = part = text.readline(LONGEST_LINE)
            while len(part) == LONGEST_LINE:
                check_bomb(file)
                part = text.readline(LONGEST_LINE)
            if not line:
                return
            if number % _NOW_AND_THEN == 0:
                check_bomb(file)
            yield line
    finally:
        with suppress(ValueError):  # who opened the file may have closed it, where rows are not read to their end
            text.detach()  # else it would close the file


def encoding_of(data: bytes, *, whole: bool = True) -> str:
    """Python's name of the encoding of `data`, the beginning of a file or the `whole` of it.

    Raises Unreadable where it is binary or in no encoding that German text is found in.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    text, broken = "", 0
    try:
        getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        text = getincrementaldecoder("utf-8")("surrogateescape").decode(data, final=whole)
        broken = len(_ESCAPED.findall(text))
    if _is_binary(data, controls=_CONTROLS if broken else b"\0"):
        raise Unreadable("binary, not text")
    # A broken byte in UTF-8 must not turn all of its umlauts into nonsense of another encoding.
    if not broken or broken < sum(map(text.count, "äöüÄÖÜß„“”–’")):
        return "utf-8-sig"
    return _code_page(data)


def _is_binary(data: bytes, controls: bytes) -> bool:
    start = data[:SAMPLE]
    odd = len(start) - len(start.translate(None, controls))
    few = len(start) // 4 if controls == b"\0" else max(1, len(start) // 50)
    return start.startswith(_MAGIC) or odd > few


def _code_page(data: bytes) -> str:
    """The code page in which most umlauts stand inside words; cp1252 where nothing speaks for another."""
    best = max(_HOME, key=lambda name: len(_HOME[name].findall(data)))
    with suppress(UnicodeError):
        data.decode(best)
        return best
    from charset_normalizer import from_bytes

    # Only code pages that German text is found in: short texts fit many others by chance.
    match = from_bytes(data[:SAMPLE], cp_isolation=_ELSE, enable_fallback=False).best()
    if match is None:
        raise Unreadable("not decodable")
    return match.encoding


def _sample(file: BufferedReader | GzipFile) -> bytes:
    parts: list[bytes] = []
    size = 0
    # What stands before the break of a broken gzip file is good; reading on from the start meets the break again.
    with suppress(OSError, EOFError, zlib.error):
        while size < SAMPLE and (part := file.read1(SAMPLE - size)):
            parts.append(part)
            size += len(part)
    return b"".join(parts)
