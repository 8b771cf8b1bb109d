"""The model card: from what, how, how good, how large, how fast."""

import time
from pathlib import Path

from pipeline.extraction.pipelines import load
from pipeline.extraction.work import extract_batch
from pipeline.model.training.corpora import germeval
from pipeline.model.training.evaluate import Score, score, score_sentences
from pipeline.model.training.fit import VERSION

TYPES = ("PER", "LOC", "ORG")
GROUPS = {
    "names (PER, LOC, ORG)": TYPES,
    **{f"{type_} names": (type_,) for type_ in TYPES},
    "parts of compounds": [f"{type_}part" for type_ in TYPES],
    "derived words": [f"{type_}deriv" for type_ in TYPES],
}
CARD = """# The bundled German pipeline, version {version}

A spaCy pipeline for German news: `senter` (sentences) and `ner` (names), {size:.1f} MB. Labels: PER, LOC, ORG, MISC, each
also as `part` (a name inside a compound: "NATO-Staaten") and `deriv` (adjectives and inhabitants: "russischen"). Made by
`make model`; no weights of others are in it.

## From what

| data | used for | licence |
|---|---|---|
| GermEval 2014 NER, training part (Benikova, Biemann, Reznicek 2014): 23,999 sentences | names, sentences | CC BY 4.0 |
| DFKI SmartData corpus v1, news part: 634 texts; lower-case and known derived forms of its LOC mapped to `deriv`, spans inside a compound to `part` | names | CC BY 4.0 |
| Korpus-Plenarprotokolle (Bundestag 1951, 1981): 1,908 sentences; its MISC and untagged compounds count as not annotated | names | Apache-2.0 |
| floret vectors of 120 million words of German: 50,000 rows, 128 dimensions, 2 hashes, n-grams 3 to 6 | static input | ours, free |

GermEval's development part chose the step at which training stopped; it was not trained on. The weights are free to use
under the project's licence (MIT); name the corpora above when you pass them on (CC BY 4.0).

## How

`training/ner.cfg` and `training/senter.cfg` are spaCy configurations and hold every setting: CNN of width {width} and depth
{depth} over hashed NORM, PREFIX, SUFFIX, SHAPE and the vectors; transition-based tagger of spans; Adam with averaged
weights, dropout {dropout}, batches of up to {batch} words, at most {steps} steps, one core. Texts of one to three sentences. Vectors are
stored as float16. A list of abbreviations of ours is added to spaCy's German tokenizer.

## How good

Strict: span and type exact, on GermEval's own tokens and outer marks.

| GermEval dev | P | R | F1 |
|---|---|---|---|
{dev}

| its part from news | P | R | F1 |
|---|---|---|---|
{news}

Sentence starts, five sentences of the development part in a row: P {sents.precision:.1f}, R {sents.recall:.1f}, F1 {sents.f1:.1f}.

## How fast

{speed:,.0f} words a second on one core of a shared machine (GermEval dev as running text, through the project's extraction). Take it
as an order of magnitude.

## Known weaknesses

Foreign names that the training has not seen are often taken for people; names of ships, products and events are MISC and
left out on purpose; organisations are the hardest type.
"""


def write_card(shared: Path, output: Path) -> None:
    """Score the pipeline in OUTPUT/de and write OUTPUT/CARD.md."""
    folder, germeval_folder = output / "de", shared / "corpora/germeval2014"
    nlp = load(str(folder))
    sentences = [s for s in germeval(germeval_folder / "dev.bio") if s.words[-1] in {".", "!", "?"}]
    ner = nlp.config["components"]["ner"]["model"]["tok2vec"]
    training = nlp.config["training"]
    card = CARD.format(
        version=VERSION,
        size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
        width=ner["encode"]["width"],
        depth=ner["encode"]["depth"],
        dropout=training["dropout"],
        batch="1,500",
        steps=f"{training['max_steps']:,}",
        dev=_rows({name: score(nlp, germeval_folder / "dev.bio", labels) for name, labels in GROUPS.items()}),
        news=_rows({name: score(nlp, germeval_folder / "dev_news.bio", labels) for name, labels in GROUPS.items()}),
        sents=score_sentences(nlp, sentences),
        speed=_speed(str(folder), [" ".join(s.words) for s in sentences]),
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
