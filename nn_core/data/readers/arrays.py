"""Pictures and labels out of arrays as other programs keep them."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.data.dataset import Dataset
from nn_core.errors import DatasetError

__all__ = ["as_labels", "as_pictures", "dataset_of", "square_side"]

COLOUR_CHANNELS = (3, 4)
"""Red, green and blue, and perhaps how opaque."""

SMALLEST_SIDE = 5
"""Rows shorter than its square are features of another kind, not pictures."""


def dataset_of(
    images: ArrayLike, labels: ArrayLike, class_names: Sequence[str] | None = None
) -> Dataset:
    """Make a dataset of pictures and labels that are there already.

    Parameters
    ----------
    images, labels
        As `as_pictures` and `as_labels` take them, or lists of such numbers.
    class_names
        What the labels stand for, in the order of the network's outputs. None takes the names that
        `labels` holds, or else the numbers from 0 to the largest of them.

    Raises
    ------
    DatasetError
        If they are of another kind, or do not go together.
    """
    pictures = as_pictures(np.asarray(images), source="arrays")
    numbers, names = as_labels(np.asarray(labels), source="arrays")
    if class_names is not None:
        names = tuple(class_names)
    elif names is None:
        names = tuple(str(number) for number in range(int(numbers.max(initial=-1)) + 1))
    return Dataset(pictures, numbers, names, "arrays")


def as_pictures(array: NDArray[np.generic], *, source: str) -> NDArray[np.uint8]:
    """Turn an array of pictures into uint8 of shape (samples, height, width).

    Parameters
    ----------
    array
        Numbers from 0 to 1 or from 0 to 255, or truth values, of shape (samples, height, width),
        (samples, height, width, 1), (samples, 1, height, width), or (samples, side · side).
    source
        Where the array was read, for messages.

    Raises
    ------
    DatasetError
        If the shape or the values are none of these.
    """
    if array.dtype.kind not in "buif":
        raise DatasetError(f"{source}: pictures are numbers, not {array.dtype}.")
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    elif array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    elif array.ndim == 2:
        side = square_side(array.shape[1])
        if side is None:
            raise DatasetError(f"{source}: {array.shape[1]} numbers a row are no square picture.")
        array = array.reshape(len(array), side, side)
    if array.ndim == 4 and (array.shape[3] in COLOUR_CHANNELS or array.shape[1] in COLOUR_CHANNELS):
        raise DatasetError(
            f"{source}: colour pictures, here of shape {array.shape}, are not taken from arrays; "
            "make them grey, or keep them as image files in one folder per class."
        )
    if array.ndim != 3 or 0 in array.shape:
        raise DatasetError(
            f"{source}: pictures have the shape (samples, height, width), not {array.shape}."
        )
    if array.dtype == np.uint8 and array.max() > 1:
        return np.ascontiguousarray(array, dtype=np.uint8)
    return _scaled(array, source)


def _scaled(array: NDArray[np.generic], source: str) -> NDArray[np.uint8]:
    numbers = array.astype(np.float32)
    if not np.isfinite(numbers).all() or numbers.min() < 0 or numbers.max() > 255:
        raise DatasetError(
            f"{source}: pixels lie from 0 to 255 or from 0 to 1, "
            f"not from {numbers.min():g} to {numbers.max():g}."
        )
    largest = numbers.max(axis=(1, 2))
    if numbers.max() > 1:
        # A picture of fractions among those of bytes would be rounded to black and white.
        faint = np.flatnonzero(largest <= 1)
        fractions = (numbers[faint] % 1).any(axis=(1, 2))
        if fractions.any():
            raise DatasetError(
                f"{source}: picture {faint[fractions][0]}, counted from 0, has pixels from 0 to 1, "
                "but others have some from 0 to 255; bring all of them to one scale."
            )
    scale = 255.0 if numbers.max() <= 1 else 1.0
    pictures: NDArray[np.uint8] = np.rint(numbers * scale).astype(np.uint8)
    return pictures


def square_side(pixels: int) -> int | None:
    """Tell the side of a square picture of so many pixels, or None if none is a picture."""
    side = math.isqrt(pixels)
    return side if side * side == pixels and side >= SMALLEST_SIDE else None


def as_labels(
    array: NDArray[np.generic], *, source: str
) -> tuple[NDArray[np.int64], tuple[str, ...] | None]:
    """Turn an array of labels into int64 of shape (samples,).

    Parameters
    ----------
    array
        Whole numbers of shape (samples,) or (samples, 1), rows with a 1 at the class, or names.
    source
        Where the array was read, for messages.

    Returns
    -------
    tuple
        The labels, and the classes' names where the array holds names.

    Raises
    ------
    DatasetError
        If the values are none of these.
    """
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 2 and array.dtype.kind in "buif":
        rows = array.astype(np.float64)
        if not (((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) == 1).all()):
            raise DatasetError(f"{source}: rows of labels hold one 1 each and zeros beside it.")
        return rows.argmax(axis=1).astype(np.int64), None
    if array.ndim != 1:
        raise DatasetError(f"{source}: labels have the shape (samples,), not {array.shape}.")
    if array.dtype.kind in "US":
        names, labels = np.unique(array.astype(str), return_inverse=True)
        return labels.astype(np.int64), tuple(str(name) for name in names)
    if array.dtype.kind not in "buif":
        raise DatasetError(f"{source}: labels are whole numbers or names, not {array.dtype}.")
    with np.errstate(invalid="ignore"):  # what is no number is told right below
        whole = array.astype(np.int64)
    if array.dtype.kind == "f" and not (whole == array).all():
        raise DatasetError(f"{source}: labels are whole numbers.")
    return whole, None
