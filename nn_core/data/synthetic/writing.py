"""How one skeleton becomes thousands of samples: jitter, haste, trimmed ends and tremor.

All samples of a skeleton are made at once. Everything up to the trimmed ends is linear in the
skeleton's points or works point by point, so it costs a few small matrix products.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.sheet import Sheet
from nn_core.data.synthetic.skeleton import Path, Skeleton
from nn_core.data.synthetic.spline import blur_matrix
from nn_core.data.synthetic.variation import USUAL, Variation

__all__ = ["Written", "write_skeleton"]

_SLIGHT, _STRONG = 3.0, 8.0  # samples of the curve over which a hasty hand smooths its corners

_REACH = 28.0  # units along the path over which the errors of a hand stay alike


@dataclass(frozen=True, slots=True)
class Written:
    """Samples of one skeleton.

    Attributes
    ----------
    paths
        For each path of the skeleton, float32 ndarray of shape (samples, points, 2), y down.
    narrowest, widest
        float64 ndarrays of shape (samples,): the radii of the discs that fit into the narrowest and
        the widest counter, as a share of the sign's longer side; infinite where there is none.
    """

    paths: tuple[NDArray[np.float32], ...]
    narrowest: NDArray[np.float64]
    widest: NDArray[np.float64]


def write_skeleton(
    skeleton: Skeleton, count: int, *, rng: np.random.Generator, variation: Variation = USUAL
) -> Written:
    """Write a skeleton many times, each time by another hand.

    Parameters
    ----------
    skeleton
        What is written.
    count
        How many samples to make.
    rng
        Decides on each hand.
    variation
        How much the hands differ.
    """
    # A careless hand errs more in every respect.
    care = np.minimum(rng.lognormal(0, 0.45, (count, 1, 1)), 2)
    mixture = _mixture(skeleton.masters, count, rng=rng)
    haste = rng.random((count, 1, 1)) ** 1.5
    sheet = Sheet.draw(skeleton, count, rng=rng, variation=variation)
    rooms = []
    paths = []
    for order, path in enumerate(skeleton.paths):
        points = np.tensordot(mixture, path.masters, axes=1)
        points += care * variation.jitter * (_jitter(path) @ rng.standard_normal(points.shape))
        if order:
            points += care * variation.lift * rng.standard_normal((count, 1, 2))
        curves = sheet.deform(_smooth_curves(path, points, haste))
        rooms += [_disc_within(curves[:, first:last]) for first, last in _counter_samples(path)]
        if path.closed:
            curves = _go_round(curves, skeleton, rng=rng)
        else:
            curves = _trim(curves, care * variation.overshoot, rng=rng)
        curves += _tremor(curves, care * variation.tremor, rng=rng)
        paths.append(curves.astype(np.float32))
    whole = np.concatenate(paths, axis=1)
    extent = (whole.max(axis=1) - whole.min(axis=1)).max(axis=1)
    room = np.array(rooms or [np.full(count, np.inf)]) / extent
    return Written(tuple(paths), room.min(axis=0), room.max(axis=0))


def _mixture(masters: int, count: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Place each hand somewhere between the masters, now and then a little beyond one."""
    mixture = rng.dirichlet(np.full(masters, 0.8), count)
    return 1.15 * (mixture - 1 / masters) + 1 / masters


def _smooth_curves(
    path: Path, points: NDArray[np.float64], haste: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lead curves through the points, with corners cut the more the hastier the hand."""
    exact, slight, strong = (matrix @ points for matrix in _matrices(path))
    curves: NDArray[np.float64] = exact + np.minimum(2 * haste, 1) * (slight - exact)
    curves += np.maximum(2 * haste - 1, 0) * 0.6 * (strong - slight)
    return curves


@cache
def _matrices(
    path: Path,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Matrices from a path's points to its curve: exact, a little smoothed, and much."""
    slight, strong = (
        blur_matrix(path.samples, width, closed=path.closed) for width in (_SLIGHT, _STRONG)
    )
    return path.matrix, slight @ path.matrix, strong @ path.matrix


@cache
def _jitter(path: Path) -> NDArray[np.float64]:
    """Matrix that makes even noise of the points wander smoothly along the path."""
    count = len(path.corners)
    apart = np.abs(path.places[:count, None] - path.places[None, :count])
    if path.closed:
        apart = np.minimum(apart, path.places[-1] - apart)
    alike = 0.85 * np.exp(-0.5 * (apart / _REACH) ** 2) + 0.15 * np.eye(count)
    # Along a closed path such a matrix may be a little short of positive: no Cholesky factor.
    strengths, waves = np.linalg.eigh(alike)
    matrix: NDArray[np.float64] = (waves * np.sqrt(np.maximum(strengths, 0))) @ waves.T
    return matrix


def _counter_samples(path: Path) -> list[tuple[int, int]]:
    """Find the stretch of the sampled curve that encloses each counter."""
    share = path.places / path.places[-1]
    return [
        (int(share[first] * path.samples), int(np.ceil(share[last] * path.samples)))
        for first, last in path.counters
    ]


def _disc_within(outline: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate the radius of the largest disc inside each outline.

    Twice the area through the perimeter is exact for circles, triangles and squares, but too much
    for a slit; there the outline's spread across its longer axis says how narrow it is.
    """
    x, y = np.moveaxis(outline - outline.mean(axis=1, keepdims=True), -1, 0)
    area = np.abs((x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)) / 2
    sides = np.hypot(np.roll(x, -1, axis=1) - x, np.roll(y, -1, axis=1) - y)
    xx, yy, xy = (x * x).mean(axis=1), (y * y).mean(axis=1), (x * y).mean(axis=1)
    across = (xx + yy) / 2 - np.hypot((xx - yy) / 2, xy)
    slit = np.sqrt(2 * np.maximum(across, 0))  # half the width of an ellipse
    radius: NDArray[np.float64] = np.minimum(2 * area / sides.sum(axis=1), slit)
    return radius


def _sample(curves: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Read curves at fractional points; beyond an end they go straight on."""
    below = np.clip(np.floor(at).astype(np.intp), 0, curves.shape[1] - 2)
    part = (at - below)[..., None]
    start = np.take_along_axis(curves, below[..., None], axis=1)
    end = np.take_along_axis(curves, below[..., None] + 1, axis=1)
    return start + part * (end - start)


def _go_round(
    curves: NDArray[np.float64], skeleton: Skeleton, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Begin closed curves somewhere else, end them early or late, and miss the beginning."""
    count, samples = curves.shape[:2]
    start = rng.uniform(*skeleton.start, (count, 1)) % 1
    turns = rng.uniform(*skeleton.turns, (count, 1))
    progress = np.linspace(0, 1, int(np.ceil(samples * skeleton.turns[1])) + 1)
    ring = np.concatenate([curves, curves[:, :1]], axis=1)
    rounds = _sample(ring, (start + turns * progress) % 1 * samples)
    extent = np.ptp(curves, axis=1, keepdims=True)
    miss = 0.05 * extent * rng.standard_normal((count, 1, 2))
    missed: NDArray[np.float64] = rounds + miss * (progress - 0.5)[:, None]
    return missed


def _trim(
    curves: NDArray[np.float64], overshoot: NDArray[np.float64], *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Begin and end open curves a little too early or too late."""
    count, samples = curves.shape[:2]
    steps = np.hypot(*np.moveaxis(np.diff(curves, axis=1), -1, 0)).mean(axis=1)
    errors = overshoot[:, 0] * rng.standard_normal((count, 2)) / steps[:, None]
    errors = np.clip(errors, -0.12 * samples, 0.12 * samples)
    first, last = errors[:, :1], samples - 1 + errors[:, 1:]
    return _sample(curves, first + (last - first) * np.linspace(0, 1, samples))


def _tremor(
    curves: NDArray[np.float64], amount: NDArray[np.float64], *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Make the unsteadiness of a hand: three waves of random length along each path."""
    count, samples = curves.shape[:2]
    cycles = rng.uniform(0.02, 0.12, (3, count, 1, 2)) * np.arange(samples)[:, None]
    phase = rng.random((3, count, 1, 2))
    waves: NDArray[np.float64] = np.sin(2 * np.pi * (cycles + phase)).sum(axis=0)
    return amount * waves
