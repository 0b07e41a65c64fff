"""Digits for the collection out of whatever the readers of datasets take."""

import os

import numpy as np
from numpy.typing import NDArray

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.data.loading import available_splits, load_dataset, load_strokes
from nn_core.errors import DatasetError
from nn_core.ink.drawing import IMAGE_PX
from nn_core.ink.pixels import normalise_pixels
from nn_core.teaching.own_digit import IMPORTED, OwnDigit, new_digit

__all__ = ["MOST_IMPORTED", "digits_from"]

MOST_IMPORTED = 5_000
"""More digits than that are no hand of one's own, but a dataset."""


def digits_from(path: str | os.PathLike[str]) -> list[OwnDigit]:
    """Read digits from a file or folder: pen strokes in UNIPEN, pictures in anything else.

    Parts to train on and to test with are read one after the other. Pictures of another size than
    28×28 are made ready as those on the Draw page are. Blank ones are passed over.

    Raises
    ------
    DatasetError
        If it cannot be read, shows anything but digits, or holds too many of them.
    """
    strokes = load_strokes(path)
    if strokes is not None:
        _check_number(len(strokes), path)
        return [
            new_digit(sample.label, strokes=sample.strokes, source=IMPORTED) for sample in strokes
        ]
    parts = [load_dataset(path, split=split) for split in available_splits(path)]
    _check_number(sum(len(part) for part in parts), path)
    digits: list[OwnDigit] = []
    for part in parts:
        for image, label in zip(part.images, _labels(part), strict=True):
            ready = _made_ready(image)
            if ready is not None:
                digits.append(new_digit(int(label), image=ready, source=IMPORTED))
    if not digits:
        raise DatasetError(f"{path} holds no picture with ink on it.")
    return digits


def _check_number(count: int, path: str | os.PathLike[str]) -> None:
    if count > MOST_IMPORTED:
        raise DatasetError(
            f"{path} holds {count:,} digits. A collection of one's own takes {MOST_IMPORTED:,} at "
            "a time; so large a dataset is better chosen on the Train page."
        )


def _labels(part: Dataset) -> NDArray[np.int64]:
    if len(part) and not {part.class_names[label] for label in part.labels} <= set(DIGIT_NAMES):
        raise DatasetError(
            f"{part.provenance} shows {', '.join(part.class_names[:12])}; the collection takes "
            "the digits 0 to 9, named so."
        )
    named = np.array(
        [int(name) if name in DIGIT_NAMES else -1 for name in part.class_names], dtype=np.int64
    )
    return named[part.labels]


def _made_ready(image: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    if image.shape == (IMAGE_PX, IMAGE_PX):
        return image if image.any() else None
    return normalise_pixels(image)
