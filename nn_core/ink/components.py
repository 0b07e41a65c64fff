"""Connected parts of a black and white picture."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["component_boxes", "label_components"]


def label_components(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """Tell the connected parts of a mask apart; pixels that touch at a corner are connected.

    Runs of each row are joined with the runs they touch in the next row, so the work grows with
    the number of runs and not with the number of pixels.

    Parameters
    ----------
    mask
        bool ndarray of shape (height, width).

    Returns
    -------
    labels
        int32 ndarray of shape (height, width): 0 outside the mask, 1 to `count` in its parts,
        numbered in the order of their first pixel, row by row.
    count
        How many parts there are.
    """
    height, width = mask.shape
    pitch = width + 2
    padded = np.zeros((height, pitch), dtype=np.int8)
    padded[:, 1:-1] = mask
    edges = np.diff(padded.ravel())
    starts = np.flatnonzero(edges == 1)
    ends = np.flatnonzero(edges == -1)
    labels = np.zeros(mask.shape, dtype=np.int32)
    if not len(starts):
        return labels, 0
    # In the flat picture, a run and one in the next row touch when they overlap after a shift by
    # one row, with one pixel more on either side for the corners.
    first = np.searchsorted(ends, starts + pitch, side="left")
    last = np.searchsorted(starts, ends + pitch, side="right")
    touching = np.maximum(last - first, 0)
    above = np.repeat(np.arange(len(starts)), touching)
    offsets = np.arange(len(above)) - np.repeat(np.cumsum(touching) - touching, touching)
    below = np.repeat(first, touching) + offsets
    numbers = _join(len(starts), above, below)
    _, numbers = np.unique(numbers, return_inverse=True)
    labels[mask] = np.repeat(numbers + 1, ends - starts)
    return labels, int(numbers.max()) + 1


def component_boxes(labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Find the box around each part.

    Returns
    -------
    NDArray[np.int64]
        int64 ndarray of shape (count, 4): left, top, and, one past the last pixel, right and
        bottom.
    """
    y, x = np.nonzero(labels)
    part = labels[y, x] - 1
    boxes = np.empty((count, 4), dtype=np.int64)
    boxes[:, :2] = max(labels.shape)
    boxes[:, 2:] = 0
    np.minimum.at(boxes[:, 0], part, x)
    np.minimum.at(boxes[:, 1], part, y)
    np.maximum.at(boxes[:, 2], part, x + 1)
    np.maximum.at(boxes[:, 3], part, y + 1)
    return boxes


def _join(count: int, above: NDArray[np.intp], below: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give all runs that hang together the number of the first one."""
    numbers = np.arange(count)
    while True:
        one, other = numbers[above], numbers[below]
        differing = one != other
        if not differing.any():
            return numbers
        lower = np.minimum(one, other)[differing]
        higher = np.maximum(one, other)[differing]
        np.minimum.at(numbers, higher, lower)
        while True:
            shortened = numbers[numbers]
            if np.array_equal(shortened, numbers):
                break
            numbers = shortened
