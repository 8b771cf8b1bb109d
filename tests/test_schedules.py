"""README's examples for cron, systemd and the Task Scheduler work as far as a test can try them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
SEEDS = Path(__file__).parent.parent / "seeds" / "2022"
COMMAND = Path(sys.executable).with_name("mitgenannt")
FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))  # of a crontab line
WANTS = ["run", "articles", "-o", "tables", "--wait", "3600"]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A home folder with archive/articles and the command in archive/.venv."""
    (tmp_path / "archive" / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "archive" / ".venv" / "bin" / "mitgenannt").symlink_to(COMMAND)
    (tmp_path / "archive" / "articles").mkdir()
    shutil.copy(SEEDS / "2022-09-02-akw-saporischschja.txt", tmp_path / "archive" / "articles")
    return tmp_path / "archive"


def _is_field(text: str, low: int, high: int) -> bool:
    """Whether cron takes it: * or numbers and ranges, with a step; in a list."""
    for part in text.split(","):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?", part)
        if not match or any(bound and not low <= int(bound) <= high for bound in match.groups()[:2]):
            return False
    return True


def _crontab(text: str) -> list[str]:
    """The commands of a crontab, each line of which must be right."""
    commands = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            *fields, command = line.split(maxsplit=5)
            assert len(fields) == 5
            assert all(_is_field(field, *bounds) for field, bounds in zip(fields, FIELDS, strict=True)), line
            assert not re.search(r"(?<!\\)%", command), "cron makes % a line break"
            commands.append(command)
    return commands


@pytest.mark.parametrize(
    "line", ["60 3 * * * x", "0 24 * * * x", "0 3 0 * * x", "0 3 * * x", "0 3 * * 8 x", "* */0 * * * x"]
)
def test_wrong_crontab_lines_are_seen(line: str) -> None:
    """The check below can fail."""
    with pytest.raises(AssertionError):
        _crontab(line)


@pytest.mark.skipif(os.name != "posix", reason="cron is of Unix")
def test_cron(archive: Path) -> None:
    """The line is a crontab's; run as cron does, with a bare environment and sh, it writes tables and log and is
    silent; where it fails, the last line of the log is what cron mails.
    """
    ((command,),) = map(_crontab, _blocks("cron"))
    bare = {"HOME": str(archive.parent), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}

    def run() -> str:
        return subprocess.run(["/bin/sh", "-c", command], env=bare, check=True, capture_output=True, text=True).stdout

    assert run() == ""
    assert (archive / "tables" / "comentions.csv").exists()
    assert re.search(r" INFO    1 article \(1 new, 0 skipped\)", (archive / "mitgenannt.log").read_text("utf-8"))
    (archive / "articles").rename(archive / "moved")
    assert re.fullmatch(r"\S+ \S+ ERROR   There is no articles: [^\n]*\n", run())


def _unit(archive: Path, block: str) -> Path:
    """A block as a file under the name in its first line, with the test's home."""
    name = re.match(r"# (\S+)\n", block)[1]
    path = archive / name
    path.write_text(block.replace("%h", str(archive.parent)), encoding="utf-8")
    return path


def test_systemd(archive: Path) -> None:
    """Systemd finds no fault in the units, the timer has a next time, and the service's command writes the tables."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    units = [_unit(archive, block) for block in _blocks("ini")]
    assert [unit.name for unit in units] == ["mitgenannt.service", "mitgenannt.timer"]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)], check=False, capture_output=True, text=True
    )
    assert (said.returncode, [line for line in said.stderr.splitlines() if "mitgenannt" in line]) == (0, [])
    service, timer = (unit.read_text("utf-8") for unit in units)
    calendar = re.search(r"^OnCalendar=(.*)$", timer, re.MULTILINE)[1]
    subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
    command = shlex.split(re.search(r"^ExecStart=(.*)$", service, re.MULTILINE)[1])
    subprocess.run(command, check=True, capture_output=True, cwd="/")
    assert (archive / "tables" / "comentions.csv").exists()


def test_task_scheduler() -> None:
    """The options are those of schtasks, the command is not too long, and it is the one of the other examples."""
    (line,) = _blocks("bat")
    found = re.fullmatch(
        r'schtasks /Create /TN (\w+) /SC (DAILY|HOURLY|WEEKLY) /ST ([01]\d|2[0-3]):[0-5]\d /TR "([^"\n]*)"\n', line
    )
    assert found
    assert len(found[4]) <= 261  # Microsoft's limit
    program, _, rest = found[4].partition(" && ")
    assert program == r"cmd /c cd /d C:\archive"
    assert rest.split() == [r".venv\Scripts\mitgenannt", *WANTS, "2>>mitgenannt.log"]


@pytest.mark.skipif(os.name != "nt", reason="the Task Scheduler is of Windows")
def test_task_scheduler_takes_it() -> None:
    """Windows makes the task, shows it, and removes it."""
    (line,) = _blocks("bat")
    subprocess.run(f"{line.strip()} /F", check=True, capture_output=True)
    subprocess.run("schtasks /Query /TN mitgenannt", check=True, capture_output=True)
    subprocess.run("schtasks /Delete /TN mitgenannt /F", check=True, capture_output=True)
