"""The command line: options in, exit code out; nothing else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import __version__, stops
from pipeline.errors import MitgenanntError
from pipeline.settings import BUNDLED, Settings, load_settings

if TYPE_CHECKING:
    from pipeline.report import Watch

app = typer.Typer(
    help="Who is mentioned with whom in German news: articles in, tables out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# What a wrong option raises; releases of Typer keep the class in different places, but all have its child.
_WrongOption: type[typer.BadParameter] = typer.BadParameter.__mro__[1]


class Window(StrEnum):
    """`settings.WINDOWS`, as Typer wants a choice."""

    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"


class Kind(StrEnum):
    """`settings.KINDS`, likewise."""

    NAME = "name"
    PART = "part"
    DERIVED = "derived"


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature of a callback
    if wanted:
        typer.echo(f"mitgenannt {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version_wanted: Annotated[  # noqa: FBT002 - typer's way to say a flag
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


def _path(value: str) -> Path:
    """A path from the command line; an empty one, as of a variable that is not set, would be the current folder."""
    if not value.strip():
        raise typer.BadParameter("it is empty")
    return Path(value)


@app.command(name="run")
def run_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            parser=_path,
            metavar="PATH",
            help="Folders and files: .txt, .csv, .jsonl, each also as .gz.",
            show_default="seeds",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", parser=_path, metavar="PATH", help="Folder for the tables.", show_default="output"
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="An installed spaCy pipeline by name, or its folder.", show_default=BUNDLED),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that extract.", show_default="the cores")
    ] = None,
    window: Annotated[Window | None, typer.Option(help="What two names must share.", show_default="article")] = None,
    count: Annotated[
        list[Kind] | None,
        typer.Option(help="Kinds of mentions that make co-mentions; may be repeated.", show_default="name, part"),
    ] = None,
    min_articles: Annotated[
        int | None, typer.Option(min=1, help="Leave out pairs in fewer articles.", show_default="1")
    ] = None,
    max_entities: Annotated[
        int | None,
        typer.Option(min=1, help="An article that names more is a list: it makes no pairs.", show_default="500"),
    ] = None,
    evidence: Annotated[
        int | None, typer.Option(min=0, help="Places shown per pair in evidence.csv, at most.", show_default="3")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            parser=_path,
            metavar="PATH",
            help="CSV file with your decisions on names.",
            show_default="decisions.csv in or beside a source",
        ),
    ] = None,
    text_column: Annotated[str | None, typer.Option(help="Column with the text.", show_default="text")] = None,
    id_column: Annotated[str | None, typer.Option(help="Column with the id.", show_default="id")] = None,
    date_column: Annotated[str | None, typer.Option(help="Column with the date.", show_default="date")] = None,
    title_column: Annotated[str | None, typer.Option(help="Column with the title.", show_default="title")] = None,
    wait: Annotated[
        int | None, typer.Option(min=0, help="Seconds to wait for another run's end.", show_default="0")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,  # noqa: FBT002 - as above
) -> None:
    """Read the articles and write the tables.

    Exit codes: 0 done; 1 failed or stopped; 2 wrong options; 3 done, but some articles were skipped; 75 another run is
    at work on the same output. With 1, 2 and 75 the tables are as they were.
    """
    given = {name: value for name, value in locals().items() if value not in (None, []) and name != "quiet"}
    settings = load_settings(
        {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    )
    try:
        code = _run(settings, quiet=quiet)
    except KeyboardInterrupt:
        typer.echo("Stopped. What was extracted is kept: the next run goes on from there.", err=True)
        code = 1
    raise typer.Exit(code)


def _run(settings: Settings, *, quiet: bool) -> int:
    """Run and report; the exit code."""
    from pipeline.run import run

    with _watch(quiet=quiet) as watch:
        report = run(settings, watch)
    if not quiet:
        typer.echo(f"{report} Tables are in {settings.output}.", err=True)
    return report.exit_code


@contextmanager
def _watch(*, quiet: bool) -> Iterator["Watch"]:
    """A moving line on a terminal, plain lines elsewhere, nothing when quiet."""
    from pipeline.report import Watch

    if quiet:
        yield Watch()
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading")
        yield Watch(
            line=lambda text: console.print(text, markup=False, soft_wrap=True),
            step=lambda read, new: progress.update(
                task, description=f"{read:,} articles read, {new:,} new ones extracted"
            ),
        )


def main() -> None:
    """The `mitgenannt` command: every expected error is one sentence and an exit code."""
    try:
        with stops.heeded():
            code = app(standalone_mode=False)
    except MitgenanntError as error:
        typer.echo(f"Error: {error}", err=True)
        code = error.exit_code
    except _WrongOption as error:
        if text := " ".join(error.format_message().split()):  # else it was the help
            typer.echo(f"Error: {text.removesuffix('.')}. See --help.", err=True)
        code = 2
    except (KeyboardInterrupt, typer.Abort):  # before the run began
        code = 1
    sys.exit(code)
