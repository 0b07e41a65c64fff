"""Dropout on the fast path: the same neurons are left out as on the plain one."""

import numpy as np
from numpy.typing import NDArray

from nn_core.fast.stage import Array, Stage
from nn_core.layers import Dropout

__all__ = ["DropoutStage"]


class DropoutStage(Stage):
    """inputs · mask / (1 - rate), the mask being drawn for the whole batch by whoever begins it.

    Parameters
    ----------
    layer
        Whose rate it is.
    """

    def __init__(self, layer: Dropout) -> None:
        self.layer = layer

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Write over the inputs unless there is a place for the outputs."""
        self.inputs = inputs
        self.outputs = inputs if place is None else place
        self._scales = np.empty_like(inputs, order="K")
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Write over the gradient of the outputs unless there is a place for that of the inputs."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = grad_outputs if place is None else place
        return self.grad_inputs

    def set_mask(self, mask: NDArray[np.bool_]) -> None:
        """Take the mask of this share of the batch, an ndarray of shape (samples, *sample)."""
        samples_last = mask.transpose(2, 3, 1, 0) if mask.ndim == 4 else mask.T
        np.multiply(samples_last, np.float32(self.layer.scale), out=self._scales)

    def forward(self, *, training: bool) -> None:
        """Compute inputs · mask / (1 - rate) in training, and nothing otherwise."""
        if training:
            np.multiply(self.inputs, self._scales, out=self.outputs)
        elif self.outputs is not self.inputs:
            np.copyto(self.outputs, self.inputs)

    def backward(self) -> None:
        """Carry back grad · mask / (1 - rate)."""
        np.multiply(self.grad_outputs, self._scales, out=self.grad_inputs)
