"""Raw text -> a large network that guesses hidden words (Devlin et al. 2019), so that it knows how German goes on."""

import torch
from torch import Tensor
from torch.nn import functional

from pipeline.model.training.inventory import Batch, Inventory, Text
from pipeline.model.training.learn import Recipe, learn
from pipeline.model.training.network import Dropout, Size, Transformer

FREQUENT = 50_000  # forms that are guessed themselves; all others by the group that they are in
GROUPS = 2_000
HIDDEN, SHOWN, OTHER = 0.2, 0.1, 0.1  # words to guess; of these, how many are shown, how many replaced by others


def pretrain(inventory: Inventory, text: Text, size: Size, recipe: Recipe, seed: int) -> Transformer:
    """The network. The inventory's forms stand in the order of their frequency."""
    torch.manual_seed(seed)
    classes = classes_of(inventory)
    network: Transformer = Transformer(size, recipe.dropout, int(classes.max()) + 1).to(inventory.device)
    return learn(network, text, lambda batch: guess_loss(network, inventory, text, batch, classes), recipe, seed)


def guess_loss(network: Transformer, inventory: Inventory, text: Text, batch: Batch, classes: Tensor) -> Tensor:
    """Cross entropy of the hidden words."""
    words = text.forms[batch.words].long()
    guessed = (torch.rand(words.shape, device=words.device) < HIDDEN) & batch.mask
    how = torch.rand(words.shape, device=words.device)
    pool = words[batch.mask]
    others = pool[torch.randint(len(pool), words.shape, device=words.device)]
    seen = torch.where(guessed & (how < OTHER), others, words)
    x = network.embedding(inventory, seen)
    hidden = guessed & (how >= OTHER + SHOWN)
    x = torch.where(hidden[..., None], network.hidden.to(x.dtype), x)
    scores = network.out(network.encode(x, batch.mask)[guessed])
    return functional.cross_entropy(scores.float(), classes[words[guessed]])


def classes_of(inventory: Inventory) -> Tensor:
    """What is to be guessed for each form: the form itself, or one of GROUPS groups of rare forms with like vectors."""
    classes = torch.arange(len(inventory.forms), device=inventory.device)
    if len(classes) > FREQUENT + GROUPS:
        classes[FREQUENT:] = FREQUENT + _groups(functional.normalize(inventory.vectors[FREQUENT:].float(), dim=1))
    return classes


def _groups(vectors: Tensor) -> Tensor:
    """k-means by the cosine, ten rounds."""
    generator = torch.Generator().manual_seed(0)
    centres = vectors[torch.randperm(len(vectors), generator=generator)[:GROUPS].to(vectors.device)]
    for _ in range(10):
        nearest = torch.cat([(part @ centres.T).argmax(1) for part in vectors.split(50_000)])
        centres = functional.normalize(torch.zeros_like(centres).index_add_(0, nearest, vectors), dim=1)
    return nearest


def with_new_end(network: Transformer, dropout: Dropout, outputs: int) -> Transformer:
    """A copy of the network with a new last layer."""
    copy: Transformer = Transformer(network.size, dropout, outputs).to(network.hidden.device)
    state = {name: value for name, value in network.state_dict().items() if not name.startswith("out.")}
    copy.load_state_dict(state, strict=False)
    return copy
