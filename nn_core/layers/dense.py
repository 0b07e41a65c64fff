"""Dense: every output is a weighted sum of every input."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.initializers import initial_weight, initializer_for
from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.settings import LARGEST_SIZE, as_initializer, as_switch, as_whole

__all__ = ["Dense"]


class Dense(Layer):
    """A fully connected layer: outputs = inputs · weightᵀ + bias.

    Parameters
    ----------
    units
        How many outputs the layer has.
    bias
        Whether a bias is added. A layer before a batch normalisation needs none.
    initializer
        How the weights begin; None takes the one that suits the activation that follows.

    Input shape
        (batch, features)
    Output shape
        (batch, units)

    Raises
    ------
    ConfigError
        If `units` is no whole number from 1 to 65,536, `bias` is neither true nor false, or the
        initializer is unknown.
    """

    kind = "dense"

    def __init__(self, units: int, *, bias: bool = True, initializer: str | None = None) -> None:
        super().__init__()
        self.units = as_whole("units", units, least=1, most=LARGEST_SIZE)
        self.bias = as_switch("bias", bias)
        self.initializer = as_initializer(initializer)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Turn (features,) into (units,)."""
        if len(input_shape) != 1:
            raise self._shape_error("a row of features (put a Flatten before it)", input_shape)
        return (self.units,)

    def build(
        self,
        input_shape: Shape,
        *,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
        followed_by: str | None = None,
    ) -> Shape:
        """Draw a weight of shape (units, features) and a bias of zeros."""
        output_shape = self.output_shape(input_shape)
        features = input_shape[0]
        weight = initial_weight(
            self.initializer or initializer_for(followed_by),
            (self.units, features),
            fan_in=features,
            fan_out=self.units,
            rng=rng,
            dtype=dtype,
        )
        self._add_parameter("weight", weight)
        if self.bias:
            self._add_parameter("bias", np.zeros(self.units, dtype))
        return output_shape

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute inputs · weightᵀ + bias."""
        self._inputs = inputs
        outputs = inputs @ self.parameters["weight"].T
        if self.bias:
            outputs += self.parameters["bias"]
        return outputs

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Compute gradᵀ · inputs (by weight), Σ grad (by bias) and grad · weight (by inputs)."""
        np.matmul(grad_output.T, self._inputs, out=self.gradients["weight"])
        if self.bias:
            grad_output.sum(axis=0, out=self.gradients["bias"])
        return grad_output @ self.parameters["weight"]

    def config(self) -> dict[str, Any]:
        """Describe the layer: units, bias, initializer."""
        return {
            "kind": self.kind,
            "units": self.units,
            "bias": self.bias,
            "initializer": self.initializer,
        }
