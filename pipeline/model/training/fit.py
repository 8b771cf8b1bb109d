"""A configuration and training data -> a trained component; two components and vectors -> the bundled pipeline."""

import shutil
import sys
from pathlib import Path
from typing import Any

import spacy
from spacy import util
from spacy.attrs import ORTH  # type: ignore[import-not-found]  # Cython, no stubs
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from thinc.api import NumpyOps, set_current_ops

HERE = Path(__file__).parent
VERSION = "1.0.0"
META = {
    "name": "mitgenannt",
    "version": VERSION,
    "description": "Names and sentences of German news; see CARD.md.",
    "license": "MIT",
    "author": "mitgenannt",
    "spacy_version": ">=3.8.7,<3.9.0",
}


def fit(component: str, training: Path, dev: Path, vectors: Path | None, output: Path) -> Language:
    """Train the one component of COMPONENT.cfg and give the best pipeline that came by, by its score on `dev`."""
    set_current_ops(NumpyOps(use_blis=False))
    output.mkdir(exist_ok=True)
    paths = {"paths.train": str(training), "paths.dev": str(dev), "paths.init": vectors and str(vectors)}
    config = util.load_config(HERE / f"{component}.cfg", overrides=paths, interpolate=False)
    config = util.load_model_from_config(config, auto_fill=True, validate=True).config
    train(init_nlp(config), output, stdout=sys.stdout, stderr=sys.stderr)
    return spacy.load(output / "model-best")


def assemble(ner: Language, senter: Language, floret: Path, output: Path) -> None:
    """Write the pipeline: senter, then ner, floret vectors as float16, German with more abbreviations."""
    nlp = with_abbreviations(spacy.blank("de", meta=META))
    nlp.add_pipe("senter", source=senter)
    nlp.vocab.vectors = ner.vocab.vectors
    nlp.add_pipe("ner", source=ner)
    vectors = spacy.load(floret).vocab.vectors
    vectors.data = vectors.data.astype("float16")
    nlp.vocab.vectors = vectors
    write(nlp, output)


def write(nlp: Language, output: Path) -> None:
    """The pipeline to a folder, in place of what is there."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    nlp.to_disk(output)
    # The words of the training came along; the pipeline needs its labels only, and the weights know them.
    (output / "vocab" / "strings.json").write_text("[]", "utf-8")
    (output / "vocab" / "lookups.bin").unlink(missing_ok=True)


def with_abbreviations(nlp: Language) -> Language:
    """The pipeline, its tokenizer keeping the stop of our list of abbreviations."""
    tokenizer: Any = nlp.tokenizer
    for word in (HERE / "abbreviations.txt").read_text("utf-8").split():
        for form in {word, word[0].upper() + word[1:]}:
            tokenizer.add_special_case(form, [{ORTH: form}])
    return nlp
