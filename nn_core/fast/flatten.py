"""Flatten on the fast path: another view of the same memory."""

import numpy as np

from nn_core.fast.stage import Array, Stage

__all__ = ["FlattenStage"]


class FlattenStage(Stage):
    """(height, width, channels, samples) as (channels · height · width, samples).

    The stage before writes in the order of the features at once, so nothing is left to do.

    Parameters
    ----------
    shape
        (channels, height, width) of a sample.
    samples
        How many samples there are.
    """

    def __init__(self, shape: tuple[int, int, int], samples: int) -> None:
        self._shape = (*shape, samples)
        self._features = np.empty((shape[0] * shape[1] * shape[2], samples), np.float32)

    def input_place(self) -> Array:
        """Ask for the inputs in the order of the features."""
        return self._as_pictures(self._features)

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Show the inputs as rows of features."""
        self.inputs = inputs
        self.outputs = self._features
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Show the gradient of the features as pictures."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = self._as_pictures(grad_outputs)
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Do nothing: the outputs are a view of the inputs."""

    def backward(self) -> None:
        """Do nothing: the gradients are views of each other."""

    def _as_pictures(self, features: Array) -> Array:
        return features.reshape(self._shape).transpose(1, 2, 0, 3)
