"""seeds/ and output/: the committed example is what a run gives, and README.md shows what commands print."""

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PYCON = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
HEADER = re.compile(r"\s*date \d{4}-\d{2}(-\d{2})?\s")
LINKS = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def _shell(command: str, folder: Path) -> str:
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return run.stdout


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of seeds/ in a folder of its own, where the README's commands run one after the other."""
    folder = tmp_path_factory.mktemp("readme")
    subprocess.run(["cp", "-r", str(ROOT / "seeds"), str(folder)], check=True)
    return folder


def test_committed_tables_are_what_a_run_gives(workplace: Path) -> None:
    """A run over seeds/ with two workers gives just the bytes of output/."""
    _shell("mitgenannt run seeds -o fresh --workers 2", workplace)
    there = {path.name: path.read_bytes() for path in (ROOT / "output").iterdir() if path.is_file()}
    fresh = {path.name: path.read_bytes() for path in (workplace / "fresh").iterdir() if path.is_file()}
    assert fresh.keys() == there.keys()
    assert [name for name in fresh if fresh[name] != there[name]] == []


def _commands() -> Iterator[ParameterSet]:
    for block in CONSOLE.findall(README):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield pytest.param(command, shown, id=command[:60])


def _comparable(text: str) -> str:
    """Seconds and speeds differ from run to run, the rest does not; README.md shows a terminal, which has no time."""
    text = re.sub(r"^\d{4}-\d\d-\d\d \S+ (INFO|WARNING) +", "", text, flags=re.MULTILINE)
    text = re.sub(r"\d+\.\d s(econds)?( \([\d,]+ words a second\))?", "N s", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize(("command", "shown"), list(_commands()))
def test_readme_shows_what_its_commands_print(workplace: Path, command: str, shown: str) -> None:
    """Each `$ command` of README.md prints what stands below it, timings aside."""
    assert _comparable(_shell(command, workplace)) == _comparable(shown)


def test_readme_shows_what_python_gives(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each `>>>` line of README.md gives what stands below it."""
    monkeypatch.chdir(workplace)
    blocks = PYCON.findall(README)
    assert blocks
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    said: list[str] = []
    for block in blocks:
        runner.run(doctest.DocTestParser().get_doctest(block, {}, "README.md", None, 0), out=said.append)
    assert "".join(said) == ""


def test_readme_documents_every_option(workplace: Path) -> None:
    """Each option of `mitgenannt run --help` stands in README.md."""
    options = set(re.findall(r"--[a-z][a-z-]+", _shell("mitgenannt run --help", workplace))) - {"--help"}
    assert len(options) > 8
    assert sorted(option for option in options if f"`{option}" not in README) == []


def test_readme_links_lead_somewhere() -> None:
    """Each file that README.md links to is there."""
    links = LINKS.findall(README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_seeds_are_articles_in_the_users_format() -> None:
    """At least 15 articles of 150 to 500 words with a date header, from several months of 2021 and 2022."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted((ROOT / "seeds").rglob("*.txt"))]
    assert len(texts) >= 15
    assert all(HEADER.match(text) and 150 <= len(text.split()) <= 500 for text in texts)
    months = {re.search(r"\d{4}-\d{2}", text)[0] for text in texts}
    assert len(months) >= 10
    assert {month[:4] for month in months} == {"2021", "2022"}


def test_default_settings_are_the_ones_of_the_example() -> None:
    """The README's two commands need no options: sources default to seeds, the output to output."""
    assert (Settings().sources, Settings().output) == ((Path("seeds"),), Path("output"))
    assert shlex.split(re.search(r"^run:.*\n\t(.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1])[1:] == [
        "run"
    ]
