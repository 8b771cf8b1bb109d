"""The command line: options in, exit code out; nothing else."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import __version__, stops
from pipeline.errors import MitgenanntError
from pipeline.report import Watch
from pipeline.settings import BUNDLED, Settings, load_settings

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


class Duplicates(StrEnum):
    """`settings.DUPLICATES`, likewise."""

    ONCE = "once"
    COUNT = "count"


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


# The options of several commands.
Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        parser=_path,
        metavar="PATH",
        help="Folders and files: .txt, .csv, .jsonl, each also as .gz.",
        show_default="seeds",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", parser=_path, metavar="PATH", help="Folder for the tables.", show_default="output"),
]
Model = Annotated[
    str | None, typer.Option(help="An installed spaCy pipeline by name, or its folder.", show_default=BUNDLED)
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes that extract.", show_default="the cores")]
InWindow = Annotated[Window | None, typer.Option(help="What two names must share.", show_default="article")]
Count = Annotated[
    list[Kind] | None,
    typer.Option(help="Kinds of mentions that make co-mentions; may be repeated.", show_default="name, part"),
]
DuplicatesAre = Annotated[
    Duplicates | None,
    typer.Option(help="Count articles that repeat an earlier one once, or all.", show_default="once"),
]
MinArticles = Annotated[int | None, typer.Option(min=1, help="Leave out pairs in fewer articles.", show_default="1")]
MaxEntities = Annotated[
    int | None,
    typer.Option(min=1, help="An article that names more is a list: it makes no pairs.", show_default="500"),
]
Evidence = Annotated[
    int | None, typer.Option(min=0, help="Places shown per pair in evidence.csv, at most.", show_default="3")
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        parser=_path,
        metavar="PATH",
        help="CSV file with your decisions on names.",
        show_default="decisions.csv in or beside a source",
    ),
]
TextColumn = Annotated[str | None, typer.Option(help="Column with the text.", show_default="text")]
IdColumn = Annotated[str | None, typer.Option(help="Column with the id.", show_default="id")]
DateColumn = Annotated[str | None, typer.Option(help="Column with the date.", show_default="date")]
TitleColumn = Annotated[str | None, typer.Option(help="Column with the title.", show_default="title")]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts: everything as JSON.")]
Wait = Annotated[int | None, typer.Option(min=0, help="Seconds to wait for another run's end.", show_default="0")]


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
            settings = _settings(given)
            from pipeline.run import run

            with stops.heeded():
                report = run(settings, log.watch)
        except MitgenanntError as error:
            log.failed(str(error), error.exit_code)
            return error.exit_code
        except KeyboardInterrupt:
            log.failed("Stopped. What was extracted is kept: the next run goes on from there.", 1)
            return 1
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
    settings = _settings(dict(locals()))
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
    settings = _settings({"output": output, "wait": wait})
    from pipeline.upkeep import describe_store, prune_store

    typer.echo(prune_store(settings, Watch(line=_say, warn=_say)) if prune else describe_store(settings))


@app.command(name="explain")
def explain_command(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME", help="One name or two: each as an article or a table has it, a part of it, or an id."
        ),
    ],
    output: Output = None,
    limit: Annotated[int, typer.Option(min=0, help="Sentences shown, at most.")] = 10,
    as_json: AsJson = False,  # noqa: FBT002 - as above
) -> None:
    """Show what stands behind a name, or a pair of names: the figures and the sentences.

    Of a pair: its figures, how each is calculated, and the sentences with both, newest first. Of a name: its
    spellings, its partners by month, its sentences. Case and accents do not matter; where several names fit, they are
    listed, and the exit code is 2. A name of several words needs quotes: explain "Olaf Scholz" Biden
    """
    settings = _settings({"output": output})
    from pipeline.answers import explain

    answer = explain(settings.output, names, limit)
    if as_json:
        _print_json(answer)
    else:
        from pipeline.answers.terminal import Paper

        Paper().answer(answer)


@app.command(name="show")
def show_command(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its ArticleId, or a part that no other has.")],
    output: Output = None,
    as_html: Annotated[  # noqa: FBT002 - as above
        bool, typer.Option("--html", help="As an HTML page: mitgenannt show ARTICLE --html > page.html")
    ] = False,
    as_json: AsJson = False,  # noqa: FBT002 - as above
) -> None:
    """Show an article with its names: coloured by type, each with what it names.

    In a pipe there are no colours; names are in brackets then. With --html the page tells the rule, too, where the
    mouse rests on a name.
    """
    settings = _settings({"output": output})
    from pipeline.answers import show

    view = show(settings.output, article)
    if as_html:
        from pipeline.answers.page import page

        sys.stdout.buffer.write(page(view).encode())
    elif as_json:
        _print_json(view)
    else:
        from pipeline.answers.terminal import Paper

        Paper().article(view)


def _print_json(answer: Any) -> None:  # noqa: ANN401 - a frozen record
    """In ASCII, which every console takes."""
    import json
    from dataclasses import asdict

    typer.echo(json.dumps(asdict(answer), indent=2))


def _settings(given: dict[str, object]) -> Settings:
    """Settings from the options that were given."""
    return load_settings(
        {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
            if value not in (None, [])
        }
    )


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
