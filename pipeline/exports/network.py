"""The network of a run, or the part of it that a picture can show."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.errors import UsageError
from pipeline.exports.backbone import BACKBONES
from pipeline.tables.reading import read_parts, read_table
from pipeline.tables.schemas import COMENTIONS, COMENTIONS_BY_MONTH, ENTITIES, ENTITIES_BY_MONTH

ALPHA = 0.05
_NODE = ["Id", "Label", "EntityType", "Articles", "Mentions", "FirstMonth", "LastMonth", "Aliases"]
MEASURES = ["Expected", "PMI", "NPMI", "LogLikelihood", "Jaccard", "Dice"]
_EDGE = ["Source", "Target", "Weight", "Articles", "Paragraphs", "Sentences", *MEASURES, "FirstMonth", "LastMonth"]


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the network is shown. `min_weight`: the least weight of a pair. `top`: that many of the strongest pairs.

    `backbone`: one of BACKBONES; pairs stay that chance makes with a probability below `alpha`.
    """

    min_weight: int = 1
    top: int | None = None
    backbone: str | None = None
    alpha: float | None = None

    def __post_init__(self) -> None:
        """Raise UsageError for what makes no sense."""
        if self.alpha is not None and not self.backbone:
            raise UsageError("--alpha belongs to --backbone: name a backbone, too.")
        if self.alpha is not None and not 0 < self.alpha <= 1:
            raise UsageError("alpha must be above 0 and at most 1.")


@dataclass(frozen=True, slots=True)
class Network:
    """`nodes`: entities with a pair, strongest first; `edges`: pairs, strongest first; columns as in the tables.

    `total`: pairs in the table, shown or not.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    total: int


def read_network(folder: Path, cut: Cut) -> Network:
    """The network in the tables of `folder`. An entity without a pair that is shown is left out. Raises TablesError."""
    pairs = read_table(folder, COMENTIONS, _EDGE)
    edges = pairs[_kept(pairs, cut)].head(len(pairs) if cut.top is None else cut.top).reset_index(drop=True)
    nodes = read_table(folder, ENTITIES, _NODE)
    shown = nodes["Id"].isin(edges["Source"]) | nodes["Id"].isin(edges["Target"])
    return Network(nodes[shown].reset_index(drop=True), edges, len(pairs))


def _kept(pairs: pd.DataFrame, cut: Cut) -> "pd.Series[bool]":
    """Which pairs stay. The backbone is one of the whole network, so it is sought before any pair is left out."""
    kept = pairs["Weight"] >= cut.min_weight
    if cut.backbone:
        kept &= BACKBONES[cut.backbone](pairs) < (ALPHA if cut.alpha is None else cut.alpha)
    return kept


def node_months(folder: Path, network: Network) -> pd.DataFrame:
    """The months of the nodes: node (its row), Month, Articles; by node and month."""
    rows = pd.Series(network.nodes.index, index=network.nodes["Id"])
    parts = [
        part.assign(node=part["Id"].map(rows)).dropna(subset=["node"])
        for part in read_parts(folder, ENTITIES_BY_MONTH, ["Month", "Id", "Articles"])
    ]
    return _by_month(parts, "node")


def edge_months(folder: Path, network: Network) -> pd.DataFrame:
    """The months of the edges: edge (its row), Month, Articles; by edge and month."""
    key = ["Source", "Target"]
    rows = network.edges[key].assign(edge=network.edges.index)
    parts = [part.merge(rows, on=key) for part in read_parts(folder, COMENTIONS_BY_MONTH, ["Month", *key, "Articles"])]
    return _by_month(parts, "edge")


def _by_month(parts: list[pd.DataFrame], name: str) -> pd.DataFrame:
    """The dated ones, in order."""
    rows = pd.concat([part.loc[part["Month"] != "", [name, "Month", "Articles"]] for part in parts])
    return rows.astype({name: "int64", "Articles": "int64"}).sort_values([name, "Month"], ignore_index=True)
