"""How a run shows: a moving line on a terminal, else log lines with time and level, or JSON; all on stderr."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pipeline.report import Report, Watch

EVERY = 60.0  # seconds between two lines on the progress, where no line can move
Write = Callable[[str, str, dict[str, object]], None]  # level, text, facts
Step = Callable[[int, int], None]
Show = Callable[[object], None]


@dataclass(frozen=True)
class Log:
    """Where all that a run says goes. `watch`: for the run. The methods are for its end.

    `show`: prints a table of rich's; None where nobody is looking.
    """

    watch: Watch
    write: Write
    errors_only: bool
    show: Show | None = None

    def done(self, report: Report, output: Path) -> None:
        """The last line, the same in every form."""
        if not self.errors_only:
            facts = asdict(report) | {"skipped": len(report.skipped), "words_a_second": round(report.speed)}
            facts |= {"output": str(output), "exit_code": report.exit_code}
            self.write("INFO", f"{report} Tables are in {output}.", facts)

    def failed(self, text: str, exit_code: int) -> None:
        """Why there are no new tables."""
        self.write("ERROR", text, {"exit_code": exit_code})


@contextmanager
def open_log(*, quiet: bool, as_json: bool) -> Iterator[Log]:
    """The log for the `with` statement. `quiet`: errors only."""
    if sys.stderr is None:  # `2>&-`, pythonw
        _to_nobody()
    if quiet:
        yield Log(Watch(), _write_json if as_json else _write_short, errors_only=True)
        return
    with _terminal() if sys.stderr.isatty() and not as_json else _lines(as_json) as (write, step, show):
        watch = Watch(
            line=lambda text: write("INFO", text, {}), warn=lambda text: write("WARNING", text, {}), step=step
        )
        yield Log(watch, write, errors_only=False, show=show)


def _now() -> str:
    return datetime.now().astimezone().isoformat(" ", "seconds")


def _write_line(level: str, text: str, _facts: dict[str, object]) -> None:
    _print(f"{_now()} {level:<7} {text}")


def _write_json(level: str, text: str, facts: dict[str, object]) -> None:
    # ASCII, as a cron job's stderr may take nothing else.
    _print(json.dumps({"time": _now(), "level": level, "text": text, **facts}))


def _write_short(level: str, text: str, _facts: dict[str, object]) -> None:
    _print(_short(level, text))


def _short(level: str, text: str) -> str:
    return f"Error: {text}" if level == "ERROR" else text


def _print(line: str) -> None:
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:  # a log on a full disk, or whose reader is gone, must not stop the run, nor its exit code
        _to_nobody()


def _to_nobody() -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - takes all, till the end


def _progress(read: int, extracted: int) -> str:
    return f"{read:,} articles read, {extracted:,} new ones extracted"


@contextmanager
def _lines(as_json: bool) -> Iterator[tuple[Write, Step, None]]:  # noqa: FBT001 - of two forms
    """Line by line; the progress now and then."""
    write = _write_json if as_json else _write_line
    said = time.monotonic()

    def step(read: int, extracted: int) -> None:
        nonlocal said
        if time.monotonic() - said >= EVERY:
            said = time.monotonic()
            write("INFO", f"{_progress(read, extracted)}.", {"read": read, "extracted": extracted})

    yield write, step, None


@contextmanager
def _terminal() -> Iterator[tuple[Write, Step, Show]]:
    """Sentences above a line that moves."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Reading")
        yield (
            lambda level, text, _: console.print(_short(level, text), markup=False, soft_wrap=True),
            lambda read, new: progress.update(task, description=_progress(read, new)),
            lambda table: console.print(table, soft_wrap=True),
        )
