import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pipeline import cli
from pipeline.cli import options as choices
from pipeline.exports.backbone import BACKBONES
from pipeline.exports.export import FILES
from pipeline.settings import KINDS, PROFILES, WINDOWS
from pipeline.stops import STOPS
from pipeline.tables import profiles

Call = Callable[..., tuple[int, str, str]]
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d"
LINUX = sys.platform == "linux"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Call the command in this process, with tmp_path as the current folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*options: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mitgenannt", *map(str, options)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return run


def _start(*options: object, **more: Any) -> "subprocess.Popen[str]":  # noqa: ANN401 - as Popen takes it
    command = [sys.executable, "-P", "-m", "pipeline", *map(str, options)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, preexec_fn=_heed_ctrl_c, **pipes, **more)  # noqa: PLW1509 - no threads here


def _heed_ctrl_c() -> None:
    """A shell that started the tests in the background had Ctrl-C ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_choices_are_those_of_settings() -> None:
    """Typer's choices name what the settings take."""
    assert tuple(choices.Window) == WINDOWS
    assert tuple(choices.Kind) == KINDS
    assert tuple(choices.Profile) == PROFILES == tuple(profiles.PROFILES)
    assert tuple(choices.Format) == tuple(FILES)
    assert tuple(choices.Backbone) == tuple(BACKBONES)


@pytest.mark.parametrize(
    "options",
    [
        ("--help",),
        ("run", "--help"),
        ("status", "--help"),
        ("store", "--help"),
        ("--version",),
        ("run", "--window", "page"),
    ],
)
def test_help_is_fast(options: tuple[str, ...]) -> None:
    """Help and usage errors do not import what takes long."""
    command = [sys.executable, "-P", "-X", "importtime", "-m", "pipeline", *options]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.splitlines() if "|" in line}
    assert "typer" in imported
    assert not imported & {"spacy", "thinc", "numpy", "pandas", "duckdb", "scipy"}


def test_help(call: Call) -> None:
    """-h and --help say the same, name every option and every exit code."""
    code, out, err = call("run", "--help")
    assert (code, err) == (0, "")
    assert call("run", "-h") == (code, out, err)
    plain = " ".join(re.sub(r"\x1b\[[0-9;]*m|[│╭╮╰╯─]", " ", out).split())
    names = "output model workers window count duplicates min-articles max-entities evidence wait quiet log-json"
    for name in names.split():
        assert f"--{name}" in plain
    for code_and_meaning in ("0 done", "1 failed", "2 wrong options", "3 done, but", "75 another run"):
        assert code_and_meaning in plain


def test_version(call: Call) -> None:
    """--version prints one line."""
    code, out, err = call("--version")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"mitgenannt \S+\n", out)


def test_no_command(call: Call) -> None:
    """Without a command the help is shown; whether that is a wrong call, releases of Typer see differently."""
    code, out, err = call()
    assert code in {0, 2}
    assert "Usage" in out + err
    assert "run" in out + err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("run", "--window", "page"), "'page' is not one of 'article', 'paragraph', 'sentence'"),
        (("run", "--count", "noun"), "'noun' is not one of"),
        (("run", "--workers", "0"), "'--workers'"),
        (("run", "--workers", "many"), "'--workers'"),
        (("run", "--min-articles", "0"), "'--min-articles'"),
        (("run", "--evidence", "-1"), "'--evidence'"),
        (("run", "--outptu", "x"), "--outptu"),
        (("run", "--output"), "--output"),
        (("runn",), "runn"),
    ],
)
def test_wrong_options(call: Call, options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """A wrong option is told in one line, with exit code 2, and nothing is made."""
    code, out, err = call(*options)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"Error: [^\n]*\. See --help\.\n", err)
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_file(call: Call, seeds: Path, model: str) -> None:
    """A wrong setting in a file is told in one line, with exit code 2 and the file's name."""
    (seeds.parent / "mitgenannt.toml").write_text("windwo = 'article'\n", encoding="utf-8")
    code, out, err = call("run", seeds, "--model", model)
    assert (code, out) == (2, "")
    assert re.fullmatch(TIME + r" ERROR   \S*mitgenannt\.toml: there is no setting windwo[^\n]*\n", err)


def test_done(call: Call, seeds: Path, model: str) -> None:
    """A run without options reads seeds and writes output; its last line says what is in the tables."""
    code, out, err = call("run", "--model", model)
    assert (code, out) == (0, "")
    line = (
        r"4 articles \(4 new, 0 skipped\), 15 mentions, 8 entities, 18 pairs in [0-9.]+ s \([0-9,]+ words a second\)\. "
    )
    first = TIME + r" INFO    First run: all of it is new\.\n"
    assert re.fullmatch(first + TIME + " INFO    " + line + r"Tables are in output\.\n", err)
    tables = seeds.parent / "output"
    lengths = {name: len((tables / f"{name}.csv").read_bytes().splitlines()) - 1 for name in ("articles", "comentions")}
    assert lengths == {"articles": 4, "comentions": 18}
    code, _, err = call("run", "--model", model)
    assert code == 0
    assert err.splitlines()[-1].partition(" INFO    ")[2].startswith("4 articles (0 new, 0 skipped), 15 mentions")


def test_skipped(call: Call, seeds: Path, model: str) -> None:
    """Each skipped article is told in one plain line, and the exit code is 3."""
    (seeds / "[bold]leer.txt").touch()
    (seeds / "bild.txt").write_bytes(b"\x89PNG\x00\x00")
    code, out, err = call("run", seeds, "-o", "tables", "--model", model)
    assert (code, out) == (3, "")
    lines = [re.sub(TIME, "T", line) for line in err.splitlines()]
    skipped = ["Skipped [bold]leer.txt: empty.", "Skipped bild.txt: binary, not text."]
    assert lines[:2] == [f"T WARNING {line}" for line in skipped]
    assert lines[-1].startswith("T INFO    4 articles (4 new, 2 skipped)")


def test_status_and_store(call: Call, seeds: Path, model: str) -> None:
    """Both print to stdout and end with 0, before a run and after it; pruning needs a run."""
    plan = ("status", seeds, "--model", model)
    code, out, err = call(*plan)
    assert (code, err) == (0, "")
    assert out.endswith("A run would extract 4 articles and write the tables.\n")
    assert call("store") == (0, "There is no store in output yet: a run makes it.\n", "")
    code, out, err = call("store", "--prune")
    assert (code, out) == (1, "")
    assert re.fullmatch(r"Error: No run has been finished in output, [^\n]*\.\n", err)
    assert call("run", seeds, "--model", model, "-q") == (0, "", "")
    assert call(*plan)[1].endswith("A run would do nothing: the tables are up to date.\n")
    assert call(*plan, "--window", "sentence")[1].endswith("A run would write the tables again.\n")
    assert " 4 texts\n4 texts by de_list 1 " in call("store", "-o", "output")[1]
    code, out, err = call("store", "--prune")
    assert (code, err) == (0, "")
    assert out.startswith("Dropped 0 texts that no article has any more and 0 results of other models or versions: ")
    assert call("status", "nowhere", "--model", model)[0] == 1


def test_quiet(call: Call, seeds: Path, model: str) -> None:
    """--quiet says nothing on success, not even of skipped articles; errors it says."""
    assert call("run", seeds, "--model", model, "--quiet") == (0, "", "")
    (seeds / "leer.txt").touch()
    assert call("run", seeds, "--model", model, "-q") == (3, "", "")
    code, out, err = call("run", "nowhere", "--model", model, "-q")
    assert (code, out, err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("nowhere",), "nowhere"),
        (("empty",), "holds no articles"),
        (("seeds", "--output", "file"), "Cannot write to file"),
        (("seeds", "--output", "file/below"), "Cannot write to file"),
        (("seeds", "--model", "no_such_pipeline"), "no_such_pipeline"),
        (("seeds", "--model", "empty"), "spaCy pipeline"),
    ],
)
def test_failed(call: Call, seeds: Path, model: str, options: tuple[str, ...], said: str) -> None:
    """What a run cannot do is told in one sentence, with exit code 1."""
    (seeds.parent / "file").touch()
    (seeds.parent / "empty").mkdir()
    code, out, err = call("run", "--model", model, *options)
    assert (code, out) == (1, "")
    assert re.fullmatch(TIME + r" ERROR   [^\n]*\.\n", err)
    assert said in err


def test_another_run(call: Call, seeds: Path, model: str) -> None:
    """While another run is at work the exit code is 75, of sysexits.h, by which a timer knows to try again."""
    (seeds.parent / "output" / ".mitgenannt").mkdir(parents=True)
    with FileLock(seeds.parent / "output" / ".mitgenannt" / "lock"):
        code, out, err = call("run", "--model", model)
    assert (code, out) == (75, "")
    assert re.fullmatch(TIME + r" ERROR   Another run is writing to output: wait [^\n]*\.\n", err)
    assert call("run", "--model", model)[0] == 0


def test_options_reach_the_run(call: Call, seeds: Path, model: str) -> None:
    """Every option is heard; a flag wins over the file; options stand before or behind the source."""
    (seeds.parent / "mitgenannt.toml").write_text(f"model = '{model}'\nwindow = 'paragraph'\nevidence = 9\n", "utf-8")
    (seeds / "rows.jsonl").write_text('{"nr": 7, "body": "Putin.", "day": "2021-01-02", "head": "Kurz"}\n', "utf-8")
    columns = ("--text-column", "body", "--id-column", "nr", "--date-column", "day", "--title-column", "head")
    more = ("--workers", 1, "--window", "sentence", "--count", "derived", "--count", "name", "--min-articles", 2)
    more = (*more, "--max-entities", 99, "--duplicates", "count", "--profile", "excel-de")
    code, _, _ = call("run", "-o", "tables", *columns, seeds, *more, "--evidence", 0)
    assert code == 0
    tables = seeds.parent / "tables"
    shown = re.sub(r"\s", "", (tables / "run.json").read_text("utf-8"))
    assert (
        '"settings":{"count":["name","derived"],"duplicates":"count","evidence":0,"max_entities":99,"min_articles":2,'
        '"profile":"excel-de","window":"sentence"}' in shown
    )
    assert "rows.jsonl#7;2021-01-02;2021-M01;Kurz;1;" in (tables / "articles.csv").read_text("utf-8")
    assert len((tables / "evidence.csv").read_bytes().splitlines()) == 1


def test_ctrl_c_at_once(call: Call, seeds: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in any part of a run gives one line and exit code 1."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("read_sources", "resolve", "publish"):
        with monkeypatch.context() as patch:
            patch.setattr(f"pipeline.run.{place}", stop)
            code, out, err = call("run", seeds, "--model", model)
        assert (code, out) == (1, "")
        assert re.fullmatch(TIME + r" ERROR   Stopped\. [^\n]*\n", err)


def _living(group: int) -> list[str]:
    """Command lines of the processes of a group that have not ended."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = status.read_text("utf-8").rpartition(")")[2].split()[:3]
            if int(of) == group and state != "Z":
                found.append(status.with_name("cmdline").read_text("utf-8"))
        except OSError:  # ended meanwhile
            continue
    return found


def _ended(group: int) -> bool:
    """Whether the group has no process left; the last ones may need a moment."""
    end = time.monotonic() + 30
    while _living(group) and time.monotonic() < end:
        time.sleep(0.1)
    return _living(group) == []


@pytest.fixture
def many(seeds: Path) -> Path:
    """Articles enough for some seconds of two workers; a bad one in their midst tells when they are at work."""
    for number in range(600):
        (seeds / f"{number:03}.txt").write_text(f"Putin, Biden und Merkel {number} in Berlin. " * 400, encoding="utf-8")
    (seeds / "005.txt").write_bytes(b"")
    return seeds


def _at_work(process: "subprocess.Popen[str]") -> None:
    assert process.stderr is not None
    assert process.stderr.readline().endswith(" WARNING Skipped 005.txt: empty.\n")


@pytest.mark.skipif(not LINUX, reason="looks into /proc")
@pytest.mark.parametrize(("stop", "whole_group"), [*((stop, True) for stop in STOPS), (signal.SIGINT, False)])
def test_stopped_while_extracting(
    many: Path, model: str, tmp_path: Path, stop: signal.Signals, *, whole_group: bool
) -> None:
    """Ctrl-C, a shutdown and a closed terminal end a run with two workers: one line, no traceback, no process left,
    no table touched.
    """
    output = tmp_path / "output"
    with _start("run", many, "-o", output, "--model", model, "--workers", 2, start_new_session=True) as process:
        _at_work(process)
        (os.killpg if whole_group else os.kill)(process.pid, stop)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert re.fullmatch(TIME + r" ERROR   Stopped\. [^\n]*\n", err)
    assert _ended(process.pid)
    assert [path.name for path in output.iterdir()] == [".mitgenannt"]


@pytest.mark.skipif(not LINUX, reason="looks into /proc")
def test_no_worker_outlives_a_killed_run(many: Path, model: str, tmp_path: Path) -> None:
    """Where the parent is killed, its workers end by themselves."""
    output = tmp_path / "output"
    with _start("run", many, "-o", output, "--model", model, "--workers", 2, start_new_session=True) as process:
        _at_work(process)
        process.kill()
        process.wait()
        try:
            assert _ended(process.pid)
        finally:
            if _living(process.pid):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("options", [("",), ("seeds", "-o", "")])
def test_empty_paths_are_refused(options: tuple[str, ...]) -> None:
    """An empty path, as of a variable that is not set, is no current folder but a usage error."""
    with _start("run", *options) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "it is empty" in err
    assert err.count("\n") == 1
