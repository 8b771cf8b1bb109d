"""After a run on a terminal: the strongest pairs, the new ones, what was skipped; nowhere else."""

import io
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pipeline import cli
from pipeline.answers.top import top
from pipeline.report import Report
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.tables.reading import read_tables


@pytest.fixture
def settings(seeds: Path, model: str, tmp_path: Path) -> Settings:
    """ARTICLES, for tmp_path/out; a second article in which Merkel meets Biden."""
    (seeds / "wieder.txt").write_text("date 2021-07-02\nMerkel wieder mit Biden.\n", encoding="utf-8")
    return Settings(sources=(seeds,), output=tmp_path / "out", model=model, workers=1)


def _shown(report: Report, output: Path) -> list[str]:
    console = Console(file=io.StringIO(), width=100)
    console.print(top(report, output), soft_wrap=True)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined] # it is a StringIO


def test_the_strongest_pairs_and_how_to_ask(settings: Settings) -> None:
    """The pair that most surpasses chance comes first; none is new at the first run; the command shown works."""
    lines = _shown(run(settings), settings.output)
    pairs = read_tables(settings.output, "comentions")["comentions"].query("Articles > Expected")
    best = pairs.loc[pairs["LogLikelihood"].idxmax()]
    assert lines[1].split() == ["Strongest", "pairs", "Articles", "Expected", "LogLikelihood"]
    assert lines[3].split()[-1] == f"{best['LogLikelihood']:.1f}"
    assert not any("New pairs" in line for line in lines)
    command = shlex.split(lines[-1].removeprefix("The sentences behind a pair: mitgenannt explain "))
    row = pairs[(pairs["Source"] == command[0]) & (pairs["Target"] == command[1])].iloc[0]
    assert (row["LogLikelihood"], command[2:]) == (best["LogLikelihood"], ["-o", str(settings.output)])


def test_new_pairs_and_skipped_articles(settings: Settings, seeds: Path) -> None:
    """Pairs that were not there before are shown by themselves, and skipped articles with their reasons."""
    run(settings)
    (seeds / "neu.txt").write_text("Merkel lobt die NATO.\n", encoding="utf-8")
    for number in range(7):
        (seeds / f"leer[red]{number}.txt").touch()
    lines = _shown(run(settings), settings.output)
    new = lines.index(next(line for line in lines if line.strip() == "New pairs"))
    assert "NATO – Merkel" in lines[new + 1]
    assert not any("Biden – " in line for line in lines[new:])
    some = "; ".join(f"leer[red]{number}.txt: empty" for number in range(5))
    assert f"7 articles skipped: {some}; … (Status in articles.csv)" in lines
    assert not any("New pairs" in line for line in _shown(run(settings), settings.output))


def test_nothing_to_show(settings: Settings, tmp_path: Path) -> None:
    """Without pairs, or without tables since another run replaces them, there is no table and no error."""
    report = run(replace(settings, min_articles=9))
    assert _shown(report, settings.output) == [""]
    assert _shown(report, tmp_path / "nowhere") == [""]


def test_only_on_a_terminal(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log, a pipe and --quiet get no table; a terminal gets it, with the same last line."""
    command = ["mitgenannt", "run", str(settings.sources[0]), "-o", str(settings.output), "--model", settings.model]

    def err(*options: str) -> str:
        monkeypatch.setattr(sys, "argv", [*command, *options])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().err

    assert "Strongest" not in err() + err("--quiet") + err("--log-json")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "Strongest" in (said := err())
    assert said.rindex("Tables are in") > said.rindex("Strongest")
    assert "Strongest" not in err("--quiet") + err("--log-json")
