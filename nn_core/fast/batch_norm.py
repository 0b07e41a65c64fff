"""BatchNorm on the fast path: a few rows at a time, statistics shared between the threads."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from nn_core.fast.stage import Array, Gradients, Stage, zeros_for_relu
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
    relu
        Whether negative outputs become 0.
    """

    def __init__(
        self,
        layer: BatchNorm,
        gradients: Gradients,
        *,
        shared: SharedSums,
        member: int,
        batch: int,
        relu: bool,
    ) -> None:
        self.layer = layer
        self.gradients = gradients
        self.shared = shared
        self.member = member
        self.batch = batch
        self.relu = relu

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs unless there is a place for them."""
        self.inputs = inputs
        self.outputs = np.empty_like(inputs, order="K") if place is None else place
        self._x = _as_pictures(inputs)
        self._y = _as_pictures(self.outputs)
        rows, columns, channels, samples = self._x.shape
        self._count = rows * columns * self.batch
        step = max(1, BLOCK // (columns * channels * samples))
        self._blocks = [slice(row, row + step) for row in range(0, rows, step)]
        # What is made of a block lies in memory as the inputs do; only the last pass may reorder.
        self._block = np.empty_like(self._x[:step], order="K")
        self._zeros = zeros_for_relu(self._block)
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
        if training:
            mean, variance = self._statistics()
            self._mean, self._inverse = mean, 1.0 / np.sqrt(variance + layer.epsilon)
            scale, shift = weight * self._inverse, bias - weight * self._inverse * mean
        else:
            scale = weight / np.sqrt(layer.buffers["running_var"] + layer.epsilon)
            shift = bias - scale * layer.buffers["running_mean"]
        scales, shifts = _for_each_sample(scale), _for_each_sample(shift)
        for x, y in self._pieces(self._x, self._y):
            block = self._block[: len(x)]
            np.multiply(x, scales, out=block)
            if self.relu:
                block += shifts
                np.maximum(block, self._zeros, out=y)
            else:
                np.add(block, shifts, out=y)

    def _statistics(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Find mean and variance over the whole batch, and let the running ones follow."""
        sums = np.zeros((2, self._x.shape[2]))
        for (x,) in self._pieces(self._x):
            sums[0] += _sum_by_channel(x)
            sums[1] += np.einsum("hwcn,hwcn->c", x, x)
        total, squares = self.shared.add_up("forward", self.member, sums)
        mean = total / self._count
        variance = np.maximum(squares / self._count - mean * mean, 0.0)
        if self.member == 0:
            self.layer.update_running(
                mean.astype(np.float32), variance.astype(np.float32), self._count
            )
        return mean, variance

    def backward(self) -> None:
        """Carry back weight / deviation · (grad - mean of grad - x̂ · mean of grad · x̂).

        The normalised x̂ = (x - mean) / deviation is never written down: all that it takes part
        in is a sum or a difference with factors for each channel.
        """
        sums = np.zeros((2, len(self._inverse)))
        for x, y, grad in self._pieces(self._x, self._y, self._grad_y):
            if self.relu:
                grad *= y > 0.0
            sums[0] += _sum_by_channel(grad)
            sums[1] += np.einsum("hwcn,hwcn->c", grad, x)
        sums[1] = self._inverse * (sums[1] - self._mean * sums[0])
        self.gradients["bias"][...], self.gradients["weight"][...] = sums

        grad_sum, product_sum = self.shared.add_up("backward", self.member, sums)
        scale = self.layer.parameters["weight"] * self._inverse
        by_x = scale * self._inverse * product_sum / self._count
        constant = scale * grad_sum / self._count - by_x * self._mean
        scales, by_xs, constants = map(_for_each_sample, (scale, by_x, constant))
        for x, grad, grad_x in self._pieces(self._x, self._grad_y, self._grad_x):
            block = self._block[: len(x)]
            np.multiply(x, by_xs, out=block)
            block += constants
            np.multiply(grad, scales, out=grad_x)
            grad_x -= block

    def _pieces(self, *arrays: Array) -> Iterator[tuple[Array, ...]]:
        for block in self._blocks:
            yield tuple(array[block] for array in arrays)


def _sum_by_channel(values: Array) -> Array:
    """Sum over everything but the channels; summing the places first is several times faster."""
    sums: Array = values.sum(axis=(0, 1)).sum(axis=1)
    return sums


def _for_each_sample(features: NDArray[np.floating]) -> Array:
    """Shape one number a channel so that it spreads over the samples."""
    return features.astype(np.float32)[:, np.newaxis]


def _as_pictures(values: Array) -> Array:
    """View rows of features as pictures of one pixel."""
    return values if values.ndim == 4 else values[np.newaxis, np.newaxis]
