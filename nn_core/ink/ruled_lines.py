"""The lines of ruled and squared paper, found and taken out without cutting what crosses them."""

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.filters import running

__all__ = ["find_ruled_lines"]

_LEAST_SIDE = 32
_SEARCH_SIDE = 160
_STEEPEST = 0.09
_MOST_SLOPES = 61
_DARKER = 1.4
_PARTS = 6
_LEAST_COVERED = 0.55
_LEAST_COVERED_ON_THE_WHOLE = 0.75


def find_ruled_lines(depth: NDArray[np.float32], floor: float) -> NDArray[np.bool_]:
    """Find thin lines that run through the whole picture, across and upright.

    What crosses a line is no part of it where it is thicker or darker than the line.

    Parameters
    ----------
    depth
        float32 ndarray of shape (height, width): how much darker than its paper each pixel is.
    floor
        The depth from which on a pixel is more than paper.

    Returns
    -------
    NDArray[np.bool_]
        Where the lines are, with a pixel's fringe on either side.
    """
    if min(depth.shape) < _LEAST_SIDE:
        return np.zeros(depth.shape, dtype=bool)
    return _lines(depth, floor) | _lines(np.ascontiguousarray(depth.T), floor).T


def _lines(depth: NDArray[np.float32], floor: float) -> NDArray[np.bool_]:
    mask = depth > floor
    height, width = mask.shape
    erased = np.zeros_like(mask)
    slope, found = _find(mask)
    if not found.any() or found.mean() > 0.5:
        return erased
    shifts = np.round(slope * (np.arange(width) - width / 2)).astype(int)
    lengths = _upright_run_lengths(mask)
    starts = np.flatnonzero(np.diff(found.astype(np.int8), prepend=0) == 1)
    ends = np.flatnonzero(np.diff(found.astype(np.int8), append=0) == -1)
    every = np.arange(width)
    for start, end in zip(starts, ends, strict=True):
        places = np.clip(np.arange(start - 1, end + 2)[:, None] + shifts, 0, height - 1)
        here, deep = lengths[places, every], depth[places, every]
        if not here.any():
            continue
        thickness = float(np.median(here[here > 0]))
        # Of each column the deepest place, since a line's own edges are fainter than its middle.
        darkness = float(np.median(deep.max(axis=0)))
        thin = (here > 0) & (here <= 1.5 * thickness + 1) & (deep <= _DARKER * darkness + floor / 4)
        erased[places, every] |= thin
    fringe = running(np.maximum, erased.astype(np.uint8), 3, 0).astype(bool)
    # The fringe is the line's own blurred edge, not what stands thick beside it.
    return erased | (fringe & ~mask)


def _find(mask: NDArray[np.bool_]) -> tuple[float, NDArray[np.bool_]]:
    """Find the slope at which most rows are covered along all of the picture's width.

    Returns
    -------
    slope
        Pixels down for each pixel to the right.
    found
        bool ndarray of shape (height,): the rows, at the middle of the picture, that are lines.
    """
    height, width = mask.shape
    columns = np.arange(0, width, max(1, width // _SEARCH_SIDE))
    # A pixel's tolerance up and down, for lines that are not quite straight.
    searched = running(np.maximum, mask[:, columns].astype(np.uint8), 3, 0)
    y, x = np.nonzero(searched)
    part = x * _PARTS // len(columns)
    sizes = np.bincount(np.arange(len(columns)) * _PARTS // len(columns), minlength=_PARTS)
    tallest = int(np.ceil(_STEEPEST * width / 2)) + 1
    pitch = height + 2 * tallest
    best, best_slope, best_found = 0.0, 0.0, np.zeros(height, dtype=bool)
    for slope in np.linspace(-_STEEPEST, _STEEPEST, min(2 * tallest + 1, _MOST_SLOPES)):
        shifts = np.round(slope * (columns - width / 2)).astype(np.int64)
        counts = np.bincount(part * pitch + y - shifts[x] + tallest, minlength=_PARTS * pitch)
        covered = (counts.reshape(_PARTS, pitch) / sizes[:, None])[:, tallest : tallest + height]
        whole = covered.mean(axis=0)
        found = (covered.min(axis=0) > _LEAST_COVERED) & (whole > _LEAST_COVERED_ON_THE_WHOLE)
        score = float((whole**4)[found].sum())
        if score > best:
            best, best_slope, best_found = score, float(slope), found
    return best_slope, best_found


def _upright_run_lengths(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Give each pixel of a mask the length of the unbroken column that it is part of."""
    height, width = mask.shape
    columns = np.zeros((width, height + 2), dtype=np.int8)
    columns[:, 1:-1] = mask.T
    edges = np.diff(columns.ravel())
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    lengths = np.zeros((width, height), dtype=np.int32)
    lengths[mask.T] = np.repeat(ends - starts, ends - starts)
    return lengths.T
