"""Articles come from the web: what is made for harm, or looks like it, costs itself and nothing else."""

import csv
import gzip
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

from pipeline.records import Article, Skipped
from pipeline.run import run
from pipeline.settings import HIDDEN, Settings
from pipeline.sources import csvrows, decode, jsonrows, opened, read_sources, rows
from pipeline.tables.schemas import TABLES


def _read(folder: Path) -> Iterator[Article | Skipped]:
    return read_sources(Settings(sources=(folder,), output=folder.parent / "output", workers=1))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """All bounds a thousandth of what they are."""
    for module, name, bound in (
        (opened, "LONGEST", 5_000),
        (rows, "LONGEST", 5_000),
        (opened, "_HARMLESS", 100_000),
        (decode, "LONGEST_LINE", 20_000),
        (jsonrows, "LONGEST_LINE", 20_000),
        (csvrows, "LONGEST_LINE", 20_000),
        (decode, "_NOW_AND_THEN", 10),
    ):
        monkeypatch.setattr(module, name, bound)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("packed", [False, True])
def test_too_long_for_an_article(tmp_path: Path, *, packed: bool) -> None:
    """A text file is read up to the bound and no further; one just as long is an article."""
    ending = ".txt.gz" if packed else ".txt"
    for name, length in (("a", 5_000), ("b", 5_001), ("c", 10**7)):
        data = b"wort " * (length // 5) + b"x" * (length % 5)
        (tmp_path / f"{name}{ending}").write_bytes(gzip.compress(data) if packed else data)
    first, *others = _read(tmp_path)
    assert isinstance(first, Article)
    assert others == [
        Skipped(f"{name}{ending}", "larger than 0 MB: split it into several files") for name in ("b", "c")
    ]


@pytest.mark.usefixtures("small")
def test_too_long_for_a_row(tmp_path: Path) -> None:
    """A text that is too long, and a line beyond all measure, cost their rows; those around them are read."""
    texts = ["Berlin", "x" * 5_001, "x" * 90_000, "Bonn"]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    (tmp_path / "b.csv").write_text("text\n" + "".join(f"{text}\n" for text in texts), "utf-8")
    found = list(_read(tmp_path))
    assert [item.text for item in found if isinstance(item, Article)] == ["Berlin", "Bonn"] * 2
    reasons = [item.reason for item in found if isinstance(item, Skipped)]
    assert reasons[1] == "line 3 is longer than 20,000 characters: no article is"
    long = "its text is longer than 5,000 characters, too long for an article: split it into several"
    assert [reasons[0], *reasons[2:]] == [long] * 3


@pytest.mark.usefixtures("small")
def test_a_quote_that_swallows_a_large_file(tmp_path: Path) -> None:
    """What stands behind it is not taken for rows, nor kept in memory to the file's end."""
    (tmp_path / "a.csv").write_text('text\nBerlin\n"' + "Bonn, Kiel\n" * 100_000, encoding="utf-8")
    reason = "a quote opened in line 3 is never closed: nothing is read from there on"
    assert list(_read(tmp_path)) == [Article("a.csv#1", "Berlin"), Skipped("a.csv#row 2", reason)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("ending", "unit"), [(".csv", "a\n"), (".jsonl", '{"text": "a"}\n'), (".jsonl", "\n")])
def test_gzip_bomb(tmp_path: Path, ending: str, unit: str) -> None:
    """A packed table that swells without end is read as far as a bound; one that is packed well is read whole."""
    head = "text\n" if ending == ".csv" else '{"text": "b"}\n'
    (tmp_path / f"bomb{ending}.gz").write_bytes(gzip.compress((head + "a\n" + unit * 3_000_000).encode()))
    (tmp_path / f"good{ending}.gz").write_bytes(gzip.compress((head + head * 3_000).encode()))
    items = list(_read(tmp_path))
    *found, last = (item for item in items if item.id.startswith("bomb"))
    assert isinstance(last, Skipped)
    assert last.reason.startswith("it unpacks to more than 200 times its size, as no text does: not read any further")
    assert len(found) < 2_000_000
    assert not any(item.id == f"good{ending}.gz" for item in items)


def test_a_line_without_end(tmp_path: Path) -> None:
    """A bomb of a single line is no line that memory would have to hold."""
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "' + b"a" * 150_000_000))
    (found,) = _read(tmp_path)
    assert isinstance(found, Skipped)
    assert found.reason.startswith("it unpacks to more than 200 times its size")


def test_changed_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text that is written to meanwhile nobody knows what was read; a table's rows stay, and it is told."""
    (tmp_path / "a.txt").write_text("Berlin.", encoding="utf-8")
    (tmp_path / "b.csv").write_text("text\nBerlin\n", encoding="utf-8")
    whole = opened.whole

    def slow(file: object) -> bytes:
        data = whole(file)  # type: ignore[arg-type] # passed on
        with (tmp_path / "a.txt").open("a") as other:
            other.write(" Bonn.")
        return data

    monkeypatch.setattr("pipeline.sources.read.whole", slow)
    found = []
    for item in _read(tmp_path):
        found.append(item)
        if item.id == "b.csv#1":
            with (tmp_path / "b.csv").open("a") as other:
                other.write("Bonn\n")
    reason = "it changed while it was read: run again when it is whole"
    assert found[0] == Skipped("a.txt", reason)
    assert found[-1] == Skipped("b.csv", reason)
    assert len(found) in {3, 4}


def test_the_clock_is_not_believed(seeds: Path, model: str, tmp_path: Path) -> None:
    """An edit that keeps a file's size and time is seen, whatever the clock says; a touched file is none."""
    settings = Settings(sources=(seeds,), output=tmp_path / "output", model=model, workers=1)
    file = seeds / "wetter.txt"
    os.utime(file, (2**32, 2**32))  # in 2106
    assert run(settings).extracted == 4
    os.utime(file, (1, 1))
    assert run(settings).extracted == 0
    file.write_text(file.read_text("utf-8").replace("regnet", "hagelt"), encoding="utf-8")
    os.utime(file, (1, 1))
    assert run(settings).extracted == 1


HOSTILE = [
    "=1+1",
    "+49",
    "-2",
    "@SUM",
    "\tTab",
    "\r=2",
    "＝3",
    "'=4",
    "a\nb",
    "x\x1b[31m",
    "\u202e=5",
    "c\u2028d",
    "e\0f",
]


def test_no_cell_of_any_table_is_a_formula(tmp_path: Path) -> None:
    """File names, ids, titles, reasons, names, labels, sentences: on one line, no formula, nothing unprintable."""
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": name} for name in ("@Putin", "=Biden", "Merkel")])  # type: ignore[attr-defined] # add_pipe() is typed as any component
    nlp.to_disk(tmp_path / "model")
    folder = tmp_path / "in"
    folder.mkdir()
    text = "@Putin und =Biden.\n\n-2 mit Mer\u202ekel: @Putin\tund\n=Biden.\n"
    for name in HOSTILE:
        if "\0" not in name:
            (folder / f"{name.replace('/', '')}.txt").write_text(text, encoding="utf-8")
            (folder / f"{name.replace('/', '')}2.txt").write_text(f"date 2{name} x", encoding="utf-8")
    lines = [json.dumps({"text": text, "id": name, "title": name, "date": "2021-01"}) for name in HOSTILE]
    (folder / "=rows.jsonl").write_text("\n".join([*lines, *lines]), encoding="utf-8")
    (folder / "decisions.csv").write_text("Decision,Name,Other,Note\nlabel,=Biden,=SUM(A1),\n", encoding="utf-8")
    settings = Settings(
        sources=(folder,),
        output=tmp_path / "out",
        model=str(tmp_path / "model"),
        workers=1,
        decisions=folder / "decisions.csv",
    )
    report = run(settings)
    assert report.exit_code == 3
    assert report.pairs == 3
    checked = 0
    for table in TABLES.values():
        raw = (tmp_path / "out" / table.file).read_text("utf-8")
        header, *records = csv.reader(raw.splitlines(), strict=True)
        assert raw.count("\n") == len(records) + 1
        kinds = {column.name: column.kind for column in table.columns}
        for record in records:
            for column, cell in zip(header, record, strict=True):
                if kinds[column] in {"id", "text"}:
                    checked += 1
                    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
                    assert all(char.isprintable() or kinds[column] == "id" for char in cell), cell
    assert checked > 500
    assert json.loads((tmp_path / "out" / "run.json").read_bytes())["counts"]["pairs"] == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize("linked", [False, True])
def test_the_store_is_not_readable_by_others(seeds: Path, model: str, tmp_path: Path, *, linked: bool) -> None:
    """Whatever the umask, and where the hidden folder is a link to another disk: nobody else gets at the texts."""
    output = tmp_path / "output"
    place = tmp_path / "disk" if linked else output / HIDDEN
    if linked:
        place.mkdir(mode=0o777)
        output.mkdir()
        (output / HIDDEN).symlink_to(place)
    before = os.umask(0)
    try:
        run(Settings(sources=(seeds,), output=output, model=model, workers=1))
        (place / "store.duckdb").write_bytes(b"broken")
        run(Settings(sources=(seeds,), output=output, model=model, workers=1))
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    stores = list(place.glob("store.duckdb*"))
    assert len(stores) > 1
    assert stat.S_IMODE((place / "store.duckdb").stat().st_mode) == 0o600
