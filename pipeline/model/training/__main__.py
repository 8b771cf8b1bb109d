"""`python -m pipeline.model.training`: corpora, raw text, vectors -> weights and card. Each step is kept in a folder,
so that a training that was stopped goes on.
"""

import argparse
import hashlib
import logging
import pickle
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.extraction.forms import Floats

NEEDED = {
    "corpora/germeval2014/train.bio": "GermEval 2014, training part, as token TAB BIO tag (CC BY 4.0)",
    "corpora/germeval2014/dev.bio": "GermEval 2014, development part, likewise",
    "corpora/germeval2014/dev_news.bio": "the sentences of it that come from news",
    "corpora/germeval2014/dev_inner.bio": "the inner names of its nested ones",
    "corpora/smartdata/news.jsonl": "DFKI SmartData corpus v1, news part, with character spans (CC BY 4.0)",
    "corpora/bundestag": "Korpus-Plenarprotokolle, protocols of 1951 and 1981 as BIO files (Apache-2.0)",
    "raw/speeches.jsonl.xz": "speeches of the Bundestag, one JSON object with a text a line (free of copyright)",
    "raw/wikinews.jsonl.xz": "articles of the German Wikinews, likewise (CC BY 2.5)",
    "raw/encyclopedia.jsonl.xz": "articles of the German Wikipedia, likewise (CC BY-SA 3.0)",
    "vectors/de_floret_50k_128.floret.xz": "floret vectors: 50,000 rows, 128 dimensions, n-grams 3 to 6",
}
FLORET = "vectors/de_floret_50k_128.floret.xz"
SEED = 0

T = TypeVar("T")


def main() -> None:
    """Train, put together, score, write pipeline and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="corpora, raw text and vectors")
    parser.add_argument("--output", type=Path, default=Path("pipeline/model"), help="folder for de/ and CARD.md")
    parser.add_argument("--work", type=Path, default=Path("build/model"), help="folder for the steps")
    options = parser.parse_args()
    if missing := [name for name in NEEDED if not (options.shared / name).exists()]:
        lines = [f"  {options.shared / name}: {NEEDED[name]}" for name in missing]
        sys.exit(
            "\n".join(["The training needs these, which are not there. Fetch them and put them in place:", *lines])
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(options.shared, options.work, options.output)


def train(shared: Path, work: Path, output: Path) -> None:
    """Write OUTPUT/de and OUTPUT/CARD.md; steps in `work` that this recipe made from these files are not repeated."""
    # PyTorch is imported late: it is there in trainings only.
    from pipeline.model.training.card import write_card
    from pipeline.model.training.distil import PLAN
    from pipeline.model.training.fit import assemble, with_german_words, write

    sizes = [sum(path.stat().st_size for path in _files(shared / name)) for name in NEEDED]
    work = work / hashlib.sha256(repr((PLAN, sizes)).encode()).hexdigest()[:12]
    work.mkdir(parents=True, exist_ok=True)
    senter = with_german_words(_splitter(shared, work))
    weights, made = _kept(work / "weights", lambda: _weights(shared, work, senter))
    write(assemble(weights, senter, shared / FLORET, made), output / "de")
    write_card(shared, output)


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _weights(shared: Path, work: Path, senter: "Language") -> "tuple[dict[str, Floats], str]":
    """The weights of the small network, and on what they were made."""
    import torch

    from pipeline.extraction.floret import floret_of
    from pipeline.model.training.data import read_floret, read_marked
    from pipeline.model.training.distil import PLAN, device, known, learn_from, read, teach, vote
    from pipeline.model.training.raw import read_raw

    raw = _kept(work / "raw", lambda: read_raw(shared, senter))
    floret = floret_of(read_floret(shared / FLORET, senter.vocab.strings))
    sentences = known(raw, read_marked(shared), floret)
    reader = _kept(work / "reader", lambda: read(sentences, PLAN).cpu()).to(device())
    teachers = [
        _kept(work / f"teacher{seed}", lambda: teach(reader, sentences, recipe, seed).cpu())  # noqa: B023 - called at once
        for seed, recipe in enumerate(PLAN.teachers)
    ]
    vote([teacher.to(device()) for teacher in teachers], sentences)
    where = torch.cuda.get_device_name() if device() == "cuda" else "the CPU"
    return learn_from(sentences, PLAN).export(), f"PyTorch {torch.__version__}, {where}"


def _splitter(shared: Path, work: Path) -> "Language":
    import spacy

    from pipeline.model.training.corpora import germeval
    from pipeline.model.training.data import write_sentences
    from pipeline.model.training.fit import fit_splitter

    folder, part = work / "senter", work / "senter.part"
    if not folder.exists():
        rng = random.Random(SEED)
        for name in ("train", "dev"):
            write_sentences(germeval(shared / f"corpora/germeval2014/{name}.bio"), rng, work / f"{name}.spacy")
        fit_splitter(work / "train.spacy", work / "dev.spacy", part)
        part.rename(folder)
    return spacy.load(folder / "model-best")


def _kept(path: Path, make: Callable[[], T]) -> T:
    """What is in the file, made first if it is not there; a file that is there is whole."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(make()))
        part.replace(path)
    made: T = pickle.loads(path.read_bytes())  # noqa: S301 - written by ourselves
    return made


if __name__ == "__main__":
    main()
