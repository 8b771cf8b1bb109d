"""Text files: headers, encodings, and what cannot be read."""

import gzip
import os
import socket
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.records import Article, Skipped
from pipeline.settings import Settings
from pipeline.sources import read_sources
from pipeline.sources.find import ENDINGS

GERMAN = "Müller grüßt König Charles: „Schöne Grüße aus Österreich!“ – für 5 € in der Straße."


def read(*sources: Path) -> list[Article | Skipped]:
    """What comes out of the sources."""
    return list(read_sources(Settings(sources=sources, output=sources[0] / "output", workers=1)))


def only(folder: Path, data: bytes, name: str = "a.txt") -> Article | Skipped:
    """The one thing that comes out of a folder with one file."""
    (folder / name).write_bytes(data)
    [found] = read(folder)
    return found


def reason(folder: Path, data: bytes, name: str = "a.txt") -> str:
    """Why a file of these bytes is skipped."""
    found = only(folder, data, name)
    assert isinstance(found, Skipped)
    assert found.id == name
    return found.reason


def text(folder: Path, data: bytes, name: str = "a.txt") -> str:
    """The text of a file of these bytes."""
    found = only(folder, data, name)
    assert isinstance(found, Article)
    return found.text


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    image = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image


@pytest.mark.parametrize(
    ("whole", "date", "body"),
    [
        ("date 2021-03\nBerlin.", "2021-03", "Berlin."),
        ("date 2021-03-04 Berlin.", "2021-03-04", "Berlin."),
        (" \n\tdate  2021-03\r\n\r\n  Berlin.\r\n", "2021-03", "Berlin.\r\n"),
        ("Date 2021-03\nBerlin.", "2021-03", "Berlin."),
        ("date palm trees grow", "", "date palm trees grow"),
        ("date2021-03 Berlin.", "", "date2021-03 Berlin."),
        ("  Berlin, date 2021-03", "", "  Berlin, date 2021-03"),
        ("date\n2021-03 Berlin.", "", "date\n2021-03 Berlin."),
    ],
)
def test_header(tmp_path: Path, whole: str, date: str, body: str) -> None:
    """A date header is read, its article starts behind it, and the text keeps it."""
    found = only(tmp_path, whole.encode())
    assert found == Article("a.txt", whole, start=len(whole) - len(body), date=date)
    assert isinstance(found, Article)
    assert found.body == body


@pytest.mark.parametrize(
    "date", ["2021-13", "2021-02-30", "2021-3", "0000-01", "12.03.2021", "2021", "2021-03-04T10:00"]
)
def test_header_that_is_no_date(tmp_path: Path, date: str) -> None:
    """A header with digits that the calendar does not have is named in the reason."""
    assert reason(tmp_path, f"date {date} Berlin.".encode()) == f"date {date} is none"


@pytest.mark.parametrize(
    "data",
    [
        GERMAN.encode(),
        b"\xef\xbb\xbf" + GERMAN.encode(),
        GERMAN.encode("utf-16"),
        b"\xfe\xff" + GERMAN.encode("utf-16-be"),
        GERMAN.encode("cp1252"),
        GERMAN.encode("mac_roman"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    """One text comes out of every encoding that German archives are in, without its BOM."""
    assert text(tmp_path, data) == GERMAN


@pytest.mark.parametrize(
    "word", ["Öl", "Weiß", "Müller", "Ä", "5 € für alle", "„So ist es …“", "Spaß", "José González"]
)
def test_short_windows_1252(tmp_path: Path, word: str) -> None:
    """A few bytes of Windows-1252 are not taken for a rarer code page."""
    assert text(tmp_path, word.encode("cp1252")) == word


@pytest.mark.parametrize("word", ["Bürgermeister", "Die Schröders hören zu", "Es grünt in Straße und Gärten"])
def test_dos_text(tmp_path: Path, word: str) -> None:
    """Old DOS files have their umlauts inside words."""
    assert text(tmp_path, word.encode("cp850")) == word


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_newlines_are_kept(tmp_path: Path, newline: str) -> None:
    """Offsets count the characters of the file as it is."""
    assert text(tmp_path, f"Eins.{newline}Zwei.{newline}".encode()) == f"Eins.{newline}Zwei.{newline}"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t", "empty"),
        (b"date 2021-03\n\n", "only a date header, no text"),
        (png(), "binary, not text"),
        (b"%PDF-1.4\n", "binary, not text"),
        (bytes(1000), "binary, not text"),
        (GERMAN.encode("utf-16-le"), "binary, not text"),
        (b"Eins\0zwei", "holds a NUL byte"),
        ("Für\0uns alle".encode("cp1252"), "holds a NUL byte"),
        (b"\x81\x8d\x8f\x90\x9d" * 20, "not decodable"),
        (b"\xff\xfea", "not decodable"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "not decodable"),
        (f"{GERMAN} {GERMAN}".encode() + b"\xc3", "not decodable"),
    ],
)
def test_bad_bytes(tmp_path: Path, data: bytes, expected: str) -> None:
    """Each way in which a file is no article has its own reason."""
    assert reason(tmp_path, data) == expected


def test_gzip(tmp_path: Path) -> None:
    """A gzipped text is read like a plain one, whatever the case of its ending."""
    assert text(tmp_path, gzip.compress(GERMAN.encode()), "a.TXT.gz") == GERMAN


@pytest.mark.parametrize(
    "data", [b"no gzip", gzip.compress(GERMAN.encode())[:-9], gzip.compress(b"a" * 99) + b"garbage"]
)
def test_broken_gzip(tmp_path: Path, data: bytes) -> None:
    """A gzip file that is none, or is cut off, or goes on with something else, is no article."""
    assert reason(tmp_path, data, "a.txt.gz") == "broken gzip file"


def test_header_word_is_cut(tmp_path: Path) -> None:
    """A reason stays short whatever stands in the file."""
    assert reason(tmp_path, b"date 1" + b"x" * 9999) == f"date 1{'x' * 38}… is none"


def test_vanished(tmp_path: Path) -> None:
    """A file that goes between listing and reading is listed, and the others are read."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("Berlin.", encoding="utf-8")
    articles = read_sources(Settings(sources=(tmp_path,), output=tmp_path / "output", workers=1))
    (tmp_path / "b.txt").unlink()
    assert list(articles) == [
        Article("a.txt", "Berlin."),
        Skipped("b.txt", "vanished while the run was reading"),
        Article("c.txt", "Berlin."),
    ]


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that must not be opened is skipped, without its path in the reason."""

    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    (tmp_path / "a.txt").touch()
    assert read(tmp_path) == [Skipped("a.txt", "not readable: permission denied")]


def test_broken_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What else the system says becomes the reason."""

    def fail(self: Path, *_: object) -> None:
        raise OSError(5, "Input/output error", str(self))

    monkeypatch.setattr(Path, "open", fail)
    (tmp_path / "a.txt").touch()
    assert read(tmp_path) == [Skipped("a.txt", "not readable: input/output error")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, a device, a socket, and links that end nowhere are listed, and nothing waits for them."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("/dev/zero")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("c.txt")
        (tmp_path / "d.txt").symlink_to("nowhere.txt")
        (tmp_path / "e.txt").symlink_to("e.txt")
        reasons = {found.id: found.reason for found in read(tmp_path) if isinstance(found, Skipped)}
    assert reasons.pop("e.txt").startswith("not readable: ")
    no_file = "not a regular file"
    assert reasons == {"a.txt": no_file, "b.txt": no_file, "c.txt": no_file, "d.txt": "a link that leads nowhere"}


@given(
    header=st.sampled_from(["", "date 2021-03\n", "  date 2022-12-24 "]),
    body=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
def test_any_text(header: str, body: str) -> None:
    """Whatever is written as UTF-8 comes back as it was, and the body starts at `start`."""
    whole = header + body
    with tempfile.TemporaryDirectory() as folder:
        found = only(Path(folder), b"\xef\xbb\xbf" + whole.encode())
    if isinstance(found, Skipped):
        assert not body.strip() or body.lstrip().casefold().startswith("date")
        return
    assert found.text == whole
    assert found.body == (body.lstrip() if header else found.text[found.start :])
    assert found.date == header.strip().removeprefix("date ") or not header


# Bytes that matter come more often than by chance.
SNIPPETS = [
    b'"',
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"text",
    b'{"text": "',
    b"date ",
]
SNIPPETS += [
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc3\xa4",
    b"\xe4",
    b"\x81",
    b"\\ud800",
    b"2021-03",
    b"id,text\n",
]


@given(
    parts=st.lists(st.one_of(st.sampled_from(SNIPPETS), st.binary(max_size=8)), max_size=40),
    ending=st.sampled_from(ENDINGS),
    packed=st.booleans(),
)
@settings(max_examples=300)
@example(parts=[b"text\n", b'"'], ending=".csv", packed=False)
@example(parts=[b"[" * 100_000], ending=".jsonl", packed=False)
@example(parts=[b'{"id": ', b"9" * 5000, b"}"], ending=".jsonl", packed=False)
@example(parts=[b"\xff\xfe", b"t\0e\0x\0t\0\n\0a\0\n"], ending=".csv", packed=False)
def test_any_bytes(parts: list[bytes], ending: str, *, packed: bool) -> None:
    """Whatever a file holds, articles and reasons come out: storable, not blank, with ids that are all different."""
    data = b"".join(parts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"a{ending}").write_bytes(gzip.compress(data) if packed else data)
        found = read(folder)
    assert found
    assert len({each.id for each in found}) == len(found)
    for each in found:
        assert (each.id + (each.reason if isinstance(each, Skipped) else each.text + each.title)).encode()
        if isinstance(each, Skipped):
            assert len(each.reason.splitlines()) == len(each.id.splitlines()) == 1
        else:
            assert each.body.strip()
            assert "\0" not in each.text
