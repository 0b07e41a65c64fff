"""Conv2D: the same small filters are laid over every place of a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nn_core.errors import ConfigError
from nn_core.initializers import initial_weight, initializer_for
from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.geometry import positions
from nn_core.layers.settings import (
    LARGEST_SIZE,
    as_initializer,
    as_pair,
    as_switch,
    as_whole,
)

__all__ = ["Conv2D"]


class Conv2D(Layer):
    """A two-dimensional convolution (a cross-correlation, as everywhere in this field).

    Parameters
    ----------
    filters
        How many filters there are, each giving one channel.
    kernel_size
        The height and width of a filter, or one number for both.
    stride
        How far apart the places are, vertically and horizontally.
    padding
        How many lines of zeros surround the picture, above and below, and left and right; "same"
        keeps the size for odd kernels and a stride of 1.
    bias
        Whether a bias is added. A layer before a batch normalisation needs none.
    initializer
        How the weights begin; None takes the one that suits the activation that follows.

    Input shape
        (batch, channels, height, width)
    Output shape
        (batch, filters, height', width'), height' = (height + 2 padding - kernel) // stride + 1

    Raises
    ------
    ConfigError
        If a number is out of range, `bias` is neither true nor false, or the initializer is
        unknown.

    References
    ----------
    LeCun, Bottou, Bengio, Haffner: "Gradient-based learning applied to document recognition", 1998
    """

    kind = "conv2d"

    def __init__(
        self,
        filters: int,
        kernel_size: int | Sequence[int],
        *,
        stride: int | Sequence[int] = 1,
        padding: int | str | Sequence[int] = 0,
        bias: bool = True,
        initializer: str | None = None,
    ) -> None:
        super().__init__()
        self.filters = as_whole("filters", filters, least=1, most=LARGEST_SIZE)
        self.kernel_size = as_pair("kernel_size", kernel_size, least=1)
        self.stride = as_pair("stride", stride, least=1)
        if padding == "same":
            padding = (self.kernel_size[0] // 2, self.kernel_size[1] // 2)
        if isinstance(padding, str):
            raise ConfigError(f'padding is a number, two of them or "same", not {padding!r}.')
        self.padding = as_pair("padding", padding, least=0)
        self.bias = as_switch("bias", bias)
        self.initializer = as_initializer(initializer)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Count the places of the filters in both directions."""
        if len(input_shape) != 3:
            raise self._shape_error("samples of shape (channels, height, width)", input_shape)
        _, height, width = input_shape
        rows = positions(height + 2 * self.padding[0], self.kernel_size[0], self.stride[0])
        columns = positions(width + 2 * self.padding[1], self.kernel_size[1], self.stride[1])
        if rows < 1 or columns < 1:
            raise self._shape_error(
                f"pictures no smaller than its kernel of {self.kernel_size}", input_shape
            )
        return self.filters, rows, columns

    def build(
        self,
        input_shape: Shape,
        *,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
        followed_by: str | None = None,
    ) -> Shape:
        """Draw a weight of shape (filters, channels, kernel height, kernel width)."""
        output_shape = self.output_shape(input_shape)
        channels = input_shape[0]
        places = math.prod(self.kernel_size)
        weight = initial_weight(
            self.initializer or initializer_for(followed_by),
            (self.filters, channels, *self.kernel_size),
            fan_in=channels * places,
            fan_out=self.filters * places,
            rng=rng,
            dtype=dtype,
        )
        self._add_parameter("weight", weight)
        if self.bias:
            self._add_parameter("bias", np.zeros(self.filters, dtype))
        return output_shape

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute Σ window · weight + bias at every place."""
        vertical, horizontal = self.padding
        padded = np.pad(inputs, ((0, 0), (0, 0), (vertical,) * 2, (horizontal,) * 2))
        every_window = sliding_window_view(padded, self.kernel_size, axis=(2, 3))
        # A view of shape (batch, channels, rows, columns, kernel height, kernel width).
        self._windows = every_window[:, :, :: self.stride[0], :: self.stride[1]]
        self._padded_shape = padded.shape
        sums = np.tensordot(self._windows, self.parameters["weight"], axes=((1, 4, 5), (1, 2, 3)))
        if self.bias:
            sums += self.parameters["bias"]
        return sums.transpose(0, 3, 1, 2)

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Compute Σ grad · window (by weight), Σ grad (by bias), and spread grad · weight back."""
        places = (0, 2, 3)
        self.gradients["weight"][...] = np.tensordot(
            grad_output, self._windows, axes=(places, places)
        )
        if self.bias:
            grad_output.sum(axis=places, out=self.gradients["bias"])

        grad_padded = np.zeros(self._padded_shape, grad_output.dtype)
        _, _, rows, columns = grad_output.shape
        for i in range(self.kernel_size[0]):
            for j in range(self.kernel_size[1]):
                # What this corner of the filter saw, at every place at once.
                seen = np.s_[
                    :,
                    :,
                    i : i + rows * self.stride[0] : self.stride[0],
                    j : j + columns * self.stride[1] : self.stride[1],
                ]
                weight = self.parameters["weight"][:, :, i, j]
                spread = np.tensordot(grad_output, weight, axes=((1,), (0,)))
                grad_padded[seen] += spread.transpose(0, 3, 1, 2)
        vertical, horizontal = self.padding
        height, width = self._padded_shape[2:]
        return grad_padded[:, :, vertical : height - vertical, horizontal : width - horizontal]

    def config(self) -> dict[str, Any]:
        """Describe the layer: filters, kernel, stride, padding, bias, initializer."""
        return {
            "kind": self.kind,
            "filters": self.filters,
            "kernel_size": list(self.kernel_size),
            "stride": list(self.stride),
            "padding": list(self.padding),
            "bias": self.bias,
            "initializer": self.initializer,
        }
