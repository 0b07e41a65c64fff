"""Smooth curves through given points, as matrices, so that thousands are sampled at once."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["blur_matrix", "spline_matrix"]


def spline_matrix(
    knots: NDArray[np.float64], corners: NDArray[np.bool_], *, closed: bool, samples: int
) -> NDArray[np.float64]:
    """Make the matrix that takes a curve's points to an even sampling of the curve.

    The curve is the cubic spline through the points, natural at its ends and at corners.

    Parameters
    ----------
    knots
        float64 ndarray of shape (points,), or (points + 1,) for a closed curve: rising from 0, how
        far along the curve each point lies, and last, where it is closed, its whole length.
    corners
        bool ndarray of shape (points,): where the curve may turn sharply. Ignored if closed.
    closed
        Whether the curve returns smoothly to its first point; the last sample is then just short
        of the first.
    samples
        How many points the sampled curve has.

    Returns
    -------
    float64 ndarray of shape (samples, points)
    """
    count = len(corners)
    at = np.linspace(0, knots[-1], samples, endpoint=not closed)
    if closed:
        # Three rounds of the same points, of which the middle one cannot feel the ends.
        period = knots[-1]
        thrice = np.concatenate([knots[:-1], knots[:-1] + period, knots[:-1] + 2 * period])
        wrapped = _natural_spline(thrice, at + period)
        rounds: NDArray[np.float64] = wrapped.reshape(samples, 3, count).sum(axis=1)
        return rounds
    matrix = np.zeros((samples, count))
    breaks = [0, *(1 + np.flatnonzero(corners[1:-1])), count - 1]
    for first, last in pairwise(breaks):
        within = (at >= knots[first]) & ((at < knots[last]) | (last == count - 1))
        piece = _natural_spline(knots[first : last + 1], at[within])
        matrix[np.ix_(within, np.arange(first, last + 1))] = piece
    return matrix


def _natural_spline(knots: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the natural cubic spline: its values at `at` are these times those at the knots.

    Its second derivatives m at the knots solve a tridiagonal system, and between two knots the
    value is a y0 + b y1 + ((a³ - a) m0 + (b³ - b) m1) h² / 6 with b = (t - t0) / h and a = 1 - b.
    """
    count = len(knots)
    gaps = np.diff(knots)
    system = np.eye(count)
    slopes = np.zeros((count, count))
    for inner in range(1, count - 1):
        before, after = gaps[inner - 1], gaps[inner]
        system[inner, inner - 1 : inner + 2] = before / 6, (before + after) / 3, after / 6
        slopes[inner, inner - 1 : inner + 2] = 1 / before, -1 / before - 1 / after, 1 / after
    bends = np.linalg.solve(system, slopes)
    piece = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, count - 2)
    gap = gaps[piece]
    b = (at - knots[piece]) / gap
    a = 1 - b
    values = np.eye(count)
    straight = a[:, None] * values[piece] + b[:, None] * values[piece + 1]
    bent = (a**3 - a)[:, None] * bends[piece] + (b**3 - b)[:, None] * bends[piece + 1]
    return straight + bent * (gap**2 / 6)[:, None]


def blur_matrix(samples: int, width: float, *, closed: bool) -> NDArray[np.float64]:
    """Make the matrix that smooths a sampled curve with a Gaussian, its ends staying in place.

    Parameters
    ----------
    samples
        How many points the curve has.
    width
        Standard deviation of the Gaussian, in points.
    closed
        Whether the last point is a neighbour of the first.

    Returns
    -------
    float64 ndarray of shape (samples, samples)
    """
    reach = min(int(np.ceil(3 * width)), samples - 1)
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / width) ** 2)
    weights /= weights.sum()
    matrix = np.zeros((samples, samples))
    rows = np.arange(samples)
    last = samples - 1
    for offset, weight in zip(offsets, weights, strict=True):
        columns = rows + offset
        if closed:
            np.add.at(matrix, (rows, columns % samples), weight)
            continue
        # Beyond an end the curve is continued by its own mirror image through that end.
        inside = (columns >= 0) & (columns <= last)
        matrix[rows[inside], columns[inside]] += weight
        for end, outside in ((0, columns < 0), (last, columns > last)):
            matrix[rows[outside], end] += 2 * weight
            matrix[rows[outside], 2 * end - columns[outside]] -= weight
    return matrix
