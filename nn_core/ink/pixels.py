"""From the pixels of a picture to the 28×28 image that the network reads, made as MNIST was."""

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ImageError

__all__ = ["normalise_pixels"]

SIDE = 28
BOX = 20

_FAINTEST = 24.0


def normalise_pixels(gray: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Find the ink of a picture and lay it out as MNIST does.

    The ink is cropped to its bounding box, its longer side brought to 20 pixels by area, and its
    centre of mass laid on the middle of 28×28.

    Parameters
    ----------
    gray
        uint8 ndarray of shape (height, width): dark ink on light paper or light on dark.

    Returns
    -------
    NDArray[np.uint8] | None
        uint8 ndarray of shape (28, 28), ink = 255, paper = 0; None where the picture is blank.

    Raises
    ------
    ImageError
        If `gray` is no two-dimensional uint8 array.
    """
    if gray.ndim != 2 or gray.dtype != np.uint8 or gray.size == 0:
        raise ImageError(
            "A grey picture comes as uint8 of shape (height, width), "
            f"not {gray.dtype} of shape {gray.shape}."
        )
    ink = _find_ink(gray)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    placed = _place(cropped)
    return np.round(255 * np.clip(placed, 0, 1)).astype(np.uint8)


def _find_ink(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    levels = gray.astype(np.float32)
    border = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    difference = levels - np.median(border)
    if -difference.min() > difference.max():
        difference = -difference
    contrast = float(difference.max())
    if contrast < _FAINTEST:
        return np.zeros_like(levels)
    return np.clip((difference / contrast - 0.1) / 0.9, 0, 1)


def _place(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = ink.shape
    scale = BOX / max(height, width)
    mass = float(ink.sum())
    middle_y = float(ink.sum(axis=1) @ (np.arange(height) + 0.5)) / mass
    middle_x = float(ink.sum(axis=0) @ (np.arange(width) + 0.5)) / mass
    rows = _coverage(height, scale, SIDE / 2 - middle_y * scale)
    columns = _coverage(width, scale, SIDE / 2 - middle_x * scale)
    return rows @ ink @ columns.T


def _coverage(length: int, scale: float, offset: float) -> NDArray[np.float32]:
    """Say how much of each of the 28 pixels every source pixel covers, along one axis."""
    starts = np.arange(length) * scale + offset
    pixels = np.arange(SIDE)[:, None]
    overlap = np.minimum(starts + scale, pixels + 1) - np.maximum(starts, pixels)
    return np.clip(overlap, 0, None).astype(np.float32)
