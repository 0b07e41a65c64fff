"""Pooling: a few neighbouring numbers become one, so that small shifts matter less."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.geometry import positions
from nn_core.layers.settings import as_pair

__all__ = ["AveragePool2D", "MaxPool2D"]


class _Pool2D(Layer):
    """What both poolings share: the windows and where they lie."""

    def __init__(
        self, pool_size: int | Sequence[int] = 2, *, stride: int | Sequence[int] | None = None
    ) -> None:
        super().__init__()
        self.pool_size = as_pair("pool_size", pool_size, least=1)
        self.stride = self.pool_size if stride is None else as_pair("stride", stride, least=1)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Count the windows in both directions."""
        if len(input_shape) != 3:
            raise self._shape_error("samples of shape (channels, height, width)", input_shape)
        channels, height, width = input_shape
        rows = positions(height, self.pool_size[0], self.stride[0])
        columns = positions(width, self.pool_size[1], self.stride[1])
        if rows < 1 or columns < 1:
            raise self._shape_error(
                f"pictures no smaller than its window of {self.pool_size}", input_shape
            )
        return channels, rows, columns

    def _windows(self, inputs: FloatArray) -> FloatArray:
        """View the inputs as (batch, channels, rows, columns, pool height, pool width)."""
        self._input_shape = inputs.shape
        every_window = sliding_window_view(inputs, self.pool_size, axis=(2, 3))
        return every_window[:, :, :: self.stride[0], :: self.stride[1]]

    def _corner(self, i: int, j: int, rows: int, columns: int) -> tuple[slice, ...]:
        """Select, from the inputs, the corner (i, j) of every window."""
        return np.s_[
            :,
            :,
            i : i + rows * self.stride[0] : self.stride[0],
            j : j + columns * self.stride[1] : self.stride[1],
        ]

    def config(self) -> dict[str, Any]:
        """Describe the layer: window and stride."""
        return {
            "kind": self.kind,
            "pool_size": list(self.pool_size),
            "stride": list(self.stride),
        }


class MaxPool2D(_Pool2D):
    """The largest number of each window.

    Of several that are equally large, one wins, and the gradient goes to it alone: the first
    column by column, from the left and in each from the top.

    Parameters
    ----------
    pool_size
        The height and width of a window, or one number for both.
    stride
        How far apart the windows are; None lays them side by side.

    Input shape
        (batch, channels, height, width)
    Output shape
        (batch, channels, height', width'), height' = (height - pool) // stride + 1

    Raises
    ------
    ConfigError
        If a number is out of range.
    """

    kind = "max_pool2d"

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute the maximum of each window, and remember which corner it came from."""
        by_column = self._windows(inputs).swapaxes(4, 5)
        corners = by_column.reshape(*by_column.shape[:4], -1)
        self._winners = corners.argmax(axis=-1)
        return np.take_along_axis(corners, self._winners[..., np.newaxis], axis=-1)[..., 0]

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry each gradient back to the winner of its window."""
        grad_inputs = np.zeros(self._input_shape, grad_output.dtype)
        _, _, rows, columns = grad_output.shape
        for i in range(self.pool_size[0]):
            for j in range(self.pool_size[1]):
                won = self._winners == j * self.pool_size[0] + i
                grad_inputs[self._corner(i, j, rows, columns)] += grad_output * won
        return grad_inputs


class AveragePool2D(_Pool2D):
    """The mean of each window.

    Parameters
    ----------
    pool_size
        The height and width of a window, or one number for both.
    stride
        How far apart the windows are; None lays them side by side.

    Input shape
        (batch, channels, height, width)
    Output shape
        (batch, channels, height', width'), height' = (height - pool) // stride + 1

    Raises
    ------
    ConfigError
        If a number is out of range.
    """

    kind = "average_pool2d"

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute the mean of each window."""
        means: FloatArray = self._windows(inputs).mean(axis=(4, 5))
        return means

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Spread each gradient evenly over its window."""
        grad_inputs = np.zeros(self._input_shape, grad_output.dtype)
        _, _, rows, columns = grad_output.shape
        share = grad_output / (self.pool_size[0] * self.pool_size[1])
        for i in range(self.pool_size[0]):
            for j in range(self.pool_size[1]):
                grad_inputs[self._corner(i, j, rows, columns)] += share
        return grad_inputs
