"""read_tables gives what was written, with types that fit; run() is the same from Python."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.errors import LockedError, TablesError
from pipeline.settings import HIDDEN, Settings
from pipeline.tables import reading
from pipeline.tables.csvfiles import encode
from pipeline.tables.faults import fault
from pipeline.tables.profiles import EXCEL_DE, PROFILES, Profile
from pipeline.tables.reading import read_parts, read_rows, read_table, read_tables
from pipeline.tables.schemas import ALIASES, COMENTIONS, ENTITIES, MENTIONS, TABLES, Table

KINDS = {"int": "int64", "float": "float64", "month": "period[M]", "id": "str", "text": "str", "date": "str"}


@pytest.fixture(scope="module")
def output(model: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of three articles, one of them about a person called NA."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text("date 2021-06-16\nPutin traf Joe Biden in Berlin.\n", encoding="utf-8")
    (folder / "in" / "b.txt").write_text("Biden sprach mit der NATO. Putin nicht.\n", encoding="utf-8")
    (folder / "in" / "leer.txt").touch()
    pipeline.run(Settings(sources=(folder / "in",), output=folder / "out", model=model, workers=1))
    return folder / "out"


def _write(folder: Path, table: Table, frame: pd.DataFrame) -> Path:
    (folder / table.file).write_bytes(b"".join(encode(frame, table)))
    return folder


def _aliases(*surfaces: str) -> pd.DataFrame:
    return pd.DataFrame({column.name: [1] * len(surfaces) for column in ALIASES.columns}).assign(
        EntityId=[f"per:{number}" for number in range(len(surfaces))],
        Surface=list(surfaces),
        Label="x",
        Type="PER",
        Kind="name",
        Rule="x",
    )


def test_types_are_as_promised(output: Path) -> None:
    """Each column has the type that its kind promises, whatever the data; all tables are there."""
    tables = read_tables(output)
    assert list(tables) == [*TABLES, "changes"]
    for name, table in TABLES.items():
        assert tables[name].columns.tolist() == table.header
        for column in table.columns:
            kind = tables[name][column.name].dtype
            wanted = "Int64" if column.optional else KINDS[column.kind]
            assert str(kind) == ("category" if column.few else wanted), (name, column.name)


def test_values_are_as_written(output: Path) -> None:
    """A skipped article has no counts, an undated one no month; the rest are numbers and months."""
    articles = read_tables(str(output), "articles")["articles"].set_index("ArticleId")
    assert articles["Words"].isna().tolist() == [False, False, True]
    assert articles.loc["a.txt", "Month"] == pd.Period("2021-06")
    assert articles["Month"].isna().tolist() == [False, True, True]
    assert articles["Status"].tolist() == ["ok", "ok", "skipped"]
    assert articles.loc["leer.txt", "Reason"] == "empty"


def test_nobody_is_missing(tmp_path: Path) -> None:
    """People called NA, null or nan stay names, and the guard is taken off just where it was set."""
    names = ["NA", "null", "nan", "None", "", "=1+1", "'=x", "'s-Hertogenbosch", "-5", '"a", b']
    read = read_table(_write(tmp_path, ALIASES, _aliases(*names)), ALIASES)
    assert read["Surface"].tolist() == names


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"])), max_size=8))
def test_reading_undoes_writing(tmp_path: Path, names: list[str]) -> None:
    """Any surface on one line reads back as it was."""
    assert read_table(_write(tmp_path, ALIASES, _aliases(*names)), ALIASES)["Surface"].tolist() == names


def test_profiles_read_the_same(output: Path, tmp_path: Path) -> None:
    """In whatever profile tables were written, they are read as the same; the file tells which one it was."""
    for name, table in TABLES.items():
        content = b"".join(encode(read_table(output, table), table, EXCEL_DE))
        assert content != (output / table.file).read_bytes()
        (tmp_path / table.file).write_bytes(content)
        pd.testing.assert_frame_equal(read_tables(tmp_path, name)[name], read_tables(output, name)[name])


@pytest.mark.parametrize("profile", PROFILES.values())
@pytest.mark.parametrize("wrong", ["foo", "Feb 22", "05.02.2022", "2021-02-30", "2021-06-16"])
def test_a_month_edited_by_hand_is_told(output: Path, tmp_path: Path, profile: Profile, wrong: str) -> None:
    """However a table is read, a cell that is no month is told with file and line; a table of no fault has none."""
    frame = read_table(output, COMENTIONS)
    assert len(frame) > 2
    path = tmp_path / COMENTIONS.file
    path.write_bytes(b"".join(encode(frame, COMENTIONS, profile)))
    assert fault(path, COMENTIONS) == ""
    months = ["", *["2021-06"] * (len(frame) - 2), wrong]
    path.write_bytes(b"".join(encode(frame.assign(LastMonth=months), COMENTIONS, profile)))
    said = rf'comentions\.csv, line {len(frame) + 1} \(LastMonth "{profile.dated(wrong)}"\), is not as'
    for read in (
        lambda: read_tables(tmp_path, "comentions"),
        lambda: read_table(tmp_path, COMENTIONS),
        lambda: list(read_parts(tmp_path, COMENTIONS)),
        lambda: read_rows(tmp_path, COMENTIONS, frame["Source"].unique()),
    ):
        with pytest.raises(TablesError, match=said):
            read()


@pytest.mark.parametrize("block", [7, 300, 1 << 24])
def test_rows_about_something_are_those_of_the_whole_table(
    output: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picked rows are what filtering the whole table gives, wherever a block ends."""
    monkeypatch.setattr(reading, "_BLOCK", block)
    for table, column in ((MENTIONS, "EntityId"), (MENTIONS, "ArticleId"), (ENTITIES, "Id"), (COMENTIONS, "Source")):
        whole = read_table(output, table)
        for value in whole[column].unique():
            picked = read_rows(output, table, [value])
            pd.testing.assert_frame_equal(
                picked[picked[column] == value].reset_index(drop=True),
                whole[whole[column] == value].reset_index(drop=True),
                check_categorical=False,
            )
    both = read_rows(output, MENTIONS, ["per:joe-biden", "per:putin"])
    assert both["Text"].tolist() == ["Putin", "Joe Biden", "Putin"]


@pytest.mark.parametrize("profile", PROFILES.values())
def test_rows_with_an_id_that_needs_quotes(tmp_path: Path, profile: Profile) -> None:
    """Ids with delimiters, quotes and guards find their rows, and no longer ids do."""
    frame = _aliases("a", "b", "c", "d", "e").assign(EntityId=["=x", 'per:a"b,c', "per:a", "per:ab", "per:a;b"])
    (tmp_path / ALIASES.file).write_bytes(b"".join(encode(frame, ALIASES, profile)))
    for value, surface in (("=x", "a"), ('per:a"b,c', "b"), ("per:a", "c"), ("per:a;b", "e")):
        assert read_rows(tmp_path, ALIASES, [value])["Surface"].tolist() == [surface]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "There is no "),
        (
            lambda path: path.write_text("Id;Label\n", encoding="utf-8"),
            r" \(it has no column Id\) is not as a run of this",
        ),
        (lambda path: path.write_bytes(path.read_bytes().replace(b",PER,", b",Person,")), r'\(EntityType "Person"\)'),
        (lambda path: path.write_bytes(b"\xff\xfe"), "is not as a run of this version writes it"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b",2021-06,", b",2021-16,")),
            r'line \d \(\w+Month "2021-16"\), is not as a run',
        ),
        (lambda path: path.write_bytes(path.read_bytes().replace(b",1,", b",one,")), r'line \d \(\w+ "one"\), is'),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    output: Path, tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    """A table that is missing, of another program or damaged is named, with what to do."""
    path = tmp_path / "entities.csv"
    path.write_bytes((output / path.name).read_bytes())
    spoil(path)
    with pytest.raises(TablesError, match=said):
        read_tables(tmp_path, "entities")


def test_an_unknown_table_is_told(output: Path) -> None:
    """A table's name that is none is answered with those that there are."""
    with pytest.raises(TablesError, match="There is no table people; there are articles, mentions"):
        read_tables(output, "people")


def test_tables_are_of_one_run(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a run has replaced tables meanwhile, they are read again; while it does so, nobody reads."""
    monkeypatch.setattr(reading, "_PAUSES", (0.0, 0.0))
    manifest = output / "run.json"
    kept, calls = manifest.read_bytes(), []

    def read() -> int:
        calls.append(1)
        if len(calls) == 1:
            manifest.write_bytes(kept + b" ")
        return len(calls)

    assert reading.steadily(output, read) == 2
    manifest.write_bytes(kept)
    marker = output / HIDDEN / "staging" / "complete"
    marker.parent.mkdir()
    marker.touch()
    with pytest.raises(LockedError, match="A run puts new tables into"):
        read_tables(output, "entities")
    marker.unlink()
    marker.parent.rmdir()


def test_the_public_names_are_there_and_cost_nothing(tmp_path: Path) -> None:
    """`import pipeline` loads no library; run can be called before and after its module was imported."""
    code = (
        "import sys, pipeline; assert not {'pandas', 'spacy', 'duckdb', 'numpy'} & set(sys.modules);"
        "assert callable(pipeline.run); from pipeline.run import run; assert callable(pipeline.run);"
        "assert all(hasattr(pipeline, name) for name in pipeline.__all__); assert not hasattr(pipeline, 'ran');"
        "from pipeline import Settings, MitgenanntError\n"
        "try: pipeline.run(Settings(output=__import__('pathlib').Path('x')))\n"
        "except MitgenanntError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "seeds" in done.stdout
