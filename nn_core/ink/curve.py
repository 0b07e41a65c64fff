"""The smooth line that a hand drew, from the few places where a fast pen was noticed.

Between two places that lie far apart the line follows a cubic Bézier curve that meets its
neighbours without a corner and without loops (a centripetal Catmull-Rom spline): the curve that
the drawing pad shows.

References
----------
Yuksel, Schaefer and Keyser, "Parameterization and applications of Catmull-Rom curves", 2011.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.strokes import Stroke, bounding_box, usual_width

__all__ = ["follow_curve", "smooth_strokes"]

_LONGEST_STEP = 0.1
_SPACING = 0.05
"""Both in longer sides of the drawing: two pixels and one of the picture that will be made."""
_NOTHING = 1e-6


def smooth_strokes(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Give strokes whose points lie far apart the curve that the pad shows.

    Parameters
    ----------
    strokes
        At least one stroke.

    Returns
    -------
    list of Stroke
        As many; those with points enough are the same objects.
    """
    left, top, right, bottom = bounding_box(strokes)
    extent = max(right - left, bottom - top)
    smooth = []
    for stroke in strokes:
        points = stroke.points
        if len(points) > 2:  # two points are a straight line whatever lies between them
            points = follow_curve(points, longest=_LONGEST_STEP * extent, spacing=_SPACING * extent)
        if points is not stroke.points:
            width = usual_width(stroke.widths)
            stroke = Stroke(points, np.full(len(points), width, dtype=np.float32))
        smooth.append(stroke)
    return smooth


def follow_curve(
    points: NDArray[np.float32], *, longest: float, spacing: float
) -> NDArray[np.float32]:
    """Put points along the curve wherever two neighbours lie far apart.

    Parameters
    ----------
    points
        float32 ndarray of shape (points, 2 or more): x, y, and what else changes evenly from each
        to the next, such as the line's width.
    longest
        Steps that are no longer than this stay as they are.
    spacing
        About how far apart the new points lie.

    Returns
    -------
    float32 ndarray of shape (points or more, 2 or more)
        All points that came, in their order, and the new ones between them; the same array where
        no step is long.
    """
    if len(points) < 2:
        return points
    steps = np.hypot(*np.diff(points[:, :2], axis=0).T)
    far = steps > longest
    if not far.any():
        return points
    starts, ends = points[:-1, :2], points[1:, :2]
    outer = np.concatenate([[0.0], steps, [0.0]])
    before = np.concatenate([starts[:1], starts[:-1]])
    after = np.concatenate([ends[1:], ends[-1:]])
    first = _controls(before, starts, ends, outer[:-2], steps)
    second = _controls(after, ends, starts, outer[2:], steps)
    counts = np.where(far, np.ceil(steps / spacing), 1).astype(np.intp)
    piece = np.repeat(np.arange(len(steps)), counts)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts, counts)
    t = ((number + 1) / counts[piece])[:, None]
    along = (
        (1 - t) ** 3 * starts[piece]
        + 3 * t * (1 - t) ** 2 * first[piece]
        + 3 * t**2 * (1 - t) * second[piece]
        + t**3 * ends[piece]
    )
    others = (1 - t) * points[piece, 2:] + t * points[piece + 1, 2:]
    line = np.concatenate([points[:1], np.concatenate([along, others], axis=1)])
    return line.astype(np.float32)


def _controls(
    outer: NDArray[np.float32],
    knot: NDArray[np.float32],
    inner: NDArray[np.float32],
    outer_length: NDArray[np.floating],
    length: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Place the Bézier control beside each knot on its way to the point `inner`."""
    straight = ((outer_length < _NOTHING) | (length < _NOTHING))[:, None]
    a = np.sqrt(np.maximum(length, _NOTHING))[:, None]
    b = np.sqrt(np.maximum(outer_length, _NOTHING))[:, None]
    bent = (a * a * inner - b * b * outer + (2 * a * a + 3 * a * b + b * b) * knot) / (
        3 * a * (a + b)
    )
    return np.where(straight, knot, bent)
