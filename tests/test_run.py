import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.comentions import bounds
from pipeline.errors import DamagedStoreError, LockedError, ModelError, OutputError, SourceError
from pipeline.extraction import DEADLY, work
from pipeline.report import Report, Watch
from pipeline.run import run
from pipeline.settings import HIDDEN, Settings
from pipeline.store import Store
from pipeline.tables.publish import FILES

Content = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def settings(seeds: Path, model: str, tmp_path: Path) -> Settings:
    """ARTICLES into tmp_path/output, with the pipeline that loads at once."""
    return Settings(sources=(seeds,), output=tmp_path / "output", model=model, workers=1)


def _rows(settings: Settings, table: str) -> list[dict[str, str]]:
    with (settings.output / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _pairs(settings: Settings, column: str = "Weight") -> dict[tuple[str, str], str]:
    return {(row["SourceLabel"], row["TargetLabel"]): row[column] for row in _rows(settings, "comentions")}


def test_tables(settings: Settings) -> None:
    """A run writes all tables and run.json, whose counts and the report's are those of the tables."""
    report = run(settings)
    assert {path.name for path in settings.output.iterdir() if path.is_file()} == set(FILES)
    counts = json.loads((settings.output / "run.json").read_bytes())["counts"]
    found = {name: len(_rows(settings, name)) for name in ("articles", "mentions", "entities")}
    found |= {"counted": 4, "pairs": len(_rows(settings, "comentions")), "pairs_from_articles": 1}
    found |= dict.fromkeys(("skipped", "copies", "dropped", "decisions", "lists"), 0)
    assert (
        counts
        == found
        == found | {name: getattr(report, name) for name in ("articles", "mentions", "entities", "pairs")}
    )
    assert (report.articles, report.extracted, report.exit_code) == (4, 4, 0)
    assert report.words == sum(int(row["Words"]) for row in _rows(settings, "articles"))


def test_numbers_worked_out_by_hand(settings: Settings) -> None:
    """Pairs of the four articles by hand: surnames go to the full name, that of the same weeks, too; parts count,
    derived words do not.
    """
    run(settings)
    articles = (
        ("NATO", "Joe Biden", "Wladimir Putin"),
        ("Berlin", "Russland", "Ukraine", "Joe Biden", "Merkel"),
        ("Berlin", "Ukraine", "NATO", "SPD"),
    )  # each by Id: places, organisations, people
    expected = Counter(pair for names in articles for pair in combinations(names, 2))
    assert _pairs(settings) == {pair: str(number) for pair, number in expected.items()}


def test_window(settings: Settings) -> None:
    """Smaller windows weigh what stands in them; the weight of a window is its column."""
    columns = {"article": "Articles", "paragraph": "Paragraphs", "sentence": "Sentences"}
    found = {}
    for window, column in columns.items():
        run(replace(settings, window=window))  # type: ignore[arg-type] # a literal of the dict above
        found[window] = _pairs(settings)
        assert found[window] == _pairs(settings, column)
        assert json.loads((settings.output / "run.json").read_bytes())["settings"]["window"] == window
    assert set(found["article"]) > set(found["paragraph"]) > set(found["sentence"]) != set()


def test_count(settings: Settings) -> None:
    """Derived words make co-mentions only where they are told to; mentions.csv has them anyway."""
    run(settings)
    usual, mentions = _pairs(settings), _rows(settings, "mentions")
    assert ("Russland", "SPD") not in usual
    run(replace(settings, count=("name", "part", "derived")))
    assert ("Russland", "SPD") in _pairs(settings)
    assert set(_pairs(settings)) > set(usual)
    assert _rows(settings, "mentions") == mentions
    assert "derived" in {row["Kind"] for row in mentions}
    run(replace(settings, count=("derived",)))
    assert _pairs(settings) == {}


def test_min_articles(settings: Settings) -> None:
    """Pairs of fewer articles are left out, with their evidence and months; nothing else changes."""
    run(settings)
    entities = _rows(settings, "entities")
    run(replace(settings, min_articles=2))
    assert _pairs(settings) == {("Berlin", "Ukraine"): "2"}
    assert {row["SourceLabel"] for table in ("evidence", "comentionsbymonth") for row in _rows(settings, table)} == {
        "Berlin"
    }
    assert _rows(settings, "entities") == entities


def test_a_list_makes_no_pairs(settings: Settings) -> None:
    """An article that names too many counts for its entities and for no pair; the log and articles.csv say so.

    All of comentions.csv is as if it were not there: numbers of pairs, entities and articles, and measures.
    """
    run(settings)
    before, said = _rows(settings, "comentions"), list[str]()
    liste = settings.sources[0] / "liste.txt"
    liste.write_text("Putin, Biden, Merkel, Berlin, NATO, SPD, russischen.", encoding="utf-8")
    settings = replace(settings, max_entities=5)
    run(settings, Watch(warn=said.append))
    assert _rows(settings, "comentions") == before
    assert {row["Label"]: row["Articles"] for row in _rows(settings, "entities")}["Berlin"] == "4"
    assert said == ["1 article names more than 5 entities: lists, which make no pairs."]
    found = {row["ArticleId"]: row for row in _rows(settings, "articles")}
    assert [name for name, row in found.items() if row["Reason"]] == ["liste.txt"]
    assert found["liste.txt"].items() >= {"Reason": "a list: its 6 entities make no pairs", "Entities": "7"}.items()
    assert found["liste.txt"]["Status"] == "ok"
    assert json.loads((settings.output / "run.json").read_bytes())["counts"]["lists"] == 1
    run(replace(settings, max_entities=6))
    assert ("NATO", "SPD") in _pairs(settings)
    assert {row["TotalArticles"] for row in _rows(settings, "comentions")} == {"5"}


def test_too_many_pairs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there would be too many pairs, those in fewest articles are left out; the log and run.json say so."""
    said = list[str]()
    monkeypatch.setattr(bounds, "MOST_PAIRS", 5)
    run(settings, Watch(warn=said.append))
    assert _pairs(settings) == {("Berlin", "Ukraine"): "2"}
    assert [line for line in said if line.startswith("Pairs in fewer than 2 articles are left out")] == said
    assert json.loads((settings.output / "run.json").read_bytes())["counts"]["pairs_from_articles"] == 2


AGENCY = (
    "Wladimir Putin traf Joe Biden am Mittwoch in einer Villa am See.\n\nDie NATO sah dem Treffen mit Sorge zu. "
    "„Das ist gut“, sagte Merkel. Am Abend reisten alle wieder ab, ohne etwas zu sagen."
)
COPIES = {
    "post.txt": "date 2021-06-18\n" + AGENCY,
    "bote.txt": "date 2021-06-18\nDie SPD schwieg. " + AGENCY.replace("„", "»").replace("“", "«"),
    "kurz.txt": "date 2021-06-19\n" + AGENCY.partition(" Am Abend")[0],
}


def _with_copies(settings: Settings) -> None:
    """Four papers with one story."""
    seeds = settings.sources[0]
    (seeds / "zuerst.txt").write_text("date 2021-06-17\n" + AGENCY, encoding="utf-8")
    for name, text in COPIES.items():
        (seeds / name).write_text(text, encoding="utf-8")


def test_copies_count_once(settings: Settings, tmp_path: Path) -> None:
    """Copies of an agency's story are counted as if they were not there, and are listed with all that is in them."""
    _with_copies(settings)
    report = run(settings)
    first = {row["ArticleId"]: row["DuplicateOf"] for row in _rows(settings, "articles") if row["DuplicateOf"]}
    assert first == dict.fromkeys(COPIES, "zuerst.txt")
    assert (report.articles, report.copies) == (8, 3)
    assert str(report).startswith("8 articles (7 new, 0 skipped, 3 copies)")
    assert set(COPIES) <= {row["ArticleId"] for row in _rows(settings, "mentions")}
    assert {row["ArticleId"] for row in _rows(settings, "evidence")}.isdisjoint(COPIES)
    alone = replace(settings, output=tmp_path / "alone")
    for name in COPIES:
        (settings.sources[0] / name).unlink()
    run(alone)
    tables = ("entities", "comentions", "entitiesbymonth", "comentionsbymonth", "evidence", "aliases")
    assert [name for name in tables if _rows(settings, name) != _rows(alone, name)] == []


def test_copies_counted(settings: Settings) -> None:
    """Told to count duplicates, a run counts all articles and still says which of them are copies."""
    _with_copies(settings)
    run(settings)
    pair, once = ("Joe Biden", "Wladimir Putin"), _pairs(settings)
    listed, mentions = _rows(settings, "articles"), _rows(settings, "mentions")
    assert once[pair] == "2"
    report = run(replace(settings, duplicates="count"))
    assert _pairs(settings)[pair] == "5"
    assert _pairs(settings, "TotalArticles")[pair] == str(report.articles) == "8"
    assert (_rows(settings, "articles"), _rows(settings, "mentions")) == (listed, mentions)
    assert set(_pairs(settings)) - set(once) == {("SPD", "Joe Biden"), ("SPD", "Merkel"), ("SPD", "Wladimir Putin")}
    assert json.loads((settings.output / "run.json").read_bytes())["settings"]["duplicates"] == "count"


def test_name_that_only_a_copy_has(settings: Settings) -> None:
    """A name that stands in nothing but a copy keeps its row, so that mentions.csv leads somewhere; it counts 0."""
    seeds = settings.sources[0]
    (seeds / "krieg.txt").unlink()
    _with_copies(settings)
    run(settings)
    spd = [row for row in _rows(settings, "entities") if row["Label"] == "SPD"]
    assert [(row["Articles"], row["Mentions"], row["FirstMonth"]) for row in spd] == [("0", "0", "")]


def test_nothing_changed(settings: Settings, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over the same articles loads no model and leaves the files alone."""
    run(settings)
    before = content(settings.output)
    for name in FILES:
        os.utime(settings.output / name, (1_000_000_000, 1_000_000_000))

    def load(_model: str) -> None:
        raise AssertionError("the model is loaded")

    monkeypatch.setattr("pipeline.extraction.pipelines.load", load)
    monkeypatch.setattr(work, "_loaded", {})
    report = run(settings)
    assert (report.extracted, report.words, report.articles) == (0, 0, 4)
    assert content(settings.output) == before
    assert {(settings.output / name).stat().st_mtime for name in FILES} == {1_000_000_000}
    (settings.sources[0] / "neu.txt").write_text("Putin.", encoding="utf-8")
    with pytest.raises(AssertionError, match="the model is loaded"):  # else this test could not fail
        run(settings)


def test_only_new_texts_are_extracted(settings: Settings, tmp_path: Path) -> None:
    """A new name, a new date and a second copy of a text need no extraction; a new text does, once."""
    run(settings)
    seeds = settings.sources[0]
    (seeds / "wetter.txt").rename(seeds / "klima.txt")
    (seeds / "krieg.txt").write_text((seeds / "krieg.txt").read_text("utf-8").replace("02-24", "03-01"), "utf-8")
    for name in ("neu.txt", "nochmal.txt"):
        (seeds / name).write_text("Putin und Biden.", encoding="utf-8")
    report = run(settings)
    assert (report.extracted, report.articles) == (1, 6)
    assert run(replace(settings, output=tmp_path / "other")).extracted == 5


def test_store_damaged_while_it_is_used(settings: Settings, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damage that shows only while the store is read is told, and the same run rebuilds the store and goes on."""
    run(settings)
    before, read, said = content(settings.output), Store.mentions, list[str]()

    def damaged(*_: object) -> None:
        monkeypatch.setattr(Store, "mentions", read)
        raise DamagedStoreError("The store is damaged and was set aside.")

    monkeypatch.setattr(Store, "mentions", damaged)
    (settings.output / "articles.csv").unlink()  # else nothing would be read
    run(settings, Watch(warn=said.append))
    assert said == ["The store is damaged and was set aside."]
    assert content(settings.output) == before


def test_store_damaged_while_it_is_written(
    settings: Settings, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damage that shows when something is added is told, nothing more is added there, and the run goes on."""
    run(settings)
    before, add, said = content(settings.output), Store.add, list[str]()
    shutil.rmtree(settings.output / HIDDEN)

    def damaged(*_: object) -> None:
        monkeypatch.setattr(Store, "add", closed)
        raise DamagedStoreError("The store is damaged and was set aside.")

    def closed(_: Store, bodies: Sequence[str], *_more: object) -> None:
        monkeypatch.setattr(Store, "add", add)
        assert not bodies

    monkeypatch.setattr(Store, "add", damaged)
    monkeypatch.setattr("pipeline.run.STORED_AFTER", -1)
    run(settings, Watch(warn=said.append))
    assert said == ["The store is damaged and was set aside."]
    assert content(settings.output) == before


def test_what_kills_a_run_is_kept_apart(seeds: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction has processes of its own after a run that was killed, and as long as there is a deadly article."""
    asked, deadly = list[bool](), {"Der Tod kam."}

    def extract(bodies: Iterable[str], *_: object, apart: bool) -> Iterator[tuple[list[str], list[str]]]:
        asked.append(apart)
        for body in bodies:
            if body in deadly and not apart:
                os._exit(9)
            yield [body], [DEADLY if body in deadly else "extraction failed"]

    monkeypatch.setattr("pipeline.run.extract", extract)
    run(settings)
    (settings.output / HIDDEN / "at-work").touch()  # as a killed run leaves it
    (seeds / "tod.txt").write_text("Der Tod kam.", encoding="utf-8")
    for _ in range(2):
        assert run(settings).exit_code == 3
    (seeds / "tod.txt").unlink()
    for _ in range(2):
        run(settings)
    assert asked == [False, True, True, True, False]


def test_damaged_store(settings: Settings, content: Content) -> None:
    """A store that is none is set aside with a warning, and the tables come out the same."""
    run(settings)
    before = content(settings.output)
    store = settings.output / HIDDEN / "store.duckdb"
    store.write_bytes(b"no database" * 1000)
    said: list[str] = []
    report = run(settings, Watch(warn=said.append))
    assert report.extracted == 4
    assert content(settings.output) == before
    assert len(said) == 1
    assert "set aside" in said[0]
    assert store.with_name("store.duckdb.set-aside").exists()
    assert run(settings).extracted == 0


def test_another_run(settings: Settings, content: Content, tmp_path: Path) -> None:
    """While one run holds an output, another one is refused and changes nothing; other outputs are free."""
    run(settings)
    before = content(settings.output)
    (settings.sources[0] / "neu.txt").write_text("Putin.", encoding="utf-8")
    with FileLock(settings.output / HIDDEN / "lock"):
        with pytest.raises(LockedError, match="Another run is writing to") as caught:
            run(settings)
        assert caught.value.exit_code == 75
        assert content(settings.output) == before
        run(replace(settings, output=tmp_path / "other"))
    assert run(settings).articles == 5


def test_lock_is_given_back(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that fails or is stopped holds up no later one, and what goes wrong in it is not blamed on the output."""

    def fail(error: BaseException) -> Callable[..., None]:
        def publish(*_: object) -> None:
            raise error

        return publish

    for error in (KeyboardInterrupt(), OSError(5, "Input/output error"), TimeoutError("slow")):
        with monkeypatch.context() as patch:
            patch.setattr("pipeline.run.publish", fail(error))
            with pytest.raises(type(error)) as caught:
                run(settings)
            assert caught.value is error
    assert run(settings).articles == 4


def test_output_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    """A file in the place of the output, or above it, is told in one sentence and left alone."""
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for output in (file, file / "below" / "output"):
        with pytest.raises(OutputError, match=r"\ACannot write to [^\n]*not a directory[^\n]*--output\.\Z") as caught:
            run(replace(settings, output=output))
        assert caught.value.exit_code == 1
    assert file.read_text(encoding="utf-8") == "mine"


def test_nothing_is_made_for_a_wrong_call(settings: Settings, tmp_path: Path) -> None:
    """A missing or empty source and a missing model are told before an output is made."""
    (tmp_path / "empty").mkdir()
    for source in ("missing", "empty"):
        with pytest.raises(SourceError, match=source):
            run(replace(settings, sources=(tmp_path / source,)))
    with pytest.raises(ModelError, match="no_such_pipeline"):
        run(replace(settings, model="no_such_pipeline"))
    assert not settings.output.exists()


def test_two_folders(settings: Settings, tmp_path: Path) -> None:
    """Articles of several sources make one set of tables; two of one name are told apart by their folders."""
    (tmp_path / "more").mkdir()
    for name in ("neu.txt", "wetter.txt"):
        (tmp_path / "more" / name).write_text("Putin in Berlin.", encoding="utf-8")
    run(replace(settings, sources=(settings.sources[0], tmp_path / "more")))
    found = [row["ArticleId"] for row in _rows(settings, "articles")]
    assert found == ["2021/berlin.txt", "2021/genf.txt", "krieg.txt", "more/wetter.txt", "neu.txt", "seeds/wetter.txt"]


def test_table_with_other_columns(settings: Settings, tmp_path: Path) -> None:
    """A .jsonl file alone, with its own names of columns, is a source."""
    rows = [
        {"nr": 7, "body": "Putin traf Merkel.", "day": "2021-01-02", "head": "Treffen"},
        {"nr": 8, "body": "Biden."},
    ]
    file = tmp_path / "archive.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    columns = {"text_column": "body", "id_column": "nr", "date_column": "day", "title_column": "head"}
    report = run(replace(settings, sources=(file,), **columns))  # type: ignore[arg-type] # all four are texts
    first, second = _rows(settings, "articles")
    assert (first["ArticleId"], first["Date"], first["Title"]) == ("archive.jsonl#7", "2021-01-02", "Treffen")
    assert (second["ArticleId"], second["Date"], second["Month"]) == ("archive.jsonl#8", "", "")
    assert report.exit_code == 0
    assert _pairs(settings) == {("Merkel", "Putin"): "1"}


def test_output_inside_the_source(settings: Settings) -> None:
    """An output below the source is not read as articles, however often the run is repeated."""
    inside = replace(settings, output=settings.sources[0] / "output")
    run(inside)
    assert run(inside).articles == 4


def test_same_tables_anywhere(settings: Settings, content: Content, tmp_path: Path) -> None:
    """Neither where the articles lie nor where the tables go is to be seen in the tables."""
    run(settings)
    settings.sources[0].rename(tmp_path / "moved")
    run(replace(settings, sources=(tmp_path / "moved",), output=tmp_path / "deep" / "tables"))
    assert content(tmp_path / "deep" / "tables") == content(settings.output)


def test_other_model(settings: Settings, tmp_path: Path) -> None:
    """Another pipeline extracts everything anew and leaves what the first one found for a later return to it."""
    import spacy

    (settings.sources[0] / "neu.txt").write_text("Die Firma Quarzel ist in Berlin.", encoding="utf-8")
    run(settings)
    before = _rows(settings, "entities")
    assert "Quarzel" not in {row["Label"] for row in before}
    nlp = spacy.blank("de", meta={"name": "other"})
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Quarzel"}])  # type: ignore[attr-defined] # typed as any component
    nlp.to_disk(tmp_path / "other-model")
    other = replace(settings, model=str(tmp_path / "other-model"))
    assert run(other).extracted == 5
    assert "Quarzel" in {row["Label"] for row in _rows(settings, "entities")}
    assert run(settings).extracted == 0
    assert _rows(settings, "entities") == before


def test_watch(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch is told of each skipped article, in one sentence, and of how far the run is."""
    monkeypatch.setattr(work, "BATCH_WORDS", 10)
    (settings.sources[0] / "leer.txt").touch()
    said: list[str] = []
    steps: list[tuple[int, int]] = []
    run(settings, Watch(warn=said.append, step=lambda read, extracted: steps.append((read, extracted))))
    assert said == ["Skipped leer.txt: empty."]
    assert steps == sorted(steps)
    assert steps[-1] == (4, 4)
    assert len(steps) > 1


def test_report_speaks_of_one() -> None:
    """The last line counts in words that fit the numbers."""
    one = Report(articles=1, skipped=(), extracted=1, words=90, copies=0, mentions=1, entities=1, pairs=1, seconds=2.0)
    assert str(one) == "1 article (1 new, 0 skipped), 1 mention, 1 entity, 1 pair in 2.0 s (45 words a second)."
    many = replace(one, articles=12345, extracted=0, words=0, mentions=0, entities=2, pairs=1000, seconds=0.04)
    assert str(many) == "12,345 articles (0 new, 0 skipped), 0 mentions, 2 entities, 1,000 pairs in 0.0 s."
