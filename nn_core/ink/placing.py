"""Ink cropped, scaled and centred as MNIST's makers did it."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["BOX_PX", "IMAGE_PX", "MIDDLE_PX", "crop_to_ink", "place", "resample"]

IMAGE_PX = 28
BOX_PX = 20
MIDDLE_PX = 14.5
"""Where MNIST's centres of mass lie on average, from the image's edge: they came rounded down."""


def crop_to_ink(ink: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Cut a picture down to the box around its ink; None where there is none."""
    clear = ink > 0.05 * ink.max(initial=0)
    rows, columns = np.flatnonzero(clear.any(axis=1)), np.flatnonzero(clear.any(axis=0))
    if not len(rows):
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def place(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring ink's longer side to 20 pixels and its centre of mass to the middle of 28x28.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, cropped to what is written.

    Returns
    -------
    NDArray[np.float32]
        float32 ndarray of shape (28, 28).
    """
    height, width = ink.shape
    scale = BOX_PX / max(height, width)
    mass = float(ink.sum())
    middle_y = float(ink.sum(axis=1) @ (np.arange(height) + 0.5)) / mass
    middle_x = float(ink.sum(axis=0) @ (np.arange(width) + 0.5)) / mass
    rows = _coverage(height, scale, MIDDLE_PX - middle_y * scale)
    columns = _coverage(width, scale, MIDDLE_PX - middle_x * scale)
    return _both_ways(rows, ink, columns)


def resample(image: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Change a picture's size, with smooth slopes where it grows and by area where it shrinks."""
    rows, columns = (_slopes(old, new) for old, new in zip(image.shape, shape, strict=True))
    return _both_ways(rows, image, columns)


def _both_ways(
    rows: NDArray[np.float32], image: NDArray[np.float32], columns: NDArray[np.float32]
) -> NDArray[np.float32]:
    combined: NDArray[np.float32] = (rows @ image @ columns.T).astype(np.float32, copy=False)
    return combined


def _coverage(length: int, scale: float, offset: float) -> NDArray[np.float32]:
    """Say how much of each of the 28 pixels every source pixel covers, along one axis."""
    starts = np.arange(length) * scale + offset
    pixels = np.arange(IMAGE_PX)[:, None]
    overlap = np.minimum(starts + scale, pixels + 1) - np.maximum(starts, pixels)
    covered: NDArray[np.float32] = np.clip(overlap, 0, None).astype(np.float32)
    return covered


def _slopes(old: int, new: int) -> NDArray[np.float32]:
    """Say how much each old pixel gives to each new one, along one axis."""
    ratio = old / new
    centres = (np.arange(new)[:, None] + 0.5) * ratio - 0.5
    weights = np.clip(1 - np.abs(np.arange(old) - centres) / max(ratio, 1), 0, None)
    shares: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares
