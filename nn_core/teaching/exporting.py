"""The collection written out as other programs, and Inkling's own readers, take it."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from nn_core.atomic_write import write_atomically
from nn_core.data.readers.idx import write_idx
from nn_core.errors import DatasetError
from nn_core.ink.drawing import IMAGE_PX
from nn_core.teaching.own_digit import OwnDigit

__all__ = ["export_csv", "export_idx", "export_pictures"]


def export_pictures(folder: Path, digits: Sequence[OwnDigit]) -> Path:
    """Write each digit as a PNG of 28×28 pixels, white ink on black, in a folder for its class.

    Parameters
    ----------
    folder
        What the folders of the classes go into; it must be new or empty.
    digits
        What to write.

    Raises
    ------
    DatasetError
        If there is nothing to write, or it cannot be written.
    """
    _check(digits)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise DatasetError(f"{folder} is not empty; the pictures need a folder of their own.")
        for number, digit in enumerate(digits, start=1):
            place = folder / str(digit.label)
            place.mkdir(exist_ok=True)
            Image.fromarray(digit.image).save(place / f"{number:05d}.png")
    except OSError as error:
        raise DatasetError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return folder


def export_csv(path: Path, digits: Sequence[OwnDigit]) -> Path:
    """Write a table with a digit a row: its label, then its 784 pixels from 0 to 255.

    Raises
    ------
    DatasetError
        If there is nothing to write, or it cannot be written.
    """
    _check(digits)
    cells = [f"{row}x{column}" for row in range(1, 29) for column in range(1, 29)]
    text = io.StringIO()
    text.write(",".join(["label", *cells]) + "\n")
    for digit in digits:
        text.write(",".join([str(digit.label), *map(str, digit.image.ravel().tolist())]) + "\n")
    try:
        write_atomically(path, text.getvalue().encode("ascii"))
    except OSError as error:
        raise DatasetError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def export_idx(folder: Path, digits: Sequence[OwnDigit]) -> Path:
    """Write a pair of IDX files into a folder, under names like those of MNIST.

    Raises
    ------
    DatasetError
        If there is nothing to write, such files are there already, or they cannot be written.
    """
    _check(digits)
    images, labels = folder / "my-digits-images-idx3-ubyte", folder / "my-digits-labels-idx1-ubyte"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if images.exists() or labels.exists():
            raise DatasetError(f"{folder} holds an export already; choose another folder.")
        pixels = np.stack([digit.image for digit in digits])
        write_idx(images, pixels.reshape(-1, IMAGE_PX, IMAGE_PX))
        write_idx(labels, np.array([digit.label for digit in digits], dtype=np.uint8))
    except OSError as error:
        raise DatasetError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return folder


def _check(digits: Sequence[OwnDigit]) -> None:
    if not digits:
        raise DatasetError("There are no digits to export yet.")
