"""The network of extraction.tagger in PyTorch, so that it can learn; export() gives the weights for NumPy."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.extraction.forms import ROWS, SHAPES
from pipeline.extraction.tagger import TAGS, Floats

SHAPE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Size:
    """Widths of the embeddings of n-grams, words and vectors; pieces of a unit; layers over windows of three words."""

    ngrams: int
    pieces: int
    width: int = 160
    depth: int = 4
    vectors: int = 128


@dataclass(frozen=True, slots=True)
class Dropout:
    """Shares left out in training: n-grams, words, columns of the embedding, a layer, the last layer."""

    ngrams: float
    words: float
    embedding: float
    layers: float
    output: float


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences. By form: `vectors` [form, 3 * width], `ngrams` and `offsets` of an EmbeddingBag, `shapes`.
    By word: `forms` [sentence, word] (which form), `mask` (1 where there is a word).
    """

    vectors: Tensor
    ngrams: Tensor
    offsets: Tensor
    shapes: Tensor
    forms: Tensor
    mask: Tensor


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


class Network(nn.Module):
    """Words of sentences -> scores of their tags."""

    def __init__(self, size: Size, dropout: Dropout) -> None:
        super().__init__()
        self.size, self.dropout = size, dropout
        self.ngrams = nn.EmbeddingBag(ROWS, size.ngrams, mode="mean", padding_idx=0)
        self.shapes = nn.Embedding(SHAPES, SHAPE_WIDTH)
        for table in (self.ngrams, self.shapes):
            nn.init.normal_(table.weight, std=0.3)
        self.embed = Maxout(3 * size.vectors + SHAPE_WIDTH + size.ngrams, size.width, size.pieces)
        self.layers = nn.ModuleList(Maxout(3 * size.width, size.width, size.pieces) for _ in range(size.depth))
        self.out = nn.Linear(size.width, len(TAGS))

    def forward(self, batch: Batch) -> Tensor:
        """[sentence, word, tag]."""
        mask = batch.mask[..., None]
        x = self._forms(batch)[batch.forms] * mask
        if self.training:
            x = _columns(x * _kept(x[..., :1], self.dropout.words), self.dropout.embedding)
        for layer in self.layers:
            left, right = functional.pad(x, (0, 0, 1, 0))[:, :-1], functional.pad(x, (0, 0, 0, 1))[:, 1:]
            new = layer(torch.cat([left, x, right], dim=2))
            x = (x + functional.dropout(new, self.dropout.layers, self.training)) * mask
        if self.training:
            x = _columns(x, self.dropout.output)
        scores: Tensor = self.out(x)
        return scores

    def _forms(self, batch: Batch) -> Tensor:
        ngrams = batch.ngrams
        if self.training:  # row 0 is left out of the mean
            ngrams = ngrams * _kept(ngrams, self.dropout.ngrams).long()
        parts = [batch.vectors, self.shapes(batch.shapes), self.ngrams(ngrams, batch.offsets)]
        embedded: Tensor = self.embed(torch.cat(parts, dim=1))
        return embedded

    def export(self) -> dict[str, Floats]:
        """Weights by the names that extraction.tagger knows."""
        weights = {"ngrams": self.ngrams.weight, "shapes": self.shapes.weight}
        weights |= {"out.weights": self.out.weight.T, "out.bias": self.out.bias}
        for name, layer in [("embed", self.embed), *((f"layer{i}", layer) for i, layer in enumerate(self.layers))]:
            weights |= {f"{name}.weights": layer.linear.weight.T, f"{name}.bias": layer.linear.bias}
            weights |= {f"{name}.scale": layer.norm.weight, f"{name}.shift": layer.norm.bias}
        return {name: np.ascontiguousarray(values.detach().numpy()) for name, values in weights.items()}


def _kept(like: Tensor, share: float) -> Tensor:
    return (torch.rand(like.shape) >= share).float()


def _columns(x: Tensor, share: float) -> Tensor:
    """Dropout of whole columns, the same for all words of a sentence (Gal & Ghahramani 2016)."""
    return x * _kept(x[:, :1], share) / (1 - share)
