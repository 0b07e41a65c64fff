"""An eraser that cuts strokes instead of painting over them, so that they stay strokes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.curve import follow_curve
from nn_core.ink.strokes import Stroke

__all__ = ["erase"]

_SPACING_PX = 4.0
_DENSE_ENOUGH_PX = 6.0
_CRUMB_PX = 3.0
# Ink is cut where the eraser covers it well, not where it grazes the edge of a thick line.
_COVERED_SHARE = 0.6


def erase(
    strokes: Sequence[Stroke],
    start: tuple[float, float],
    end: tuple[float, float],
    radius: float,
) -> tuple[Stroke, ...]:
    """Take away the ink along a movement of the eraser.

    Parameters
    ----------
    strokes
        The strokes on the paper.
    start, end
        Where the eraser's middle moved from and to, in pixels of the paper.
    radius
        The eraser's radius in the same pixels.

    Returns
    -------
    tuple[Stroke, ...]
        Strokes that were not touched are the same objects; a stroke cut in two becomes two.
    """
    kept: list[Stroke] = []
    for stroke in strokes:
        kept.extend(_cut(stroke, np.array(start), np.array(end), radius))
    return tuple(kept)


def _cut(
    stroke: Stroke, start: NDArray[np.float64], end: NDArray[np.float64], radius: float
) -> list[Stroke]:
    reach = radius + float(stroke.widths.max()) / 2
    low, high = np.minimum(start, end) - reach, np.maximum(start, end) + reach
    if (stroke.points.max(axis=0) < low).any() or (stroke.points.min(axis=0) > high).any():
        return [stroke]
    points, widths = _dense(stroke)
    distance = _distance_to_segment(points, start, end)
    spared = distance >= radius + widths / 2 * _COVERED_SHARE
    if spared.all():
        return [stroke]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], spared, [False]))))
    runs = [slice(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return [Stroke(points[run], widths[run]) for run in runs if _length(points[run]) >= _CRUMB_PX]


def _dense(stroke: Stroke) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Sample the curve that is seen, so that cutting it leaves the rest where it was."""
    rows = np.column_stack([stroke.points, stroke.widths])
    sampled = follow_curve(rows, longest=_DENSE_ENOUGH_PX, spacing=_SPACING_PX)
    return sampled[:, :2].copy(), sampled[:, 2].copy()


def _distance_to_segment(
    points: NDArray[np.float32], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    direction = end - start
    squared = float(direction @ direction)
    along = np.zeros(len(points)) if squared == 0 else (points - start) @ direction / squared
    nearest = start + np.clip(along, 0, 1)[:, None] * direction
    distance: NDArray[np.float64] = np.hypot(*(points - nearest).T)
    return distance


def _length(points: NDArray[np.float32]) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())
