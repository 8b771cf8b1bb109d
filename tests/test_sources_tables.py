"""CSV and JSON Lines: columns, ids, dates, and rows that are no article."""

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article, Skipped
from pipeline.settings import Settings
from pipeline.sources import decode, read_sources

STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read(folder: Path, data: bytes | str, name: str, **columns: Any) -> list[Article | Skipped]:  # noqa: ANN401 - str
    """What comes out of a folder with one file."""
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_sources(Settings(sources=(folder,), output=folder / "output", **columns)))


def read_csv(folder: Path, data: bytes | str, **columns: str) -> list[Article | Skipped]:
    """The same for a CSV file."""
    return read(folder, data, "t.csv", **columns)


def read_json(folder: Path, data: bytes | str, **columns: str) -> list[Article | Skipped]:
    """The same for a JSON Lines file."""
    return read(folder, data, "t.jsonl", **columns)


def jsonl(rows: Iterable[object]) -> str:
    """Rows as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv(tmp_path: Path, delimiter: str, newline: str, encoding: str) -> None:
    """Delimiter, newlines and encoding are found; quoted cells keep their newlines, quotes and delimiters."""
    text = f'Müller,;\t"grüßt"{newline}{newline}in Köln. '
    rows = [["id", "date", "title", "text"], ["7", "2021-03", f" Ein{newline}Gruß ", text], ["8", "", "", "Zwei."]]
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=delimiter, lineterminator=newline).writerows(rows)
    assert read_csv(tmp_path, table.getvalue().encode(encoding)) == [
        Article("t.csv#7", text, date="2021-03", title="Ein Gruß"),
        Article("t.csv#8", "Zwei."),
    ]


def test_csv_of_one_column(tmp_path: Path) -> None:
    """Where there is no column of ids, rows are counted from 1; blank lines are not."""
    assert read_csv(tmp_path, "\ntext\nEins.\n\nZwei.") == [Article("t.csv#1", "Eins."), Article("t.csv#2", "Zwei.")]


def test_columns(tmp_path: Path) -> None:
    """Columns are those of the settings, exactly, else but for their case; others are passed over."""
    data = "TEXT,text,Id,Tag,x\nfalsch,Eins.,a,2021-03,1\n"
    assert read_csv(tmp_path, data, date_column="tag") == [Article("t.csv#a", "Eins.", date="2021-03")]
    assert read_csv(tmp_path, "Nr;Body;\n7;Eins.;\n", text_column="body", id_column="Nr") == [
        Article("t.csv#7", "Eins.")
    ]


def test_delimiter_beside_others(tmp_path: Path) -> None:
    """The delimiter is the one that sets the texts' column free, even where another one would make more columns."""
    assert read_csv(tmp_path, "text;Ort, Land, Erdteil\nEins, zwei, drei.;x\n") == [
        Article("t.csv#1", "Eins, zwei, drei.")
    ]


def test_json_columns(tmp_path: Path) -> None:
    """Keys of an object are found as columns are."""
    data = jsonl([{"TEXT": "falsch", "text": "Eins.", "Id": "a", "Tag": "2021-03"}, {"Text": "Zwei.", "tag": "2021"}])
    assert read_json(tmp_path, data, date_column="tag") == [
        Article("t.jsonl#a", "Eins.", date="2021-03"),
        Skipped("t.jsonl#row 2", "2021 is no date"),
    ]


def test_no_text_column(tmp_path: Path) -> None:
    """A table without texts is skipped as a whole; the reason lists what is there and names the option."""
    assert read_csv(tmp_path, "id;Körper\n1;Eins.\n2;Zwei.\n") == [
        Skipped("t.csv", "no column text among id, Körper: name the texts' with --text-column")
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("id,text\n", "no rows below its header"),
        (b"\x89PNG\r\n\x1a\n", "binary, not text"),
        (bytes(range(256)) * 9, "binary, not text"),
        (b"\xff\xfe" + "text\nEins.".encode("utf-16-le") + b"\x00", "not decodable"),
    ],
)
def test_bad_tables(tmp_path: Path, data: bytes | str, reason: str) -> None:
    """What is wrong with a whole table is said once, under its name."""
    assert read_csv(tmp_path, data) == [Skipped("t.csv", reason)]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("", ""),
        (" ", ""),
        ("2021-03", "2021-03"),
        (" 2021-03-04 ", "2021-03-04"),
        ("2021-03-04T05:06", "2021-03-04"),
        ("2021-03-04 05:06:07", "2021-03-04"),
        ("2021-03-04T05:06:07.123456Z", "2021-03-04"),
        ("2021-03-04 05:06:07+00:00", "2021-03-04"),
        ("2021-03-04T05:06:07.1+0100", "2021-03-04"),
        ("2021-03-04 05:06:07 UTC", "2021-03-04"),
        ("2021-13", None),
        ("2021-02-30", None),
        ("2021-02-30T05:06", None),
        ("04.03.2021", None),
        ("2021", None),
        ("2021-03-04 oder später", None),
        ("٢٠٢١-٠٣", None),
    ],
)
def test_dates(tmp_path: Path, cell: str, date: str | None) -> None:
    """A date is a month, a day, or the day of a timestamp; what is none costs the row."""
    expected = (
        [Skipped("t.csv#row 1", f"{cell} is no date")] if date is None else [Article("t.csv#1", "Eins.", date=date)]
    )
    assert read_csv(tmp_path, f"text,date\nEins.,{cell}\n") == expected


def test_rows_without_text(tmp_path: Path) -> None:
    """Blank, missing or too short a text: skipped by its row and id, the others are read."""
    assert read_csv(tmp_path, "id,date,text\na,,\nb\nc,,  \n,2021-03,\nd,,Eins.\n") == [
        Skipped("t.csv#row 1: a", "no text"),
        Skipped("t.csv#row 2: b", "no text"),
        Skipped("t.csv#row 3: c", "no text"),
        Skipped("t.csv#row 4", "no text"),
        Article("t.csv#d", "Eins."),
    ]


def test_rows_with_too_many_cells(tmp_path: Path) -> None:
    """A text cut at its commas is not read as if it were whole; empty cells at the end do no harm."""
    assert read_csv(tmp_path, "id,text\na,Eins, zwei\nb,Eins.,,\n") == [
        Skipped("t.csv#row 1: a", "3 cells below 2 columns: put its text in quotes"),
        Article("t.csv#b", "Eins."),
    ]


def test_open_quote(tmp_path: Path) -> None:
    """A quote that is never closed swallows the rows behind it: that is said, and only the rows before it are read."""
    assert read_csv(tmp_path, 'id,text\na,"Eins."\nb,"Zwei.\nc,Drei.\n') == [
        Article("t.csv#a", "Eins."),
        Skipped("t.csv#row 2", "a quote opened in line 3 is never closed: nothing is read from there on"),
    ]


def test_quote_closed_by_another_row(tmp_path: Path) -> None:
    """Rows that a stray quote has swallowed are named by their lines, and the next line is read again."""
    data = '\n\nid,text\na,"Eins\nzwei."\nb,"Drei.\nc,Vier.\nd,"Fünf."\ne,"Sechs" sieben.\nf,"Acht\n""acht""."\n'
    why = "no valid CSV and not read: ',' expected after '\"'; double the quotes in quoted cells"
    assert read_csv(tmp_path, data) == [
        Article("t.csv#a", "Eins\nzwei."),
        Skipped("t.csv#row 2", f"lines 6 to 8 are {why}"),
        Skipped("t.csv#row 3", f"line 9 is {why}"),
        Article("t.csv#f", 'Acht\n"acht".'),
    ]


def test_quotes_in_the_header(tmp_path: Path) -> None:
    """A header whose quotes do not fit costs the table, with a reason."""
    assert read_csv(tmp_path, 'id,"text\na,Eins.\n') == [
        Skipped("t.csv", "a quote opened in line 1 is never closed: nothing is read from there on")
    ]


def test_blank_rows(tmp_path: Path) -> None:
    """Rows without a cell that is not blank are passed over; their numbers are not given to others."""
    assert read_csv(tmp_path, "text,x\n,\nEins.,\n   \n\n , \nZwei.,\n,,,\n") == [
        Article("t.csv#2", "Eins."),
        Article("t.csv#5", "Zwei."),
    ]
    assert read_csv(tmp_path, "id,text\n,\n  \n") == [Skipped("t.csv", "no rows below its header")]


def test_a_bad_row_costs_no_good_one(tmp_path: Path) -> None:
    """What a bad row is called is never the id of a good one, whichever comes first."""
    lines = [
        '{"id": 0, "text": "Null."}',
        "{",
        '{"id": 2, "text": "Zwei."}',
        '{"id": "a"}',
        '{"id": "a", "text": "A."}',
    ]
    found = read_json(tmp_path, "\n".join([*lines, '{"id": "row 2", "text": "B."}', '{"id": "b"}', '{"id": 7}']))
    names = ["0", "row 2", "2", "row 4: a", "a", "row 6: row 2", "row 7: b", "row 8: 7"]
    assert [each.id.removeprefix("t.jsonl#") for each in found] == names
    assert [each.text for each in found if isinstance(each, Article)] == ["Null.", "Zwei.", "A.", "B."]


def test_ids_like_numbers(tmp_path: Path) -> None:
    """Good rows without an id and ids equal to their numbers do not cost each other anything."""
    ids = [None, 1, 3, None, 4, 1]
    found = read_json(tmp_path, jsonl({"id": name, "text": "Eins."} for name in ids))
    assert [(each.id.removeprefix("t.jsonl#"), isinstance(each, Article)) for each in found] == [
        ("1", True),
        ("row 2: 1", True),
        ("3", True),
        ("row 4", True),
        ("4", True),
        ("row 6: 1", False),
    ]
    found = read_csv(tmp_path, "id,text\n,Eins.\n1,Zwei.\n")
    assert found[:2] == [Article("t.csv#row 1", "Eins."), Article("t.csv#1", "Zwei.")]


def test_same_ids(tmp_path: Path) -> None:
    """A second row with an id is skipped under a name of its own; ids in another table do not matter."""
    (tmp_path / "s.csv").write_text("id,text\na,Null.\n", encoding="utf-8")
    found = read_csv(tmp_path, "id,text\na,Eins.\na,Zwei.\na,Drei.\nb,Vier.\n")
    assert found == [
        Article("s.csv#a", "Null."),
        Article("t.csv#a", "Eins."),
        Skipped("t.csv#row 2: a", "its id is that of another article: a"),
        Skipped("t.csv#row 3: a", "its id is that of another article: a"),
        Article("t.csv#b", "Vier."),
    ]


def test_ids_like_files(tmp_path: Path) -> None:
    """A row is never called what a file or a row of another file is called."""
    (tmp_path / "t.csv#a.txt").write_text("Eins.", encoding="utf-8")
    (tmp_path / "t.csv#b.csv").write_text("text\nZwei.\n", encoding="utf-8")
    found = read_csv(tmp_path, "id,text\na.txt,Drei.\nb.csv#1,Vier.\nc,Fünf.\n")
    assert [each.id for each in found] == [
        "t.csv#row 1: a.txt",
        "t.csv#row 2: b.csv#1",
        "t.csv#c",
        "t.csv#a.txt",
        "t.csv#b.csv#1",
    ]
    assert [isinstance(each, Article) for each in found] == [False, False, True, True, True]


def test_strange_ids(tmp_path: Path) -> None:
    """Ids are one line without blanks around them; numbers are ids, other values are not."""
    ids = [7, 1.5, " a\nb ", "", None, ["x"], True]
    found = read_json(tmp_path, jsonl({"id": value, "text": "Eins."} for value in ids))
    assert [each.id.removeprefix("t.jsonl#") for each in found] == [
        "7",
        "1.5",
        "a b",
        "row 4",
        "row 5",
        "row 6",
        "row 7",
    ]
    assert [each.reason for each in found if isinstance(each, Skipped)] == ["its id is neither text nor a number"] * 2


def test_bad_lines(tmp_path: Path) -> None:
    """Each bad line has its own reason, and the lines around it are read; blank lines are passed over."""
    data = "\n".join(
        [
            '{"text": "Eins.", "title": 5}',
            '{"text": "Zwei."',
            "",
            '["Drei."]',
            '{"text": 4}',
            '{"id": "e"}',
            '{"id": "f", "text": null}',
            '{"text": "\\ud800"}',
            '{"text": "Sieben\\u0000."}',
            '{"text": "Acht\0."}',
            '{"text": "Neun.", "date": 2021}',
            "1" * 5000,
            "[" * 100_000,
            '{"text": "Zehn.", "date": null, "title": null}',
        ]
    )
    deep = "is no valid JSON: a number too long or lists too deep"
    assert read_json(tmp_path, data) == [
        Article("t.jsonl#1", "Eins.", title="5"),
        Skipped("t.jsonl#row 2", "line 2 is no valid JSON: Expecting ',' delimiter at column 17"),
        Skipped("t.jsonl#row 4", "line 4 is no JSON object"),
        Skipped("t.jsonl#row 5", "its text is no string"),
        Skipped("t.jsonl#row 6: e", "no text: no key text; name the texts' with --text-column"),
        Skipped("t.jsonl#row 7: f", "no text"),
        Skipped("t.jsonl#row 8", "not decodable: broken bytes or lone surrogates"),
        Skipped("t.jsonl#row 9", "holds a NUL byte"),
        Skipped("t.jsonl#row 10", "line 10 holds a NUL byte"),
        Skipped("t.jsonl#row 11", "2021 is no date"),
        Skipped("t.jsonl#row 12", f"line 12 {deep}"),
        Skipped("t.jsonl#row 13", f"line 13 {deep}"),
        Article("t.jsonl#14", "Zehn."),
    ]


def test_one_broken_byte(tmp_path: Path) -> None:
    """A row with a broken byte is skipped; the umlauts of the others are not lost over it."""
    data = "text\nGrüße aus Köln.\nÄrger\n".encode() + b"kap\xfctt\n" + "Übrig.\n".encode()
    assert read_csv(tmp_path, data) == [
        Article("t.csv#1", "Grüße aus Köln."),
        Article("t.csv#2", "Ärger"),
        Skipped("t.csv#row 3", "not decodable: broken bytes or lone surrogates"),
        Article("t.csv#4", "Übrig."),
    ]


def test_headers_are_for_text_files(tmp_path: Path) -> None:
    """A date header in a table is text."""
    assert read_csv(tmp_path, "text\ndate 2021-03 Eins.\n") == [Article("t.csv#1", "date 2021-03 Eins.")]


@pytest.mark.parametrize("cut", [20, 5000, -9, -1])
def test_truncated_gzip(tmp_path: Path, cut: int) -> None:
    """What stands before the break is read, in whole rows; the rest is skipped once, under the table's name."""
    rows = [{"text": f"Artikel {number} {pow(3, number)}."} for number in range(1000)]
    packed = gzip.compress(jsonl(rows).encode())
    *articles, last = read(tmp_path, packed[:cut], "t.jsonl.gz")
    assert [each.text for each in articles if isinstance(each, Article)] == [
        row["text"] for row in rows[: len(articles)]
    ]
    assert (len(articles) == 1000) == (cut < 0)
    assert bool(articles) == (cut != 20)
    where = f", from row {len(articles) + 1} on" if articles else ""
    assert last == Skipped("t.jsonl.gz", f"broken gzip file{where}")


def test_a_table_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row is there before the file has been read to its end, and the encoding is found in its beginning."""
    monkeypatch.setattr(decode, "SAMPLE", 1000)
    data = b"text\n" + "Köln.\n".encode("cp1252") * 100_000
    (tmp_path / "t.csv").write_bytes(data)
    articles = read_sources(Settings(sources=(tmp_path,), workers=1))
    assert next(articles) == Article("t.csv#1", "Köln.")
    (tmp_path / "t.csv").write_bytes(data[:600])  # what is gone now cannot have been read before
    assert sum(1 for _ in articles) < 5000


def test_sample_that_cuts_a_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter of UTF-8 that the sample cuts in two does not make another encoding of the file."""
    monkeypatch.setattr(decode, "SAMPLE", 10)
    assert read_csv(tmp_path, "text\nEin Öl.\n") == [Article("t.csv#1", "Ein Öl.")]


def test_long_fields(tmp_path: Path) -> None:
    """A cell may be longer than the csv module takes by default."""
    text = "Berlin. " * 100_000
    assert read_csv(tmp_path, f'text\n"{text}"\n') == [Article("t.csv#1", text)]


def test_a_field_beyond_all_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell longer than the csv module can take costs its row, not the run."""
    monkeypatch.setattr("pipeline.sources.csvrows.LONGEST_LINE", 100)
    limit = "field larger than field limit (100)"
    assert read_csv(tmp_path, f"text\nEins.\n{'a' * 101}\nDrei.\n") == [
        Article("t.csv#1", "Eins."),
        Skipped("t.csv#row 2", f"line 3 is no valid CSV and not read: {limit}; double the quotes in quoted cells"),
        Article("t.csv#3", "Drei."),
    ]


@given(texts=st.lists(STORABLE.filter(str.strip), min_size=1, max_size=5), ending=st.sampled_from(["csv", "jsonl"]))
def test_any_text(texts: list[str], ending: str) -> None:
    """Whatever texts a table holds, they come out as they were, and in its order."""
    table = io.StringIO(newline="")
    csv.writer(table, quoting=csv.QUOTE_ALL).writerows([["text"], *([text] for text in texts)])
    data = table.getvalue() if ending == "csv" else jsonl({"text": text} for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), data, f"t.{ending}")
    assert found == [Article(f"t.{ending}#{number}", text) for number, text in enumerate(texts, start=1)]
