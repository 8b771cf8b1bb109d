"""Which files are found, what their articles are called, and when there is nothing to read."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.records import Article, Skipped
from pipeline.settings import TABLE_FILES, Settings
from pipeline.sources import read_sources
from pipeline.tables.publish import FILES


def put(*paths: Path) -> None:
    """Write an article to each path."""
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Berlin.", encoding="utf-8")


def ids(*sources: Path, output: Path = Path("output")) -> list[str]:
    """Ids of what is found, all of it readable."""
    found = list(read_sources(Settings(sources=sources, output=output, workers=1)))
    assert all(isinstance(each, Article) for each in found)
    return [each.id for each in found]


def error(*sources: Path, output: Path = Path("output")) -> str:
    """The sentence that comes before any article is read."""
    with pytest.raises(SourceError) as caught:
        read_sources(Settings(sources=sources, output=output, workers=1))
    return str(caught.value)


def test_folders_are_recursive(tmp_path: Path) -> None:
    """Ids are paths below the source, sorted; hidden files, other endings and the output's tables are passed over."""
    names = ["b.txt", "a/c.TXT", "a/b/d.txt", "a.txt/e.txt", ".hidden.txt", ".hidden/f.txt", "g.md", "output/h.txt"]
    put(*(tmp_path / name for name in (*names, *(f"output/{table}" for table in TABLE_FILES))))
    expected = ["a.txt/e.txt", "a/b/d.txt", "a/c.TXT", "b.txt", "output/h.txt"]
    assert ids(tmp_path, output=tmp_path / "a" / ".." / "output") == expected


def test_other_folders_called_output_are_read(tmp_path: Path) -> None:
    """Tables are passed over in the folder that they go to, by no name of a folder."""
    put(tmp_path / "a" / "output" / "b.txt")
    (tmp_path / "a" / "output" / "mentions.csv").write_text("text\nBerlin.\n", "utf-8")
    assert ids(tmp_path, output=tmp_path / "output") == ["a/output/b.txt", "a/output/mentions.csv#1"]


def test_files_as_sources(tmp_path: Path) -> None:
    """A file is an article by its name, hidden or not."""
    put(tmp_path / "a" / "b.txt", tmp_path / ".c.txt")
    assert ids(tmp_path / "a" / "b.txt", tmp_path / ".c.txt") == [".c.txt", "b.txt"]


def test_a_file_reached_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ways lead to a file, it is one article, with the id below the outermost source."""
    put(tmp_path / "seeds" / "a" / "b.txt", tmp_path / "seeds" / "c.txt")
    monkeypatch.chdir(tmp_path)
    seeds = Path("seeds")
    sources = [seeds, seeds, tmp_path / "seeds", seeds / "a", seeds / "a" / "b.txt", Path("seeds/a/../c.txt")]
    assert ids(*sources) == ids(*reversed(sources)) == ["a/b.txt", "c.txt"]


def test_links(tmp_path: Path) -> None:
    """Loops of links end; a file keeps the path that it has without them; what lies outside is read through them."""
    put(tmp_path / "seeds" / "m" / "a.txt", tmp_path / "outside" / "b.txt", tmp_path / "c.txt")
    seeds = tmp_path / "seeds"
    (seeds / "again").symlink_to(seeds)
    (seeds / "m" / "up").symlink_to("..")
    (seeds / "first").symlink_to(seeds / "m")
    (seeds / "link.txt").symlink_to(seeds / "m" / "a.txt")
    (seeds / "m" / "deeper").mkdir()
    (seeds / "m" / "deeper" / "link.txt").symlink_to("../a.txt")
    (seeds / "out").symlink_to(tmp_path / "outside")
    (seeds / "z.txt").symlink_to(tmp_path / "c.txt")
    assert ids(seeds) == ["m/a.txt", "out/b.txt", "z.txt"]


def test_clashing_ids(tmp_path: Path) -> None:
    """Files of several sources with one id get their source's name in front; the others stay as they are."""
    a, b = tmp_path / "a", tmp_path / "b"
    put(a / "x.txt", b / "x.txt", b / "y.txt")
    assert ids(a, b) == ids(b, a) == ["a/x.txt", "b/x.txt", "y.txt"]
    assert ids(a / "x.txt", b / "x.txt") == ["a/x.txt", "b/x.txt"]


def test_clashing_sources(tmp_path: Path) -> None:
    """Where the sources' names are the same, too, the error names both files."""
    put(tmp_path / "1" / "a" / "x.txt", tmp_path / "2" / "a" / "x.txt")
    first, second = (tmp_path / name / "a" for name in "12")
    message = error(first, second)
    assert message == error(second, first)
    assert str(first / "x.txt") in message
    assert str(second / "x.txt") in message
    assert "rename" in message


def test_strange_names(tmp_path: Path) -> None:
    """Ids are UTF-8 on one line, and otherwise as the file is called."""
    decomposed = "Mu\u0308ller.txt"
    put(tmp_path / "a\nb\t.txt", tmp_path / decomposed)
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("Berlin.", encoding="utf-8")
    assert ids(tmp_path) == [decomposed, "\\udcff.txt", "a b .txt"]


def test_order_of_the_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order in which a file system lists its files changes nothing, nor which way to a file is taken."""
    names = [f"{folder}/{name}.txt" for folder in "abcd" for name in "xyz"]
    put(*(tmp_path / name for name in names))
    for number, target in enumerate("abcd"):
        (tmp_path / f"link{number}").symlink_to(tmp_path / target)
        (tmp_path / f"file{number}.txt").symlink_to(tmp_path / "a" / "x.txt")
    put(tmp_path.parent / "beside" / "w.txt")
    for number in range(9):
        (tmp_path / f"out{number}").symlink_to(tmp_path.parent / "beside")
    (tmp_path / "a" / "x.txt").rename(tmp_path.parent / "elsewhere.txt")
    (tmp_path / "a" / "x.txt").symlink_to(tmp_path.parent / "elsewhere.txt")
    expected = ids(tmp_path)
    assert "out0/w.txt" in expected
    scandir = os.scandir

    for seed in range(20):

        @contextmanager
        def shuffled(path: str, seed: int = seed) -> Iterator[list[os.DirEntry[str]]]:
            with scandir(path) as listing:
                entries = list(listing)
            random.Random(seed).shuffle(entries)
            yield entries

        with monkeypatch.context() as patched:
            patched.setattr(os, "scandir", shuffled)
            assert ids(tmp_path) == expected


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a folder below a source is listed as skipped, and the others are read."""
    put(tmp_path / "a" / "b.txt", tmp_path / "c.txt")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("a"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list(read_sources(Settings(sources=(tmp_path,), workers=1))) == [
        Skipped("a", "folder not readable: permission denied"),
        Article("c.txt", "Berlin."),
    ]
    assert error(tmp_path / "a") == (
        f"{tmp_path / 'a'} is not readable: permission denied; change that, or name another folder or file."
    )


def test_no_source(tmp_path: Path) -> None:
    """Missing, empty, useless: one sentence, with the path and what to do, before anything is read."""
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    put(tmp_path / "empty" / ".hidden.txt", tmp_path / "a.docx", tmp_path / "good" / "a.txt")
    good, missing, empty, other = (tmp_path / name for name in ("good", "missing", "empty", "a.docx"))
    assert error(good, missing) == f"There is no {missing}: put articles there, or name another folder or file."
    assert error(good, empty) == (
        f"{empty} holds no articles: put files that end in .txt, .csv or .jsonl, or these with .gz there, "
        "or name another folder."
    )
    assert error(good, other) == (
        f"{other} is no article file: name a folder, or files that end in .txt, .csv or .jsonl, or these with .gz."
    )
    assert error(good, output=good) == (
        f"{good} is the folder of the output, too: name another one for the articles or the output."
    )
    assert error() == "There is no source: name a folder or a file with articles."


def test_tables_of_an_earlier_run_are_no_articles(tmp_path: Path) -> None:
    """Beside a store, in a source or below it, only the run's tables are passed over; elsewhere such names are read."""
    new, old = tmp_path / "new", tmp_path / "old"
    put(*(folder / name for folder in (tmp_path, old) for name in (*TABLE_FILES, ".mitgenannt/store.duckdb")))
    put(tmp_path / "a.txt", old / "b.txt", old / "deeper" / "c.txt", new / "mentions.csv")
    found = [each.id for each in read_sources(Settings(sources=(tmp_path,), output=tmp_path / "output", workers=1))]
    assert found == ["a.txt", "new/mentions.csv", "old/b.txt", "old/deeper/c.txt"]


def test_all_tables_are_known() -> None:
    """Whatever a run writes is passed over."""
    assert set(FILES) <= set(TABLE_FILES)


def test_decisions_are_no_articles(tmp_path: Path) -> None:
    """decisions.csv anywhere below a source and the file in use, by any way, are passed over; like names are not."""
    put(*(tmp_path / name for name in ("decisions.csv", "a/decisions.csv", "a/b/names.csv", "c.txt")))
    for name in ("Decisions.csv", "a/decisions.txt", "a/mydecisions.csv", "decisions.csv.gz"):
        put(tmp_path / name)
    (tmp_path / "a" / "decisions.csv.gz").mkdir()
    (tmp_path / "link.csv").symlink_to("a/b/names.csv")
    names = tmp_path / "a" / ".." / "a" / "b" / "names.csv"
    settings = Settings(sources=(tmp_path,), output=tmp_path / "output", workers=1, decisions=names)
    found = ["Decisions.csv", "a/decisions.txt", "a/mydecisions.csv", "c.txt", "decisions.csv.gz"]
    assert [each.id for each in read_sources(settings)] == found


def test_decisions_among_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where "*.csv" names the decisions, too, they are passed over; on their own they are an error."""
    monkeypatch.chdir(tmp_path)
    decisions, articles = Path("decisions.csv"), Path("articles.csv")
    for path in (decisions, articles):
        path.write_text("text\nBerlin.\n", "utf-8")
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "decisions.csv").touch()

    def read(*sources: Path, decisions: Path | None) -> list[str]:
        return [each.id for each in read_sources(Settings(sources=sources, workers=1, decisions=decisions))]

    assert read(decisions, articles, decisions=decisions) == ["articles.csv#1"]
    assert read(decisions, articles, decisions=None) == ["articles.csv#1", "decisions.csv#1"]
    with pytest.raises(SourceError, match=r"\Adecisions\.csv holds decisions only: name a source with articles, too\."):
        read(decisions, decisions=decisions)
    with pytest.raises(SourceError, match="only holds no articles"):
        read(Path("only"), articles, decisions=decisions)


def test_files_are_read_one_by_one(tmp_path: Path) -> None:
    """What stands behind the article that is asked for has not been read yet."""
    put(tmp_path / "a.txt", tmp_path / "b.txt")
    articles = read_sources(Settings(sources=(tmp_path,), workers=1))
    assert next(articles).id == "a.txt"
    (tmp_path / "b.txt").write_text("Hamburg.", encoding="utf-8")
    assert next(articles) == Article("b.txt", "Hamburg.")
