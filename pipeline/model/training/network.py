"""The networks in PyTorch: the small one of extraction.tagger, and the large one that teaches it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.extraction.forms import SHAPES, Floats, row_of
from pipeline.extraction.tags import TAGS
from pipeline.model.training.inventory import Batch, Inventory, Text

SHAPE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Size:
    """Widths of the embeddings of n-grams and of words, rows of the table of n-grams; layers."""

    ngrams: int
    rows: int
    width: int
    depth: int
    vectors: int = 128
    pieces: int = 2  # of a unit, in the small network
    heads: int = 8  # of attention, in the large one


@dataclass(frozen=True, slots=True)
class Dropout:
    """Shares left out in training: n-grams, words, columns of the embedding, a layer, the last layer."""

    ngrams: float
    words: float
    embedding: float
    layers: float
    output: float


class Maxout(nn.Module):
    """A linear map, the largest of its pieces, a layer normalisation."""

    def __init__(self, inputs: int, width: int, pieces: int) -> None:
        super().__init__()
        self.pieces = pieces
        self.linear, self.norm = nn.Linear(inputs, pieces * width), nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        """[..., inputs] -> [..., width]."""
        pieces = self.linear(x).unflatten(-1, (self.pieces, -1))
        out: Tensor = self.norm(pieces.amax(-2))
        return out


class Embedding(nn.Module):
    """Words of a batch -> [sentence, word, width]; each form in it is computed once."""

    def __init__(self, size: Size, dropout: Dropout) -> None:
        super().__init__()
        self.dropout = dropout
        self.ngrams = nn.EmbeddingBag(size.rows, size.ngrams, mode="mean", padding_idx=0)
        self.shapes = nn.Embedding(SHAPES, SHAPE_WIDTH)
        for table in (self.ngrams, self.shapes):
            nn.init.normal_(table.weight, std=0.3)
        self.embed = Maxout(3 * size.vectors + SHAPE_WIDTH + size.ngrams, size.width, size.pieces)

    def forward(self, inventory: Inventory, words: Tensor) -> Tensor:
        """`words` [sentence, word]: places of forms in the inventory."""
        forms, places = torch.unique(words, return_inverse=True)
        features = inventory.features(forms)
        rows = row_of(features.ngrams, self.ngrams.num_embeddings)
        if self.training and self.dropout.ngrams:  # row 0 is left out of the mean
            rows = rows * kept(rows, self.dropout.ngrams).long()
        parts = [features.vectors, self.shapes(features.shapes), self.ngrams(rows, features.offsets)]
        # Not by an index: its gradient would add up the many places of a frequent form one after the other.
        x = functional.embedding(places, self.embed(torch.cat(parts, dim=1)))
        if self.training:
            x = columns(x * kept(x[..., :1], self.dropout.words), self.dropout.embedding)
        return x


class Tagger(nn.Module):
    """The network of extraction.tagger: words of sentences -> scores of their tags."""

    def __init__(self, size: Size, dropout: Dropout) -> None:
        super().__init__()
        self.dropout = dropout
        self.embedding = Embedding(size, dropout)
        self.layers = nn.ModuleList(Maxout(3 * size.width, size.width, size.pieces) for _ in range(size.depth))
        self.out = nn.Linear(size.width, len(TAGS))

    def forward(self, inventory: Inventory, text: Text, batch: Batch) -> Tensor:
        """[sentence, word, tag]."""
        mask = batch.mask[..., None].float()
        x = self.embedding(inventory, text.forms[batch.words]) * mask
        for layer in self.layers:
            left, right = functional.pad(x, (0, 0, 1, 0))[:, :-1], functional.pad(x, (0, 0, 0, 1))[:, 1:]
            new = layer(torch.cat([left, x, right], dim=2))
            x = (x + functional.dropout(new, self.dropout.layers, self.training)) * mask
        if self.training:
            x = columns(x, self.dropout.output)
        scores: Tensor = self.out(x)
        return scores

    def export(self) -> dict[str, Floats]:
        """Weights by the names that extraction.tagger knows."""
        embedding = self.embedding
        weights = {"ngrams": embedding.ngrams.weight, "shapes": embedding.shapes.weight}
        weights |= {"out.weights": self.out.weight.T, "out.bias": self.out.bias}
        for name, layer in [("embed", embedding.embed), *((f"layer{i}", x) for i, x in enumerate(self.layers))]:
            weights |= {f"{name}.weights": layer.linear.weight.T, f"{name}.bias": layer.linear.bias}
            weights |= {f"{name}.scale": layer.norm.weight, f"{name}.shift": layer.norm.bias}
        return {name: np.ascontiguousarray(values.detach().cpu().numpy()) for name, values in weights.items()}


class Block(nn.Module):
    """Attention to all words of the sentence, then a hidden layer at each word (Vaswani et al. 2017), normalised before
    each (Xiong et al. 2020), places told by rotation (Su et al. 2021).
    """

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        width = size.width
        self.heads, self.dropout = size.heads, dropout
        self.before, self.middle = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attend, self.merge = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
        """[sentence, word, width] in and out; `mask` [sentence, 1, 1, word]."""
        parts = self.attend(self.before(x)).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        query, key, value = turned(parts[0], turn), turned(parts[1], turn), parts[2]
        rate = self.dropout if self.training else 0.0
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=rate)
        x = x + functional.dropout(self.merge(seen.transpose(1, 2).flatten(2)), rate)
        hidden = self.narrow(functional.gelu(self.widen(self.middle(x)), approximate="tanh"))
        return x + functional.dropout(hidden, rate)


class Transformer(nn.Module):
    """The large network; `out` gives scores of what it is being taught."""

    def __init__(self, size: Size, dropout: Dropout, outputs: int) -> None:
        super().__init__()
        self.size, self.dropout = size, dropout
        self.embedding = Embedding(size, dropout)
        self.hidden = nn.Parameter(torch.randn(size.width) * 0.3)  # stands where a word is hidden
        self.blocks = nn.ModuleList(Block(size, dropout.layers) for _ in range(size.depth))
        self.last = nn.LayerNorm(size.width)
        self.out = nn.Linear(size.width, outputs)

    def forward(self, inventory: Inventory, text: Text, batch: Batch) -> Tensor:
        """[sentence, word, output]."""
        x = self.encode(self.embedding(inventory, text.forms[batch.words]), batch.mask)
        if self.training:
            x = columns(x, self.dropout.output)
        scores: Tensor = self.out(x)
        return scores

    def encode(self, x: Tensor, mask: Tensor) -> Tensor:
        """Embeddings [sentence, word, width] -> what the sentence makes of them."""
        turn = rotation(x.shape[1], self.size.width // self.size.heads, x.device)
        x = functional.dropout(x, self.dropout.layers, self.training)
        for block in self.blocks:
            x = block(x, mask[:, None, None], turn)
        out: Tensor = self.last(x)
        return out


def rotation(length: int, width: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines [place, width / 2] for turned()."""
    speeds = 10_000 ** (-torch.arange(0, width, 2, device=device) / width)
    angles = torch.arange(length, device=device)[:, None] * speeds
    return angles.cos(), angles.sin()


def turned(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Pairs of columns turned by an angle that grows with the place, so that products tell distances."""
    cos, sin = (part.to(x.dtype) for part in turn)
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


def kept(like: Tensor, share: float) -> Tensor:
    """1, and 0 for a share of them."""
    return (torch.rand(like.shape, device=like.device) >= share).float()


def columns(x: Tensor, share: float) -> Tensor:
    """Dropout of whole columns, the same for all words of a sentence (Gal & Ghahramani 2016)."""
    return x * kept(x[:, :1], share) / (1 - share)
