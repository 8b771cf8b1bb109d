"""A large network reads raw text and then learns from what people have marked; several such vote over the raw text; a
small one learns from the votes (Hinton et al. 2015), from the marked sentences, and from disturbed copies of both.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch

from pipeline.extraction.floret import Floret
from pipeline.extraction.forms import Ints
from pipeline.extraction.tags import TAGS
from pipeline.model.training.corpora import Sentence
from pipeline.model.training.disturb import disturbed
from pipeline.model.training.inventory import Inventory, Text
from pipeline.model.training.learn import Recipe, learn_tags, probabilities
from pipeline.model.training.network import Dropout, Size, Tagger, Transformer
from pipeline.model.training.pretrain import pretrain, with_new_end
from pipeline.model.training.raw import Raw
from pipeline.model.training.targets import targets_of

SEED = 0
DISTURBED = 0.1  # share of the raw sentences that the small network sees in a disturbed copy, too
MARKED_TIMES = 5  # how often it sees the marked ones in a round


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes and recipes: how the large network reads, how each teacher learns, how the small one learns."""

    large: Size
    reading: Recipe
    teachers: tuple[Recipe, ...]
    small: Size
    learning: Recipe


PLAN = Plan(
    large=Size(ngrams=128, rows=1 << 18, width=384, depth=8, heads=6),
    reading=Recipe(Dropout(0, 0, 0, 0.05, 0), rounds=5, words=24_000, rate=1e-3, warmup=400),
    teachers=(
        Recipe(Dropout(0, 0.05, 0.1, 0.1, 0.2), rounds=6, words=3_000, rate=3e-4, warmup=60, average=0.99),
        Recipe(Dropout(0, 0.10, 0.2, 0.2, 0.2), rounds=6, words=3_000, rate=4e-4, warmup=60, average=0.99),
        Recipe(Dropout(0, 0.05, 0.1, 0.1, 0.1), rounds=6, words=3_000, rate=1.5e-4, warmup=60, average=0.99),
        Recipe(Dropout(0, 0.05, 0.2, 0.1, 0.2), rounds=6, words=3_000, rate=6e-4, warmup=60, average=0.99),
    ),
    small=Size(ngrams=64, rows=1 << 16, width=160, depth=4),
    learning=Recipe(Dropout(0.1, 0.02, 0.05, 0.05, 0.05), rounds=2.5, words=8_000, rate=3e-3, warmup=500),
)


@dataclass(frozen=True, slots=True)
class Known:
    """All sentences in one text: `raw`, `marked` (with targets), disturbed `copies`: the places of each kind.
    `origins`: for each word of the copies, the word of the text that it stands for.
    """

    inventory: Inventory
    text: Text
    raw: Ints
    marked: Ints
    copies: Ints
    origins: Ints


def device() -> str:
    """The GPU if there is one, set up for what is done here: the same numbers each time."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # else cuBLAS adds up in no fixed order
    torch.use_deterministic_algorithms(True)
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cuda.enable_cudnn_sdp(False)  # it compiles a kernel for each length of a sentence
    return "cuda" if torch.cuda.is_available() else "cpu"


def known(raw: Raw, marked: Sequence[Sentence], floret: Floret) -> Known:
    """The sentences and their forms on the device."""
    places = {form: place for place, form in enumerate(raw.forms)}

    def encoded(words: Sequence[str]) -> Ints:
        return np.array([places.setdefault(word, len(places)) for word in words], dtype="int64")

    first = np.split(raw.words, np.cumsum(raw.lengths)[:-1]) + [encoded(sentence.words) for sentence in marked]
    copies, copied = _copies(first, len(raw.lengths), list(places), encoded)
    lengths = np.array([len(sentence) for sentence in [*first, *copies]], dtype="int64")
    starts = np.cumsum(lengths) - lengths
    origins = [np.zeros(0, dtype="int64")] + [
        starts[of] + np.arange(len(copy)) for of, copy in zip(copied, copies, strict=True)
    ]
    where = device()
    forms = torch.from_numpy(np.concatenate([*first, *copies])).to(where)
    targets = torch.zeros((len(forms), len(TAGS)), dtype=torch.float16, device=where)
    wanted = torch.from_numpy(targets_of([sentence.tags for sentence in marked])).to(where)
    targets[len(raw.words) : len(raw.words) + len(wanted)] = wanted
    own, others, changed = np.split(np.arange(len(lengths)), [len(raw.lengths), len(first)])
    inventory, text = Inventory(list(places), floret, where), Text(forms, starts, lengths, targets)
    return Known(inventory, text, own, others, changed, np.concatenate(origins))


def _copies(
    sentences: Sequence[Ints], raw: int, forms: Sequence[str], encoded: Callable[[Sequence[str]], Ints]
) -> tuple[list[Ints], list[int]]:
    """Disturbed copies of some sentences, and of which each is one; the first `raw` sentences are raw."""
    rng = random.Random(SEED)
    copies, copied = [], []
    for place, sentence in enumerate(sentences):
        if rng.random() < (DISTURBED if place < raw else 2 * DISTURBED):
            copies.append(encoded(disturbed(tuple(forms[form] for form in sentence.tolist()), rng)))
            copied.append(place)
    return copies, copied


def read(known: Known, plan: Plan) -> Transformer:
    """The large network, which has read the raw and the marked sentences."""
    text = known.text.of(np.concatenate([known.raw, known.marked]))
    return pretrain(known.inventory, text, plan.large, plan.reading, SEED)


def teach(reader: Transformer, known: Known, recipe: Recipe, seed: int) -> Transformer:
    """A copy of the large network that has learned what people have marked."""
    torch.manual_seed(seed)
    network = with_new_end(reader, recipe.dropout, len(TAGS))
    return learn_tags(network, known.inventory, known.text.of(known.marked), recipe, seed)


def vote(teachers: Sequence[Transformer], known: Known) -> None:
    """Set the targets of the raw sentences to the mean of the teachers' probabilities, and the copies' to those of what
    they are copies of.
    """
    targets = known.text.targets
    targets[: known.text.starts[known.marked[0]]] = 0
    for teacher in teachers:
        targets += probabilities(teacher, known.inventory, known.text.of(known.raw)) / len(teachers)
    targets[len(targets) - len(known.origins) :] = targets[torch.from_numpy(known.origins).to(targets.device)]


def learn_from(known: Known, plan: Plan) -> Tagger:
    """The small network."""
    torch.manual_seed(SEED)
    network: Tagger = Tagger(plan.small, plan.learning.dropout).to(known.inventory.device)
    sentences = chain([known.raw, known.copies], [known.marked] * MARKED_TIMES)
    return learn_tags(network, known.inventory, known.text.of(np.concatenate(list(sentences))), plan.learning, SEED)
