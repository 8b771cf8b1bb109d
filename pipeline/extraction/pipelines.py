"""Find a spaCy pipeline by name, tell its identity, load it ready for prediction."""

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ModelError
from pipeline.settings import BUNDLED

if TYPE_CHECKING:
    from spacy.language import Language

BUNDLED_FOLDER = Path(__file__).parent.parent / "model" / "de"
CODE = Path(__file__).parent
# Components that neither names nor sentences need.
UNUSED = (
    "tagger",
    "morphologizer",
    "lemmatizer",
    "trainable_lemmatizer",
    "attribute_ruler",
    "entity_linker",
    "textcat",
)
TAGGER = "mitgenannt_tagger"  # of extraction.tagger
FINDERS = ("ner", "beam_ner", "entity_ruler", "span_ruler", TAGGER)
SPLITTERS = ("senter", "parser", "sentencizer")  # the first one there is splits sentences, the others rest
OURS = {"senter", TAGGER}
# Of a word form: what these ask (the splitter all but LOWER), and what the rest of extraction does.
ASKED = ("LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE", "IS_PUNCT")
HOW = (
    "Leave out --model to use the bundled pipeline, install the official one with "
    '`pip install "mitgenannt[official]"`, or name an installed spaCy pipeline or its folder.'
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which model and which code of ours extract: what they find stays valid as long as this stays the same.

    `weights`, `code`: digests of all files; `spacy`: its version.
    """

    name: str
    version: str
    weights: str
    code: str
    spacy: str

    @property
    def key(self) -> str:
        """Name and version, for people, and a digest of it all; for the store."""
        total = hashlib.blake2b(repr(self).encode(), digest_size=16).hexdigest()
        return f"{self.name} {self.version} {total}"


def identify(model: str) -> Identity:
    """The identity of a model given as "bundled", the name of an installed pipeline, or a folder; it is not loaded.

    ModelError where there is no such pipeline, or it cannot be read.
    """
    folder = _locate(model)
    meta = _meta(folder)
    try:
        weights = folder_digest(folder, "*")
    except OSError as error:
        raise ModelError(f"The pipeline {model} cannot be read: {_brief(error)}. {HOW}") from error
    return Identity(
        name=f"{meta.get('lang', '')}_{meta.get('name', '')}",
        version=str(meta.get("version", "")),
        weights=weights,
        code=folder_digest(CODE, "*.py", "*.csv"),
        spacy=version("spacy"),
    )


def folder_digest(root: Path, *patterns: str) -> str:
    """A digest of the files below a folder that fit a pattern: their places in it, and their bytes."""
    total = hashlib.blake2b(digest_size=16)
    for name, path in sorted((p.relative_to(root).as_posix(), p) for pattern in patterns for p in root.rglob(pattern)):
        if path.is_file():
            with path.open("rb") as file:
                total.update(name.encode() + b"\0" + hashlib.file_digest(file, "blake2b").digest())
    return total.hexdigest()


def _meta(folder: Path) -> dict[str, Any]:
    """What the pipeline's meta.json says."""
    try:
        return dict(json.loads((folder / "meta.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"{folder / 'meta.json'} cannot be read: {_brief(error)}. {HOW}") from error


def _brief(error: Exception) -> str:
    """An error's message in one line; spaCy's may be long."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(". ")


def _locate(model: str) -> Path:
    """The folder with the pipeline's meta.json: the given one, one in it, or one in an installed package."""
    if model == BUNDLED:
        candidates = [BUNDLED_FOLDER]
    elif os.path.isdir(model):  # noqa: PTH112 - Path.is_dir raises for names that are too long
        candidates = [Path(model), *sorted(Path(model).glob("*/")), *_installed(model)]
    else:
        candidates = _installed(model)
    for folder in candidates:
        if (folder / "meta.json").is_file() and (folder / "config.cfg").is_file():
            return folder
    if model == BUNDLED:
        raise ModelError(
            f"The bundled pipeline is missing in {BUNDLED_FOLDER}. Install mitgenannt again, or run `make model`."
        )
    raise ModelError(f"There is no spaCy pipeline {model!r}: neither installed nor a folder. {HOW}")


def _installed(model: str) -> list[Path]:
    """Folders that an installed package of this name may keep its pipeline in."""
    try:
        spec = importlib.util.find_spec(model) if model.isidentifier() else None
    except (ImportError, ValueError):
        return []
    places = (spec.submodule_search_locations or []) if spec else []
    return [folder for place in places for folder in sorted(Path(place).glob(f"{model}-*/"))]


def load(model: str) -> "Language":
    """The pipeline, ready for prediction: what finds names, what splits sentences, and nothing else.

    ModelError where it is missing, broken, made for another spaCy, or finds no names.
    """
    import spacy
    from spacy.util import is_compatible_version
    from thinc.api import NumpyOps, set_current_ops

    import pipeline.extraction.tagger  # noqa: F401 - makes our component known to spaCy

    set_current_ops(NumpyOps(use_blis=False))  # twice as fast as BLIS on small matrices
    folder = _locate(model)
    wanted, present = str(_meta(folder).get("spacy_version", "")), version("spacy")
    if wanted and is_compatible_version(present, wanted) is False:
        raise ModelError(f"The pipeline {model} is made for spaCy {wanted}, not for {present}. {HOW}")
    try:
        nlp = spacy.load(folder, exclude=list(UNUSED))
    except Exception as error:
        raise ModelError(f"The pipeline {model} cannot be loaded: {_brief(error)}. {HOW}") from error
    if not any(nlp.get_pipe_meta(name).factory in FINDERS for name in nlp.pipe_names):
        raise ModelError(f"The pipeline {model} has no component that finds names ({', '.join(FINDERS)}). {HOW}")
    _one_sentence_splitter(nlp)
    _prepare_weights(nlp)
    if {nlp.get_pipe_meta(name).factory for name in nlp.pipe_names} <= OURS:
        _only_asked_attributes(nlp)
    return nlp


def _one_sentence_splitter(nlp: "Language") -> None:
    """Prefer a trained splitter over the parser, which costs more, and both over rules."""
    present = [name for name in SPLITTERS if name in nlp.component_names]
    for name in present:
        (nlp.disable_pipe if name in present[1:] else nlp.enable_pipe)(name)
    if not present:
        nlp.add_pipe("sentencizer", first=True)


def _only_asked_attributes(nlp: "Language") -> None:
    """What nobody asks of a word form is not computed for each new one: a sixth of the time of cutting words."""
    from spacy.attrs import IDS  # type: ignore[import-not-found]  # Cython, no stubs

    vocab: Any = nlp.vocab
    getters = vocab.lex_attr_getters
    for attribute in getters.keys() - {IDS[name] for name in ASKED}:
        del getters[attribute]


def _prepare_weights(nlp: "Language") -> None:
    """Weights and vectors may be stored as float16; computing takes float32. Embeddings are kept once computed."""
    from pipeline.extraction.embedding import keep_embeddings

    if nlp.vocab.vectors.data.dtype == "float16":
        nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float32")
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                for name in node.param_names:
                    if node.has_param(name) and node.get_param(name).dtype == "float16":
                        node.set_param(name, node.get_param(name).astype("float32"))
            keep_embeddings(model)
