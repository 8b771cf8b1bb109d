"""A configuration and training data -> the splitter of sentences; splitter, weights and vectors -> the pipeline."""

import re
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

import pipeline.extraction.tagger  # noqa: F401 - makes our component known to spaCy
from pipeline.extraction.forms import Floats
from pipeline.extraction.pipelines import TAGGER
from pipeline.model.training.data import read_floret

HERE = Path(__file__).parent
VERSION = "2.0.0"
META = {
    "name": "mitgenannt",
    "version": VERSION,
    "description": "Names and sentences of German news; see CARD.md.",
    "license": "MIT",
    "author": "mitgenannt",
    "spacy_version": ">=3.8.7,<3.9.0",
}
GENDERED = re.compile(r"[^\W\d_]{2,}[:*_/]-?in(?:nen[^\W\d_]*)?$")  # "Kund:innen", "Chef:in"


def fit_splitter(training: Path, dev: Path, output: Path) -> Language:
    """Train the splitter of senter.cfg and give the best that came by, by its score on `dev`."""
    set_current_ops(NumpyOps(use_blis=False))
    output.mkdir(exist_ok=True)
    paths = {"paths.train": str(training), "paths.dev": str(dev)}
    config = util.load_config(HERE / "senter.cfg", overrides=paths, interpolate=False)
    config = util.load_model_from_config(config, auto_fill=True, validate=True).config
    train(init_nlp(config), output, stdout=sys.stdout, stderr=sys.stderr)
    return spacy.load(output / "model-best")


def assemble(weights: dict[str, Floats], senter: Language, floret: Path, made: str) -> Language:
    """The pipeline: splitter of sentences, tagger of names, floret vectors as float16, German as we cut it. `made`: on
    what the weights were.
    """
    nlp = with_german_words(spacy.blank("de", meta={**META, "notes": made}))
    nlp.add_pipe("senter", source=senter)
    nlp.vocab.vectors = read_floret(floret, nlp.vocab.strings)
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float16")
    tagger: Any = nlp.add_pipe(TAGGER, name="ner")
    tagger.set_weights(weights)
    return nlp


def write(nlp: Language, output: Path) -> None:
    """The pipeline to a folder, in place of what is there."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    nlp.to_disk(output)
    # The words of the training came along; the pipeline needs its labels only, and the weights know them.
    (output / "vocab" / "strings.json").write_text("[]", "utf-8")
    (output / "vocab" / "lookups.bin").unlink(missing_ok=True)


def with_german_words(nlp: Language) -> Language:
    """The pipeline, its tokenizer keeping the stop of our list of abbreviations, and "Kund:innen" whole."""
    tokenizer: Any = nlp.tokenizer
    tokenizer.token_match = GENDERED.match
    for word in (HERE / "abbreviations.txt").read_text("utf-8").split():
        for form in {word, word[0].upper() + word[1:]}:
            tokenizer.add_special_case(form, [{ORTH: form}])
    return nlp
