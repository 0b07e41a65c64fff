"""Endless handwritten digits, made from skeletons: for training without any dataset."""

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.data.synthetic.digit_skeletons import DIGIT_SKELETONS
from nn_core.data.synthetic.skeleton import Skeleton
from nn_core.data.synthetic.variation import write_skeleton
from nn_core.errors import ConfigError
from nn_core.ink.drawing import BOX_PX, LINE_WIDTH_PX, draw_strokes
from nn_core.ink.strokes import Stroke

__all__ = ["draw_line_widths", "synthetic_dataset", "synthetic_strokes", "write_digit"]

_CLASS_NAMES = tuple("0123456789")
_WIDEST_PX, _NARROWEST_PX = 0.6, -0.4  # paper that stays within counters, measured as a radius
_WRITTEN_AT_ONCE = 4096


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


def synthetic_dataset(count: int, *, rng: np.random.Generator) -> Dataset:
    """Write many digits with thin and thick pens, and draw them as MNIST would show them.

    Parameters
    ----------
    count
        How many samples to make, each digit as often as any other to within one.
    rng
        Decides on everything: the same generator gives the same dataset.
    """
    labels = _labels(count, rng=rng)
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    for first in range(0, count, _WRITTEN_AT_ONCE):
        chunk = labels[first : first + _WRITTEN_AT_ONCE]
        line_widths = draw_line_widths(len(chunk), rng=rng)
        samples = _write(chunk, line_widths, rng=rng)
        for index, (strokes, line_width) in enumerate(zip(samples, line_widths, strict=True)):
            image = draw_strokes(strokes, line_width=float(line_width))
            if image is not None:
                images[first + index] = image
    return Dataset(images, labels, _CLASS_NAMES, f"{count} synthetic digits, made from strokes")


def draw_line_widths(count: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Choose pens as MNIST has them, from thin to thick, in pixels of its pictures."""
    return np.clip(rng.lognormal(np.log(2.5), 0.3, count), 1.3, 5.0)


def _labels(count: int, *, rng: np.random.Generator) -> NDArray[np.int64]:
    labels = np.arange(count, dtype=np.int64) % 10
    rng.shuffle(labels)
    return labels


def _write(
    labels: NDArray[np.int64], line_widths: NDArray[np.float64], *, rng: np.random.Generator
) -> list[list[Stroke]]:
    """Write each label; what closes up when drawn at its line width is written anew."""
    samples: list[list[Stroke]] = [[] for _ in labels]
    waiting = np.arange(len(labels))
    while len(waiting):
        failed = []
        for digit in np.unique(labels[waiting]):
            indices = waiting[labels[waiting] == digit]
            skeletons = DIGIT_SKELETONS[digit]
            shares = np.array([skeleton.share for skeleton in skeletons])
            chosen = rng.choice(len(skeletons), len(indices), p=shares / shares.sum())
            for number in np.unique(chosen):
                group = indices[chosen == number]
                failed += _write_group(skeletons[number], group, line_widths, samples, rng=rng)
        waiting = np.array(sorted(failed), dtype=np.intp)
    return samples


def _write_group(
    skeleton: Skeleton,
    indices: NDArray[np.intp],
    line_widths: NDArray[np.float64],
    samples: list[list[Stroke]],
    *,
    rng: np.random.Generator,
) -> list[int]:
    """Write one skeleton for some samples; return those in which a counter closed up."""
    written = write_skeleton(skeleton, len(indices), rng=rng)
    pens = line_widths[indices]
    # A 0 whose counter fills up is a bar, but an 8 may well lose one of its two.
    is_open = written.widest * (BOX_PX - pens) - pens / 2 > _WIDEST_PX
    is_open &= written.narrowest * (BOX_PX - pens) - pens / 2 > _NARROWEST_PX
    heights = np.exp(rng.uniform(np.log(0.6), np.log(4), len(indices)))
    for row in np.flatnonzero(is_open):
        scale = np.float32(heights[row])
        width = float(scale) * 100 * pens[row] / (BOX_PX - pens[row])
        samples[indices[row]] = [
            Stroke.from_points(path[row] * scale, width) for path in written.paths
        ]
    return [int(index) for index in indices[~is_open]]
