"""What the commands share: choices, options, and the settings that they make."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.settings import BUNDLED, Settings, load_settings


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


class Profile(StrEnum):
    """`settings.PROFILES`, likewise."""

    STANDARD = "standard"
    EXCEL_DE = "excel-de"


class Format(StrEnum):
    """`exports.export.FILES`, likewise."""

    XLSX = "xlsx"
    GEXF = "gexf"
    GRAPHML = "graphml"
    VOSVIEWER = "vosviewer"
    NEO4J = "neo4j"
    DATAPACKAGE = "datapackage"


class Backbone(StrEnum):
    """`exports.backbone.BACKBONES`, likewise."""

    DISPARITY = "disparity"
    SIGNIFICANCE = "significance"


def path_of(value: str) -> Path:
    """A path from the command line; an empty one, as of a variable that is not set, would be the current folder."""
    if not value.strip():
        raise typer.BadParameter("it is empty")
    return Path(value)


# The options of several commands.
Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        parser=path_of,
        metavar="PATH",
        help="Folders and files: .txt, .csv, .jsonl, each also as .gz.",
        show_default="seeds",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", parser=path_of, metavar="PATH", help="Folder for the tables.", show_default="output"
    ),
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
InProfile = Annotated[
    Profile | None,
    typer.Option(help="How tables are written: excel-de is for Excel in German.", show_default="standard"),
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        parser=path_of,
        metavar="PATH",
        help="CSV file with your decisions on names.",
        show_default="decisions.csv in or beside a source",
    ),
]
TextColumn = Annotated[str | None, typer.Option(help="Column with the text.", show_default="text")]
IdColumn = Annotated[str | None, typer.Option(help="Column with the id.", show_default="id")]
DateColumn = Annotated[str | None, typer.Option(help="Column with the date.", show_default="date")]
TitleColumn = Annotated[str | None, typer.Option(help="Column with the title.", show_default="title")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for scripts.")]
Wait = Annotated[int | None, typer.Option(min=0, help="Seconds to wait for another run's end.", show_default="0")]


def settings_of(given: dict[str, object]) -> Settings:
    """Settings from the options that were given."""
    return load_settings(
        {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
            if value not in (None, [])
        }
    )
