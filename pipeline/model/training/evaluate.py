"""Scores of a pipeline on GermEval's development part: given tokens, spans and types exact, as in the literature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.model.training.corpora import Sentence, germeval

Labelled = set[tuple[int, int, str]]


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


def spans(tags: Sequence[str]) -> Labelled:
    """BIO tags -> {(first token, behind the last token, label)}."""
    found, start = set(), -1
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and not tag.startswith("I-"):
            found.add((start, i, tags[start][2:]))
            start = -1
        if tag.startswith("B-"):
            start = i
    return found


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
