"""Time and peak memory of changes.csv: `python tests/benchmarks/bench_changes.py [ARTICLES [MOVED]]`.

Tables of ARTICLES articles with ten mentions each are published; then those of 1 % more articles, in which 1 in MOVED
entities has another name, once without and once with the comparison.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.changes import compare
from pipeline.tables.before import as_read, read_before
from pipeline.tables.publish import publish
from pipeline.tables.schemas import CHANGES, TABLES

ENTITIES, MENTIONS, PAIRS = 300_000, 10, 1_000_000
SETTINGS = {"version": "1", "model": {}, "settings": {}}


def _filled(name: str, **columns: object) -> pd.DataFrame:
    """A table with these columns; the others hold what is short to write."""
    blank = {column.name: 1 if column.kind in {"int", "float"} else "x" for column in TABLES[name].columns}
    return pd.DataFrame(blank | columns)[TABLES[name].header]


def make(articles: int, *, moved: int = 0, seed: int = 2) -> dict[str, pd.DataFrame]:
    """The four tables. `moved`: one entity in so many has another name than without."""
    rng = np.random.default_rng(seed)
    frequency = np.cumsum(1 / np.arange(1, ENTITIES + 1))
    entity = np.searchsorted(frequency / frequency[-1], rng.random(articles * MENTIONS)).astype(np.int32)
    ids = [f"per:name-{n}{'-neu' if moved and n % moved == 0 else ''}" for n in range(ENTITIES)]
    names = pd.Index([f"2021/artikel-{n}.txt" for n in range(articles)], dtype="str")
    article = np.repeat(np.arange(articles, dtype=np.int32), MENTIONS)
    pair = np.sort(entity[: 4 * PAIRS].reshape(-1, 2), axis=1)
    pair = pair[pair[:, 0] < pair[:, 1]].astype(np.int64)
    code, weight = np.unique(pair[:, 0] * ENTITIES + pair[:, 1], return_counts=True)
    code, weight = code[:PAIRS], weight[:PAIRS]
    seen = np.bincount(entity, minlength=ENTITIES)
    there = np.flatnonzero(seen)
    coded = pd.Index(ids, dtype="str")
    return {
        "articles": _filled("articles", ArticleId=names, Status="ok"),
        "mentions": _filled(
            "mentions",
            ArticleId=pd.Categorical.from_codes(article, names),
            Start=np.tile(np.arange(MENTIONS) * 100, articles),
            Text=pd.Categorical.from_codes(entity, pd.Index([f"Name {n}" for n in range(ENTITIES)], dtype="str")),
            EntityId=pd.Categorical.from_codes(entity, coded),
            Entity=pd.Categorical.from_codes(entity, coded),
        ),
        "entities": _filled("entities", Id=coded[there], Label=coded[there], EntityType="PER", Articles=seen[there]),
        "comentions": _filled(
            "comentions",
            Source=pd.Categorical.from_codes((code // ENTITIES).astype(np.int32), coded),
            Target=pd.Categorical.from_codes((code % ENTITIES).astype(np.int32), coded),
            Articles=weight,
        ),
    }


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def _say(name: str, begin: tuple[float, float]) -> None:
    wall, cpu = time.perf_counter() - begin[0], time.process_time() - begin[1]
    sys.stdout.write(f"{name}: {wall:.1f} s ({cpu:.1f} s CPU), peak {_peak():.2f} GB\n")
    sys.stdout.flush()


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def main() -> None:
    """Print seconds and peak resident memory of each step."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    moved = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    counts = [{"counted": n, "pairs_from_articles": 1} for n in (articles, articles * 101 // 100)]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        none = pd.DataFrame(columns=CHANGES.header)
        publish(make(articles), SETTINGS | {"counts": counts[0]}, output, lambda: none)
        begin = _now()
        tables = make(counts[1]["counted"], moved=moved)
        _say(f"{len(tables['mentions']):,} mentions, {len(tables['comentions']):,} pairs made", begin)

        def changes() -> pd.DataFrame:
            begin = _now()
            before = read_before(output, SETTINGS | {"counts": counts[1]})
            _say("tables before read and verified", begin)
            begin = _now()
            rows = compare(before.tables, as_read(tables), before.counts, counts[1])
            _say(f"compared, {len(rows):,} rows", begin)
            return rows.reindex(columns=CHANGES.header)

        begin = _now()
        publish(tables, SETTINGS | {"counts": counts[1]}, output, changes)
        _say("published, all in all", begin)


if __name__ == "__main__":
    main()
