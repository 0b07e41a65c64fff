"""Where a line of writing may be divided: between its pieces, and across joins of thin ink.

A cut goes from the top of the line to its bottom along the way that crosses the least ink. Far more
cuts are proposed than there are digits; what reads the parts decides which of them are right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.components import component_boxes, label_components

__all__ = ["Cut", "InkPixels", "find_cuts", "ink_pixels"]

_INKED = 0.3
_LEAST_INK = 0.02
_ROWS = (0.25, 0.5, 0.75)
"""Cuts are looked for where they pass these rows, in heights of the line."""
_MOST_CROSSED = 0.5
"""A cut crosses less ink than this, in heights of the line, or than `_AT_LEAST_CROSSED`."""
_AT_LEAST_CROSSED = 3.5
"""In widths of the pen's line."""
_CRUMB = 0.15
"""A cut takes no less off a piece than this, in line widths times the line's height."""
_SAME = 0.12
"""Cuts are one and the same if they differ by less than this, in the same unit."""
_ASIDE = 0.02
"""What a way pays for going a pixel aside, in full ink."""
_ASIDE_OF_STRAIGHT = 0.4
"""The same along the writing's slant, for ways through digits that touch sideways."""
_SLANTS = np.arange(-0.4, 0.81, 0.1)
"""Writing leans by one of these: pixels to the left with each pixel down."""


@dataclass(frozen=True, slots=True, eq=False)
class InkPixels:
    """The pixels of a line of writing that hold ink.

    Attributes
    ----------
    shape
        Height and width of the line, in pixels.
    y, x
        intp ndarrays of shape (pixels,): where they lie.
    ink
        float32 ndarray of shape (pixels,): how much ink each holds, up to 1.
    piece
        int32 ndarray of shape (pixels,): the number, from 0, of the connected piece that each
        belongs to.
    boxes
        int64 ndarray of shape (pieces, 4): left, top, right, bottom of each piece.
    unit
        How much ink an upright line as tall as the writing holds.
    """

    shape: tuple[int, int]
    y: NDArray[np.intp]
    x: NDArray[np.intp]
    ink: NDArray[np.float32]
    piece: NDArray[np.int32]
    boxes: NDArray[np.int64]
    unit: float


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A way to divide a line of writing in two.

    Attributes
    ----------
    left
        bool ndarray of shape (pixels,): which of the ink's pixels lie to the left of it.
    mass
        How much ink that is.
    crossed
        How much ink it goes through, in widths of the line; 0 where it goes between pieces.
    """

    left: NDArray[np.bool_]
    mass: float
    crossed: float


def ink_pixels(ink: NDArray[np.float32], line_width: float) -> InkPixels:
    """List the pixels of a line of writing.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, cropped to what is written.
    line_width
        The usual width of the pen's line, in pixels.
    """
    labels, count = label_components(ink > _INKED * ink.max(initial=0))
    y, x = np.nonzero(ink > _LEAST_INK)
    piece = _spread(labels)[y, x] - 1
    known = piece >= 0
    y, x, piece = y[known], x[known], piece[known].astype(np.int32)
    return InkPixels(
        (ink.shape[0], ink.shape[1]),
        y,
        x,
        ink[y, x],
        piece,
        component_boxes(labels, count),
        line_width * ink.shape[0],
    )


def find_cuts(pixels: InkPixels, line_width: float) -> list[Cut]:
    """Find where a line of writing may be divided, its two ends included.

    Parameters
    ----------
    pixels
        The line's ink.
    line_width
        The usual width of the pen's line, in pixels.

    Returns
    -------
    list of Cut
        By the ink to the left of them, from none to all.
    """
    nothing = np.zeros(len(pixels.x), dtype=bool)
    proposed = [_whole_pieces(pixels, middle) for middle in _middles(pixels)[:-1]]
    proposed += _seams(pixels, line_width)
    mass = float(pixels.ink.sum())
    ends = [Cut(nothing, 0.0, 0.0), Cut(~nothing, mass, 0.0)]
    kept = list(ends)
    # The cheapest of those that are the same stays.
    for cut in sorted(proposed, key=lambda cut: cut.crossed):
        if all(_difference(pixels, cut, other) >= _SAME * pixels.unit for other in kept):
            kept.append(cut)
    return sorted(kept, key=lambda cut: cut.mass)


def _spread(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give the soft rim around each piece its number too."""
    height, width = labels.shape
    padded = np.pad(labels, 1)
    spread = labels.copy()
    for down in range(3):
        for along in range(3):
            neighbour = padded[down : down + height, along : along + width]
            np.copyto(spread, neighbour, where=(spread == 0) & (neighbour > 0))
    return spread


def _middles(pixels: InkPixels) -> list[float]:
    return sorted({(left + right) / 2 for left, _, right, _ in pixels.boxes.tolist()})


def _whole_pieces(pixels: InkPixels, middle: float) -> Cut:
    """Cut between pieces, by where their middles lie."""
    left = (pixels.boxes[:, 0] + pixels.boxes[:, 2]) / 2 <= middle
    chosen = left[pixels.piece]
    return Cut(chosen, float(pixels.ink[chosen].sum()), 0.0)


def _seams(pixels: InkPixels, line_width: float) -> list[Cut]:
    """Find ways from top to bottom that cross little ink: free to wander, and fairly straight."""
    ink = np.zeros(pixels.shape, dtype=np.float32)
    ink[pixels.y, pixels.x] = pixels.ink
    most = max(_AT_LEAST_CROSSED * line_width, _MOST_CROSSED * len(ink))
    seams = _cheapest_seams(ink, _ASIDE, most)
    shifts = np.round(_slant(pixels) * (np.arange(len(ink)) - len(ink) / 2)).astype(np.intp)
    margin = int(np.abs(shifts).max())
    upright = np.zeros((ink.shape[0], ink.shape[1] + 2 * margin), dtype=np.float32)
    upright[pixels.y, pixels.x + shifts[pixels.y] + margin] = pixels.ink
    straight = _cheapest_seams(upright, _ASIDE_OF_STRAIGHT, most)
    seams += [(seam - shifts - margin, crossed) for seam, crossed in straight]
    return [_along(seam, crossed / line_width, pixels) for seam, crossed in seams]


def _slant(pixels: InkPixels) -> float:
    """Find how much the writing leans: upright, most columns hold much ink or none."""
    sums = []
    for slant in _SLANTS:
        columns = np.round(pixels.x + slant * pixels.y - _SLANTS[0] * pixels.shape[0]).astype(
            np.intp
        )
        sums.append(float(np.square(np.bincount(columns, weights=pixels.ink)).sum()))
    return float(_SLANTS[int(np.argmax(sums))])


def _cheapest_seams(
    ink: NDArray[np.float32], aside: float, most: float
) -> list[tuple[NDArray[np.intp], float]]:
    """Find ways that are cheaper than those beside them, with the ink that they cross."""
    down, steps_down = _cheapest_ways(ink, aside)
    up, steps_up = _cheapest_ways(ink[::-1], aside)
    through = down + up[::-1] - ink
    rows = np.arange(len(ink))
    seams = []
    for share in _ROWS:
        row = int(share * (len(ink) - 1))
        for column in _valleys(through[row]):
            if float(through[row, column]) < 2 * most:
                upper = _way(steps_down[: row + 1], column)
                lower = _way(steps_up[: len(ink) - row], column)
                seam = np.concatenate([upper, lower[::-1][1:]])
                crossed = float(ink[rows, seam].sum())
                if crossed < most:
                    seams.append((seam, crossed))
    return seams


def _along(seam: NDArray[np.intp], crossed: float, pixels: InkPixels) -> Cut:
    """Divide the ink along a seam, but take no crumbs off a piece."""
    left = pixels.x < seam[pixels.y]
    pieces = len(pixels.boxes)
    whole = np.bincount(pixels.piece, weights=pixels.ink, minlength=pieces)
    part = np.bincount(pixels.piece, weights=pixels.ink * left, minlength=pieces)
    crumb = np.minimum(_CRUMB * pixels.unit, whole / 2)
    to_the_right, to_the_left = part <= crumb, whole - part < crumb
    cut_through = ~(to_the_right | to_the_left)
    left = np.where(cut_through[pixels.piece], left, to_the_left[pixels.piece])
    return Cut(left, float(pixels.ink[left].sum()), crossed if cut_through.any() else 0.0)


def _difference(pixels: InkPixels, one: Cut, other: Cut) -> float:
    if abs(one.mass - other.mass) >= _SAME * pixels.unit:
        return abs(one.mass - other.mass)
    return float(pixels.ink[one.left != other.left].sum())


def _valleys(cost: NDArray[np.float32]) -> Sequence[int]:
    """Find the columns that are cheaper than those on either side: the middle of level ones."""
    level = np.round(cost, 1)
    starts = np.flatnonzero(np.diff(level, prepend=np.inf) != 0)
    ends = np.append(starts[1:], len(level))
    heights = np.concatenate([[np.inf], level[starts], [np.inf]])
    lower = (heights[1:-1] < heights[:-2]) & (heights[1:-1] < heights[2:])
    return [int(middle) for middle in (starts[lower] + ends[lower] - 1) // 2]


def _cheapest_ways(
    ink: NDArray[np.float32], aside: float
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Work out for each pixel the least ink on a way to it from the top, and the step before."""
    cost = ink.copy()
    steps = np.zeros(ink.shape, dtype=np.int8)
    above = np.full((3, ink.shape[1]), np.inf, dtype=np.float32)
    for row in range(1, len(ink)):
        # Going aside is a little dearer than straight down, so that ways do not wander.
        above[0] = cost[row - 1]
        above[1, 1:] = cost[row - 1, :-1] + aside
        above[2, :-1] = cost[row - 1, 1:] + aside
        best = above.argmin(axis=0)
        cost[row] += above.min(axis=0)
        steps[row] = np.array([0, -1, 1], dtype=np.int8)[best]
    return cost, steps


def _way(steps: NDArray[np.int8], column: int) -> NDArray[np.intp]:
    """Follow the steps back from a column of the last row to the first row."""
    way = np.empty(len(steps), dtype=np.intp)
    for row in range(len(steps) - 1, -1, -1):
        way[row] = column
        column += int(steps[row, column])
    return way
