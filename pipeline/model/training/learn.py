"""Sentences and the tags that they should get -> a network that has learned them."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.extraction.tagger import TAGS, Floats
from pipeline.model.training.inputs import Encoded, batches
from pipeline.model.training.inventory import Inventory
from pipeline.model.training.network import Dropout, Network, Size

log = logging.getLogger(__name__)
WARMUP = 300  # steps
CLIP = 1.0  # largest norm of a gradient
AVERAGE = 0.999  # decay of the running mean of the weights, which is what comes out


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network learns: rounds over the sentences, words of a batch, decay of weights, threads, and the highest
    rate, from which it falls to nought.
    """

    size: Size
    dropout: Dropout
    rounds: int
    words: int
    decay: float
    threads: int
    rate: float = 2e-3


def learn(
    inventory: Inventory, draw: Callable[[random.Random], Sequence[Encoded]], recipe: Recipe, seed: int
) -> Network:
    """A network that has learned what `draw` gives in each round: by AdamW (Loshchilov & Hutter 2019), its weights
    averaged (Polyak & Juditsky 1992).
    """
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = Network(recipe.size, recipe.dropout)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    average = {name: values.clone() for name, values in network.state_dict().items()}
    for done in range(recipe.rounds):
        sentences = draw(rng)
        groups = list(batches(sentences, recipe.words, rng))
        for i, group in enumerate(groups):
            step, steps = done * len(groups) + i, recipe.rounds * len(groups)
            for part in optimizer.param_groups:
                part["lr"] = recipe.rate * min((step + 1) / WARMUP, 1) * (1 - step / steps)
            chosen = [sentences[place] for place in group]
            loss = _loss(network(inventory.batch(chosen)), chosen)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), CLIP)
            optimizer.step()
            weight = max(1 - AVERAGE, 1 / (step / 2 + 2))
            for name, values in network.state_dict().items():
                average[name].lerp_(values, weight)
        log.info("seed %d: round %d of %d, loss %.3f", seed, done + 1, recipe.rounds, loss.item())
    network.load_state_dict(average)
    network.eval()
    return network


def _loss(scores: Tensor, sentences: Sequence[Encoded]) -> Tensor:
    """Cross entropy between what should come out and what does, a word; words without targets do not count."""
    wanted = torch.zeros(scores.shape)
    for i, sentence in enumerate(sentences):
        wanted[i, : len(sentence.forms)] = torch.tensor(sentence.targets, dtype=torch.float32)
    return -(wanted * functional.log_softmax(scores, dim=2)).sum() / wanted.sum().clamp(min=1)


def probabilities(network: Network, inventory: Inventory, sentences: Sequence[Encoded]) -> list[Floats]:
    """[word, tag] for each sentence."""
    found = [np.zeros((0, len(TAGS)), dtype="float32")] * len(sentences)
    with torch.no_grad():
        for group in batches(sentences, 4000, random.Random(0)):
            scores = network(inventory.batch([sentences[i] for i in group]))
            for i, each in zip(group, functional.softmax(scores, dim=2).numpy(), strict=True):
                found[i] = each[: len(sentences[i].forms)]
    return found
