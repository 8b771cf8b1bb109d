"""The graphs: cut, written, and read again by another program's reader."""

import calendar
import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.comentions.measures import log_likelihood
from pipeline.errors import MitgenanntError, OutputError, TablesError, UsageError
from pipeline.exports.backbone import disparity, significance
from pipeline.exports.export import FILES, export
from pipeline.exports.network import Cut
from pipeline.tables.csvfiles import encode
from pipeline.tables.schemas import COMENTIONS, COMENTIONS_BY_MONTH, ENTITIES, ENTITIES_BY_MONTH, Table

NS = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
NAMES = {"per:na": "NA", "org:nato": "NATO", "loc:o": '<Öl> & "Gas"\ufffe', "per:x": "=X'", "per:allein": "Allein"}
PAIRS = [  # source, target, weight, months
    ("org:nato", "per:na", 9, ["2021-03", "2021-04", "2022-01"]),
    ("loc:o", "org:nato", 4, ["2021-03"]),
    ("loc:o", "per:x", 1, []),
]


def _write(folder: Path, table: Table, rows: list[dict[str, object]]) -> None:
    filled = [{column.name: 1 if column.kind in {"int", "float"} else "" for column in table.columns} | r for r in rows]
    (folder / table.file).write_bytes(b"".join(encode(pd.DataFrame(filled, columns=table.header), table)))


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """The four tables of a network of five names and three pairs."""
    months = sorted({(month, name) for *names, _, ms in PAIRS for month in ms for name in names})
    kinds = {name: name.partition(":")[0].upper() for name in NAMES}
    _write(
        tmp_path, ENTITIES, [{"Id": i, "Label": t, "EntityType": kinds[i], "Aliases": "a; b"} for i, t in NAMES.items()]
    )
    pairs = [{"Source": a, "Target": b, "Weight": w, "NPMI": 0.123457, "PMI": -0.5} for a, b, w, _ in PAIRS]
    _write(tmp_path, COMENTIONS, pairs)
    _write(tmp_path, ENTITIES_BY_MONTH, [{"Month": m, "Id": i, "Articles": 2} for m, i in months])
    _write(
        tmp_path,
        COMENTIONS_BY_MONTH,
        [{"Month": m or "", "Source": a, "Target": b} for a, b, _, ms in PAIRS for m in ms or [""]],
    )
    return tmp_path


def test_gexf_is_read_by_networkx(tables: Path) -> None:
    """Ids, labels, types, weights, measures and months come back from the GEXF; a name without a pair is left out."""
    export(tables, "gexf", None, Cut())
    graph = nx.read_gexf(tables / "mitgenannt.gexf")
    assert dict(graph.nodes(data="label")) == {
        key: text.replace("\ufffe", "\ufffd") for key, text in NAMES.items() if key != "per:allein"
    }
    assert graph.nodes["per:na"]["EntityType"] == "PER"
    assert graph.nodes["per:na"]["spells"] == [("2021-03-01", "2021-04-30"), ("2022-01-01", "2022-01-31")]
    assert graph.nodes["per:na"]["ArticlesOfMonth"][0] == (2, "2021-03-01", "2021-03-31")
    edge = graph.edges["org:nato", "per:na"]
    assert (edge["weight"], edge["NPMI"], edge["PMI"]) == (9, 0.123457, -0.5)
    assert not graph.is_directed()


def test_gexf_keeps_the_rules_of_its_schema(tables: Path) -> None:
    """Elements, attributes, references and intervals are those that GEXF 1.3 allows."""
    export(tables, "gexf", None, Cut())
    root = ET.parse(tables / "mitgenannt.gexf").getroot()  # noqa: S314 - our own file
    assert (root.tag, root.attrib) == (f"{NS}gexf", {"version": "1.3"})
    graph = root.find(f"{NS}graph")
    assert graph is not None
    assert graph.attrib == {
        "defaultedgetype": "undirected",
        "idtype": "string",
        "mode": "dynamic",
        "timeformat": "date",
        "timerepresentation": "interval",
    }
    assert [child.tag for child in graph] == [f"{NS}attributes"] * 4 + [f"{NS}nodes", f"{NS}edges"]
    nodes = {node.get("id") for node in graph.iter(f"{NS}node")}
    for kind in ("node", "edge"):
        declared = {
            (a.get("id"), block.get("mode")): a.get("type")
            for block in graph.iter(f"{NS}attributes")
            if block.get("class") == kind
            for a in block
        }
        assert set(declared.values()) <= {"integer", "double", "string"}
        for item in graph.iter(f"{NS}{kind}"):
            _check_item(item, declared)
            if kind == "edge":
                assert {item.get("source"), item.get("target")} <= nodes
    for block, tag in (("nodes", "node"), ("edges", "edge")):
        found = graph.find(f"{NS}{block}")
        assert found is not None
        ids = [item.get("id") for item in found.iter(f"{NS}{tag}")]
        assert found.get("count") == str(len(ids)) == str(len(set(ids)))


def _check_item(item: ET.Element, declared: dict[tuple[str | None, str | None], str | None]) -> None:
    allowed = {f"{NS}attvalues", f"{NS}spells", f"{VIZ}color", f"{VIZ}size"}
    assert {child.tag for child in item} <= allowed
    assert len({child.tag for child in item}) == len(item)
    spells = [(s.attrib["start"], s.attrib["end"]) for s in item.iter(f"{NS}spell")]
    for value in item.iter(f"{NS}attvalue"):
        mode = "dynamic" if "start" in value.attrib else "static"
        kind = declared[value.get("for"), mode]
        assert kind == "string" or float(value.attrib["value"]) is not None
        if mode == "dynamic":
            start, end = value.attrib["start"], value.attrib["end"]
            year, month, day = map(int, end.split("-"))
            assert (start, day) == (f"{end[:8]}01", calendar.monthrange(year, month)[1])
            assert any(a <= start and end <= b for a, b in spells)


def test_graphml_is_read_by_networkx(tables: Path) -> None:
    """Ids, labels, types, weights and measures come back from the GraphML."""
    export(tables, "graphml", None, Cut())
    graph = nx.read_graphml(tables / "mitgenannt.graphml")
    assert set(graph) == set(NAMES) - {"per:allein"}
    assert graph.nodes["per:x"]["label"] == NAMES["per:x"]
    assert graph.edges["org:nato", "per:na"]["weight"] == 9
    assert graph.edges["org:nato", "per:na"]["NPMI"] == 0.123457


def test_vosviewer_and_neo4j(tables: Path) -> None:
    """VOSviewer gets numbers from 1, Neo4j its header; every end of a pair is an item."""
    export(tables, "vosviewer", None, Cut())
    lines = [line.split("\t") for line in (tables / "vosviewer-map.txt").read_text("utf-8").splitlines()]
    assert lines[0] == ["id", "label", "cluster", "weight<Articles>", "weight<Mentions>"]
    assert [line[0] for line in lines[1:]] == ["1", "2", "3", "4"]
    assert (tables / "vosviewer-network.txt").read_text("utf-8") == "2\t1\t9\n3\t2\t4\n3\t4\t1\n"
    export(tables, "neo4j", None, Cut())
    with (tables / "neo4j-nodes.csv").open(encoding="utf-8", newline="") as file:
        nodes = list(csv.DictReader(file))
    assert nodes[0][":LABEL"] == "Entity;Person"
    assert nodes[0]["aliases:string[]"] == "a;b"
    with (tables / "neo4j-relationships.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert {pair[end] for pair in pairs for end in (":START_ID", ":END_ID")} == {node["id:ID"] for node in nodes}
    assert pairs[0]["weight:int"] == "9"
    assert pairs[0][":TYPE"] == "MENTIONED_WITH"


@pytest.mark.parametrize(
    ("cut", "edges"), [(Cut(min_weight=4), 2), (Cut(top=1), 1), (Cut(min_weight=2, top=5), 2), (Cut(min_weight=10), 0)]
)
def test_cut(tables: Path, cut: Cut, edges: int) -> None:
    """The strongest pairs stay, with their names only; a graph may end up empty and is still one."""
    for form, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        export(tables, form, None, cut)
        graph = read(tables / FILES[form][0])
        assert graph.number_of_edges() == edges
        assert all(degree for _, degree in graph.degree())


@pytest.mark.parametrize("form", ["gexf", "graphml", "vosviewer", "neo4j"])
def test_same_bytes(tables: Path, form: str) -> None:
    """The same tables give the same files."""
    export(tables, form, None, Cut())
    first = [(tables / name).read_bytes() for name in FILES[form]]
    export(tables, form, None, Cut())
    assert [(tables / name).read_bytes() for name in FILES[form]] == first


def test_disparity_by_hand() -> None:
    """A node of degree 3 and strength 10: its edges of 8, 1, 1 have (1 - w/10)², seen from leaves nothing is sure."""
    found = disparity(np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([8.0, 1, 1]), 4)
    assert found == pytest.approx([0.04, 0.81, 0.81])


def test_disparity_of_a_chain() -> None:
    """Of both ends the one counts to which the edge means more; two nodes on their own prove nothing."""
    found = disparity(np.array([0, 1, 3]), np.array([1, 2, 4]), np.array([9.0, 1, 5]), 5)
    assert found == pytest.approx([0.1, 0.9, 1.0])


@given(st.integers(2, 30), st.floats(0.1, 1e6))
def test_star_of_equals_has_no_backbone(leaves: int, weight: float) -> None:
    """Where all edges of a star weigh the same none stands out: each has (1 - 1/k)^(k-1), more than 1/e."""
    hub, ends = np.zeros(leaves, dtype=np.int64), np.arange(1, leaves + 1)
    assert (disparity(hub, ends, np.full(leaves, weight), leaves + 1) > 1 / np.e).all()


@given(
    st.dictionaries(st.tuples(st.integers(0, 8), st.integers(9, 15)), st.integers(1, 50), min_size=1),
    st.floats(0.01, 1),
    st.floats(0.01, 1),
    st.integers(2, 9),
)
def test_disparity_properties(pairs: dict[tuple[int, int], int], one: float, other: float, times: int) -> None:
    """All are probabilities; a higher alpha keeps what a lower one keeps; the unit of weights does not matter."""
    ends, weight = np.array(list(pairs)), np.array(list(pairs.values()), dtype=np.float64)
    found = disparity(ends[:, 0], ends[:, 1], weight, 16)
    assert ((found >= 0) & (found <= 1)).all()
    low, high = sorted([one, other])
    assert set(np.flatnonzero(found < low)) <= set(np.flatnonzero(found < high))
    assert disparity(ends[:, 0], ends[:, 1], weight * times, 16) == pytest.approx(found)


def test_significance_by_hand() -> None:
    """G² of 3.841 and 10.828 are 5 % and 0.1 %; names that avoid each other are no backbone, however surely."""
    found = significance(np.array([3.841459, 10.827566, 50.0]), np.array([1.0, 1.0, -1.0]))
    assert found == pytest.approx([0.05, 0.001, 1.0], abs=1e-6)


def test_significance_of_counts() -> None:
    """Names in 10 of 100 articles each: 1 article together is chance, 8 are none."""
    joint = np.array([1.0, 8.0])
    likelihood = log_likelihood(joint, np.array([10.0, 10]), np.array([10.0, 10]), 100)
    found = significance(likelihood, np.log2(joint))
    assert found[0] == 1.0
    assert found[1] < 1e-6


def test_backbone_of_tables(tables: Path) -> None:
    """Of NATO's 13 its 9 are 0.31 by chance, of Öl's 5 its 4 are 0.2; and all pairs here are rarer than expected."""
    for backbone, alpha, edges in (("disparity", 0.21, 1), ("disparity", 0.31, 2), ("significance", 1.0, 0)):
        export(tables, "graphml", None, Cut(backbone=backbone, alpha=alpha))
        assert nx.read_graphml(tables / "mitgenannt.graphml").number_of_edges() == edges


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: Cut(alpha=0.1), "--backbone"),
        (lambda: Cut(backbone="disparity", alpha=0.0), "above 0"),
        (lambda: export(Path("nowhere"), "gexf", None, Cut()), "name the output folder"),
        (lambda: export(Path(), "xlsx", None, Cut(top=3)), "for graphs"),
        (lambda: export(Path(), "gexf", Path("no/such/x.gexf"), Cut()), "make it"),
        (lambda: export(Path(), "gexf", Path(), Cut()), "is a folder"),
        (lambda: export(Path(), "neo4j", Path("x.csv"), Cut()), "is no folder"),
    ],
)
def test_errors_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[], object], said: str
) -> None:
    """What a user can get wrong is one sentence, and no file is left."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MitgenanntError, match=said) as caught:
        wrong()
    assert isinstance(caught.value, UsageError | TablesError)
    assert list(tmp_path.iterdir()) == []


def test_no_table_is_written_over(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export never takes the place of a table, however the path is written; elsewhere the name is free."""
    monkeypatch.chdir(tables)
    (tables / "run.json").write_text("{}", "utf-8")
    before = {path: path.read_bytes() for path in tables.iterdir()}
    for to in ("comentions.csv", "./run.json"):
        with pytest.raises(UsageError, match="is a table of a run"):
            export(tables, "graphml", Path(to), Cut())
    assert {path: path.read_bytes() for path in tables.iterdir()} == before
    (tables / "other").mkdir()
    export(tables, "graphml", tables / "other" / "run.json", Cut())


def test_whole_or_not_at_all(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails the file of before stays, and nothing else is left."""
    export(tables, "gexf", None, Cut())
    before = {path: path.read_bytes() for path in tables.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.exports.gexf._write", full)
    with pytest.raises(OutputError, match="make room"):
        export(tables, "gexf", None, Cut(top=1))
    assert {path: path.read_bytes() for path in tables.iterdir()} == before
