"""The marks of a picture: connected pieces of ink, wide ones cut where digits may touch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.components import component_boxes, label_components
from nn_core.ink.line_width import line_width_px
from nn_core.ink.strokes import Box

__all__ = ["Mark", "find_marks", "join_marks"]

_INKED = 0.3
_WIDE = 0.6
"""A mark wider than this, in its own heights, may be several digits that touch."""
_LOWEST = 12
_LEAST_PART = 0.2
"""Seams keep at least this distance from each other, in heights of the mark."""
_LEAST_CROSSED = 0.4
_MOST_CROSSED = 3.0
"""A seam crosses ink worth less than this many widths of the line."""
_MOST_SEAMS = 6
_ASIDE = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A piece of ink.

    Attributes
    ----------
    piece
        The number of the connected piece that it is, or was cut from.
    left, top
        Where its first column and row lie in the picture.
    ink
        float32 ndarray of shape (height, width), ink = 1, without the ink of other marks.
    """

    piece: int
    left: int
    top: int
    ink: NDArray[np.float32]

    @property
    def box(self) -> Box:
        """The box around it, in pixels of the picture."""
        height, width = self.ink.shape
        return self.left, self.top, self.left + width, self.top + height


def find_marks(ink: NDArray[np.float32]) -> list[Mark]:
    """Take a picture's ink apart.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, paper = 0.
    """
    labels, count = label_components(ink > _INKED * ink.max(initial=0))
    boxes = component_boxes(labels, count)
    marks: list[Mark] = []
    for number, (left, top, right, bottom) in enumerate(boxes.tolist(), start=1):
        # A rim of one pixel keeps the soft edge that the threshold leaves out.
        left, top = max(left - 1, 0), max(top - 1, 0)
        window = slice(top, bottom + 1), slice(left, right + 1)
        own = np.where((labels[window] == number) | (labels[window] == 0), ink[window], 0)
        marks += _cut(Mark(number, left, top, own.astype(np.float32)))
    return marks


def join_marks(marks: list[Mark]) -> NDArray[np.float32]:
    """Put marks back together, in the box around them."""
    left = min(mark.left for mark in marks)
    top = min(mark.top for mark in marks)
    right = max(mark.left + mark.ink.shape[1] for mark in marks)
    bottom = max(mark.top + mark.ink.shape[0] for mark in marks)
    joined: NDArray[np.float32] = np.zeros((bottom - top, right - left), np.float32)
    for mark in marks:
        height, width = mark.ink.shape
        rows = slice(mark.top - top, mark.top - top + height)
        columns = slice(mark.left - left, mark.left - left + width)
        np.maximum(joined[rows, columns], mark.ink, out=joined[rows, columns])
    return joined


def _cut(mark: Mark) -> list[Mark]:
    """Cut a wide mark along its thinnest seams; what belongs together is joined when it is read."""
    height, width = mark.ink.shape
    if width <= _WIDE * height or height < _LOWEST:
        return [mark]
    parts = []
    rest = mark.ink
    for seam in _seams(mark.ink):
        left_of_it = np.arange(width) < seam[:, None]
        parts.append(np.where(left_of_it, rest, np.float32(0)))
        rest = np.where(left_of_it, np.float32(0), rest)
    marks = []
    for part in (*parts, rest):
        columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
        if len(columns):
            left, top = int(columns[0]), int(rows[0])
            own = part[top : rows[-1] + 1, left : columns[-1] + 1]
            marks.append(Mark(mark.piece, mark.left + left, mark.top + top, own))
    return marks


def _seams(ink: NDArray[np.float32]) -> list[NDArray[np.intp]]:
    """Find the ways from top to bottom that cross the least ink, from left to right.

    A way may move one column aside with each row, so it follows slanted digits.

    Returns
    -------
    list of intp ndarray of shape (height,)
        The first column to the right of each seam, row by row.
    """
    height, width = ink.shape
    middle = height // 2
    upper, lower = _cheapest_ways(ink[: middle + 1]), _cheapest_ways(ink[middle:][::-1])
    cost = upper[0][-1] + lower[0][-1] - ink[middle]
    least = max(2, round(_LEAST_PART * height))
    line_width = line_width_px(ink)
    chosen: list[int] = []
    for column in sorted(_valleys(cost), key=lambda column: (cost[column], column)):
        # What crosses hardly any ink goes round the mark, and parts nothing.
        crosses = _LEAST_CROSSED < cost[column] / line_width < _MOST_CROSSED
        inside = least <= column <= width - least
        if crosses and inside and all(abs(column - other) >= least for other in chosen):
            chosen.append(column)
    chosen = chosen[:_MOST_SEAMS]
    return [
        np.concatenate([_way(upper[1], column), _way(lower[1], column)[::-1][1:]])
        for column in sorted(chosen)
    ]


def _valleys(cost: NDArray[np.float32]) -> list[int]:
    """Find the columns that are cheaper than those on either side: the middle of level ones."""
    level = np.round(cost)
    starts = np.flatnonzero(np.diff(level, prepend=np.inf) != 0)
    ends = np.append(starts[1:], len(level))
    heights = np.concatenate([[np.inf], level[starts], [np.inf]])
    lower = (heights[1:-1] < heights[:-2]) & (heights[1:-1] < heights[2:])
    return [int(middle) for middle in (starts[lower] + ends[lower] - 1) // 2]


def _cheapest_ways(
    ink: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Work out for each pixel the least ink on a way to it from the top, and the step before."""
    cost = ink.copy()
    steps = np.zeros(ink.shape, dtype=np.intp)
    for row in range(1, len(ink)):
        above = np.pad(cost[row - 1], 1, constant_values=np.inf)
        # Going aside is a little dearer than straight down, so that ways do not wander.
        choices = np.stack([above[1:-1], above[:-2] + _ASIDE, above[2:] + _ASIDE])
        best = choices.argmin(axis=0)
        cost[row] += choices[best, np.arange(ink.shape[1])]
        steps[row] = np.array([0, -1, 1])[best]
    return cost, steps


def _way(steps: NDArray[np.intp], column: int) -> NDArray[np.intp]:
    """Follow the steps back from a column of the last row to the first row."""
    way = np.empty(len(steps), dtype=np.intp)
    for row in range(len(steps) - 1, -1, -1):
        way[row] = column
        column += int(steps[row, column])
    return way
