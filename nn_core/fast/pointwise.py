"""Bias and activations on the fast path: what works on each number alone."""

import numpy as np
from numpy.typing import NDArray

from nn_core.fast.stage import Array, Stage, empty_like_view, zeros_for_relu
from nn_core.layers import Layer

__all__ = ["ActivationStage", "BiasStage"]


class BiasStage(Stage):
    """inputs + bias, and ReLU if it follows, in one go; also what moves outputs to their place.

    Parameters
    ----------
    bias, grad_bias
        The bias, one number a channel or feature, and where its gradient goes; None for no bias.
    relu
        Whether negative sums become 0.
    """

    def __init__(self, bias: Array | None, grad_bias: Array | None, *, relu: bool) -> None:
        self.bias = bias
        self.grad_bias = grad_bias
        self.relu = relu

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Write over the inputs unless there is a place for the outputs."""
        self.inputs = inputs
        self.outputs = inputs if place is None else place
        if self.relu:
            self._zeros = zeros_for_relu(inputs)
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Write over the gradient of the outputs unless there is a place for that of the inputs."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = grad_outputs if place is None else place
        if self.grad_bias is not None:
            self._ones = np.ones(self.inputs.shape[-1], np.float32)
        self._positive: NDArray[np.bool_] = np.empty_like(self.outputs, bool, order="K")
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute max(inputs + bias, 0)."""
        values = self.inputs
        if self.bias is not None:
            values = np.add(values, self.bias[:, np.newaxis], out=values)
        if self.relu:
            np.maximum(values, self._zeros, out=self.outputs)
        elif self.outputs is not values:
            np.copyto(self.outputs, values)

    def backward(self) -> None:
        """Carry back grad where the output is above 0; the bias gets its sum."""
        if self.relu:
            np.greater(self.outputs, np.float32(0.0), out=self._positive)
            np.multiply(self.grad_outputs, self._positive, out=self.grad_inputs)
        elif self.grad_inputs is not self.grad_outputs:
            np.copyto(self.grad_inputs, self.grad_outputs)
        if self.grad_bias is not None:
            sums = self.grad_inputs
            if sums.ndim == 4:
                sums = sums.sum(axis=(0, 1))  # by itself, which is several times faster
            np.matmul(sums, self._ones, out=self.grad_bias)  # faster than a sum along short rows


class ActivationStage(Stage):
    """Any other activation, by the plain layer itself: the order of axes is all the same to it.

    Parameters
    ----------
    layer
        An activation of this stage's own, since it remembers what went through.
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs unless there is a place for them."""
        self.inputs = inputs
        self.outputs = empty_like_view(inputs) if place is None else place
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Write over the gradient of the outputs unless there is a place for that of the inputs."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = grad_outputs if place is None else place
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute the plain layer's outputs."""
        np.copyto(self.outputs, self.layer.forward(self.inputs, training=training))

    def backward(self) -> None:
        """Carry the gradient back as the plain layer does."""
        np.copyto(self.grad_inputs, self.layer.backward(self.grad_outputs))
