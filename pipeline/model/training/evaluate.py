"""Scores of a pipeline: on GermEval's development part, given tokens, as in the literature; on our cases of trouble,
through the project's own extraction. Spans, types and kinds exact.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extraction.mentions import extract_body
from pipeline.model.training.corpora import Sentence, germeval, spans

CASES = Path(__file__).parent / "robust.txt"
MARK = re.compile(r"⟦([^|⟧]*)\|(\w+)\|(\w+)⟧")


@dataclass(frozen=True, slots=True)
class Case:
    """A short text, the kind of trouble it makes, and its mentions: start, end, kind, type."""

    trouble: str
    text: str
    spans: frozenset[tuple[int, int, str, str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of spans: right, predicted, in the gold."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Percent."""
        return 100 * self.right / max(1, self.predicted)

    @property
    def recall(self) -> float:
        """Percent."""
        return 100 * self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Percent, the harmonic mean of precision and recall."""
        return 200 * self.right / max(1, self.predicted + self.gold)


def score(nlp: Language, path: Path, labels: Iterable[str]) -> Score:
    """The names in a GermEval file, counted over the given labels."""
    sentences = germeval(path)
    wanted, right, predicted, gold = set(labels), 0, 0, 0
    docs = nlp.pipe((Doc(nlp.vocab, words=list(s.words)) for s in sentences), batch_size=32)
    for sentence, doc in zip(sentences, docs, strict=True):
        there = {span for span in spans(sentence.tags) if span[2] in wanted}
        found = {(e.start, e.end, e.label_) for e in doc.ents if e.label_ in wanted}
        right, predicted, gold = right + len(there & found), predicted + len(found), gold + len(there)
    return Score(right, predicted, gold)


def score_sentences(nlp: Language, sentences: Sequence[Sentence]) -> Score:
    """First tokens of sentences found in a text that joins the given ones, all but the very first."""
    right, predicted, gold = 0, 0, 0
    for i in range(0, len(sentences), 5):
        group = sentences[i : i + 5]
        lengths = [len(s.words) for s in group]
        starts = {sum(lengths[:k]) for k in range(1, len(group))}
        doc = nlp(Doc(nlp.vocab, words=[word for s in group for word in s.words]))
        found = {token.i for token in doc if token.is_sent_start and token.i}
        right, predicted, gold = right + len(starts & found), predicted + len(found), gold + len(starts)
    return Score(right, predicted, gold)


def cases() -> Iterator[Case]:
    """Our texts with what users complain of, one a line, marked as ⟦surface|kind|type⟧, below a line with its kind."""
    trouble = ""
    for line in CASES.read_text("utf-8").splitlines():
        if line.startswith("# "):
            trouble = line[2:]
        elif line:
            yield _case(trouble, line)


def _case(trouble: str, line: str) -> Case:
    text, marks, last = "", set(), 0
    for match in MARK.finditer(line):
        text += line[last : match.start()]
        marks.add((len(text), len(text) + len(match[1]), match[2], match[3]))
        text, last = text + match[1], match.end()
    return Case(trouble, text + line[last:], frozenset(marks))


def score_cases(nlp: Language) -> dict[str, Score]:
    """The mentions in our cases of trouble, by its kind."""
    scores: dict[str, Score] = {}
    for case in cases():
        found = {(span.start, span.end, span.kind, span.type) for span in extract_body(nlp, case.text).spans}
        before = scores.get(case.trouble, Score(0, 0, 0))
        scores[case.trouble] = Score(
            before.right + len(found & case.spans), before.predicted + len(found), before.gold + len(case.spans)
        )
    return scores
