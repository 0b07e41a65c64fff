"""Fewer multiplications for a convolution: the matrices of the method of Toom, Cook and Winograd.

A filter of r taps that gives m neighbouring outputs takes m · r multiplications as it is written.
Seen as polynomials, both sides are known by their values at m + r - 1 points, and there a
convolution is one multiplication a point: 8 in place of 20 for five taps and four outputs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ToomCook", "best_tile", "toom_cook"]

POINTS = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5)
"""Where the polynomials are evaluated, besides infinity; small numbers keep rounding small."""


@dataclass(frozen=True, slots=True)
class ToomCook:
    """The three matrices of y = Aᵀ [(G w) ⊙ (Bᵀ x)].

    Attributes
    ----------
    for_inputs
        Bᵀ, of shape (points, points).
    for_weight
        G, of shape (points, taps).
    for_outputs
        Aᵀ, of shape (outputs, points).

    References
    ----------
    Winograd: "Arithmetic Complexity of Computations", 1980; Lavin, Gray: "Fast Algorithms for
    Convolutional Neural Networks", 2015, https://arxiv.org/abs/1509.09308
    """

    for_inputs: NDArray[np.float64]
    for_weight: NDArray[np.float64]
    for_outputs: NDArray[np.float64]


def toom_cook(outputs: int, taps: int) -> ToomCook:
    """Work out the matrices for so many outputs of a filter with so many taps.

    With V_n the matrix that evaluates a polynomial of n coefficients at all points, two
    polynomials of r and m coefficients are multiplied by V⁻¹ [(V_r a) ⊙ (V_m b)], V standing for
    all m + r - 1. A correlation is that map transposed: G = V_r, Aᵀ = V_mᵀ, Bᵀ = V⁻ᵀ.
    """
    points = outputs + taps - 1
    return ToomCook(
        for_inputs=_interpolate(points),
        for_weight=_evaluate(points, taps),
        for_outputs=_evaluate(points, outputs).T,
    )


def _evaluate(points: int, coefficients: int) -> NDArray[np.float64]:
    """Make the matrix that evaluates a polynomial; at infinity its leading coefficient counts."""
    finite = np.vander(np.array(POINTS[: points - 1]), coefficients, increasing=True)
    leading = np.eye(1, coefficients, coefficients - 1)
    return np.vstack([finite, leading]).astype(np.float64, copy=False)


def _interpolate(points: int) -> NDArray[np.float64]:
    """Make the inverse of `_evaluate`, transposed: a row of coefficients for each point.

    Each is the polynomial that is 1 at its point and 0 at all others (Lagrange's), with nothing at
    infinity; that of infinity is 0 at all others, and its leading coefficient is 1.
    """
    finite = POINTS[: points - 1]
    rows = [_with_zeros(finite)]
    for place in reversed(finite):
        others = [other for other in finite if other != place]
        scale = math.prod(place - other for other in others)
        rows.insert(0, [*(value / scale for value in _with_zeros(others)), 0.0])
    return np.array(rows)


def _with_zeros(zeros: Sequence[float]) -> list[float]:
    """Multiply out Π (x - zero); the constant coefficient comes first."""
    product = [1.0]
    for zero in zeros:
        product = [b - zero * a for a, b in zip([*product, 0.0], [0.0, *product], strict=True)]
    return product


def best_tile(length: int, taps: int) -> int:
    """Choose how many outputs a tile should have, so that `length` of them cost least."""
    largest = len(POINTS) + 2 - taps
    costs = {
        outputs: -(-length // outputs) * (outputs + taps - 1) for outputs in range(2, largest + 1)
    }
    return min(costs, key=lambda outputs: (costs[outputs], outputs))
