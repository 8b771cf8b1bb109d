"""A network that changes from month to month, as GEXF 1.3, which Gephi's timeline plays.

https://gexf.net/schema.html
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.exports.network import Network, edge_months, node_months
from pipeline.exports.xml import attribute

_COLOURS = {"PER": (214, 96, 77), "LOC": (67, 147, 195), "ORG": (90, 174, 97)}
_TYPES = {"i": "integer", "f": "double"}  # by NumPy's kind of number; the rest is text
_MONTHLY = "ArticlesOfMonth"
_AT_ONCE = 10_000  # rows put together before they are written
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>mitgenannt</creator></meta>
<graph defaultedgetype="undirected" idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval">
"""


def write_gexf(folder: Path, network: Network, path: Path) -> None:
    """Write the network of the tables in `folder` to `path`.

    A node or edge is there in the months of its dated articles; one that has none, always. ArticlesOfMonth is how many
    articles of a month mention it.
    """
    nodes = network.nodes.drop(columns=["Id", "Label"])
    edges = network.edges.drop(columns=["Source", "Target", "Weight"])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.writelines(_declared("node", nodes))
        file.writelines(_declared("edge", edges))
        file.write(f'<nodes count="{len(nodes)}">\n')
        _write(file, "node", _node_heads(network), _inside(nodes, node_months(folder, network)), _looks(nodes))
        file.write(f'</nodes>\n<edges count="{len(edges)}">\n')
        _write(file, "edge", _edge_heads(network), _inside(edges, edge_months(folder, network)), [""] * len(edges))
        file.write("</edges>\n</graph>\n</gexf>\n")


def _declared(kind: str, frame: pd.DataFrame) -> Iterator[str]:
    """The attributes of nodes or edges: what they always have, and what changes."""
    yield f'<attributes class="{kind}" mode="static">\n'
    for name in frame.columns:
        yield f'<attribute id="{name}" title="{name}" type="{_TYPES.get(frame[name].dtype.kind, "string")}"/>\n'
    yield f'</attributes>\n<attributes class="{kind}" mode="dynamic">\n'
    yield f'<attribute id="{_MONTHLY}" title="{_MONTHLY}" type="integer"/>\n</attributes>\n'


def _write(file: TextIO, tag: str, heads: Iterator[str], insides: Iterator[str], looks: Sequence[str]) -> None:
    rows = zip(heads, insides, looks, strict=True)
    file.writelines(f"<{tag} {head}>{inside}{look}</{tag}>\n" for head, inside, look in rows)


def _node_heads(network: Network) -> Iterator[str]:
    for key, label in zip(network.nodes["Id"], network.nodes["Label"], strict=True):
        yield f"id={attribute(key)} label={attribute(label)}"


def _edge_heads(network: Network) -> Iterator[str]:
    ends = zip(network.edges["Source"], network.edges["Target"], network.edges["Weight"], strict=True)
    for number, (source, target, weight) in enumerate(ends):
        yield f'id="{number}" source={attribute(source)} target={attribute(target)} weight="{weight}"'


def _inside(frame: pd.DataFrame, months: pd.DataFrame) -> Iterator[str]:
    """What stands in each node or edge: values that it always has, values of months, when it is there."""
    values, spells = _by_row(_monthly(months), len(frame)), _by_row(_spells(months), len(frame))
    for start in range(0, len(frame), _AT_ONCE):
        part = frame.iloc[start : start + _AT_ONCE]
        cells = [[_value(name, cell) for cell in part[name].tolist()] for name in part.columns]
        for always, monthly, there in zip(zip(*cells, strict=True), values, spells, strict=False):
            spelt = f"<spells>{there}</spells>" if there else ""
            yield f"<attvalues>{''.join(always)}{monthly}</attvalues>{spelt}"


def _value(name: str, cell: object) -> str:
    return "" if cell == "" else f'<attvalue for="{name}" value={attribute(cell)}/>'


def _monthly(months: pd.DataFrame) -> "pd.Series[str]":
    """The articles of each month, under the row that it belongs to."""
    first, last = _days(months["Month"].to_numpy())
    texts = [
        f'<attvalue for="{_MONTHLY}" value="{articles}" start="{start}" end="{end}"/>'
        for articles, start, end in zip(months["Articles"].tolist(), first, last, strict=True)
    ]
    return pd.Series(texts, index=months.iloc[:, 0], dtype="str")


def _spells(months: pd.DataFrame) -> "pd.Series[str]":
    """The times without a gap, under the row they belong to: to the timeline, 31 March is not next to 1 April."""
    rows, first, last = months.iloc[:, 0].to_numpy(), *_days(months["Month"].to_numpy())
    number = months["Month"].to_numpy().astype("datetime64[M]").astype(np.int64)
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (np.diff(rows) != 0) | (np.diff(number) != 1)
    ends = np.append(begins[1:], True)[: len(rows)]
    texts = [f'<spell start="{a}" end="{b}"/>' for a, b in zip(first[begins], last[ends], strict=True)]
    return pd.Series(texts, index=rows[begins], dtype="str")


def _days(months: npt.NDArray[Any]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """The first and the last day of months; both belong to the interval."""
    month = months.astype("datetime64[M]")
    last = (month + 1).astype("datetime64[D]") - 1
    return np.datetime_as_string(month.astype("datetime64[D]")), np.datetime_as_string(last)


def _by_row(texts: "pd.Series[str]", size: int) -> Iterator[str]:
    """The texts of each row from 0 to size - 1 in one; they stand in the order of rows."""
    places = np.searchsorted(texts.index.to_numpy(), np.arange(size + 1)).tolist()
    listed = texts.tolist()
    for row in range(size):
        yield "".join(listed[places[row] : places[row + 1]])


def _looks(nodes: pd.DataFrame) -> list[str]:
    """Colours by type, and areas by articles."""
    sizes = np.round(4 * np.sqrt(nodes["Articles"].to_numpy()), 2).tolist()
    return [
        '<viz:color r="{}" g="{}" b="{}"/>'.format(*_COLOURS[kind]) + f'<viz:size value="{size}"/>'
        for kind, size in zip(nodes["EntityType"], sizes, strict=True)
    ]
