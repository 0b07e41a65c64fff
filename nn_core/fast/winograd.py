"""Conv2D on the fast path with fewer multiplications: Toom-Cook along the rows.

A tile of neighbouring output rows is computed from transformed input rows, which along the rows
turns the convolution into a product at each of a few points. Along the columns it stays as it is
written: the columns that a kernel covers lie one after the other in memory, so the matrices of
neighbouring columns overlap and nothing has to be laid out anew. In training, `backward` is the
exact transpose of `forward`.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nn_core.fast.stage import Array, Gradients, Scratch, Stage
from nn_core.fast.toom_cook import best_tile, toom_cook
from nn_core.layers import Conv2D, Shape

__all__ = ["WinogradStage"]


class WinogradStage(Stage):
    """A convolution with a stride of 1 and a kernel of 2 to 6 rows, without the bias.

    Shapes below: t tiles of m rows each, p = m + kernel rows - 1 points, c channels, f filters,
    k kernel columns, w columns, n samples.

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
        self.weight = layer.parameters["weight"]
        self.grad_weight = gradients["weight"]
        self.scratch = scratch
        self.is_first = is_first
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
        self._products_shape = (tiles, points, columns, filters, samples)
        self._sums = np.empty((tiles, tile, columns * filters * samples), np.float32)
        self._grad_sums = np.zeros_like(self._sums)
        self._pictures = (tiles * tile, columns, filters, samples)

    def input_place(self) -> Array:
        """Ask for the inputs in the middle of a padded picture."""
        return self._padded[self._interior]

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
        """Compute Aᵀ [(G weight) · (Bᵀ inputs)]."""
        tiles, points = self._transformed.shape[:2]
        np.matmul(self._for_inputs, self._tiles, out=self._transformed.reshape(tiles, points, -1))
        weight = self._transformed_weight().transpose(0, 3, 1, 2)  # (p, f, k, c)
        weight = np.ascontiguousarray(weight).reshape(points, 1, len(self.weight), -1)
        products = self.scratch.take("products", self._products_shape)
        np.matmul(weight, self._windows, out=products)
        np.matmul(self._for_outputs, products.reshape(tiles, points, -1), out=self._sums)

    def backward(self) -> None:
        """Carry the gradient back through the three products, each matrix transposed."""
        tiles, points = self._transformed.shape[:2]
        grad_products = self.scratch.take("products", self._products_shape)
        np.matmul(
            self._for_outputs.T,
            self._grad_sums,
            out=grad_products.reshape(tiles, points, -1),
        )
        self._to_weight(grad_products)
        if not self.is_first:
            self._to_inputs(grad_products)

    def _to_weight(self, grad_products: Array) -> None:
        """Compute Gᵀ Σ window · gradᵀ."""
        tiles, points, columns, filters, samples = self._products_shape
        _, channels, high, wide = self.weight.shape
        # BLAS is a third faster when neither factor has to be transposed.
        turned = self.scratch.take("turned", (tiles, points, columns, samples, filters))
        np.copyto(turned, grad_products.swapaxes(3, 4))
        shares = self.scratch.take("shares", (tiles, points, columns, wide * channels, filters))
        np.matmul(self._windows, turned, out=shares)
        by_point = shares.sum(axis=(0, 2)).reshape(points, -1)
        by_tap = (self._for_weight.T @ by_point).reshape(high, wide, channels, filters)
        np.copyto(self.grad_weight, by_tap.transpose(3, 2, 0, 1))

    def _to_inputs(self, grad_products: Array) -> None:
        """Compute B (weightᵀ · grad), the overlapping rows of neighbouring tiles added up."""
        tiles, points, columns, filters, samples = self._products_shape
        wide = self.weight.shape[3]
        # (p, c, k · f), the kernel turned around: its last column meets the first output.
        weight = self._transformed_weight().transpose(0, 2, 1, 3)[:, :, ::-1]
        weight = np.ascontiguousarray(weight).reshape(points, weight.shape[1], -1)
        grad = self.scratch.take("transformed", self._transformed.shape)
        one, two, column, _, sample = grad_products.strides
        whole = columns - wide + 1
        if whole > 0:
            windows = as_strided(
                grad_products,
                (tiles, points, whole, wide * filters, samples),
                (one, two, column, samples * sample, sample),
            )
            np.matmul(weight[:, np.newaxis], windows, out=grad[:, :, wide - 1 : columns])
        for at in self._columns_at_the_sides():
            first, last = max(0, at - wide + 1), min(columns, at + 1)
            skipped = first - (at - wide + 1)
            part = slice(skipped * filters, (skipped + last - first) * filters)
            met = grad_products[:, :, first:last].reshape(tiles, points, -1, samples)
            np.matmul(weight[:, :, part], met, out=grad[:, :, at])
        self._add_tiles(grad.reshape(tiles, points, -1))

    def _columns_at_the_sides(self) -> list[int]:
        """List the columns of the padded picture that not every column of the kernel meets."""
        columns, padded = self._products_shape[2], self._padded.shape[1]
        inner = self.weight.shape[3] - 1
        return [*range(min(inner, padded)), *range(max(columns, inner), padded)]

    def _add_tiles(self, grad: Array) -> None:
        """Compute B · grad for each tile, and add the rows in which two tiles overlap."""
        tiles, points, line = grad.shape
        tile = self._for_outputs.shape[0]
        overlap = points - tile
        transform = self._for_inputs.T
        if overlap > tile:
            self._grad_padded[...] = 0.0
            lines = self._grad_padded.reshape(-1, line)
            for index in range(tiles):
                lines[index * tile : index * tile + points] += transform @ grad[index]
            return
        lines = self._grad_padded.reshape(-1, line)
        np.matmul(transform[:tile], grad, out=lines[: tiles * tile].reshape(tiles, tile, line))
        beyond = self.scratch.take("beyond", (tiles, overlap, line))
        np.matmul(transform[tile:], grad, out=beyond)
        lines[: tiles * tile].reshape(tiles, tile, line)[1:, :overlap] += beyond[:-1]
        lines[tiles * tile :] = beyond[-1]

    def _transformed_weight(self) -> Array:
        """Compute G weight, of shape (p, k, c, f)."""
        filters, channels, high, wide = self.weight.shape
        by_row = np.ascontiguousarray(self.weight.transpose(2, 3, 1, 0)).reshape(high, -1)
        by_point: Array = np.matmul(self._for_weight, by_row, dtype=np.float32)
        return by_point.reshape(-1, wide, channels, filters)
