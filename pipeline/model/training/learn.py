"""Sentences and what should come out for them -> a network that has learned it."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.extraction.tags import TAGS
from pipeline.model.training.groups import groups
from pipeline.model.training.inventory import Batch, Inventory, Text, batches
from pipeline.model.training.network import Dropout

log = logging.getLogger(__name__)
DECAY = 0.01  # of weights
TOLD = 500  # a line in the log every so many steps
AT_ONCE = 64_000  # words that are tagged together
CLIP = 1.0  # largest norm of a gradient

Net = TypeVar("Net", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network learns: what it leaves out, rounds over the sentences, words of a batch, the highest rate, steps
    until it is reached (then it falls to nought), decay of the running mean of the weights, which is what comes out.
    """

    dropout: Dropout
    rounds: float
    words: int
    rate: float
    warmup: int
    average: float = 0.999


def learn(network: Net, text: Text, loss_of: Callable[[Batch], Tensor], recipe: Recipe, seed: int) -> Net:
    """The network, after steps of AdamW (Loshchilov & Hutter 2019) on batches of the text, its weights averaged (Polyak
    & Juditsky 1992).
    """
    values = list(network.parameters())
    device = values[0].device.type
    optimizer = torch.optim.AdamW(values, weight_decay=DECAY, fused=device == "cuda")
    average = [value.detach().clone() for value in values]
    rng = random.Random(seed)
    steps = round(recipe.rounds * len(groups(text.lengths, recipe.words, rng)))
    stream = chain.from_iterable(batches(text, recipe.words, rng) for _ in count())
    network.train()
    for step, batch in enumerate(islice(stream, steps)):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * min((step + 1) / recipe.warmup, 1) * (1 - step / steps)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            loss = loss_of(batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(values, CLIP)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, values, max(1 - recipe.average, 1 / (step / 2 + 2)))
        if step % TOLD == 0:
            log.info("step %d of %d, loss %.3f", step, steps, loss.item())
    with torch.no_grad():
        for value, mean in zip(values, average, strict=True):
            value.copy_(mean)
    network.eval()
    return network


def learn_tags(network: Net, inventory: Inventory, text: Text, recipe: Recipe, seed: int) -> Net:
    """The network, taught the tags of the text."""
    return learn(network, text, lambda batch: tag_loss(network(inventory, text, batch), text, batch), recipe, seed)


def tag_loss(scores: Tensor, text: Text, batch: Batch) -> Tensor:
    """Cross entropy between what should come out and what does, a word; words without targets do not count."""
    wanted = text.targets[batch.words].float() * batch.mask[..., None]
    return -(wanted * functional.log_softmax(scores.float(), dim=2)).sum() / wanted.sum().clamp(min=1)


def probabilities(network: nn.Module, inventory: Inventory, text: Text) -> Tensor:
    """[word, tag] as float16; zero for words that are in none of the sentences."""
    device = text.forms.device
    found = torch.zeros((len(text.forms), len(TAGS)), dtype=torch.float16, device=device)
    with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        for batch in batches(text, AT_ONCE, random.Random(0)):
            scores = functional.softmax(network(inventory, text, batch).float(), dim=2)
            found[batch.words[batch.mask]] = scores[batch.mask].half()
    return found
