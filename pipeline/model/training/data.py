"""Sentences of the corpora -> the files that spaCy trains on; the floret vectors -> a table of all word forms."""

import lzma
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, DocBin
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # Cython, no stubs

from pipeline.model.training.corpora import MISSING, Sentence, bundestag, germeval, smartdata

SEED = 0
# Sentences per training text: names are found in running text, so a text has more than one now and then.
NAMES_TOGETHER = (1, 3)
SENTENCES_TOGETHER = (1, 6)


@dataclass(frozen=True)
class Data:
    """Paths: DocBin files, a pipeline with the table of word forms' vectors, one with the floret vectors."""

    names: Path
    names_dev: Path
    sentences: Path
    sentences_dev: Path
    forms: Path
    floret: Path


def write_data(shared: Path, folder: Path) -> Data:
    """Everything that training reads. GermEval's development part is for choosing only, never trained on."""
    nlp, rng, corpora = spacy.blank("de"), random.Random(SEED), shared / "corpora"
    train, dev = germeval(corpora / "germeval2014/train.bio"), germeval(corpora / "germeval2014/dev.bio")
    more = [bundestag(corpora / "bundestag"), smartdata(corpora / "smartdata/news.jsonl", train, nlp.tokenizer)]
    files = ("names.spacy", "names_dev.spacy", "sentences.spacy", "sentences_dev.spacy", "forms", "floret")
    data = Data(*(folder / name for name in files))
    names = [group for corpus in (train, *more) for group in _groups(corpus, NAMES_TOGETHER, rng)]
    _write(nlp, names, data.names)
    _write(nlp, [[sentence] for sentence in dev], data.names_dev)
    write_sentences(train, rng, data.sentences)
    write_sentences(dev, rng, data.sentences_dev)
    forms = sorted({word for corpus in (train, dev, *more) for sentence in corpus for word in sentence.words})
    _write_vectors(shared / "vectors/de_floret_50k_128.floret.xz", forms, data)
    return data


def write_sentences(sentences: Iterable[Sentence], rng: random.Random, path: Path) -> None:
    """Texts of some sentences each, for the splitter."""
    _write(spacy.blank("de"), _groups(filter(_ends, sentences), SENTENCES_TOGETHER, rng), path)


def _groups(sentences: Iterable[Sentence], size: tuple[int, int], rng: random.Random) -> Iterator[list[Sentence]]:
    shuffled = list(sentences)
    rng.shuffle(shuffled)
    while shuffled:
        count = rng.randint(*size)
        yield shuffled[:count]
        del shuffled[:count]


def _ends(sentence: Sentence) -> bool:
    """Whether a sentence ends as sentences do; a headline without a full stop teaches nothing about its end."""
    last = [word for word in sentence.words if word not in "\"“”«»‘’')"]
    return bool(last) and last[-1] in {".", "!", "?"}


def _write(nlp: Language, groups: Iterable[list[Sentence]], path: Path) -> None:
    docs = [_doc(nlp, group) for group in groups]
    DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SENT_START"], docs=docs).to_disk(path)


def _doc(nlp: Language, sentences: list[Sentence]) -> Doc:
    words = [word for sentence in sentences for word in sentence.words]
    tags = [tag for sentence in sentences for tag in sentence.tags]
    starts: list[bool | int | None] = [i == 0 for sentence in sentences for i in range(len(sentence.words))]
    doc = Doc(nlp.vocab, words=words, ents=["O" if t == MISSING else t for t in tags], sent_starts=starts)
    if missing := [doc[i : i + 1] for i, tag in enumerate(tags) if tag == MISSING]:
        doc.set_ents(list(doc.ents), missing=missing, default="outside")
    return doc


def _write_vectors(source: Path, forms: list[str], data: Data) -> None:
    """The floret vectors as float16, and a table of the training words' vectors, made of just these numbers: looking
    up a word is much faster than adding up its n-grams at each step.
    """
    floret = spacy.blank("de")
    floret.vocab.vectors = read_floret(source, floret.vocab.strings)
    floret.to_disk(data.floret)
    table = spacy.blank("de")
    table.vocab.vectors = Vectors(data=np.asarray(floret.vocab.vectors.get_batch(forms)), keys=forms)
    table.to_disk(data.forms)


def read_floret(source: Path, strings: StringStore) -> Vectors:
    """A file of floret vectors, rounded to float16, in which they are kept."""
    with lzma.open(source, "rt", encoding="utf-8") as file:
        rows, width, minn, maxn, hash_count, hash_seed, bow, eow = file.readline().split(" ")
        values = np.loadtxt(file, dtype="float32", usecols=range(1, int(width) + 1), comments=None)
    if values.shape != (int(rows), int(width)):
        raise ValueError(f"{source}: the header promises {rows} rows of {width}, there are {values.shape}")
    return Vectors(
        strings=strings,
        mode="floret",
        data=values.astype("float16").astype("float32"),
        minn=int(minn),
        maxn=int(maxn),
        hash_count=int(hash_count),
        hash_seed=int(hash_seed),
        bow=bow,
        eow=eow.strip(),
    )
