"""Flatten: a picture becomes one row of features."""

import math

from nn_core.layers.base import FloatArray, Layer, Shape

__all__ = ["Flatten"]


class Flatten(Layer):
    """Lays each sample out as one row, channel by channel, line by line.

    Input shape
        (batch, …)
    Output shape
        (batch, features)
    """

    kind = "flatten"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Multiply the lengths of all axes."""
        return (math.prod(input_shape),)

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Lay each sample out as a row."""
        self._shape = inputs.shape
        return inputs.reshape(len(inputs), -1)

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Give the gradient the inputs' shape again."""
        return grad_output.reshape(self._shape)
