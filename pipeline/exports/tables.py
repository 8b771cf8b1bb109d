"""A network as the tables that VOSviewer and Neo4j read."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.exports.network import Network

_CLUSTERS = {"PER": 1, "LOC": 2, "ORG": 3}
_LABELS = {"PER": "Entity;Person", "LOC": "Entity;Place", "ORG": "Entity;Organisation"}
_TYPE = "MENTIONED_WITH"
_NODES = {  # Neo4j's name and type of a column, from ours
    "Id": "id:ID",
    "Label": "name",
    "EntityType": ":LABEL",
    "Articles": "articles:long",
    "Mentions": "mentions:long",
    "FirstMonth": "firstMonth",
    "LastMonth": "lastMonth",
    "Aliases": "aliases:string[]",
}
_RELATIONSHIPS = {
    "Source": ":START_ID",
    "Target": ":END_ID",
    "Weight": "weight:int",
    "Articles": "articles:long",
    "Paragraphs": "paragraphs:long",
    "Sentences": "sentences:long",
    "Expected": "expected:double",
    "PMI": "pmi:double",
    "NPMI": "npmi:double",
    "LogLikelihood": "logLikelihood:double",
    "Jaccard": "jaccard:double",
    "Dice": "dice:double",
    "FirstMonth": "firstMonth",
    "LastMonth": "lastMonth",
}


def write_vosviewer(network: Network, items: Path, links: Path) -> None:
    """Write VOSviewer's map file and network file: tab-separated, items numbered from 1; clusters are types.

    Manual for VOSviewer, section on map and network files.
    """
    nodes, edges = network.nodes, network.edges
    numbers = pd.Series(nodes.index + 1, index=nodes["Id"])
    columns: dict[str, Iterable[object]] = {
        "id": numbers.to_numpy(),
        # The program takes a quotation mark for the begin of a quoted field.
        "label": nodes["Label"].str.replace('"', "'"),
        "cluster": nodes["EntityType"].astype("str").map(_CLUSTERS),
        "weight<Articles>": nodes["Articles"],
        "weight<Mentions>": nodes["Mentions"],
    }
    _write(items, columns, columns, "\t")
    ends = (edges[end].map(numbers) for end in ("Source", "Target"))
    _write(links, (), dict(enumerate((*ends, edges["Weight"]))), "\t")


def write_neo4j(network: Network, nodes: Path, relationships: Path) -> None:
    """Write nodes and relationships for `neo4j-admin database import` or apoc.import.csv; arrays with semicolons.

    Neo4j Operations Manual, CSV file header format.
    """
    entities = network.nodes.assign(
        EntityType=network.nodes["EntityType"].astype("str").map(_LABELS),
        Aliases=network.nodes["Aliases"].str.replace("; ", ";"),
    )
    _write(nodes, _NODES.values(), {name: entities[name] for name in _NODES}, ",")
    pairs = network.edges.assign(Type=_TYPE)
    columns = {**_RELATIONSHIPS, "Type": ":TYPE"}
    _write(relationships, columns.values(), {name: pairs[name] for name in columns}, ",")


def _write(path: Path, header: Iterable[str], columns: Mapping[Any, Iterable[object]], delimiter: str) -> None:
    """A header, if there is one, and the rows that the columns make up."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        if names := list(header):
            writer.writerow(names)
        writer.writerows(zip(*(list(column) for column in columns.values()), strict=True))
