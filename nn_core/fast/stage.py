"""A stage: a layer's work on one share of a batch, in memory that was laid out beforehand.

Pictures lie as (height, width, channels, samples), rows of features as (features, samples): the
samples come last, so that every loop runs over neighbouring numbers, and a matrix product takes
many samples at once. Other orders of memory are shown through views in that order of axes.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Array",
    "Gradients",
    "Scratch",
    "Stage",
    "bytes_of",
    "empty_like_view",
    "zeros_for_relu",
]

Array = NDArray[np.float32]

Gradients = Mapping[str, Array]
"""Where a stage writes the gradients of its layer's parameters, by name."""


class Scratch:
    """Memory for intermediate results that nobody needs after the call that made them."""

    def __init__(self) -> None:
        self._pools: dict[str, Array] = {}

    def take(self, name: str, shape: tuple[int, ...]) -> Array:
        """Lend an array of unspecified content; the next loan of the same name overwrites it."""
        size = int(np.prod(shape))
        pool = self._pools.get(name)
        if pool is None or pool.size < size:
            pool = self._pools[name] = np.empty(size, np.float32)
        return pool[:size].reshape(shape)

    def arrays(self) -> list[Array]:
        """List the memory that was lent so far."""
        return list(self._pools.values())


class Stage(ABC):
    """One step forward and one back, between arrays that stay the same from batch to batch.

    Attributes
    ----------
    inputs, outputs
        What `forward` reads and writes, set by `connect`.
    grad_outputs, grad_inputs
        What `backward` reads and writes, set by `connect_back`. A stage may use `grad_outputs` up.
    """

    inputs: Array
    outputs: Array
    grad_outputs: Array
    grad_inputs: Array

    def input_place(self) -> Array | None:
        """Tell where the stage would like its inputs to be written; None if anywhere."""
        return None

    def grad_place(self) -> Array | None:
        """Tell where the stage would like the gradient of its outputs; None if anywhere."""
        return None

    def arrays(self) -> list[NDArray[Any]]:
        """List the arrays that the stage works with, its own and its neighbours', as they lie."""
        return [values for values in vars(self).values() if isinstance(values, np.ndarray)]

    @abstractmethod
    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Take the inputs, and give the outputs; in `place`, unless the stage owns them.

        A stage that owns its outputs is followed by one that copies them to their place.
        """

    @abstractmethod
    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Take the gradient of the outputs and give that of the inputs, in `place` if there is."""

    @abstractmethod
    def forward(self, *, training: bool) -> None:
        """Fill `outputs` from `inputs`."""

    @abstractmethod
    def backward(self) -> None:
        """Fill `grad_inputs` from `grad_outputs`, and the gradients of the parameters."""


def bytes_of(arrays: Iterable[NDArray[Any]]) -> int:
    """Count the bytes behind some arrays, each once, however many views show it."""
    owners: dict[int, NDArray[Any]] = {}
    for array in arrays:
        owner: Any = array
        # as_strided puts an object of its own between two arrays; shared memory is none itself.
        while getattr(owner.base, "base", None) is not None or isinstance(owner.base, np.ndarray):
            owner = owner.base
        owners[id(owner)] = owner
    return sum(owner.nbytes for owner in owners.values())


def empty_like_view(view: Array) -> Array:
    """Make an array of a view's shape whose axes lie in memory in the same order."""
    return np.empty_like(view, order="K")


def zeros_for_relu(values: Array) -> Array:
    """Make the zeros that `numpy.maximum` compares pictures or rows of features with.

    It takes the maximum of two arrays four times as fast as that of an array and a number. One row
    of a picture is enough of them.
    """
    return np.zeros_like(values[0] if values.ndim == 4 else values, order="K")
