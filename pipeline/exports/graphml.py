"""A network as GraphML, for yEd, igraph, Cytoscape, networkx and Gephi.

http://graphml.graphdrawing.org
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipeline.exports.network import Network
from pipeline.exports.xml import attribute, content

_TYPES = {"i": "long", "f": "double"}  # by NumPy's kind of number; the rest is text
_NAMES = {"Label": "label", "Weight": "weight"}  # as readers look for them
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


def write_graphml(network: Network, path: Path) -> None:
    """Write the network to `path`."""
    nodes, edges = network.nodes.drop(columns="Id"), network.edges.drop(columns=["Source", "Target"])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.writelines(_declared("node", nodes))
        file.writelines(_declared("edge", edges))
        file.write('<graph id="mitgenannt" edgedefault="undirected">\n')
        for key, inside in zip(network.nodes["Id"], _inside("node", nodes), strict=True):
            file.write(f"<node id={attribute(key)}>{inside}</node>\n")
        ends = zip(network.edges["Source"], network.edges["Target"], strict=True)
        for (source, target), inside in zip(ends, _inside("edge", edges), strict=True):
            file.write(f"<edge source={attribute(source)} target={attribute(target)}>{inside}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _declared(kind: str, frame: pd.DataFrame) -> Iterator[str]:
    for name in frame.columns:
        shown, sort = _NAMES.get(name, name), _TYPES.get(frame[name].dtype.kind, "string")
        yield f'<key id="{kind}{name}" for="{kind}" attr.name="{shown}" attr.type="{sort}"/>\n'


def _inside(kind: str, frame: pd.DataFrame) -> Iterator[str]:
    """The values of each node or edge; an empty one is left out."""
    keys = [f'<data key="{kind}{name}">' for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield "".join(f"{key}{content(cell)}</data>" for key, cell in zip(keys, row, strict=True) if cell != "")
