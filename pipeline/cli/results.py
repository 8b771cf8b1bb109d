"""The commands about the tables of a finished run."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.options import AsJson, Backbone, Format, Output, path_of, settings_of


def explain_command(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME", help="One name or two: each as an article or a table has it, a part of it, or an id."
        ),
    ],
    output: Output = None,
    limit: Annotated[int, typer.Option(min=0, help="Places shown, at most: a sentence, or the two nearest.")] = 10,
    as_json: AsJson = False,  # noqa: FBT002 - as above
) -> None:
    """Show what stands behind a name, or a pair of names: the figures and the sentences.

    Of a pair: its figures, how each is calculated, and the sentences with both, newest first. Of a name: its
    spellings, its partners by month, its sentences. Case and accents do not matter; where several names fit, they are
    listed, and the exit code is 2. A name of several words needs quotes: explain "Olaf Scholz" Biden
    """
    settings = settings_of({"output": output})
    from pipeline.answers import explain

    answer = explain(settings.output, names, limit)
    if as_json:
        _print_json(answer)
    else:
        from pipeline.answers.terminal import Paper

        Paper().answer(answer)


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
    settings = settings_of({"output": output})
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


def export_command(
    form: Annotated[
        Format,
        typer.Argument(
            metavar="FORMAT",
            help="xlsx: a workbook. gexf: a graph for Gephi, with a timeline. graphml: a graph for yEd, Cytoscape, "
            "igraph, R. vosviewer, neo4j: two files for VOSviewer or the import of Neo4j. "
            "datapackage: a description of the tables, for programs that check and load them.",
        ),
    ],
    output: Output = None,
    to: Annotated[
        Path | None,
        typer.Option(
            parser=path_of,
            metavar="PATH",
            help="File to write; for vosviewer and neo4j a folder.",
            show_default="beside the tables",
        ),
    ] = None,
    min_weight: Annotated[int, typer.Option(min=1, help="Leave out pairs of less weight.")] = 1,
    top: Annotated[
        int | None, typer.Option(min=1, help="Only so many pairs, the strongest.", show_default="all")
    ] = None,
    backbone: Annotated[
        Backbone | None,
        typer.Option(
            help="Only pairs that chance does not explain. disparity: by their share of the weight of one of the two; "
            "significance: by the articles that both share (log-likelihood).",
            show_default="none",
        ),
    ] = None,
    alpha: Annotated[
        float | None, typer.Option(help="What --backbone takes for chance: a probability.", show_default="0.05")
    ] = None,
) -> None:
    """Write the tables of a finished run for another program: Excel, Gephi, VOSviewer, Neo4j, and many more.

    The last four options thin out a graph of too many pairs; names without a pair are left out of it. A backbone is
    sought in the whole network, before pairs are left out for other reasons.

    Examples: mitgenannt export xlsx; mitgenannt export gexf --backbone disparity --min-weight 2
    """
    settings = settings_of({"output": output})
    from pipeline.exports.export import export
    from pipeline.exports.network import Cut

    cut = Cut(min_weight, top, backbone and str(backbone), alpha)
    typer.echo(export(settings.output, str(form), to, cut))
