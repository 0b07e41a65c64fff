"""Where in a chart there is room: the corner that hides least of the lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Area", "Trace", "freest"]

STEP_PX = 3.0
MARK_WEIGHT = 100
"""A dot that is hidden is worse than this many pixels of a line."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle, in pixels.

    Attributes
    ----------
    left, top, width, height
        Its place and its size.
    """

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A line of a chart as it is painted.

    Attributes
    ----------
    points
        float64 ndarray of shape (points, 2): right and down, in pixels.
    marked
        The indices of its points that are dots or rings.
    """

    points: NDArray[np.float64]
    marked: Sequence[int] = ()


def freest(areas: Sequence[Area], traces: Sequence[Trace], *, margin_px: float) -> int:
    """Choose the area that hides least of some lines; of several alike, the first.

    Parameters
    ----------
    areas
        Those to choose from; at least one.
    traces
        The lines.
    margin_px
        How far the lines are to stay away.

    Returns
    -------
    int
        Its index.
    """
    hidden = [sum(_hidden(trace, area, margin_px) for trace in traces) for area in areas]
    return hidden.index(min(hidden))


def _hidden(trace: Trace, area: Area, margin_px: float) -> float:
    """Tell how much of a line lies in an area: about its length, and more for each mark."""
    if not len(trace.points):
        return 0.0
    length = STEP_PX * np.count_nonzero(_within(_dense(trace.points), area, margin_px))
    marks = np.count_nonzero(_within(trace.points[list(trace.marked)], area, margin_px))
    return float(length + MARK_WEIGHT * marks)


def _within(points: NDArray[np.float64], area: Area, margin_px: float) -> NDArray[np.bool_]:
    low = np.array([area.left, area.top]) - margin_px
    high = np.array([area.left + area.width, area.top + area.height]) + margin_px
    inside: NDArray[np.bool_] = np.logical_and.reduce((points >= low) & (points <= high), axis=1)
    return inside


def _dense(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put points between those of a line, so that none of its stretches is passed over."""
    if len(points) < 2:
        return points
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    places = np.linspace(0.0, along[-1], max(int(along[-1] / STEP_PX), 1) + 1)
    return np.stack([np.interp(places, along, points[:, side]) for side in (0, 1)], axis=1)
