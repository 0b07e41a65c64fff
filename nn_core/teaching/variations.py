"""Variations of a few digits, so that a network learns a hand and not thirty pictures by heart."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.data.augmentation import AUGMENTATIONS, augment
from nn_core.data.rewriting import draw_rewritten
from nn_core.teaching.own_digit import OwnDigit

__all__ = ["variations_of"]


def variations_of(
    digits: Sequence[OwnDigit], count: int, *, rng: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    """Write each digit some times more; one without strokes is turned and bent as a picture.

    Parameters
    ----------
    digits
        What is varied.
    count
        How many variations of each there are, beside itself.
    rng
        Decides on the differences.

    Yields
    ------
    NDArray[np.uint8]
        For each digit a uint8 ndarray of shape (1 + count, 28, 28), itself first.
    """
    usual = AUGMENTATIONS["light"]
    for digit in digits:
        if digit.strokes:
            written = [draw_rewritten(digit.strokes, rng=rng) for _ in range(count)]
            yield np.stack([digit.image, *written])
        else:
            copies = np.repeat(digit.image[None], count, axis=0)
            yield np.concatenate([digit.image[None], augment(copies, usual, rng=rng)])
