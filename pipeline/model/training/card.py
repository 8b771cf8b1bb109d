"""The model card: from what, how, how good, how large, how fast."""

import time
from pathlib import Path

from pipeline.extraction.pipelines import load
from pipeline.extraction.work import extract_batch
from pipeline.model.training.corpora import germeval
from pipeline.model.training.distil import PLAN
from pipeline.model.training.evaluate import Score, cases, score, score_cases, score_sentences
from pipeline.model.training.fit import HERE, VERSION
from pipeline.settings import TYPES

GROUPS = {
    "names (PER, LOC, ORG)": TYPES,
    **{f"{type_} names": (type_,) for type_ in TYPES},
    "parts of compounds": [f"{type_}part" for type_ in TYPES],
    "derived words": [f"{type_}deriv" for type_ in TYPES],
}


def write_card(shared: Path, output: Path) -> None:
    """Score the pipeline in OUTPUT/de and write OUTPUT/CARD.md."""
    folder, corpus = output / "de", shared / "corpora/germeval2014"
    nlp = load(str(folder))
    sentences = [s for s in germeval(corpus / "dev.bio") if s.words[-1] in {".", "!", "?"}]
    card = (
        (HERE / "card.md")
        .read_text("utf-8")
        .format(
            version=VERSION,
            made=nlp.meta["notes"],
            size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
            large=PLAN.large,
            reading=PLAN.reading,
            teachers=len(PLAN.teachers),
            small=PLAN.small,
            dev=_rows({name: score(nlp, corpus / "dev.bio", labels) for name, labels in GROUPS.items()}),
            news=_rows({name: score(nlp, corpus / "dev_news.bio", labels) for name, labels in GROUPS.items()}),
            inner=score(nlp, corpus / "dev_inner.bio", TYPES).recall,
            sents=score_sentences(nlp, sentences),
            cases=sum(1 for _ in cases()),
            robust=_rows(score_cases(nlp)),
            speed=_speed(str(folder), [" ".join(s.words) for s in sentences]),
        )
    )
    (output / "CARD.md").write_text(card, "utf-8")


def _rows(scores: dict[str, Score]) -> str:
    return "\n".join(f"| {name} | {s.precision:.1f} | {s.recall:.1f} | {s.f1:.1f} |" for name, s in scores.items())


def _speed(model: str, texts: list[str]) -> float:
    """Words a second of one core, texts of 20 sentences, word forms not seen before."""
    bodies = [" ".join(texts[i : i + 20]) for i in range(0, len(texts), 20)]
    extract_batch(model, [])
    begin = time.process_time()
    extract_batch(model, bodies)
    return sum(body.count(" ") + 1 for body in bodies) / (time.process_time() - begin)
