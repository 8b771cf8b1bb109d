"""The model card: from what, how, how good, how large, how fast."""

import time
from pathlib import Path

from spacy.util import load_config

from pipeline.extraction.pipelines import load
from pipeline.extraction.work import extract_batch
from pipeline.model.training.corpora import germeval
from pipeline.model.training.evaluate import Score, score, score_sentences
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
    folder, germeval_folder = output / "de", shared / "corpora/germeval2014"
    nlp = load(str(folder))
    sentences = [s for s in germeval(germeval_folder / "dev.bio") if s.words[-1] in {".", "!", "?"}]
    settings = load_config(HERE / "ner.cfg", interpolate=False)
    ner, training = settings["components"]["ner"]["model"]["tok2vec"], settings["training"]
    card = (
        (HERE / "card.md")
        .read_text("utf-8")
        .format(
            version=VERSION,
            size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
            width=ner["embed"]["width"],
            depth=ner["encode"]["depth"],
            dropout=training["dropout"],
            batch=f"{training['batcher']['size']['stop']:,}",
            steps=f"{training['max_steps']:,}",
            dev=_rows({name: score(nlp, germeval_folder / "dev.bio", labels) for name, labels in GROUPS.items()}),
            news=_rows({name: score(nlp, germeval_folder / "dev_news.bio", labels) for name, labels in GROUPS.items()}),
            sents=score_sentences(nlp, sentences),
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
