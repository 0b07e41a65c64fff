"""Conv2D on the fast path with fewer multiplications: Toom-Cook along the rows.

A tile of neighbouring output rows is computed from transformed input rows, which along the rows
turns the convolution into a product at each of a few points. Along the columns it stays as it is
written: the columns that a kernel covers lie one after the other in memory, so the matrices of
neighbouring columns overlap and nothing has to be laid out anew. In training, `backward` is the
exact transpose of `forward`.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nn_core.fast.convolution import PaddedStage
from nn_core.fast.products import multiplier
from nn_core.fast.stage import Array
from nn_core.fast.toom_cook import best_tile, toom_cook
from nn_core.layers import Shape

__all__ = ["WinogradStage"]


class WinogradStage(PaddedStage):
    """A convolution with a stride of 1 and a kernel of 2 to 6 rows, without the bias.

    Shapes below: t tiles of m rows each, p = m + kernel rows - 1 points, c channels, f filters,
    k kernel columns, w columns, n samples.
    """

    def _lay_out(self, input_shape: Shape, samples: int) -> None:
        layer = self.layer
        channels, height, width = input_shape
        filters, rows, columns = layer.output_shape(input_shape)
        (high, wide), (above, left) = layer.kernel_size, layer.padding

        tile = best_tile(rows, high)
        tiles, points = -(-rows // tile), tile + high - 1
        matrices = toom_cook(tile, high)
        self._for_inputs = matrices.for_inputs.astype(np.float32)
        self._for_weight = matrices.for_weight.astype(np.float32)
        self._for_outputs = np.ascontiguousarray(matrices.for_outputs, np.float32)
        self._rows = rows
        self._interior = np.s_[above : above + height, left : left + width]

        # Rows beyond the picture stay 0, above, below, and where the last tile is not full.
        line = (width + 2 * left, channels, samples)
        self._padded = np.zeros((tiles * tile + high - 1, *line), np.float32)
        self._tiles = as_strided(
            self._padded,
            (tiles, points, self._padded[0].size),
            (tile * self._padded.strides[0], self._padded.strides[0], self._padded.itemsize),
            writeable=False,
        )
        self._transformed = np.empty((tiles, points, *line), np.float32)
        one, two, column, channel, sample = self._transformed.strides
        self._windows = as_strided(  # (t, p, w, k · c, n)
            self._transformed,
            (tiles, points, columns, wide * channels, samples),
            (one, two, column, channel, sample),
            writeable=False,
        )
        self._products_shape = (points, columns, filters, samples)
        length = self._padded[0].size
        self._to_points = multiplier(points, length, points)
        self._to_products = multiplier(filters, samples, wide * channels)
        self._to_outputs = multiplier(tile, columns * filters * samples, points)
        self._from_outputs = multiplier(
            points, columns * filters * samples, tile, left_is_turned=True
        )
        self._to_shares = multiplier(wide * channels, filters, samples)
        self._from_products = multiplier(channels, samples, wide * filters)
        self._from_points = multiplier(points, length, points, left_is_turned=True)
        self._sums = np.empty((tiles, tile, columns * filters * samples), np.float32)
        self._grad_sums = np.zeros_like(self._sums)
        self._pictures = (tiles * tile, columns, filters, samples)

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs."""
        self.inputs = inputs
        self.outputs = self._sums.reshape(self._pictures)[: self._rows]
        return self.outputs

    def grad_place(self) -> Array:
        """Ask for the gradient where the rows of the last tile that do not exist stay 0."""
        return self._grad_sums.reshape(self._pictures)[: self._rows]

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Own the gradient of the inputs."""
        self.grad_outputs = grad_outputs
        self._grad_padded = np.empty_like(self._padded[:1] if self.is_first else self._padded)
        self.grad_inputs = self._grad_padded[self._interior]
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute Aᵀ [(G weight) · (Bᵀ inputs)], one tile after the other."""
        points = len(self._for_inputs)
        weight = self._transformed_weight().transpose(0, 3, 1, 2)  # (p, f, k, c)
        weight = np.ascontiguousarray(weight).reshape(points, 1, len(self.weight), -1)
        products = self.scratch.take("products", self._products_shape)
        for tile, transformed, windows, sums in zip(
            self._tiles, self._transformed, self._windows, self._sums, strict=True
        ):
            self._to_points(self._for_inputs, tile, transformed.reshape(points, -1))
            self._to_products(weight, windows, products)
            self._to_outputs(self._for_outputs, products.reshape(points, -1), sums)

    def backward(self) -> None:
        """Carry the gradient back through the three products, each matrix transposed."""
        points = len(self._for_inputs)
        _, channels, high, wide = self.weight.shape
        grad_products = self.scratch.take("products", self._products_shape)
        by_point = np.zeros((points, wide * channels, len(self.weight)), np.float32)
        # (p, c, k · f), the kernel turned around: its last column meets the first output.
        weight = self._transformed_weight().transpose(0, 2, 1, 3)[:, :, ::-1]
        weight = np.ascontiguousarray(weight).reshape(points, channels, -1)
        for index, (windows, grad_sums) in enumerate(
            zip(self._windows, self._grad_sums, strict=True)
        ):
            self._from_outputs(self._for_outputs.T, grad_sums, grad_products.reshape(points, -1))
            by_point += self._to_weight(windows, grad_products)
            if not self.is_first:
                self._add_tile(index, self._to_inputs(weight, grad_products))
        by_tap = self._for_weight.T @ by_point.reshape(points, -1)
        by_tap = by_tap.reshape(high, wide, channels, -1)
        np.copyto(self.grad_weight, by_tap.transpose(3, 2, 0, 1))

    def _to_weight(self, windows: Array, grad_products: Array) -> Array:
        """Compute Σ window · gradᵀ over the columns, of shape (p, k · c, f)."""
        points, columns, filters, samples = self._products_shape
        # BLAS is a third faster when neither factor has to be transposed.
        turned = self.scratch.take("turned", (points, columns, samples, filters))
        np.copyto(turned, grad_products.swapaxes(2, 3))
        shares = self.scratch.take("shares", (points, columns, windows.shape[2], filters))
        self._to_shares(windows, turned, shares)
        total: Array = shares.sum(axis=1)
        return total

    def _to_inputs(self, weight: Array, grad_products: Array) -> Array:
        """Compute weightᵀ · grad, of shape (p, w, c, n)."""
        points, columns, filters, samples = self._products_shape
        wide = self.weight.shape[3]
        grad = self.scratch.take("transformed", self._transformed.shape[1:])
        point, column, _, sample = grad_products.strides
        whole = columns - wide + 1
        if whole > 0:
            windows = as_strided(
                grad_products,
                (points, whole, wide * filters, samples),
                (point, column, samples * sample, sample),
                writeable=False,
            )
            self._from_products(weight[:, np.newaxis], windows, grad[:, wide - 1 : columns])
        for at in self._columns_at_the_sides():
            first, last = max(0, at - wide + 1), min(columns, at + 1)
            skipped = first - (at - wide + 1)
            part = slice(skipped * filters, (skipped + last - first) * filters)
            met = grad_products[:, first:last].reshape(points, -1, samples)
            np.matmul(weight[:, :, part], met, out=grad[:, at])
        return grad

    def _columns_at_the_sides(self) -> list[int]:
        """List the columns of the padded picture that not every column of the kernel meets."""
        columns, padded = self._products_shape[1], self._padded.shape[1]
        inner = self.weight.shape[3] - 1
        return [*range(min(inner, padded)), *range(max(columns, inner), padded)]

    def _add_tile(self, index: int, grad: Array) -> None:
        """Compute B · grad, and add the first rows to those that the tile before wrote as well."""
        points, tile = len(grad), len(self._for_outputs)
        overlap = points - tile if index else 0
        rows = self.scratch.take("rows", (points, grad[0].size))
        self._from_points(self._for_inputs.T, grad.reshape(points, -1), rows)
        lines = self._grad_padded.reshape(len(self._grad_padded), -1)[index * tile :]
        lines[:overlap] += rows[:overlap]
        lines[overlap:points] = rows[overlap:]

    def _transformed_weight(self) -> Array:
        """Compute G weight, of shape (p, k, c, f)."""
        filters, channels, high, wide = self.weight.shape
        by_row = np.ascontiguousarray(self.weight.transpose(2, 3, 1, 0)).reshape(high, -1)
        by_point: Array = np.matmul(self._for_weight, by_row, dtype=np.float32)
        return by_point.reshape(-1, wide, channels, filters)
