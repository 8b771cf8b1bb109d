"""The user's decisions on names: the file they stand in, what is wrong with it, and what they say together."""

import csv
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cli
from pipeline.cli.options import settings_of
from pipeline.errors import UsageError
from pipeline.guards import FORMULA, VALUE, guard
from pipeline.records import Decision
from pipeline.resolution.decisions import Decided, compile_decisions
from pipeline.sources.decisions import read_decisions

HEADER = ("Decision", "Name", "Other", "Note")
EMPTY = Decided({}, frozenset(), frozenset(), {}, {})
UNREADABLE = "make it a CSV file with the columns Decision, Name, Other and Note, or take it away."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test writes its decisions."""
    return tmp_path / "decisions.csv"


def error(act: Callable[[], object], file: Path) -> str:
    """The sentence that `act` fails with, without the path of `file` in front."""
    with pytest.raises(UsageError) as caught:
        act()
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message.replace(str(file), "FILE")


def rows(*texts: str) -> list[Decision]:
    """Decisions written "action Name > Other", from line 2 on."""
    parts = [text.partition(" ") for text in texts]
    named = [(action, *rest.partition(" > ")[::2]) for action, _, rest in parts]
    return [Decision(action, name, other, "", line) for line, (action, name, other) in enumerate(named, start=2)]


def compiled(*texts: str) -> Decided:
    """What decisions written like that say together."""
    return compile_decisions(rows(*texts), Path("d.csv"))


# Reading


def test_no_file() -> None:
    """Without a file there are no decisions."""
    assert read_decisions(None) == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dialects(file: Path, delimiter: str, newline: str, encoding: str) -> None:
    """What spreadsheets make of a file is read, in any order of its columns; others and undecided rows are ignored."""
    table = [
        ["Score", "Other", "name", "Decision", "Note"],
        ["0.9", "Müller", f"Hans; Möller,\t{newline}„x“", " Same ", f"  laut{newline} Archiv"],
        ["0.8", "Meier", "Maier", "", ""],
        ["", "", "", "", ""],
        ["0.7", "org", "Grüne", "TYP", ""],
    ]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=newline).writerows(table)
    file.write_bytes(written.getvalue().encode(encoding))
    lines = [
        line for line, text in enumerate(written.getvalue().splitlines(), start=1) if "0.9" in text or "TYP" in text
    ]
    assert read_decisions(file) == (
        Decision("same", "Hans; Möller, „x“", "Müller", "laut Archiv", lines[0]),
        Decision("type", "Grüne", "ORG", "", lines[1]),
    )


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("same", "same"),
        ("Different", "different"),
        ("LABEL", "label"),
        ("gleich", "same"),
        ("Verschieden", "different"),
        ("name", "label"),
    ],
)
def test_words_of_two_names(file: Path, said: str, action: str) -> None:
    """Decisions are said in English or German, in any letter case; ids are passed on as they are."""
    file.write_text(f"Decision,Name,Other\n{said},per:wladimir-putin,Putin\n", "utf-8")
    assert read_decisions(file) == (Decision(action, "per:wladimir-putin", "Putin", "", 2),)


@pytest.mark.parametrize(
    ("said", "action", "other"),
    [("drop", "drop", ""), ("Weg", "drop", ""), ("type", "type", "PER"), ("typ", "type", "LOC")],
)
def test_words_of_one_name(file: Path, said: str, action: str, other: str) -> None:
    """The same for decisions on one name; without a Note there is none, nor need short rows be filled up."""
    file.write_text(f"Name;Decision;Other\nHeute;{said}{other and ';'}{other.lower()}\n", "utf-8")
    assert read_decisions(file) == (Decision(action, "Heute", other, "", 2),)


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", '"sep=;"', "sep=,"])
def test_hint_for_excel(file: Path, hint: str) -> None:
    """A line that tells Excel the delimiter is no header; the lines below it count as an editor counts them."""
    file.write_bytes(f"\ufeff{hint}\r\nDecision;Name;Other\r\nsame;A;B\r\n".encode())
    assert read_decisions(file) == (Decision("same", "A", "B", "", 3),)


@pytest.mark.parametrize(
    "text", ["Decision,Name,Other\n", "\n\nDecision,Name,Other\n,A,B\n,,\n", "Name,Other,Decision"]
)
def test_nothing_decided(file: Path, text: str) -> None:
    """A file in which nothing is decided yet is fine."""
    file.write_text(text, "utf-8")
    assert read_decisions(file) == ()


def test_lines_are_those_of_the_file(file: Path) -> None:
    """Blank lines and rows of several lines count as an editor counts them."""
    file.write_text('\n,,\nDecision,Name,Other,Note\n\ndrop,A,,"eins\nzwei"\n,,,\n\ndrop,B,\n', "utf-8")
    assert [decision.line for decision in read_decisions(file)] == [5, 9]


@pytest.mark.parametrize(
    ("cell", "name"),
    [("'=A1", "=A1"), ("''=A1", "'=A1"), ("' -x", "-x"), ("'@dpa", "@dpa"), ("'s-Hertogenbosch", "'s-Hertogenbosch")],
)
def test_guard(file: Path, cell: str, name: str) -> None:
    """The apostrophe that the tables set before a formula is taken away, and no other one."""
    file.write_text(f"Decision,Name,Other\ndrop,{cell},\n", "utf-8")
    assert [decision.name for decision in read_decisions(file)] == [name]


def test_guard_of_tables_for_excel(file: Path) -> None:
    """In a file with semicolons, as tables for Excel in German are, so is the one before what looks like a number."""
    file.write_text("Decision;Name;Other\nsame;'112;'1. Mai\n", "utf-8")
    assert read_decisions(file) == (Decision("same", "112", "1. Mai", "", 2),)
    file.write_text("Decision,Name,Other\ndrop,'68,\n", "utf-8")
    assert read_decisions(file)[0].name == "'68"


def _texts(characters: "st.SearchStrategy[str]") -> "st.SearchStrategy[str]":
    return st.text(characters, min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


ANY = st.characters(exclude_categories=["Cs", "Cc"])
GERMAN = st.sampled_from("abcÄÖÜäöüß '=+-@\",;\t")


@given(st.data(), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]), st.permutations(HEADER))
def test_every_dialect_reads_back(data: st.DataObject, delimiter: str, newline: str, header: Sequence[str]) -> None:
    """What is written as the tables are, with their guard, is read back: any name, delimiter, encoding and order."""
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    texts = _texts(GERMAN if encoding == "cp1252" else ANY)
    said = data.draw(st.lists(st.tuples(st.just("label"), texts, texts, st.just("") | texts)))
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, header, delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    what = VALUE if delimiter == ";" else FORMULA
    writer.writerows({name: guard(cell, what) for name, cell in zip(HEADER, row, strict=True)} for row in said)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "decisions.csv")
        path.write_bytes(table.getvalue().encode(encoding))
        assert read_decisions(path) == tuple(Decision(*row, line) for line, row in enumerate(said, start=2))


# What is wrong with a file


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("sam,A,B", "sam is no decision; write same, different, drop, type or label, or leave it empty"),
        ("same,,B", "same needs a Name; write one, or leave Decision empty"),
        ("weg,,", "drop needs a Name; write one, or leave Decision empty"),
        ("same,A,", "same needs an Other; write the other name there"),
        ("verschieden,A, ", "different needs an Other; write the other name there"),
        ("type,A,", "type needs an Other; write PER, LOC or ORG there"),
        ("label,A", "label needs an Other; write what to show there"),
        ("type,A,MISC", "MISC is no type; write PER, LOC or ORG as Other"),
        ("drop,A,B", "drop is about the Name alone; leave Other empty"),
        ("same,A,A", "Name and Other are both A; write another one, or leave Decision empty"),
        ("different, A,A ", "Name and Other are both A; write another one, or leave Decision empty"),
        ("same,Müller, Hans,Hans Müller", "4 cells below 3 columns; put names in quotes"),
        (",Müller, Hans,same", "4 cells below 3 columns; put names in quotes"),
        ("=same,A,B", "=same is no decision; write same, different, drop, type or label, or leave it empty"),
    ],
)
def test_bad_rows(file: Path, row: str, fault: str) -> None:
    """A row that makes no sense on its own is told with its line and what to do."""
    file.write_text(f"Decision,Name,Other\n\ndrop,Heute,\n{row}\ndrop,Gestern,\n", "utf-8")
    assert error(lambda: read_decisions(file), file) == f"FILE line 4: {fault}."


def test_label_may_be_the_name(file: Path) -> None:
    """That a name is to be shown as it is makes sense: another one of its group would be, otherwise."""
    file.write_text("Decision,Name,Other\nlabel,A,A\n", "utf-8")
    assert read_decisions(file) == (Decision("label", "A", "A", "", 2),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\nid,text\n1,Eins.\n", "line 2: there is no column Decision nor Name nor Other among id, text"),
        ("Decision;Name\ndrop;A\n", "line 1: there is no column Other among Decision, Name"),
        ("same,Putin,Wladimir Putin\n", "line 1: there is no column Decision nor Name nor Other among same, Putin, "),
    ],
)
def test_missing_columns(file: Path, text: str, fault: str) -> None:
    """A header that lacks a column is shown, and what to do if these are no decisions at all."""
    file.write_text(text, "utf-8")
    message = error(lambda: read_decisions(file), file)
    assert message.startswith(f"FILE {fault}")
    assert message.endswith("; name Decision, Name and Other there, or rename the file if it holds no decisions.")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"PK\x03\x04\x14\x00\x06\x00", "binary, not text"),
        (b"\xff\xfe" + "Decision,Name,Other\n".encode("utf-16-le") + b"\x00", "not decodable"),
        ("Decision,Name,Other\ndrop,äöüß,\ndrop,".encode() + b"\xff\n", "not decodable"),
        (
            b'Decision,Name,Other\ndrop,"A,\ndrop,B,\n',
            "a quote opened in line 2 is never closed: nothing is read from there on",
        ),
        (
            b'Decision,Name,Other\ndrop,"A" B,\n',
            "line 2 is no valid CSV and not read: ',' expected after '\"'; double the quotes in quoted cells",
        ),
    ],
)
def test_unreadable(file: Path, data: bytes, reason: str) -> None:
    """A file that is no CSV as a whole is told with the reason; decisions before its fault are not half of them."""
    file.write_bytes(data)
    assert error(lambda: read_decisions(file), file) == f"FILE cannot be read ({reason}): {UNREADABLE}"


def test_no_such_file(file: Path) -> None:
    """A missing file, a folder and a link that leads nowhere are errors: without them, decisions would be lost."""
    assert error(lambda: read_decisions(file), file) == (
        "There is no FILE: write your decisions there, or name another file with --decisions."
    )
    file.mkdir()
    assert error(lambda: read_decisions(file), file) == f"FILE cannot be read (not a regular file): {UNREADABLE}"
    file.rmdir()
    file.symlink_to("nowhere")
    assert error(lambda: read_decisions(file), file) == (
        f"FILE cannot be read (a link that leads nowhere): {UNREADABLE}"
    )


def test_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """--decisions reaches the settings of a run."""
    seen: list[Path | None] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_run", lambda given, **_: seen.append(settings_of(given).decisions) or 0)
    monkeypatch.setattr(sys, "argv", ["mitgenannt", "run", "--decisions", "lists/names.csv"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 0
    assert seen == [Path("lists/names.csv")]


# What decisions say together


def test_nothing_to_compile() -> None:
    """No decisions say nothing."""
    assert compile_decisions((), None) == EMPTY


def test_each_action() -> None:
    """Each action has its place, by representative; a label is kept as it is written."""
    assert compiled(
        "same Wladimir Putin > Putin",
        "different Putin > Igor Putin",
        "drop Heute",
        "type Putin > PER",
        "type NATO > ORG",
        "label Putin > „W. Putin“",
    ) == Decided(
        base={"Wladimir Putin": "Wladimir Putin", "Putin": "Wladimir Putin"},
        apart=frozenset({frozenset({"Wladimir Putin", "Igor Putin"})}),
        dropped=frozenset({"Heute"}),
        types={"Wladimir Putin": "PER", "NATO": "ORG"},
        labels={"Wladimir Putin": "„W. Putin“"},
    )


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("same A > B", "same B > C", "same C > D"), "A"),
        (("same C > D", "same B > C", "same A > B"), "C"),
        (("same A > B", "same C > D", "same D > B"), "A"),
        (("same C > D", "same A > B", "same B > D"), "C"),
        (("same B > A", "same A > B", "same A > C", "same D > C"), "B"),
    ],
)
def test_representative(texts: Sequence[str], first: str) -> None:
    """A group is called as the Name of its first row, however its rows hang together."""
    assert compiled(*texts).base == dict.fromkeys("ABCD", first)


def test_spelling() -> None:
    """Names that differ in quotes, dashes, blanks or Unicode form only are one name; an id stays as it is."""
    found = compiled(
        "same „Focus“ > FOCUS", "same Focus > Focus-Magazin", "drop Heute–Journal", "type Mu\u0308ller > PER",
        "different per:a-b > per:c", "type „“ > ORG",
    )  # fmt: skip
    assert found.base == dict.fromkeys(["Focus", "FOCUS", "Focus-Magazin"], "Focus")
    assert found.dropped == {"Heute-Journal"}
    assert found.types == {"M\u00fcller": "PER", "„“": "ORG"}
    assert found.apart == {frozenset({"per:a-b", "per:c"})}


def test_repetitions() -> None:
    """Saying it twice, the other way round or of another name of the group, does no harm."""
    texts = ("same A > B", "different B > C", "drop D", "type A > PER", "label B > X")
    again = ("same B > A", "different C > A", "drop D", "type B > PER", "label A > X")
    assert compiled(*texts, *again) == compiled(*texts)


def test_long_chains() -> None:
    """Many names in one group take no recursion and no long time."""
    texts = [f"same N{number} > N{number + 1}" for number in range(20_000)]
    assert set(compiled(*texts).base.values()) == {"N0"}
    assert set(compiled(*reversed(texts)).base.values()) == {"N19999"}


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        (("same A > B", "different B > A"), "lines 2 and 3|same: A, B; different: B, A"),
        (("different A > B", "same A > B"), "lines 3 and 2|same: A, B; different: A, B"),
        (
            ("same A > B", "drop X", "same C > B", "different C > A"),
            "lines 4, 2 and 5|same: C, B; same: A, B; different: C, A",
        ),
        (("type A > PER", "type A > ORG"), "lines 2 and 3|type: A, PER; type: A, ORG"),
        (("type A > PER", "type B > ORG", "same B > A"), "lines 2, 4 and 3|type: A, PER; same: B, A; type: B, ORG"),
        (("label A > X", "label „A“ > Y"), "lines 2 and 3|label: A, X; label: A, Y"),
        (("same A > B", "label A > X", "label B > x"), "lines 3, 2 and 4|label: A, X; same: A, B; label: B, x"),
        (("drop A", "same B > A"), "lines 3 and 2|same: B, A; drop: A"),
        (("same A > B", "drop A"), "lines 2 and 3|same: A, B; drop: A"),
        (("same A > B", "type A > PER", "drop B"), "lines 2 and 4|same: A, B; drop: B"),
        (("drop A", "type A > PER"), "lines 3 and 2|type: A, PER; drop: A"),
        (("label A > X", "drop A", "drop A"), "lines 2 and 3|label: A, X; drop: A"),
    ],
)
def test_contradictions(texts: Sequence[str], fault: str) -> None:
    """Decisions that cannot all be right are refused with every line that has a part in it."""
    lines, _, said = fault.partition("|")
    with pytest.raises(UsageError) as caught:
        compiled(*texts)
    assert str(caught.value) == (f"d.csv: {lines} contradict each other ({said}): change or delete one of them.")


def test_two_spellings_are_not_different() -> None:
    """Two spellings of one name are one name, whatever is said."""
    with pytest.raises(UsageError) as caught:
        compiled("drop X", "different „A“ > A")
    assert str(caught.value) == (
        "d.csv: line 3 calls two spellings of one name different (different: A, A): change or delete it."
    )


@pytest.mark.parametrize(
    "texts", [("drop A", "different A > B"), ("drop A", "label B > A"), ("label A > X", "label B > X")]
)
def test_no_contradictions(texts: Sequence[str]) -> None:
    """What looks alike and can all be right is taken."""
    assert compiled(*texts) != EMPTY


def _meaning(texts: Sequence[str]) -> object:
    """What decisions say, with the whole group for its representative; None where they contradict each other."""
    try:
        found = compiled(*texts)
    except UsageError:
        return None
    groups = {base: frozenset(n for n in found.base if found.base[n] == base) for base in found.base.values()}

    def group(name: str) -> frozenset[str]:
        return groups.get(name, frozenset({name}))

    return (
        set(groups.values()),
        {frozenset(map(group, pair)) for pair in found.apart},
        found.dropped,
        {group(name): value for name, value in found.types.items()},
        {group(name): value for name, value in found.labels.items()},
    )


NAMES = st.sampled_from(["A", "B", "C", "D", "„A“", "per:e"])
SAID = st.one_of(
    st.builds("same {} > {}".format, NAMES, NAMES),
    st.builds("different {} > {}".format, NAMES, NAMES),
    st.builds("type {} > {}".format, NAMES, st.sampled_from(["PER", "ORG"])),
    st.builds("label {} > {}".format, NAMES, st.sampled_from("XY")),
    st.builds("drop {}".format, st.sampled_from(["F", "G"]) | NAMES),
)


@given(st.data(), st.lists(SAID, max_size=8))
def test_order_says_nothing(data: st.DataObject, texts: list[str]) -> None:
    """The order of the rows chooses the representatives, and nothing else."""
    assert _meaning(data.draw(st.permutations(texts))) == _meaning(texts)
