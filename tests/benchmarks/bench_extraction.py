"""Words a second on one core: `python tests/benchmarks/bench_extraction.py FILE.jsonl [MODEL] [ARTICLES]`.

FILE has one JSON object a line, with the key "text". The first 20 articles warm up and are not counted; what the loaded
pipeline knows by then (embeddings, word forms) it keeps, as in a long run. CPU seconds, so that other jobs matter less.
"""

# ruff: noqa: T201 - a benchmark prints

import json
import sys
import time
from itertools import islice
from pathlib import Path

from pipeline.extraction.work import batches, extract_batch

WARM = 20


def measure(path: Path, model: str, articles: int) -> None:
    """Print words, mentions, CPU seconds, words a second."""
    with path.open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["text"] for line in islice(lines, WARM + articles)]
    extract_batch(model, bodies[:WARM])
    start = time.process_time()
    results = [result for batch in batches(bodies[WARM:]) for result in extract_batch(model, batch)]
    seconds = time.process_time() - start
    done = [result for result in results if not isinstance(result, str)]
    words, spans = sum(result.words for result in done), sum(len(result.spans) for result in done)
    print(f"{len(done):,} articles, {words:,} words, {spans:,} spans")
    print(f"{seconds:.1f} s: {words / seconds:,.0f} words a second")


if __name__ == "__main__":
    file, model, articles = (sys.argv[1:] + ["", "bundled", "600"][len(sys.argv) - 1 :])[:3]
    measure(Path(file), model, int(articles))
