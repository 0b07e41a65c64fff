"""Conv2D on the fast path as it is written: one matrix product for each row of the outputs.

Only the columns are laid out anew, once for each column of the kernel. With the rows of the
picture outermost in memory, the rows that a kernel covers already lie one after the other, so the
matrices of neighbouring rows simply overlap.
"""

from abc import abstractmethod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nn_core.fast.products import multiplier
from nn_core.fast.stage import Array, Gradients, Scratch, Stage
from nn_core.layers import Conv2D, Shape

__all__ = ["ConvolutionStage", "PaddedStage"]


class PaddedStage(Stage):
    """What both ways to convolve share: a padded picture, whose middle the inputs are.

    Parameters
    ----------
    layer
        Whose weight it is.
    gradients
        Where the gradient of the weight goes.
    input_shape
        (channels, height, width) of a sample.
    samples
        How many samples there are.
    scratch
        Memory for intermediate results.
    is_first
        Whether nobody needs the gradient of the inputs.
    """

    _padded: Array
    _interior: tuple[slice, slice]

    def __init__(
        self,
        layer: Conv2D,
        gradients: Gradients,
        *,
        input_shape: Shape,
        samples: int,
        scratch: Scratch,
        is_first: bool,
    ) -> None:
        self.layer = layer
        self.weight = layer.parameters["weight"]
        self.grad_weight = gradients["weight"]
        self.scratch = scratch
        self.is_first = is_first
        self._lay_out(input_shape, samples)

    @abstractmethod
    def _lay_out(self, input_shape: Shape, samples: int) -> None:
        """Make the padded picture, and the memory for all that is computed from it."""

    def input_place(self) -> Array:
        """Ask for the inputs in the middle of a padded picture."""
        return self._padded[self._interior]


class ConvolutionStage(PaddedStage):
    """A convolution of any size, stride and padding, without the bias."""

    def _lay_out(self, input_shape: Shape, samples: int) -> None:
        layer = self.layer
        channels, height, width = input_shape
        filters, rows, columns = layer.output_shape(input_shape)
        (high, wide), (down, _), (above, left) = layer.kernel_size, layer.stride, layer.padding

        self._padded = np.zeros(
            (height + 2 * above, width + 2 * left, channels, samples), np.float32
        )
        self._interior = np.s_[above : above + height, left : left + width]
        # For each row of the picture and column of the kernel: the columns that it meets.
        self._met = np.empty((len(self._padded), wide, channels, columns, samples), np.float32)
        row = self._met[0].size * self._met.itemsize
        line = columns * samples
        self._windows = as_strided(
            self._met,
            (rows, high * wide * channels, line),
            (down * row, line * self._met.itemsize, self._met.itemsize),
            writeable=False,
        )
        self._lines = np.empty((rows, filters, line), np.float32)
        self._grad_lines = np.empty_like(self._lines)
        self._by_row = (rows, filters, columns, samples)
        length = high * wide * channels
        self._to_lines = multiplier(filters, line, length)
        self._to_shares = multiplier(length, filters, line, right_is_turned=True)
        self._from_lines = multiplier(length, line, filters, left_is_turned=True)

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs, which lie row by row, and in a row filter by filter."""
        self.inputs = inputs
        self.outputs = self._lines.reshape(self._by_row).transpose(0, 2, 1, 3)
        return self.outputs

    def grad_place(self) -> Array:
        """Ask for the gradient in the order of the outputs."""
        return self._grad_lines.reshape(self._by_row).transpose(0, 2, 1, 3)

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Own the gradient of the inputs."""
        self.grad_outputs = grad_outputs
        self._grad_padded = np.empty_like(self._padded[:1] if self.is_first else self._padded)
        self.grad_inputs = self._grad_padded[self._interior]
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute weight · window for each row of the outputs."""
        columns = self._by_row[2]
        across = self.layer.stride[1]
        for j in range(self.layer.kernel_size[1]):
            met = self._padded[:, j : j + columns * across : across]
            np.copyto(self._met[:, j], met.transpose(0, 2, 1, 3))
        self._to_lines(self._flat_weight(), self._windows, self._lines)

    def backward(self) -> None:
        """Compute Σ grad · windowᵀ (by weight), and spread weightᵀ · grad back (by inputs)."""
        rows, filters, columns, samples = self._by_row
        high, wide = self.layer.kernel_size
        channels = self._padded.shape[2]

        shares = self.scratch.take("shares", (rows, self._windows.shape[1], filters))
        self._to_shares(self._windows, self._grad_lines.swapaxes(1, 2), shares)
        by_tap = shares.sum(axis=0).reshape(high, wide, channels, filters)
        np.copyto(self.grad_weight, by_tap.transpose(3, 2, 0, 1))

        if self.is_first:
            return
        down, across = self.layer.stride
        self._grad_padded[...] = 0.0
        weight = self._flat_weight()
        for row in range(rows):
            spread = self.scratch.take("spread", (weight.shape[1], columns * samples))
            self._from_lines(weight.T, self._grad_lines[row], spread)
            taps = spread.reshape(high, wide, channels, columns, samples).transpose(0, 1, 3, 2, 4)
            for i in range(high):
                line = self._grad_padded[row * down + i]
                for j in range(wide):
                    line[j : j + columns * across : across] += taps[i, j]

    def _flat_weight(self) -> Array:
        """Order the weight as the windows lie: kernel row, kernel column, channel."""
        filters = len(self.weight)
        return np.ascontiguousarray(self.weight.transpose(0, 2, 3, 1)).reshape(filters, -1)
