import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.guards import FORMULA, VALUE, guard, unguard
from pipeline.records import Skipped
from pipeline.tables.build import Frames, build_tables
from pipeline.tables.cells import excerpt, one_line, visible
from pipeline.tables.csvfiles import encode
from pipeline.tables.profiles import EXCEL_DE, PROFILES, STANDARD, Profile, undated
from pipeline.tables.schemas import ALIASES, CHANGES, COMENTIONS, ENTITIES_BY_MONTH, TABLES

GOLDEN = Path(__file__).parent / "golden"
FORMULA_STARTS = "=+-@＝＋－＠\t\r"
NAMED = {"Id": "x", "Label": "x", "EntityType": "PER", "Month": "2021-03", "Articles": 1, "Sentences": 1}


def _mentions() -> pd.DataFrame:
    rows = [  # article, paragraph, sentence, start, end, surface, kind, type, entity
        (0, 1, 1, 16, 30, 0, "name", "PER", 3),
        (0, 1, 1, 45, 49, 1, "part", "ORG", 1),
        (0, 2, 2, 60, 65, 2, "name", "PER", 3),
        (1, 1, 1, 0, 4, 1, "name", "ORG", 1),
        (1, 1, 1, 10, 15, 2, "name", "PER", 3),
        (1, 1, 2, 20, 22, 3, "name", "PER", 2),
        (1, 1, 2, 30, 39, 4, "derived", "LOC", 0),
        (2, 1, 1, 5, 14, 5, "name", "LOC", 0),
        (2, 1, 1, 20, 29, 6, "name", "LOC", 0),
    ]
    names = ["article", "paragraph", "sentence", "start", "end", "surface", "kind", "type", "entity"]
    frame = pd.DataFrame(rows, columns=names)
    codes = dict.fromkeys(["article", "paragraph", "sentence", "surface", "entity"], "int32")
    kinds = {
        "kind": pd.CategoricalDtype(["name", "part", "derived"]),
        "type": pd.CategoricalDtype(["PER", "LOC", "ORG"]),
    }
    return frame.astype({**codes, **kinds})


def _dropped() -> pd.DataFrame:
    rows = [  # article, surface, kind, type, rule
        (0, 7, "name", "ORG", "common noun"),
        (1, 6, "name", "LOC", "decision"),
        (1, 5, "name", "LOC", "decision"),
        (2, 7, "part", "ORG", "in compounds only"),
        (2, 7, "name", "ORG", "common noun"),
        (2, 7, "name", "ORG", "common noun"),
        (2, 2, "name", "PER", "behind an article"),
    ]
    frame = pd.DataFrame(rows, columns=["article", "surface", "kind", "type", "rule"])
    return frame.astype({"kind": "category", "type": "category"})


def _pairs() -> pd.DataFrame:
    rows = [
        (1, 3, 2, 2, 2, 2, 2, 2, 3, 1.333333, 0.584963, 1.0, 3.819085, 1.0, 1.0, "2021-03", "2021-12"),
        (0, 2, 1, 1, 1, 1, 2, 1, 3, 0.00001, -0.25, -0.0, 0.0, 0.5, 0.666667, "", ""),
    ]
    frame = pd.DataFrame(rows, columns=["source", "target", "Weight", *COMENTIONS.header[8:]])
    return frame.astype({"FirstMonth": "category", "LastMonth": "category"})


@pytest.fixture
def frames() -> Frames:
    """Three readable articles and two skipped ones; an undated article; a person called NA; a label twice."""
    return Frames(
        articles=pd.DataFrame(
            {
                "ArticleId": ["2021/a.txt", "2021/b  b.txt", "zeitung.csv#7"],
                "Date": ["2021-03-04", "2021-12", ""],
                "Month": ["2021-03", "2021-12", ""],
                "Title": ['Kreml: "Nein", sagt\nPutin', "", "=SUMME(A1)"],
                "Words": [120, 80, 12],
                "Sentences": [9, 5, 1],
                "Reason": ["", "", ""],
                "first": [-1, -1, -1],
                "counted": [True, True, True],
            }
        ),
        skipped=[Skipped("2021/ab.txt", "the file is empty"), Skipped("-x.txt", "not UTF-8, nor any other encoding")],
        mentions=_mentions(),
        surfaces=[
            "Wladimir Putin",
            "NATO",
            "Putin",
            "NA",
            "russische",
            "Russische\nFöderation",
            "Russische Föderation",
            "=Öl",
        ],
        entities=pd.DataFrame(
            {
                "Id": ["loc:russland", "org:nato", "per:na", "per:wladimir-putin"],
                "Label": ["Russland", "NATO", "NA", "Wladimir Putin"],
                "EntityType": ["LOC", "ORG", "PER", "PER"],
            }
        ),
        aliases=pd.DataFrame(
            {
                "entity": [0, 0, 0, 1, 1, 2, 3, 3],
                "surface": [4, 5, 6, 1, 1, 3, 0, 2],
                "kind": ["derived", "name", "name", "name", "part", "name", "name", "name"],
                "rule": [
                    "adjective",
                    "long form",
                    "long form",
                    "itself",
                    "itself",
                    "itself",
                    "itself",
                    "surname, a.txt",
                ],
            }
        ),
        dropped=_dropped(),
        candidates=pd.DataFrame(
            {
                "one": [3, 0, 0],
                "other": [2, 1, 2],
                "score": [0.5, 0.5, 0.72],
                "reasons": [["same sound"], ["initials"], ["one letter apart", "last name"]],
            }
        ),
        pairs=_pairs(),
        least_articles=1,
        entity_months=pd.DataFrame(
            [("2021-12", 1, 1, 1), ("2021-12", 0, 1, 1), ("2021-03", 1, 1, 1), ("2021-03", 3, 2, 2)],
            columns=["Month", "entity", "Articles", "Sentences"],
        ).astype({"Month": "category"}),
        pair_months=pd.DataFrame(
            [("2021-12", 1, 3, 1, 1), ("", 0, 2, 1, 1), ("2021-03", 0, 2, 1, 1), ("2021-03", 1, 3, 2, 1)],
            columns=["Month", "source", "target", "Articles", "Sentences"],
        ).astype({"Month": "category"}),
        evidence=pd.DataFrame(
            [
                (1, 3, 1, 1, 0, 18, 'NATO  warnt\r\n„Putin“, so der "Sprecher"\x07.'),
                (1, 3, 0, 1, 16, 70, "- Wladimir Putin droht der NATO-Spitze."),
                (0, 2, 2, 1, 5, 9, "Föderation und NA."),
            ],
            columns=["source", "target", "article", "sentence", "start", "end", "text"],
        ),
    )


def _empty(frames: Frames) -> Frames:
    gone = {
        name: getattr(frames, name).iloc[:0]
        for name in Frames.__slots__
        if name not in {"skipped", "surfaces", "least_articles"}
    }
    return replace(frames, skipped=[], surfaces=[], **gone)


def _csv(frame: pd.DataFrame, name: str) -> str:
    return b"".join(encode(frame, TABLES[name])).decode()


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def _months(labels: list[str]) -> pd.DataFrame:
    return pd.DataFrame({**NAMED, "Label": pd.Series(labels, dtype="str")}, index=range(len(labels)))


@pytest.mark.parametrize(("profile", "folder"), [(STANDARD, GOLDEN), (EXCEL_DE, GOLDEN / "excel-de")])
@pytest.mark.parametrize("name", TABLES)
def test_golden(frames: Frames, name: str, profile: Profile, folder: Path) -> None:
    """Each table comes out of the stages' frames byte for byte as in tests/golden."""
    found = b"".join(encode(build_tables(frames)[name], TABLES[name], profile))
    assert found == (folder / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("profile", PROFILES.values())
@pytest.mark.parametrize("text", ["", "2022-02", "2022-02-05"])
def test_dates_come_back(text: str, profile: Profile) -> None:
    """A date that a profile has written in its own form is read as it was."""
    assert undated(profile.dated(text)) == text


@pytest.mark.parametrize("name", TABLES)
def test_nothing_found(frames: Frames, name: str) -> None:
    """A run that finds nothing writes tables with a header only."""
    assert _csv(build_tables(_empty(frames))[name], name) == ",".join(TABLES[name].header) + "\n"


def test_copies_are_listed_and_not_counted(frames: Frames) -> None:
    """An article that repeats another one keeps its row, its mentions and its names; no other number counts it."""
    copied = frames.articles.assign(first=[-1, 0, -1], counted=[True, False, True])
    once, every = build_tables(replace(frames, articles=copied)), build_tables(frames)
    assert once["articles"]["DuplicateOf"].tolist() == ["", "", "", "2021/a.txt", ""]
    assert once["articles"].drop(columns="DuplicateOf").equals(every["articles"].drop(columns="DuplicateOf"))
    assert once["mentions"].equals(every["mentions"])
    counts = once["entities"].set_index("Id")[["Articles", "Mentions"]]
    assert counts.loc["per:wladimir-putin"].tolist() == [1, 2]
    assert counts.loc["per:na"].tolist() == [0, 0]  # only the copy names it
    names = {"aliases": ["EntityId", "Surface", "Kind"], "dropped": ["Surface", "Kind", "Type", "Rule"]}
    for table, key in names.items():
        both = every[table].merge(once[table], on=key, suffixes=("", "Once"), validate="1:1")
        assert len(both) == len(every[table]) == len(once[table])
        assert (both["ArticlesOnce"] <= both["Articles"]).all()
        assert (both["MentionsOnce"] < both["Mentions"]).any()
    assert once["mergecandidates"]["NameArticles"].tolist() == [1, 1, 1]


def test_skipped_only(frames: Frames) -> None:
    """Where no article can be read the skipped ones are still listed, sorted."""
    table = build_tables(replace(_empty(frames), skipped=frames.skipped))["articles"]
    assert table["ArticleId"].tolist() == ["-x.txt", "2021/ab.txt"]
    assert table["Words"].isna().all()


def test_schemas() -> None:
    """Headers are letters only and tell columns apart; every column says what it means."""
    for table in (*TABLES.values(), CHANGES):
        assert all(column.name.isascii() and column.name.isalpha() for column in table.columns)
        assert len(set(table.header)) == len(table.columns)
        assert all(column.meaning for column in table.columns)


def test_order_is_that_of_the_schema(frames: Frames) -> None:
    """Whatever order the frames of months, aliases, dropped names and candidates come in, the tables are the same."""
    turned = replace(
        frames,
        aliases=frames.aliases.iloc[::-1],
        dropped=frames.dropped.iloc[::-1],
        candidates=frames.candidates.iloc[::-1],
        entity_months=frames.entity_months.iloc[::-1],
        pair_months=frames.pair_months.iloc[::-1],
    )
    tables, others = build_tables(frames), build_tables(turned)
    assert all(_csv(tables[name], name) == _csv(others[name], name) for name in TABLES)


@given(st.lists(st.text(), min_size=1))
@example(["NA", "null", "", "nan", "None", "007"])
@example(['a "b", c', "'=1", "\ufeff=1", "\u2028=", " =1", "\r\n"])
@example(["=1", "'=1", "''=1", "'x"])
def test_text_comes_back(labels: list[str]) -> None:
    """A CSV reader gets each text back, on one line; only the guard is before it, and it can be taken away."""
    rows = _read(_csv(_months(labels), "entitiesbymonth"))[1:]
    assert [unguard(row[2]) for row in rows] == [one_line(label) for label in labels]


@given(st.lists(st.text(), min_size=1))
def test_row_is_a_line(labels: list[str]) -> None:
    """Whatever a text holds, each row is one line to every reader of lines."""
    assert len(_csv(_months(labels), "entitiesbymonth").splitlines()) == len(labels) + 1


@given(st.text(alphabet=" '\u3000\xa0"), st.sampled_from(FORMULA_STARTS), st.text())
def test_no_formula(lead: str, start: str, rest: str) -> None:
    """No text cell starts as a formula does, not even behind blanks."""
    for clean in (one_line, visible):
        cell = guard(clean(lead + start + rest))
        assert not cell.lstrip().startswith(tuple(FORMULA_STARTS))


@given(st.text(alphabet=st.sampled_from("'=+-@＝ ab\u30001.e/")))
def test_unguard(text: str) -> None:
    """unguard() takes back what guard() did, also from texts that had an apostrophe of their own."""
    for what in (FORMULA, VALUE):
        assert unguard(guard(text, what), what) == text


def test_values_are_guarded() -> None:
    """What Excel in German makes a number, date, time or truth of is guarded there, a name with a number is not."""
    values = (
        "9/11;11.9.;1. Mai;11. September 2001;Dienstag, 11. September 2001;Di, 11.9.;März 2020;Mai 68;3-5;2022-02;"
        "1E5;1,5E-3;007;1.000;2:0;12:30;5 PM;50 %;5 €;(5);112;1'000;Wahr;FALSE;#NV;#BEZUG!;'007;''1;=A1;' -x"
    )
    names = "A 3;E10;Schalke 04;1. FC Köln;G7;3D;2021er;Mai;Agenda 2010;May;Maier 5;1st;NA;'s-Hertogenbosch;1 e;#MeToo"
    assert [text for text in values.split(";") if guard(text, VALUE) != f"'{text}"] == []
    assert [text for text in names.split(";") if guard(text, VALUE) != text] == []
    assert EXCEL_DE.guard("112") != STANDARD.guard("112") == "112"


@given(st.text())
def test_plain_text_is_left(text: str) -> None:
    """A text that starts with a letter is never guarded."""
    assert guard("a" + text) == "a" + text


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    st.integers(-(2**62), 2**62),
)
@example([-0.5, -0.0, 1e-06, 1e22, 0.1 + 0.2], -1)
def test_numbers(floats: list[float], whole: int) -> None:
    """Numbers are never guarded, have no exponent and no negative zero, and read back as they were."""
    frame = pd.DataFrame(dict.fromkeys(COMENTIONS.header, "x"), index=range(len(floats)))
    for column in COMENTIONS.columns:
        if column.kind in {"int", "float"}:
            frame[column.name] = np.array(floats) if column.kind == "float" else whole
    for row, number in zip(_read(_csv(frame, "comentions"))[1:], floats, strict=True):
        cells = dict(zip(COMENTIONS.header, row, strict=True))
        assert float(cells["NPMI"]) == number
        assert set(cells["NPMI"]) <= set("-.0123456789")
        assert not cells["NPMI"].startswith("-0.0") or number != 0
        assert int(cells["Weight"]) == whole


def test_missing_number_is_a_bug() -> None:
    """A measure that is no number is refused, rather than written as an empty cell or as nan."""
    frame = pd.DataFrame(
        {c.name: "x" if c.kind in {"id", "text", "month"} else 1 for c in COMENTIONS.columns}, index=[0]
    )
    with pytest.raises(ValueError, match="PMI"):
        _csv(frame.assign(PMI=float("nan")), "comentions")


def test_missing_text_is_empty() -> None:
    """A missing text is an empty cell, in plain and in categorical columns, and no other cell moves."""
    plain = _months(["a", "b"]).assign(Label=pd.Series(["a", None], dtype="str"))
    coded = plain.astype({"Label": "category"})
    assert [row[2] for row in _read(_csv(plain, "entitiesbymonth"))] == ["Label", "a", ""]
    assert _csv(coded, "entitiesbymonth") == _csv(plain, "entitiesbymonth")


def test_surrogate() -> None:
    """A lone surrogate, as file names that are no UTF-8 have, does not stop the table."""
    assert "Gr?n" in _csv(_months(["Gr\udcfcn"]), "entitiesbymonth")


def test_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table written in several pieces is the table written in one."""
    frame = _months([f"Person {number}" for number in range(10)])
    whole = b"".join(encode(frame, ENTITIES_BY_MONTH))
    monkeypatch.setattr("pipeline.tables.csvfiles._CHUNK", 3)
    pieces = list(encode(frame, ENTITIES_BY_MONTH))
    assert len(pieces) == 5
    assert b"".join(pieces) == whole


def test_id_keeps_blanks() -> None:
    """An ArticleId keeps its blanks, since it must find the file; only control characters go."""
    frame = pd.DataFrame({**dict.fromkeys(ALIASES.header, "x"), "Mentions": 1, "Articles": 1}, index=[0])
    assert _csv(frame.assign(EntityId=" a  b\x07\n"), "aliases").splitlines()[1].startswith(" a  b,")


@pytest.mark.parametrize("length", [599, 600, 601, 5000])
def test_long_sentences_are_cut(length: int) -> None:
    """A sentence of up to 600 characters is shown whole, a longer one cut to as many, and the cut is seen."""
    shown = excerpt("a" * length)
    assert len(shown) == min(length, 600)
    assert shown.endswith("…") == (length > 600)
