"""Signs that are no digits, as a dataset to mix with digits: the eleventh class."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.data.synthetic import HELD_BACK_KINDS, TRAINING_KINDS, negative_dataset

__all__ = ["sign_dataset"]

MADE_AT_ONCE = 250
"""How many are made between two points where the work can be left."""


def sign_dataset(
    count: int,
    *,
    split: Literal["train", "test"] = "train",
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> Dataset:
    """Make scribbles, shapes, letters and crowds of digits.

    Parameters
    ----------
    count
        How many pictures to make.
    split
        "train", or "test" for the kinds of sign that are never learnt from.
    rng
        Decides on everything.
    progress
        Called with the pictures done and the pictures in all. An exception that it raises ends
        the work and is passed on.

    Returns
    -------
    Dataset
        Of the digits' classes and one more, "not a digit", which all of them are.
    """
    kinds = TRAINING_KINDS if split == "train" else HELD_BACK_KINDS
    made = []
    for done in range(0, count, MADE_AT_ONCE):
        if progress is not None:
            progress(done, count)
        images, _ = negative_dataset(min(MADE_AT_ONCE, count - done), kinds=kinds, rng=rng)
        made.append(images)
    if progress is not None:
        progress(count, count)
    return Dataset(
        np.concatenate(made),
        np.full(count, len(DIGIT_NAMES), np.int64),
        (*DIGIT_NAMES, "not a digit"),
        f"Signs that are no digits, {'to learn from' if split == 'train' else 'of other kinds'}",
    )
