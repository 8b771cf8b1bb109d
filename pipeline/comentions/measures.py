"""Measures of how remarkable a pair is."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DECIMALS = 6

# Measures. All compare numbers of articles: `joint` in which both entities stand, `first` and `second` in which each
# does, `total` of all; counts as arrays or numbers, with 1 <= joint <= first, second <= total.


def expected(first: Floats, second: Floats, total: float) -> Floats:
    """Articles that two entities would share by chance: first * second / total. From above 0 to total."""
    return first * second / total


def pmi(joint: Floats, first: Floats, second: Floats, total: float) -> Floats:
    """Pointwise mutual information, log2(joint / expected), in bits: 0 by chance, at most log2(total).

    Church & Hanks (1990), Word association norms, mutual information, and lexicography.
    """
    return np.log2(joint / expected(first, second, total))


def npmi(joint: Floats, first: Floats, second: Floats, total: float) -> Floats:
    """Normalised PMI, pmi / -log2(joint / total): above -1; 0 by chance, 1 where neither stands without the other.

    Where both stand in every article that is 0 / 0, and 1 by its limit. The base of the logarithms cancels out.
    Bouma (2009), Normalized (pointwise) mutual information in collocation extraction.
    """
    surprise = -np.log2(joint / total)
    everywhere = surprise == 0
    return np.where(everywhere, 1.0, pmi(joint, first, second, total) / np.where(everywhere, 1.0, surprise))


def log_likelihood(joint: Floats, first: Floats, second: Floats, total: float) -> Floats:
    """G² = 2 * sum of O * ln(O / E) over the 2x2 table of articles with and without each entity; 0 * ln 0 = 0.

    Natural logarithm. From 0, which is chance, upwards; it grows alike for more and for fewer than expected.
    Dunning (1993), Accurate methods for the statistics of surprise and coincidence.
    """

    def term(observed: Floats, row: Floats, column: Floats) -> Floats:
        ratio = observed * total / np.maximum(row * column, 1)  # only where observed is 0 as well is the product 0
        return observed * np.log(np.where(observed > 0, ratio, 1.0))

    without_first, without_second = total - first, total - second
    both = term(joint, first, second) + term(without_first - second + joint, without_first, without_second)
    one = term(first - joint, first, without_second) + term(second - joint, without_first, second)
    return np.maximum(2 * (both + one), 0.0)  # rounding may leave -1e-16


def jaccard(joint: Floats, first: Floats, second: Floats) -> Floats:
    """Shared articles of those with either entity, joint / (first + second - joint): above 0 to 1. Jaccard (1901)."""
    return joint / (first + second - joint)


def dice(joint: Floats, first: Floats, second: Floats) -> Floats:
    """Shared articles by the mean of each entity's own, 2 * joint / (first + second): above 0 to 1. Dice (1945)."""
    return 2 * joint / (first + second)


def rounded(values: Floats, *, small: bool = False) -> Floats:
    """The values with 6 decimals, since logarithms differ in their last bits from machine to machine.

    `small`: values below 1 keep 6 significant digits instead; an expectation of 0.0000025 must not become 0.000002.
    """
    decimals = np.full(values.shape, float(DECIMALS))
    if small:
        decimals = np.maximum(decimals, DECIMALS - 1 - np.floor(np.log10(values)))
    scale = 10.0**decimals
    result: Floats = np.round(values * scale) / scale + 0.0  # + 0.0 makes 0.0 of -0.0
    return result
