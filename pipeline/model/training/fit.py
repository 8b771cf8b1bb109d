"""A configuration and training data -> a trained component; two components and vectors -> the bundled pipeline."""

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
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # likewise
from thinc.api import NumpyOps, set_current_ops

from pipeline.extraction.tagger import FACTORY, Floats

GENDERED = re.compile(r"[^\W\d_]{2,}[:*_/]-?in(?:nen[^\W\d_]*)?$")  # "Kund:innen", "Chef:in"
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


def fit(component: str, training: Path, dev: Path, output: Path) -> Language:
    """Train the one component of COMPONENT.cfg and give the best pipeline that came by, by its score on `dev`."""
    set_current_ops(NumpyOps(use_blis=False))
    output.mkdir(exist_ok=True)
    paths = {"paths.train": str(training), "paths.dev": str(dev)}
    config = util.load_config(HERE / f"{component}.cfg", overrides=paths, interpolate=False)
    config = util.load_model_from_config(config, auto_fill=True, validate=True).config
    train(init_nlp(config), output, stdout=sys.stdout, stderr=sys.stderr)
    return spacy.load(output / "model-best")


def assemble(weights: dict[str, Floats], senter: Language, vectors: Vectors, output: Path) -> Language:
    """Write the pipeline: senter, then the tagger of names, vectors as float16, German with more abbreviations."""
    nlp = with_german_words(spacy.blank("de", meta=META))
    nlp.add_pipe("senter", source=senter)
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings, mode="floret", data=vectors.data.astype("float16"), minn=vectors.minn,
        maxn=vectors.maxn, hash_count=vectors.hash_count, hash_seed=vectors.hash_seed, bow=vectors.bow, eow=vectors.eow,
    )  # fmt: skip
    tagger: Any = nlp.add_pipe(FACTORY, name="ner")
    tagger.set_weights(weights)
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output)
    # The words of the training came along; the pipeline needs its labels only, and the weights know them.
    (output / "vocab" / "strings.json").write_text("[]", "utf-8")
    (output / "vocab" / "lookups.bin").unlink(missing_ok=True)
    return nlp


def with_german_words(nlp: Language) -> Language:
    """The pipeline, its tokenizer keeping the stop of our list of abbreviations, and forms like "Kund:innen" whole."""
    tokenizer: Any = nlp.tokenizer
    tokenizer.token_match = GENDERED.match
    for word in (HERE / "abbreviations.txt").read_text("utf-8").split():
        for form in {word, word[0].upper() + word[1:]}:
            tokenizer.add_special_case(form, [{ORTH: form}])
    return nlp
