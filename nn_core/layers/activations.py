"""Activations: the bends between the layers, without which a deep network were one flat map."""

import math
from typing import Any

import numpy as np

from nn_core.errors import ConfigError
from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.settings import as_number

__all__ = ["GELU", "LeakyReLU", "ReLU", "Sigmoid", "Softmax", "Tanh", "sigmoid", "softmax"]


def softmax(logits: FloatArray) -> FloatArray:
    """Turn logits into probabilities along the last axis.

    The largest logit of a row is subtracted first, so that nothing overflows.
    """
    exponentials: FloatArray = np.exp(logits - logits.max(axis=-1, keepdims=True))
    exponentials /= exponentials.sum(axis=-1, keepdims=True)
    return exponentials


def sigmoid(inputs: FloatArray) -> FloatArray:
    """Squeeze any number into 0 to 1: 1 / (1 + exp(-x)), written with tanh, which is bounded."""
    outputs: FloatArray = np.tanh(0.5 * inputs)
    outputs += 1.0
    outputs *= 0.5
    return outputs


class _Activation(Layer):
    """What activations share: they work on each number alone and keep the shape."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """Keep the shape."""
        return input_shape


class ReLU(_Activation):
    """max(0, x).

    The gradient at 0 itself is taken as 0.

    Input shape
        (batch, …)
    Output shape
        the same
    """

    kind = "relu"

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute max(0, x)."""
        self._outputs: FloatArray = np.maximum(inputs, 0.0)
        return self._outputs

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back grad where x > 0."""
        return grad_output * (self._outputs > 0.0)


class LeakyReLU(_Activation):
    """x above 0, slope · x below, so that no neuron is ever quite dead.

    Parameters
    ----------
    slope
        The slope below 0, at least 0 and below 1.

    Input shape
        (batch, …)
    Output shape
        the same

    Raises
    ------
    ConfigError
        If the slope is out of range.
    """

    kind = "leaky_relu"

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        self.slope = as_number("The slope of a leaky ReLU", slope)
        if not 0.0 <= self.slope < 1.0:
            raise ConfigError(f"The slope of a leaky ReLU lies from 0 to below 1, not at {slope}.")

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute max(x, slope · x)."""
        self._inputs = inputs
        outputs: FloatArray = np.maximum(inputs, self.slope * inputs)
        return outputs

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back grad where x > 0, slope · grad elsewhere."""
        return np.where(self._inputs > 0.0, grad_output, self.slope * grad_output)

    def config(self) -> dict[str, Any]:
        """Describe the layer, its slope included."""
        return {"kind": self.kind, "slope": self.slope}


class Sigmoid(_Activation):
    """1 / (1 + exp(-x)).

    Input shape
        (batch, …)
    Output shape
        the same
    """

    kind = "sigmoid"

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute y = 1 / (1 + exp(-x))."""
        self._outputs = sigmoid(inputs)
        return self._outputs

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back grad · y (1 - y)."""
        return grad_output * self._outputs * (1.0 - self._outputs)


class Tanh(_Activation):
    """The hyperbolic tangent, from -1 to 1.

    Input shape
        (batch, …)
    Output shape
        the same
    """

    kind = "tanh"

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute y = tanh(x)."""
        self._outputs: FloatArray = np.tanh(inputs)
        return self._outputs

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back grad · (1 - y²)."""
        return grad_output * (1.0 - self._outputs * self._outputs)


class GELU(_Activation):
    """x · Φ(x) in its form with tanh: 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))).

    Input shape
        (batch, …)
    Output shape
        the same

    References
    ----------
    Hendrycks, Gimpel: "Gaussian Error Linear Units (GELUs)", 2016,
    https://arxiv.org/abs/1606.08415
    """

    kind = "gelu"

    _SCALE = math.sqrt(2.0 / math.pi)
    _CUBIC = 0.044715

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute 0.5 x (1 + t), t = tanh(√(2/π) (x + 0.044715 x³))."""
        self._inputs = inputs
        self._tanh: FloatArray = np.tanh(
            self._SCALE * (inputs + self._CUBIC * inputs * inputs * inputs)
        )
        return 0.5 * inputs * (1.0 + self._tanh)

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back grad · 0.5 (1 + t + x dt/dx)."""
        inputs, tanh = self._inputs, self._tanh
        inner = self._SCALE * (1.0 + 3.0 * self._CUBIC * inputs * inputs)
        slope = 0.5 * (1.0 + tanh) + 0.5 * inputs * (1.0 - tanh * tanh) * inner
        return grad_output * slope


class Softmax(_Activation):
    """Probabilities from logits, along the last axis.

    The networks that ship end in logits, and the loss takes the softmax itself. A network may end
    in this layer all the same; training with cross-entropy then steps around it.

    Input shape
        (batch, classes)
    Output shape
        the same
    """

    kind = "softmax"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Keep the shape of one row of logits."""
        if len(input_shape) != 1:
            raise self._shape_error("one row of logits a sample", input_shape)
        return input_shape

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute p = exp(x) / Σ exp(x)."""
        self._outputs = softmax(inputs)
        return self._outputs

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back p · (grad - Σ grad · p)."""
        weighted: FloatArray = grad_output * self._outputs
        weighted -= self._outputs * weighted.sum(axis=-1, keepdims=True)
        return weighted
