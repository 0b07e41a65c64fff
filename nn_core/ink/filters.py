"""The few neighbourhood filters that finding ink needs, on plain NumPy."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["box_mean", "close_gaps", "reduce_by", "running", "squared_distance"]


def reduce_by(image: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Make a picture smaller by a whole factor, each pixel the mean of a block.

    Rows and columns that fill no whole block are left out; a side that is shorter than a block
    is a block itself, so that something is left of a thin strip.
    """
    if factor <= 1:
        return image
    down, along = (min(factor, length) for length in image.shape)
    height, width = image.shape[0] // down, image.shape[1] // along
    blocks = image[: height * down, : width * along].reshape(height, down, width, along)
    means: NDArray[np.float32] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def running(
    combine: Callable[..., Any], image: NDArray[Any], window: int, axis: int
) -> NDArray[Any]:
    """Combine each pixel with its neighbours along one axis, by doubling steps.

    Parameters
    ----------
    combine
        `np.maximum` or `np.minimum`.
    image
        ndarray of shape (height, width).
    window
        How many pixels are combined: an odd number, the pixel in their middle. The picture's
        edge goes on beyond it.
    axis
        0 for columns, 1 for rows.
    """
    reach = window // 2
    if reach == 0:
        return image
    padding = [(0, 0), (0, 0)]
    padding[axis] = (reach, reach)
    values = np.moveaxis(np.pad(image, padding, mode="edge"), axis, 0)
    length = image.shape[axis]
    covered = 1
    while covered * 2 <= 2 * reach + 1:
        values = combine(values[:-covered], values[covered:])
        covered *= 2
    rest = 2 * reach + 1 - covered
    if rest:
        values = combine(values[: len(values) - rest], values[rest:])
    return np.moveaxis(values[:length], 0, axis)


def close_gaps(image: NDArray[Any], window: int) -> NDArray[Any]:
    """Fill with their surroundings all dark places that a square of `window` pixels covers."""
    window |= 1
    for combine in (np.maximum, np.minimum):
        for axis in (0, 1):
            image = running(combine, image, window, axis)
    return image


def box_mean(image: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """Take the mean over a square of `window` (odd) pixels around each pixel."""
    reach = window // 2
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(image, padding, mode="edge"), axis=axis, dtype=np.float64)
        later, earlier = [slice(None)] * 2, [slice(None)] * 2
        later[axis] = slice(2 * reach + 1, None)
        earlier[axis] = slice(None, -2 * reach - 1)
        image = ((sums[tuple(later)] - sums[tuple(earlier)]) / (2 * reach + 1)).astype(np.float32)
    return image


def squared_distance(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Measure each pixel's squared distance to the nearest pixel of a mask.

    Parameters
    ----------
    mask
        bool ndarray of shape (height, width), some 150 pixels a side at most: the time grows
        with height x width x width.

    Returns
    -------
    NDArray[np.float32]
        float32 ndarray of the mask's shape, 0 in the mask; large where the mask is empty.
    """
    height, width = mask.shape
    far = np.float32(height + width)
    vertical = np.where(mask, np.float32(0), far)
    for row in range(1, height):
        np.minimum(vertical[row], vertical[row - 1] + 1, out=vertical[row])
    for row in range(height - 2, -1, -1):
        np.minimum(vertical[row], vertical[row + 1] + 1, out=vertical[row])
    vertical **= 2
    columns = np.arange(width, dtype=np.float32)
    across = (columns[:, None] - columns[None, :]) ** 2
    nearest = np.full((height, width), far * far, dtype=np.float32)
    for column in range(width):
        np.minimum(nearest, vertical[:, column, None] + across[column], out=nearest)
    return nearest
