"""The command line: options in, exit code out; nothing else."""

import sys
from typing import Annotated

import typer

from pipeline import __version__, stops
from pipeline.cli.options import (
    Count,
    DateColumn,
    Decisions,
    DuplicatesAre,
    Evidence,
    IdColumn,
    InProfile,
    InWindow,
    MaxEntities,
    MinArticles,
    Model,
    Output,
    Sources,
    TextColumn,
    TitleColumn,
    Wait,
    Workers,
    settings_of,
)
from pipeline.cli.results import explain_command, export_command, show_command
from pipeline.errors import MitgenanntError
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
_STOPPED = 130  # what Typer makes of Ctrl-C before the run began


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


@app.command(name="run")
def run_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    sources: Sources = None,
    output: Output = None,
    model: Model = None,
    workers: Workers = None,
    window: InWindow = None,
    count: Count = None,
    duplicates: DuplicatesAre = None,
    min_articles: MinArticles = None,
    max_entities: MaxEntities = None,
    evidence: Evidence = None,
    profile: InProfile = None,
    decisions: Decisions = None,
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    date_column: DateColumn = None,
    title_column: TitleColumn = None,
    wait: Wait = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,  # noqa: FBT002 - as above
    log_json: Annotated[bool, typer.Option("--log-json", help="Say it in JSON, one object per line.")] = False,  # noqa: FBT002
) -> None:
    """Read the articles and write the tables.

    Exit codes: 0 done; 1 failed or stopped; 2 wrong options; 3 done, but some articles were skipped; 75 another run is
    at work on the same output. With 1, 2 and 75 the tables are as they were.
    """
    given = {name: value for name, value in locals().items() if name not in {"quiet", "log_json"}}
    raise typer.Exit(_run(given, quiet=quiet, as_json=log_json))


def _run(given: dict[str, object], *, quiet: bool, as_json: bool) -> int:
    """Run and report; the exit code."""
    from pipeline.log import open_log

    with open_log(quiet=quiet, as_json=as_json) as log:
        try:
            settings = settings_of(given)
            from pipeline.run import run

            with stops.heeded():
                report = run(settings, log.watch)
        except MitgenanntError as error:
            log.failed(str(error), error.exit_code)
            return error.exit_code
        except KeyboardInterrupt:
            log.failed("Stopped. What was extracted is kept: the next run goes on from there.", 1)
            return 1
        if log.show:
            from pipeline.answers.top import top

            log.show(top(report, settings.output))
        log.done(report, settings.output)
    return report.exit_code


@app.command(name="status")
def status_command(  # noqa: PLR0913, PLR0917 - as above
    sources: Sources = None,
    output: Output = None,
    model: Model = None,
    window: InWindow = None,
    count: Count = None,
    duplicates: DuplicatesAre = None,
    min_articles: MinArticles = None,
    max_entities: MaxEntities = None,
    evidence: Evidence = None,
    profile: InProfile = None,
    decisions: Decisions = None,
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    date_column: DateColumn = None,
    title_column: TitleColumn = None,
) -> None:
    """Show what a run with these options would do, without doing it.

    Counts the articles that are new, changed, renamed or gone since the last finished run, and those that the store
    has. Nothing is written, and a run may be at work meanwhile.
    """
    settings = settings_of(dict(locals()))
    from pipeline.status import status

    typer.echo(status(settings))


@app.command(name="store")
def store_command(
    output: Output = None,
    wait: Wait = None,
    prune: Annotated[  # noqa: FBT002 - as above
        bool, typer.Option("--prune", help="Drop what the last finished run did not use; then say what that was.")
    ] = False,
) -> None:
    """Show the size and content of the store, in which each run keeps what it extracted.

    With --prune the store becomes small again. Removing it costs nothing but time: the next run extracts all anew.
    """
    settings = settings_of({"output": output, "wait": wait})
    from pipeline.upkeep import describe_store, prune_store

    typer.echo(prune_store(settings, Watch(line=_say, warn=_say)) if prune else describe_store(settings))


app.command(name="explain")(explain_command)
app.command(name="show")(show_command)
app.command(name="export")(export_command)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main() -> None:
    """The `mitgenannt` command: every expected error is one sentence and an exit code."""
    try:
        code = app(standalone_mode=False)
        code = 1 if code == _STOPPED else code
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
