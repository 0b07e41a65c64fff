"""A race: what is trained, the same for every contender."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLASSES", "RACES", "Race", "orders", "pictures"]

CLASSES = 10

SIZE = 28


@dataclass(frozen=True, slots=True)
class Race:
    """A network and a batch size.

    Attributes
    ----------
    title
        What the table calls it.
    hidden
        The sizes of the hidden dense layers.
    filters
        The filters of the convolutions before them, each of 5 × 5 and pooled; none for dense nets.
    batch_size
        How many samples make a step.
    """

    title: str
    hidden: tuple[int, ...]
    filters: tuple[int, ...]
    batch_size: int

    def layers(self) -> list[dict[str, Any]]:
        """Describe the network for Inkling."""
        layers: list[dict[str, Any]] = []
        for filters in self.filters:
            layers += [
                {"kind": "conv2d", "filters": filters, "kernel_size": 5},
                {"kind": "relu"},
                {"kind": "max_pool2d"},
            ]
        layers.append({"kind": "flatten"})
        for units in self.hidden:
            layers += [{"kind": "dense", "units": units}, {"kind": "relu"}]
        return [*layers, {"kind": "dense", "units": CLASSES}]

    def features(self) -> int:
        """Count the numbers that reach the first dense layer."""
        side = SIZE
        for _ in self.filters:
            side = (side - 4) // 2
        return (self.filters[-1] if self.filters else 1) * side * side

    def dense_sizes(self) -> list[int]:
        """List the sizes of the dense part, from its inputs to the classes."""
        return [self.features(), *self.hidden, CLASSES]

    def dense_flops(self) -> int:
        """Count the operations of one sample's training step in a dense network's products."""
        pairs = list(zip(self.dense_sizes(), self.dense_sizes()[1:], strict=False))
        forward = 2 * sum(inputs * outputs for inputs, outputs in pairs)
        first = 2 * pairs[0][0] * pairs[0][1]
        return 3 * forward - first  # nobody needs the gradient by the pictures


RACES: dict[str, Race] = {
    "dense": Race("dense 784-256-128-10, batch 128", (256, 128), (), 128),
    "dense-1024": Race("dense 784-256-128-10, batch 1024", (256, 128), (), 1024),
    "convolutional": Race("convolutional 32-64-128, batch 128", (128,), (32, 64), 128),
}
"""Every race by its name."""


def pictures(samples: int, *, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Make pictures that are as full of ink as digits are, and labels; speed needs no more."""
    rng = np.random.default_rng(seed)
    images = np.empty((samples, SIZE, SIZE), np.uint8)
    for image in images:
        ink = rng.integers(0, 256, (2, SIZE, SIZE), dtype=np.uint8)
        image[...] = np.where(ink[0] < 51, ink[1], 0)  # a fifth of the paper
    return images, rng.integers(0, CLASSES, samples)


def orders(samples: int, batch_size: int) -> Iterator[NDArray[np.intp]]:
    """Give the indices of batch after batch, epoch after epoch, for ever."""
    rng = np.random.default_rng(0)
    while True:
        order = rng.permutation(samples)
        for start in range(0, samples, batch_size):
            yield order[start : start + batch_size]
