"""Which pairs of a dense network are more than chance: the backbone."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.integer]


def disparity(source: Whole, target: Whole, weight: Floats, size: int) -> Floats:
    """How likely chance alone gives an edge its share of an end's weight; of both ends the lower probability.

    `source`, `target`: numbers of nodes from 0 to size - 1, each edge once; `weight`: above 0.
    An end of degree k and strength s would break s at random into k parts: alpha = (1 - weight / s) ** (k - 1).
    Seen from an end of degree 1 every edge is certain: alpha = 1; such an edge stands or falls with its other end.
    Serrano, Boguñá & Vespignani (2009), Extracting the multiscale backbone of complex weighted networks.
    """
    ends = np.concatenate([source, target])
    degree = np.bincount(ends, minlength=size)
    strength = np.bincount(ends, weights=np.concatenate([weight, weight]), minlength=size)

    def alpha(end: Whole) -> Floats:
        # Rounding of the sum may leave a share of a little more than 1.
        rest = np.maximum(1 - weight / strength[end], 0.0)
        return np.where(degree[end] > 1, rest ** (degree[end] - 1), 1.0)

    return np.minimum(alpha(source), alpha(target))


def significance(log_likelihood: Floats, pmi: Floats) -> Floats:
    """How likely chance alone puts two names into as many articles together, or more; 1 where they share fewer.

    The log-likelihood ratio G² of unrelated names is chi-squared with one degree of freedom; it tells no direction,
    the sign of PMI does. 3.84 is 0.05, 10.83 is 0.001.
    Dunning (1993), Accurate methods for the statistics of surprise and coincidence.
    """
    tail: Floats = chi2.sf(log_likelihood, 1)
    return np.where(pmi > 0, tail, 1.0)


def _disparity(edges: pd.DataFrame) -> Floats:
    codes, nodes = pd.factorize(pd.concat([edges["Source"], edges["Target"]], ignore_index=True))
    weight = edges["Weight"].to_numpy(dtype=np.float64)
    return disparity(codes[: len(edges)], codes[len(edges) :], weight, len(nodes))


def _significance(edges: pd.DataFrame) -> Floats:
    return significance(edges["LogLikelihood"].to_numpy(), edges["PMI"].to_numpy())


# By name: how likely chance alone makes pairs (with the columns of comentions.csv) as strong as they are.
BACKBONES: Mapping[str, Callable[[pd.DataFrame], Floats]] = {"disparity": _disparity, "significance": _significance}
