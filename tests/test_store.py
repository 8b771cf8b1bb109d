"""The store: what goes in comes out, in any order; no damage, lock or kill costs more than a new extraction."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import LockedError, StoreError
from pipeline.records import Extraction, Sentence, Span, Word
from pipeline.settings import KINDS, TYPES
from pipeline.store import Store, digest

BODY = "Putin lobt Merkel.\r\n\r\nDer E\u0301lan 👩‍👧 von Scholz."
FOUND = Extraction(
    7,
    (Sentence(1, 0, 18), Sentence(2, 22, len(BODY))),
    (
        Span(2, 40, 46, "part", "ORG", 36, 46),
        Span(1, 11, 17, "name", "PER", 6, 17),
        Span(1, 0, 5, "name", "PER", 0, 10),
    ),
    (Word(2, 26, 31), Word(2, 22, 25)),
)
LETTERS = "aßZ \n\r\u0301\u200d👩👧\ud7ff\ue000\uffff\U00010000"
Document = tuple[str, Extraction]


def no_warning(sentence: str) -> None:
    """Fail where a test expects an undamaged store."""
    raise AssertionError(sentence)


def opened(folder: Path, model: str = "m", warn: Callable[[str], None] = no_warning) -> Store:
    """The store of a test."""
    return Store(folder / ".mitgenannt" / "store.duckdb", model, warn)


def frame(*bodies: str, **columns: object) -> pd.DataFrame:
    """Articles or places of these bodies."""
    return pd.DataFrame({"digest": [digest(body) for body in bodies], **columns})


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A body of difficult characters, with sentences, spans and words anywhere."""
    body = draw(st.text(LETTERS, min_size=1, max_size=12))
    cuts = sorted({0, len(body), *draw(st.lists(st.integers(0, len(body)), max_size=3))})
    sentences = tuple(Sentence(draw(st.integers(1, 3)), *pair) for pair in itertools.pairwise(cuts))
    span = st.builds(
        lambda number, cuts, kind, type_: Span(number, cuts[1], cuts[2], kind, type_, cuts[0], cuts[3]),
        st.integers(1, len(sentences)),
        st.lists(st.integers(0, len(body)), min_size=4, max_size=4).map(sorted),
        st.sampled_from(KINDS),
        st.sampled_from(TYPES),
    )
    spans = st.lists(span, max_size=4, unique_by=lambda s: (s.sentence, s.start, s.end, s.kind, s.type))
    word = st.builds(
        lambda number, cuts: Word(number, *cuts),
        st.integers(1, len(sentences)),
        st.lists(st.integers(0, len(body)), min_size=2, max_size=2, unique=True).map(sorted),
    )
    words = st.lists(word, max_size=4, unique_by=lambda w: w.start)
    return body, Extraction(draw(st.integers(0, 99)), sentences, tuple(draw(spans)), tuple(draw(words)))


def expected_mentions(added: list[Document], starts: list[int]) -> list[tuple[object, ...]]:
    """What mentions() must give, without any store; surfaces as text."""
    return sorted(
        (
            number,
            s.start + start,
            s.end + start,
            e.sentences[s.sentence - 1].paragraph,
            s.sentence,
            KINDS.index(s.kind),
            TYPES.index(s.type),
            body[s.start : s.end],
            body[s.before : s.start],
            body[s.end : s.after],
        )
        for number, ((body, e), start) in enumerate(zip(added, starts, strict=True))
        for s in e.spans
    )


def expected_unmarked(added: list[Document], starts: list[int]) -> list[tuple[object, ...]]:
    """What unmarked() must give for all words, without any store; words as text."""
    return sorted(
        (
            number,
            w.start + start,
            w.end + start,
            e.sentences[w.sentence - 1].paragraph,
            w.sentence,
            unicodedata.normalize("NFC", re.sub("[ \n\r\u200d]", "", body[w.start : w.end])),
        )
        for number, ((body, e), start) in enumerate(zip(added, starts, strict=True))
        for w in e.unmarked
    )


def test_digest_is_of_the_bytes_of_utf8() -> None:
    """A digest never changes between versions: it keys what was extracted long ago."""
    assert digest("") == "cae66941d9efbd404e4d88758ea67670"
    assert digest("Größe 👩‍👧") == "4e6fa7596948b046408765b833e24b24"


def test_mentions_have_their_columns_types_and_order(tmp_path: Path) -> None:
    """Mentions come by article and place, shifted by the start; surfaces and the words beside them are counted in the
    order of code points.
    """
    with opened(tmp_path) as store:
        store.add([BODY], [FOUND])
        mentions, surfaces = store.mentions(frame(BODY, BODY, start=[0, 100]))
    assert surfaces == ["", " lobt", "Merkel", "Putin", "Scholz", "lobt ", "von "]
    assert mentions.dtypes.astype(str).tolist() == ["int32"] * 3 + ["int64"] * 2 + ["int32"] * 3 + ["category"] * 2
    assert list(mentions.columns[:5]) == ["article", "paragraph", "sentence", "start", "end"]
    assert list(mentions.columns[5:]) == ["surface", "before", "after", "kind", "type"]
    assert mentions["kind"].cat.categories.tolist() == list(KINDS)
    assert mentions["type"].cat.categories.tolist() == list(TYPES)
    assert mentions.head(4).to_numpy().tolist() == [
        [0, 1, 1, 0, 5, 3, 0, 1, "name", "PER"],
        [0, 1, 1, 11, 17, 2, 5, 0, "name", "PER"],
        [0, 2, 2, 40, 46, 4, 6, 0, "part", "ORG"],
        [1, 1, 1, 100, 105, 3, 0, 1, "name", "PER"],
    ]


def test_unmarked_words_have_their_columns_types_and_order(tmp_path: Path) -> None:
    """Words come by article and place, shifted by the start, with their positions in the list that was asked for."""
    with opened(tmp_path) as store:
        store.add([BODY], [FOUND])
        words = store.unmarked(frame(BODY, BODY, start=[0, 100]), ["nix", "\u00c9lan", "Der"])
        some = store.unmarked(frame(BODY, start=[0]), ["Der"])
    assert list(words.columns) == ["article", "paragraph", "sentence", "start", "end", "word"]
    assert words.dtypes.astype(str).tolist() == ["int32"] * 3 + ["int64"] * 2 + ["int32"]
    assert words.to_numpy().tolist() == [
        [0, 2, 2, 22, 25, 2],
        [0, 2, 2, 26, 31, 1],
        [1, 2, 2, 122, 125, 2],
        [1, 2, 2, 126, 131, 1],
    ]
    assert some.to_numpy().tolist() == [[0, 2, 2, 22, 25, 0]]


def test_unmarked_words_are_counted_by_article(tmp_path: Path) -> None:
    """An article that is asked for twice counts twice, one that is not asked for never; names and words that nobody
    has used count nothing; the counts stand in the order of the words.
    """
    other = "Der Der Putin"
    found = Extraction(
        3, (Sentence(1, 0, 13),), (Span(1, 8, 13, "name", "PER", 4, 13),), (Word(1, 0, 3), Word(1, 4, 7))
    )
    words = ["nix", "Der", "Putin", "", "\u00c9lan"]
    with opened(tmp_path) as store:
        store.add([BODY, other], [FOUND, found])
        counts = store.unmarked_counts(frame(BODY, other, BODY), words)
        assert counts.dtype == np.int64
        assert counts.tolist() == [0, 4, 0, 0, 2]
        assert store.unmarked_counts(frame(other), words).tolist() == [0, 2, 0, 0, 0]
        assert store.unmarked_counts(frame(other), words[::-1]).tolist() == [0, 0, 0, 2, 0]
        with pytest.raises(KeyError):
            store.unmarked_counts(frame("nix"), words)
        with pytest.raises(KeyError):
            store.unmarked(frame("nix", start=[0]), words)
    with opened(tmp_path, "another") as store:
        store.add([other], [Extraction(0, (), ())])
        assert store.unmarked_counts(frame(other), words).tolist() == [0] * 5


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("Mu\u0308he", "M\u00fche"),
        ("Ver\u00adbin\u00addung", "Verbindung"),
        ("Ver\u00ad\r\n bindung", "Verbindung"),
        ("Ver\u200bbindung\u2060", "Verbindung"),
        ("O\u00ad\u0308l", "\u00d6l"),
        ("Rock’n’Roll", "Rock’n’Roll"),
        ("O'Neill", "O'Neill"),
        ('A"; DROP TABLE spans; --%_', 'A";DROPTABLEspans;--%_'),
        ("\U00010400\U00010401", "\U00010400\U00010401"),
        ("STRASSE", "STRASSE"),
    ],
)
def test_words_are_found_however_they_are_written(tmp_path: Path, body: str, asked: str) -> None:
    """Decomposed letters and syllables parted by invisible characters are no other words, capitals and signs are; the
    place is that of all characters.
    """
    found = Extraction(1, (Sentence(1, 0, len(body)),), (), (Word(1, 0, len(body)),))
    with opened(tmp_path) as store:
        store.add([body], [found])
        words = [asked.swapcase(), asked, f"{asked}%", asked[:-1]]
        assert store.unmarked_counts(frame(body), words).tolist() == [0, 1, 0, 0]
        assert store.unmarked(frame(body, start=[7]), words).to_numpy().tolist() == [[0, 1, 1, 7, 7 + len(body), 1]]


def test_sentences_are_exact_code_points(tmp_path: Path) -> None:
    """Combining marks, emoji sequences and line ends are counted as Python counts them; the order is the caller's."""
    with opened(tmp_path) as store:
        store.add([BODY], [FOUND])
        rows = store.sentences(frame(BODY, BODY, BODY, sentence=[2, 1, 2]))
        assert rows.to_numpy().tolist() == [[22, 47, BODY[22:]], [0, 18, BODY[:18]], [22, 47, BODY[22:]]]
        for method, wrong in ((store.sentences, frame(BODY, sentence=[3])), (store.documents, frame("nix"))):
            with pytest.raises(KeyError):
                method(wrong)


def test_sentences_have_keys_of_their_letters(tmp_path: Path) -> None:
    """Case, quotes, dashes, blanks, soft hyphens and how letters are composed leave a key as it is; letters do not."""
    lines = [
        "„Groß“, sagte\xa0Müller – 2021!",
        '"GROSS" sagte Mu\u0308l\u00adler-2021',
        "Gros, sagte Müller 2021",
        "***",
    ]
    body, cuts = "".join(lines), [0, *itertools.accumulate(map(len, lines))]
    found = Extraction(0, tuple(Sentence(1, *pair) for pair in itertools.pairwise(cuts)), ())
    with opened(tmp_path) as store:
        store.add([BODY, body], [FOUND, found])
        rows = store.sentence_keys(frame(body, BODY, body)).sort_values(["article", "letters"], ignore_index=True)
        none = store.sentence_keys(frame())
        with pytest.raises(KeyError):
            store.sentence_keys(frame("nix"))
    assert rows.dtypes.astype(str).to_dict() == {"article": "int32", "key": "int64", "letters": "int32"}
    assert none.dtypes.equals(rows.dtypes)
    assert rows["article"].tolist() == [0] * 3 + [1] * 2 + [2] * 3
    assert rows["letters"].tolist() == [19, 20, 20, 15, 16, 19, 20, 20]
    assert rows["key"].nunique() == 4
    assert rows["key"][1] == rows["key"][2] == rows["key"][6]
    assert rows["key"][1] == 7586488048729576562  # keys never change: they are kept for years


def test_an_empty_archive_is_no_special_case(tmp_path: Path) -> None:
    """No articles, or one without sentences and names, give frames of the same columns and types."""
    with opened(tmp_path) as store:
        store.add([], [])
        assert store.known() == set()
        store.add(["", BODY], [Extraction(0, (), ()), FOUND])
        full, _ = store.mentions(frame(BODY, start=[0]))
        words = store.unmarked(frame(BODY, start=[0]), ["Der"])
        for none in (frame(start=[]), frame("", start=[0])):
            mentions, surfaces = store.mentions(none)
            assert (len(mentions), surfaces) == (0, [])
            assert mentions.dtypes.tolist() == full.dtypes.tolist()
            for asked in ([], ["Der"]):
                assert store.unmarked_counts(none, asked).tolist() == [0] * len(asked)
                assert store.unmarked(none, asked).dtypes.tolist() == words.dtypes.tolist()
                assert store.unmarked(none, asked).empty
        assert store.unmarked_counts(frame(BODY), []).tolist() == []
        assert store.documents(frame("", BODY)).to_numpy().tolist() == [[0, 0], [7, 2]]
        assert store.sentences(frame(sentence=[])).dtypes.tolist() == ["int64", "int64", "str"]


@settings(max_examples=30)
@given(st.data())
def test_order_and_batches_of_adding_leave_no_trace(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """What comes out is a function of what was added: any order, any batches, any repetitions."""
    added = data.draw(st.lists(documents(), min_size=1, max_size=8, unique_by=lambda document: document[0]))
    starts = data.draw(st.lists(st.integers(0, 50), min_size=len(added), max_size=len(added)))
    bodies = [body for body, _ in added]
    with opened(tmp_path_factory.mktemp("store")) as store:
        for batch in data.draw(st.lists(st.lists(st.sampled_from(added), max_size=4), max_size=4)):
            store.add([body for body, _ in batch], [found for _, found in batch])
        rest = data.draw(st.permutations(added))
        store.add([body for body, _ in rest], [found for _, found in rest])
        mentions, surfaces = store.mentions(frame(*bodies, start=starts))
        numbers = [(body, place) for body, e in added for place in range(1, len(e.sentences) + 1)]
        sentences = store.sentences(frame(*(b for b, _ in numbers), sentence=[place for _, place in numbers]))
        counts = store.documents(frame(*bodies))
        words = data.draw(st.permutations(sorted({"nix", *(str(row[-1]) for row in expected_unmarked(added, starts))})))
        unmarked = store.unmarked(frame(*bodies, start=starts), words)
        times = store.unmarked_counts(frame(*bodies), words)
        assert store.known() == {digest(body) for body in bodies}
    expected = expected_mentions(added, starts)
    assert surfaces == sorted({str(text) for row in expected for text in row[-3:]})
    coded = mentions.assign(kind=mentions["kind"].cat.codes, type=mentions["type"].cat.codes)
    for name in ("surface", "before", "after"):
        coded[name] = [surfaces[code] for code in mentions[name]]
    place = ["article", "start", "end", "paragraph", "sentence"]
    columns = [*place, "kind", "type", "surface", "before", "after"]
    assert list(coded[columns].itertuples(index=False, name=None)) == expected
    rows = unmarked[place].itertuples(index=False, name=None)
    every = [(*row, words[number]) for row, number in zip(rows, unmarked["word"], strict=True)]
    assert every == expected_unmarked(added, starts)
    assert times.tolist() == [[row[-1] for row in every].count(word) for word in words]
    assert counts.to_numpy().tolist() == [[e.words, len(e.sentences)] for _, e in added]
    assert sentences.to_numpy().tolist() == [
        [s.start, s.end, body[s.start : s.end]] for body, e in added for s in e.sentences
    ]


def test_a_body_is_kept_once(tmp_path: Path) -> None:
    """A known body is passed over, also within a batch; the text is there once under several models."""
    other = Extraction(1, (Sentence(1, 0, 5),), (Span(1, 0, 5, "name", "LOC", 0, 5),))
    with opened(tmp_path) as store:
        store.add([BODY, BODY], [FOUND, FOUND])
        store.add([BODY], [other])
        assert len(store.mentions(frame(BODY, start=[0]))[0]) == 3
        assert store.unmarked_counts(frame(BODY), ["Der"]).tolist() == [1]
    with opened(tmp_path, "another") as store:
        assert store.known() == set()
        store.add([BODY], [other])
        assert store.mentions(frame(BODY, start=[0]))[0]["type"].tolist() == ["LOC"]
        assert store._query("SELECT count(*) AS n FROM texts")["n"].tolist() == [1]
    with opened(tmp_path) as store:
        assert store.known() == {digest(BODY)}
        assert store.documents(frame(BODY))["words"].tolist() == [7]


def test_nothing_lies_about_and_nothing_goes_out(tmp_path: Path) -> None:
    """The folder holds the file only, both for this user only; no extension is ever fetched; spills stay inside."""
    with opened(tmp_path) as store:
        store.add([BODY], [FOUND])
        names = "autoinstall_known_extensions", "autoload_known_extensions", "temp_directory"
        install, load, spill = (store._connection.execute("SELECT current_setting(?)", [n]).fetchall() for n in names)
        assert (install, load) == ([(False,)], [(False,)])
        assert Path(spill[0][0]).parent == tmp_path / ".mitgenannt"
    assert [entry.name for entry in (tmp_path / ".mitgenannt").iterdir()] == ["store.duckdb"]
    if os.name == "posix":
        assert (tmp_path / ".mitgenannt").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / ".mitgenannt" / "store.duckdb").stat().st_mode & 0o777 == 0o600


def make_garbage(path: Path) -> None:
    """No database at all."""
    path.write_bytes(b"Hallo Welt\n" * 9000)


def make_empty(path: Path) -> None:
    """What a full disk may leave."""
    path.write_bytes(b"")


def make_truncated(path: Path) -> None:
    """A store of ours of which only the beginning is left."""
    with Store(path, "m", no_warning) as store:
        store.add([BODY], [FOUND])
    path.write_bytes(path.read_bytes()[:20000])


def make_foreign(path: Path) -> None:
    """A database of another program, with a table of the name that ours has."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE meta (author VARCHAR)")


def make_later(path: Path) -> None:
    """A store of a version to come."""
    with Store(path, "m", no_warning) as store:
        store._connection.execute("UPDATE meta SET version = '999'")


@pytest.mark.parametrize("make", [make_garbage, make_empty, make_truncated, make_foreign, make_later])
def test_what_is_not_our_store_is_set_aside(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """It keeps its bytes under a name of its own, the user is told, and a new store takes its place; the next
    time it gives way, so that nothing piles up.
    """
    path = tmp_path / ".mitgenannt" / "store.duckdb"
    path.parent.mkdir()
    for _ in range(2):
        path.unlink(missing_ok=True)
        make(path)
        before = path.read_bytes()
        told: list[str] = []
        with opened(tmp_path, warn=told.append) as store:
            assert store.known() == set()
            store.add([BODY], [FOUND])
        assert len(told) == 1
        assert "store.duckdb.set-aside" in told[0]
        assert str(path) in told[0]
        assert path.with_name("store.duckdb.set-aside").read_bytes() == before
    with opened(tmp_path) as store:
        assert store.known() == {digest(BODY)}


def test_the_log_goes_with_its_file(tmp_path: Path) -> None:
    """A log is set aside too, lest it be played into the new store; what was set aside before gives way."""
    folder = tmp_path / ".mitgenannt"
    folder.mkdir()
    for name in ("store.duckdb", "store.duckdb.wal", "store.duckdb.set-aside", "store.duckdb.set-aside.wal"):
        (folder / name).write_text(name)
    with opened(tmp_path, warn=lambda _: None):
        pass
    assert (folder / "store.duckdb.set-aside").read_text() == "store.duckdb"
    assert (folder / "store.duckdb.set-aside.wal").read_text() == "store.duckdb.wal"
    assert len(list(folder.iterdir())) == 3


def cut(whole: bytes, place: int) -> bytes:
    """All before the place."""
    return whole[:place]


def overwrite(whole: bytes, place: int) -> bytes:
    """All but 100 bytes."""
    return whole[:place] + bytes(255 - byte for byte in whole[place : place + 100]) + whole[place + 100 :]


@pytest.mark.parametrize("damage", [cut, overwrite])
def test_damage_anywhere_costs_one_run_at_most(tmp_path: Path, damage: Callable[[bytes, int], bytes]) -> None:
    """Whichever block is damaged: the file is set aside, now or once it is read; what is read is right."""
    bodies = [f"{number} " * 400 for number in range(300)]
    articles = frame(*bodies, start=0, sentence=1)

    def read(store: Store) -> tuple[object, ...]:
        counts = store.unmarked_counts(articles, [str(number) for number in range(1000)])
        return store.mentions(articles)[1], store.sentences(articles)["text"].tolist(), counts.tolist()

    with opened(tmp_path) as store:
        store.add(bodies, [FOUND] * len(bodies))
        before = read(store)
    path = tmp_path / ".mitgenannt" / "store.duckdb"
    whole = path.read_bytes()
    outcomes = set()
    for place in range(12288 + 1000, len(whole), 262144):
        path.write_bytes(damage(whole, place))
        told: list[str] = []
        try:
            with opened(tmp_path, warn=told.append) as store:
                if store.known():
                    assert read(store) == before
            outcomes.add("set aside at once" if told else "not needed")
        except StoreError as error:
            outcomes.add("set aside later" if "set aside" in str(error) else str(error))
            with opened(tmp_path) as store:
                assert store.known() == set()
    assert outcomes <= {"set aside at once", "set aside later", "not needed"}
    assert outcomes & {"set aside at once", "set aside later"}


HOLD = """
import sys
from pathlib import Path
from pipeline.store import Store
with Store(Path(sys.argv[1]), "m", print):
    print("held", flush=True)
    sys.stdin.read()
"""


LOOK = """
import sys, time
from pathlib import Path
from pipeline.store.file import open_to_read
connection = open_to_read(Path(sys.argv[1]))
print("looks", flush=True)
time.sleep(3)
"""


def test_a_store_in_use_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process's store is not taken for a damaged one."""
    monkeypatch.setattr("pipeline.store.file._PATIENCE", 0.5)
    path = tmp_path / ".mitgenannt" / "store.duckdb"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=r"store\.duckdb"):
            opened(tmp_path)
        other.communicate("")
    assert other.returncode == 0
    assert [entry.name for entry in path.parent.iterdir()] == ["store.duckdb"]


def test_a_look_into_the_store_is_waited_for(tmp_path: Path) -> None:
    """Who only looks, as `mitgenannt status` does, may take seconds and sends no run away."""
    opened(tmp_path).__exit__(None, None, None)
    command = [sys.executable, "-c", LOOK, str(tmp_path / ".mitgenannt" / "store.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "looks\n"
        with opened(tmp_path) as store:
            assert store.known() == set()


def test_a_place_that_takes_no_store_is_an_error(tmp_path: Path) -> None:
    """A folder that cannot be, and a folder in the file's place, are told in one sentence and left as they are."""
    (tmp_path / ".mitgenannt").write_text("a file")
    with pytest.raises(StoreError, match=r"store\.duckdb"):
        opened(tmp_path)
    (tmp_path / "other" / ".mitgenannt" / "store.duckdb").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"store\.duckdb"):
        opened(tmp_path / "other")
    assert [entry.name for entry in (tmp_path / "other" / ".mitgenannt").iterdir()] == ["store.duckdb"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_no_damage(tmp_path: Path) -> None:
    """What the system refuses is said in its words, and nothing is set aside."""
    path = tmp_path / ".mitgenannt" / "store.duckdb"
    path.parent.mkdir()
    path.symlink_to("/dev/full")
    with pytest.raises(StoreError, match="No space left"):
        opened(tmp_path)
    assert path.is_symlink()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do anything")
def test_a_store_without_permission_is_no_damage(tmp_path: Path) -> None:
    """A file that this user may not read stays in place."""
    path = tmp_path / ".mitgenannt" / "store.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"")
    path.chmod(0)
    with pytest.raises(StoreError, match="Permission denied"):
        opened(tmp_path)
    assert path.exists()


ADD = """
import sys
from pathlib import Path
from pipeline.records import Extraction, Sentence, Span
from pipeline.store import Store
found = Extraction(2, (Sentence(1, 0, 9),), (Span(1, 0, 9, "name", "PER", 0, 9),))
with Store(Path(sys.argv[1]), "m", print) as store:
    for batch in range(1000):
        store.add([f"{batch:4} {number:4} Name" * 99 for number in range(50)], [found] * 50)
        print(batch, flush=True)
"""


@pytest.mark.parametrize("batches", [1, 2, 9, 30])
def test_a_kill_loses_no_batch_that_was_reported(tmp_path: Path, batches: int) -> None:
    """A process killed at any moment leaves a store that opens, with whole batches and all that it had reported."""
    path = tmp_path / ".mitgenannt" / "store.duckdb"
    with subprocess.Popen([sys.executable, "-c", ADD, str(path)], stdout=subprocess.PIPE, text=True) as adding:
        assert adding.stdout
        reported = [adding.stdout.readline() for _ in range(batches)]
        adding.kill()
        reported += adding.stdout.readlines()
    complete = [int(line) for line in reported if line.endswith("\n")]
    bodies = [f"{batch:4} {number:4} Name" * 99 for batch in complete for number in range(50)]
    with opened(tmp_path) as store:
        known = store.known()
        assert {digest(body) for body in bodies} <= known
        assert len(known) % 50 == 0
        mentions, surfaces = store.mentions(frame(*bodies, start=0))
        assert [surfaces[code] for code in mentions["surface"]] == [body[:9] for body in bodies]
        store.add([BODY], [FOUND])
    shutil.copytree(path.parent, tmp_path / "copy" / ".mitgenannt")
    with opened(tmp_path / "copy") as store:
        assert store.known() == {*known, digest(BODY)}
