"""`python -m pipeline.model.training.usage`: how German text uses words, counted with the bundled pipeline.

Raw text -> two tables of resolution/: usage.csv, how often a word is marked as a person, place or organisation and how
often it is left alone; contexts.csv, what the word before a name says about its type; and one of extraction/:
compounds.csv, the names that may be taken for such at the front of a compound.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.extraction.compounds import FRONTS
from pipeline.extraction.work import extract
from pipeline.model.training.corpora import germeval
from pipeline.model.training.fronts import Counts, write_fronts
from pipeline.model.training.raw import texts_of
from pipeline.records import Extraction
from pipeline.resolution import usage
from pipeline.resolution.spelling import spell
from pipeline.settings import BUNDLED, TYPES

RAW = ("raw/speeches.jsonl.xz", "raw/wikinews.jsonl.xz")
MORE = ("raw/encyclopedia.jsonl.xz",)  # tells of more names, but uses words in ways of its own
GOLD = "corpora/germeval2014/train.bio"
MARKED = 3  # times that a name is marked, at least, to be kept
UNMARKED = 10  # times that a word which is never marked occurs, at least
CONTEXTS = 20  # names that stand behind a word, at least


def main() -> None:
    """Extract the raw text, count, write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="raw text and corpora")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with _without_fronts():
        words, contexts = _counted(_bodies(options.shared, RAW), options.workers)
        more, _ = _counted(_bodies(options.shared, MORE), options.workers)
    _count_gold(options.shared / GOLD, words)
    _write(usage.USAGE, words, _used)
    write_fronts(FRONTS, words, more, germeval(options.shared / GOLD))
    _write(usage.CONTEXTS, contexts, lambda counts: sum(counts) >= CONTEXTS)


@contextmanager
def _without_fronts() -> Iterator[None]:
    """The names at the front of compounds are not counted with the help of their own last table."""
    before = FRONTS.read_bytes()
    FRONTS.write_bytes(before.splitlines(keepends=True)[0])
    try:
        yield
    finally:
        FRONTS.write_bytes(before)


def _bodies(shared: Path, names: Sequence[str]) -> Iterator[str]:
    seen = set[str]()
    for name in names:
        for body in texts_of(shared / name):
            if body not in seen:
                seen.add(body)
                yield body


def _counted(bodies: Iterator[str], workers: int) -> tuple[Counts, Counts]:
    """How the pipeline uses the words of these bodies, and what stands before names."""
    words: Counts = {name: Counter() for name in (*TYPES, usage.UNMARKED)}
    contexts: Counts = {name: Counter() for name in TYPES}
    for some, results in extract(bodies, BUNDLED, workers):
        for body, result in zip(some, results, strict=True):
            if isinstance(result, Extraction):
                _count(body, result, words, contexts)
    return words, contexts


def _count(body: str, extraction: Extraction, words: Counts, contexts: Counts) -> None:
    for span in extraction.spans:
        if span.kind == "name":
            words[span.type][spell(body[span.start : span.end])] += 1
            if context := usage.context(body[span.before : span.start]):
                contexts[span.type][context] += 1
    for word in extraction.unmarked:
        words[usage.UNMARKED][spell(body[word.start : word.end])] += 1


def _count_gold(path: Path, words: Counts) -> None:
    """Names that people have marked."""
    for sentence in germeval(path):
        for type_, name in _names(sentence.words, sentence.tags):
            words[type_][spell(name)] += 1


def _names(words: Iterable[str], tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    name: list[str] = []
    type_ = ""
    for word, tag in [*zip(words, tags, strict=True), ("", "O")]:
        if name and tag != f"I-{type_}":
            yield type_, " ".join(name)
            name = []
        if tag.startswith("B-") and tag[2:] in TYPES:
            name, type_ = [word], tag[2:]
        elif name:
            name.append(word)


def _used(counts: list[int]) -> bool:
    *marked, unmarked = counts
    return sum(marked) >= MARKED or (sum(marked) + unmarked >= UNMARKED)


def _write(path: Path, counts: Counts, kept: Callable[[list[int]], bool]) -> None:
    """Columns: the word, then its count by each key of `counts`; sorted."""
    rows = [(word, [count[word] for count in counts.values()]) for word in sorted(set().union(*counts.values()))]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["word", *counts])
        table.writerows([word, *row] for word, row in rows if word and kept(row))


if __name__ == "__main__":
    main()
