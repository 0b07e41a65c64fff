"""BatchNorm on the fast path: a few rows at a time, statistics shared between the threads."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from nn_core.fast.stage import Array, Gradients, Scratch, Stage
from nn_core.layers import BatchNorm

__all__ = ["BatchNormStage", "SharedSums"]

BLOCK = 65_536
"""Numbers handled at a time, so that several passes over them find them in the cache."""


class SharedSums:
    """Sums over the whole batch, of which each thread knows its share.

    Parameters
    ----------
    members
        How many threads there are.
    features
        How many features the layer has.
    meet
        Waits until every thread has come as far.
    """

    def __init__(self, members: int, features: int, meet: Callable[[], None]) -> None:
        shape = (members, 2, features)
        self._meet = meet
        self._sums: dict[str, NDArray[np.float64]] = {
            "forward": np.zeros(shape),
            "backward": np.zeros(shape),
        }

    def add_up(self, way: str, member: int, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Hand in the sums of one share, and get those of the batch, added in a fixed order."""
        self._sums[way][member] = sums
        self._meet()
        total: NDArray[np.float64] = self._sums[way].sum(axis=0)
        return total


class BatchNormStage(Stage):
    """weight · (x - mean) / √(variance + epsilon) + bias, and ReLU if it follows.

    Parameters
    ----------
    layer
        Whose parameters and buffers they are.
    gradients
        Where the gradients of weight and bias go.
    shared
        What the threads tell each other.
    member
        Which thread this stage belongs to; the first keeps the running statistics.
    batch
        How many samples the whole batch has.
    scratch
        Memory for intermediate results.
    relu
        Whether negative outputs become 0.
    overwrites
        Whether the inputs may be written over: nobody else needs them.
    """

    def __init__(
        self,
        layer: BatchNorm,
        gradients: Gradients,
        *,
        shared: SharedSums,
        member: int,
        batch: int,
        scratch: Scratch,
        relu: bool,
        overwrites: bool,
    ) -> None:
        self.layer = layer
        self.gradients = gradients
        self.shared = shared
        self.member = member
        self.batch = batch
        self.scratch = scratch
        self.relu = relu
        self.overwrites = overwrites

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs unless there is a place for them."""
        self.inputs = inputs
        self.outputs = np.empty_like(inputs, order="K") if place is None else place
        self._x = _as_pictures(inputs)
        self._y = _as_pictures(self.outputs)
        self._normalised = self._x if self.overwrites else np.empty_like(self._x, order="K")
        rows, columns, channels, samples = self._x.shape
        self._count = rows * columns * self.batch
        step = max(1, BLOCK // (columns * channels * samples))
        self._blocks = [slice(row, row + step) for row in range(0, rows, step)]
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Write over the gradient of the outputs unless there is a place for that of the inputs."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = grad_outputs if place is None else place
        self._grad_y = _as_pictures(self.grad_outputs)
        self._grad_x = _as_pictures(self.grad_inputs)
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Normalise by the batch's statistics in training, by the running ones otherwise."""
        layer = self.layer
        weight, bias = layer.parameters["weight"], layer.parameters["bias"]
        if not training:
            deviation = np.sqrt(layer.buffers["running_var"] + layer.epsilon)
            scale = weight / deviation
            shift = bias - layer.buffers["running_mean"] * scale
            for x, y in self._pieces(self._x, self._y):
                self._scale_and_shift(x, scale, shift, y)
            return

        sums = np.zeros((2, len(weight)))
        for (x,) in self._pieces(self._x):
            sums[0] += x.sum(axis=(0, 1, 3))
            sums[1] += np.einsum("hwcn,hwcn->c", x, x)
        total, squares = self.shared.add_up("forward", self.member, sums)
        mean = total / self._count
        variance = np.maximum(squares / self._count - mean * mean, 0.0)
        if self.member == 0:
            layer.update_running(mean.astype(np.float32), variance.astype(np.float32), self._count)
        inverse = 1.0 / np.sqrt(variance + layer.epsilon)
        self._inverse = inverse.astype(np.float32)
        shift = (-mean * inverse).astype(np.float32)
        for x, normalised, y in self._pieces(self._x, self._normalised, self._y):
            np.multiply(x, self._inverse[:, np.newaxis], out=normalised)
            normalised += shift[:, np.newaxis]
            self._scale_and_shift(normalised, weight, bias, y)

    def backward(self) -> None:
        """Carry back weight / deviation · (grad - mean of grad - x̂ · mean of grad · x̂)."""
        sums = np.zeros((2, len(self._inverse)))
        for grad, normalised, y in self._pieces(self._grad_y, self._normalised, self._y):
            if self.relu:
                grad *= y > 0.0
            sums[0] += grad.sum(axis=(0, 1, 3))
            sums[1] += np.einsum("hwcn,hwcn->c", grad, normalised)
        self.gradients["bias"][...], self.gradients["weight"][...] = sums

        grad_sum, product_sum = self.shared.add_up("backward", self.member, sums)
        scale = self.layer.parameters["weight"] * self._inverse
        by_product = (scale * product_sum / self._count).astype(np.float32)[:, np.newaxis]
        by_sum = (scale * grad_sum / self._count).astype(np.float32)[:, np.newaxis]
        pieces = self._pieces(self._grad_y, self._normalised, self._grad_x)
        for grad, normalised, grad_x in pieces:
            normalised *= by_product  # used up here: the next batch brings new ones
            normalised += by_sum
            np.multiply(grad, scale[:, np.newaxis], out=grad_x)
            grad_x -= normalised

    def _scale_and_shift(self, x: Array, scale: Array, shift: Array, y: Array) -> None:
        if not self.relu:
            np.multiply(x, scale[:, np.newaxis], out=y)
            y += shift[:, np.newaxis]
            return
        # The sum is made beside x, in the order of its memory; only the last pass may reorder.
        result = np.multiply(x, scale[:, np.newaxis])
        result += shift[:, np.newaxis]
        np.maximum(result, np.float32(0.0), out=y)

    def _pieces(self, *arrays: Array) -> Iterator[tuple[Array, ...]]:
        for block in self._blocks:
            yield tuple(array[block] for array in arrays)


def _as_pictures(values: Array) -> Array:
    """View rows of features as pictures of one pixel."""
    return values if values.ndim == 4 else values[np.newaxis, np.newaxis]
