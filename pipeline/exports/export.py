"""What `mitgenannt export` does: the tables of an output folder, as files that other programs open."""

from pathlib import Path

from pipeline import __version__
from pipeline.errors import UsageError
from pipeline.exports.files import replacing
from pipeline.exports.gexf import write_gexf
from pipeline.exports.graphml import write_graphml
from pipeline.exports.network import Cut, Network, read_network
from pipeline.exports.tables import write_neo4j, write_vosviewer
from pipeline.exports.workbook import Sheet, write_workbook
from pipeline.settings import TABLE_FILES
from pipeline.tables.package import TABULAR, data_package
from pipeline.tables.publish import MANIFEST
from pipeline.tables.reading import read_table, steadily
from pipeline.tables.schemas import ARTICLES

WORKBOOK, PACKAGE = "xlsx", "datapackage"
# By format: the files, beside the tables unless told otherwise.
FILES = {
    WORKBOOK: ("mitgenannt.xlsx",),
    "gexf": ("mitgenannt.gexf",),
    "graphml": ("mitgenannt.graphml",),
    "vosviewer": ("vosviewer-map.txt", "vosviewer-network.txt"),
    "neo4j": ("neo4j-nodes.csv", "neo4j-relationships.csv"),
    PACKAGE: ("datapackage.json",),
}


def export(folder: Path, form: str, to: Path | None, cut: Cut) -> str:
    """Write the tables in `folder` in a format, one of FILES; what was written, in a few lines.

    `to`: the file, or the folder where the format has two of them. `cut`: which part of the network a graph shows.
    The files are there whole or as they were before. Raises TablesError, OutputError, UsageError, LockedError.
    """
    if form in {WORKBOOK, PACKAGE} and cut != Cut():
        raise UsageError(f"--min-weight, --top, --backbone and --alpha are for graphs; {form} is of all rows.")
    paths = _paths(folder, form, to)
    if table := next((path for path in paths if path.name in TABLE_FILES and (path.parent / MANIFEST).exists()), None):
        raise UsageError(f"{table} is a table of a run: name another file with --to.")

    def write() -> list[str]:
        with replacing(*paths) as drafts:
            if form == WORKBOOK:
                return _of_sheets(write_workbook(folder, drafts[0]))
            if form == PACKAGE:
                return [_write_package(folder, drafts[0])]
            network = read_network(folder, cut)
            _write_network(folder, form, network, drafts)
            return _of_network(network)

    said = steadily(folder, write)
    size = sum(path.stat().st_size for path in paths)
    return "\n".join([*said, f"{' and '.join(map(str, paths))} ({_size(size)})"])


def _paths(folder: Path, form: str, to: Path | None) -> tuple[Path, ...]:
    names = FILES[form]
    if to is None:
        return tuple(folder / name for name in names)
    if len(names) > 1:
        if not to.is_dir():
            raise UsageError(f"{to} is no folder: {form} takes {len(names)} files, so make it, or name another one.")
        return tuple(to / name for name in names)
    if to.is_dir():
        raise UsageError(f"{to} is a folder: name a file, such as {to / names[0]}.")
    if not to.parent.is_dir():
        raise UsageError(f"There is no folder {to.parent}: make it, or name another file with --to.")
    return (to,)


def _write_package(folder: Path, path: Path) -> str:
    read_table(folder, ARTICLES, most=0)  # tells, if there are no tables
    text = data_package(folder, __version__)
    path.write_text(text, "utf-8", newline="\n")
    return f"{text.count(TABULAR):,} tables described."


def _write_network(folder: Path, form: str, network: Network, paths: tuple[Path, ...]) -> None:
    if form == "gexf":
        write_gexf(folder, network, paths[0])
    elif form == "graphml":
        write_graphml(network, paths[0])
    elif form == "vosviewer":
        write_vosviewer(network, *paths)
    else:
        write_neo4j(network, *paths)


def _of_sheets(sheets: list[Sheet]) -> list[str]:
    left = [f"{s.table.name}: the {s.shown:,} strongest of {s.rows:,} rows." for s in sheets if s.rows > s.shown]
    return [*left, f"{len(sheets)} tables, {sum(sheet.shown for sheet in sheets):,} rows."]


def _of_network(network: Network) -> list[str]:
    return [f"{len(network.nodes):,} entities, {len(network.edges):,} of {network.total:,} pairs."]


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"  # noqa: PLR2004 - 0.1 MB
