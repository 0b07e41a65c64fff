"""Pictures of pen strokes, drawn as the drawing pad draws them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.data.readers.unipen import StrokeSample, read_unipen
from nn_core.errors import DatasetError
from nn_core.ink.drawing import draw_strokes

__all__ = ["HELD_BACK_WRITERS", "dataset_of_strokes", "load_pendigits", "split_by_writer"]

HELD_BACK_WRITERS = frozenset({5, 10, 15, 20, 25, 30})
"""The writers of Pendigits whose digits are the test part: no picture of theirs is learnt from."""


def load_pendigits(path: Path, *, split: str) -> Dataset:
    """Draw the digits of the writers who are learnt from, or of those held back.

    Parameters
    ----------
    path
        The file of pen strokes.
    split
        "train", or "test" for the digits of `HELD_BACK_WRITERS`.

    Raises
    ------
    DatasetError
        If the file cannot be read.
    """
    train, test = split_by_writer(read_unipen(path), HELD_BACK_WRITERS)
    chosen, words = (train, "learnt from") if split == "train" else (test, "held back")
    return dataset_of_strokes(chosen, provenance=f"Pendigits, writers {words}")


def split_by_writer(
    samples: Iterable[StrokeSample], held_back: Iterable[int]
) -> tuple[list[StrokeSample], list[StrokeSample]]:
    """Divide samples into those of other writers and those of the writers held back."""
    apart = frozenset(held_back)
    train: list[StrokeSample] = []
    test: list[StrokeSample] = []
    for sample in samples:
        (test if sample.writer in apart else train).append(sample)
    return train, test


def dataset_of_strokes(samples: Sequence[StrokeSample], *, provenance: str) -> Dataset:
    """Draw each sample into the 28×28 image that the network would see.

    Raises
    ------
    DatasetError
        If no sample leaves any ink.
    """
    images, labels = [], []
    for sample in samples:
        image = draw_strokes(sample.strokes)
        if image is not None:
            images.append(image)
            labels.append(sample.label)
    if not images:
        raise DatasetError(f"{provenance}: no stroke leaves any ink.")
    return Dataset(np.stack(images), np.array(labels, dtype=np.int64), DIGIT_NAMES, provenance)
