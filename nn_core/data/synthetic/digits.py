"""Endless handwritten digits, made from skeletons: for training without any dataset."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.data.synthetic.digit_skeletons import DIGIT_SKELETONS
from nn_core.data.synthetic.signs import draw_line_widths, write_signs
from nn_core.errors import ConfigError
from nn_core.ink.drawing import LINE_WIDTH_PX, draw_strokes
from nn_core.ink.strokes import Stroke

__all__ = ["synthetic_dataset", "synthetic_strokes", "write_digit"]

_CLASS_NAMES = tuple("0123456789")
_WRITTEN_AT_ONCE = 4096
_TOLD_EVERY = 32


def write_digit(digit: int, *, rng: np.random.Generator) -> list[Stroke]:
    """Write one digit.

    Parameters
    ----------
    digit
        From 0 to 9.
    rng
        Decides on the hand.

    Returns
    -------
    list of Stroke
        Densely sampled paths in the order of writing, 60 to 400 px high, y down.

    Raises
    ------
    ConfigError
        If `digit` is not from 0 to 9.
    """
    if not 0 <= digit <= 9:
        raise ConfigError(f"A digit is from 0 to 9, not {digit}.")
    labels = np.array([digit])
    return _write(labels, np.array([LINE_WIDTH_PX]), rng=rng)[0]


def synthetic_strokes(
    count: int, *, rng: np.random.Generator
) -> tuple[list[list[Stroke]], NDArray[np.int64]]:
    """Write many digits, each as often as any other to within one sample.

    Returns
    -------
    tuple of list and int64 ndarray
        The strokes of each sample, and which digit it is.
    """
    labels = _labels(count, rng=rng)
    return _write(labels, np.full(count, LINE_WIDTH_PX), rng=rng), labels


def synthetic_dataset(
    count: int,
    *,
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> Dataset:
    """Write many digits with thin and thick pens, and draw them as MNIST would show them.

    Parameters
    ----------
    count
        How many samples to make, each digit as often as any other to within one.
    rng
        Decides on everything: the same generator gives the same dataset.
    progress
        Called many times a second with the samples done and the samples in all. An exception
        that it raises ends the work and is passed on.
    """

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, count)

    labels = _labels(count, rng=rng)
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    for first in range(0, count, _WRITTEN_AT_ONCE):
        chunk = labels[first : first + _WRITTEN_AT_ONCE]
        line_widths = draw_line_widths(len(chunk), rng=rng)
        samples = _write(chunk, line_widths, rng=rng, between_groups=partial(tell, first))
        for index, (strokes, line_width) in enumerate(zip(samples, line_widths, strict=True)):
            image = draw_strokes(strokes, line_width=float(line_width))
            if image is not None:
                images[first + index] = image
            if index % _TOLD_EVERY == 0:
                tell(first + index)
    return Dataset(images, labels, _CLASS_NAMES, f"{count} synthetic digits, made from strokes")


def _labels(count: int, *, rng: np.random.Generator) -> NDArray[np.int64]:
    labels = np.arange(count, dtype=np.int64) % 10
    rng.shuffle(labels)
    return labels


def _write(
    labels: NDArray[np.int64],
    line_widths: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    between_groups: Callable[[], None] = lambda: None,
) -> list[list[Stroke]]:
    """Write each label for the pen that it will be drawn with."""
    samples: list[list[Stroke]] = [[] for _ in labels]
    for digit in np.unique(labels):
        indices = np.flatnonzero(labels == digit)
        signs = write_signs(DIGIT_SKELETONS[digit], line_widths[indices], rng=rng)
        for index, strokes in zip(indices, signs, strict=True):
            samples[index] = strokes
    return samples
