"""Reading one picture at once: every buffer made ready, every weight in the order that it is used.

A picture lies as (height, width, channels). What can be worked out once is worked out when the
reader is made: a bias and a batch normalisation become one scale and one shift, weights are turned
around, and buffers are filled in place. The weights are those of that moment.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from nn_core.errors import ShapeError
from nn_core.fast.ordering import LayerStep, ordered_steps, suits_winograd
from nn_core.fast.products import cut
from nn_core.fast.stage import Array
from nn_core.fast.toom_cook import best_tile, toom_cook
from nn_core.layers import BatchNorm, Conv2D, Dense, Flatten, MaxPool2D, layer_from_config

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["OneImageReader"]

Action = Callable[[], object]
"""One thing to do, between buffers that it knows."""


class OneImageReader:
    """Computes the logits of one picture with as little delay as possible.

    It may be called from several threads; they wait for each other. Delays are least while each
    matrix product runs on one thread (`one_blas_thread`).

    Parameters
    ----------
    network
        A network that `supports` knows. Weights that change later play no part.
    keeps_weights
        Whether nobody changes them, so that no copy needs to be made of those that are used as
        they are.
    """

    def __init__(self, network: "Network", *, keeps_weights: bool = False) -> None:
        self._keeps_weights = keeps_weights
        self._input_shape = network.input_shape
        self._lock = threading.Lock()
        self._actions: list[Action] = []
        self._pixels = np.zeros(int(np.prod(network.input_shape)), np.float32)
        values: Array = self._pixels
        if len(network.input_shape) == 3:
            values = values.reshape(network.input_shape).transpose(1, 2, 0)
        steps = ordered_steps(network, network.logit_layers())
        while steps:
            if _is_affine(steps[0]):
                count = next(
                    (n for n, step in enumerate(steps) if not _is_affine(step)), len(steps)
                )
                self._add_affine(steps[:count], values)
                steps = steps[count:]
            else:
                values = self._add(steps.pop(0), values)
        self._logits = values

    def logits(self, image: NDArray[Any]) -> Array:
        """Compute the logits of one picture.

        Parameters
        ----------
        image
            uint8 ndarray of shape (height, width), ink = 255, or floats in the network's input
            shape, ink = 1.

        Returns
        -------
        Array
            float32 ndarray of shape (classes,), the caller's own.

        Raises
        ------
        ShapeError
            If the picture has another size.
        """
        if image.size != self._pixels.size:
            raise ShapeError(
                f"The network takes samples of shape {self._input_shape}, "
                f"not a picture of shape {image.shape}."
            )
        scale = _FROM_BYTES if image.dtype == np.uint8 else _FROM_FLOATS
        with self._lock:
            np.multiply(image.reshape(-1), scale, out=self._pixels, casting="same_kind")
            for action in self._actions:
                action()
            return self._logits.copy()

    def _add(self, step: LayerStep, values: Array) -> Array:
        """Add what one layer does, and give the buffer of its outputs."""
        layer = step.layer
        if isinstance(layer, Conv2D):
            values = self._padded(values, layer.padding)
            if suits_winograd(layer, step.input_shape):
                return self._add_winograd(layer, values)
            return self._add_convolution(layer, values)
        if isinstance(layer, Dense):
            weight = layer.parameters["weight"]
            if not self._keeps_weights:
                weight = weight.copy()
            return self._product(weight, values, np.empty(len(weight), np.float32))
        if isinstance(layer, MaxPool2D):
            return self._add_max_pool(values)
        if isinstance(layer, Flatten):
            return self._add_flatten(values)
        if layer.kind == "dropout":
            return values
        outputs = np.empty(values.shape, np.float32)
        twin = layer_from_config(layer.config())
        self._actions.append(lambda: np.copyto(outputs, twin.forward(values)))
        return outputs

    def _add_affine(self, steps: list[LayerStep], values: Array) -> None:
        """Add biases, batch normalisations and ReLUs, in place."""
        scale: Any = np.float32(1.0)
        shift: Any = np.float32(0.0)
        for step in steps:
            layer = step.layer
            if layer.kind == "relu":
                self._scale_and_shift(values, scale, shift)
                self._actions.append(lambda: np.maximum(values, _ZERO, out=values))
                scale, shift = np.float32(1.0), np.float32(0.0)
            elif isinstance(layer, BatchNorm):
                deviation = np.sqrt(layer.buffers["running_var"] + layer.epsilon)
                factor = layer.parameters["weight"] / deviation
                offset = layer.parameters["bias"] - layer.buffers["running_mean"] * factor
                scale, shift = scale * factor, shift * factor + offset
            elif "bias" in layer.parameters:
                shift = shift + layer.parameters["bias"]
        self._scale_and_shift(values, scale, shift)

    def _scale_and_shift(self, values: Array, scale: Any, shift: Any) -> None:
        if np.any(scale != 1.0):
            self._actions.append(lambda: np.multiply(values, scale, out=values))
        if np.any(shift != 0.0):
            self._actions.append(lambda: np.add(values, shift, out=values))

    def _padded(self, values: Array, padding: tuple[int, int]) -> Array:
        above, left = padding
        if not (above or left):
            return values
        height, width, channels = values.shape
        padded = np.zeros((height + 2 * above, width + 2 * left, channels), np.float32)
        inner = padded[above : above + height, left : left + width]
        self._actions.append(lambda: np.copyto(inner, values))
        return padded

    def _add_convolution(self, layer: Conv2D, values: Array) -> Array:
        """Lay out every window as a row, and multiply with the weight."""
        height, width, channels = values.shape
        (high, wide), (down, across) = layer.kernel_size, layer.stride
        rows, columns = (height - high) // down + 1, (width - wide) // across + 1
        row, column, channel = values.strides
        windows = as_strided(
            values,
            (rows, columns, high, wide, channels),
            (row * down, column * across, row, column, channel),
        )
        laid_out = np.empty(windows.shape, np.float32)
        weight = _by_row_column_channel(layer)
        self._actions.append(lambda: np.copyto(laid_out, windows))
        flat = laid_out.reshape(rows * columns, -1)
        outputs = self._product(flat, weight, np.empty((len(flat), weight.shape[1]), np.float32))
        return outputs.reshape(rows, columns, -1)

    def _add_winograd(self, layer: Conv2D, values: Array) -> Array:
        """Do as `WinogradStage` does: fewer products, along the rows."""
        height, width, channels = values.shape
        high, wide = layer.kernel_size
        rows, columns, filters = height - high + 1, width - wide + 1, layer.filters
        tile = best_tile(rows, high)
        tiles, points = -(-rows // tile), tile + high - 1
        matrices = toom_cook(tile, high)
        if len(values) < tiles * tile + high - 1 or not values.flags.c_contiguous:
            longer = np.zeros((tiles * tile + high - 1, width, channels), np.float32)
            source, begin = values, longer[:height]
            self._actions.append(lambda: np.copyto(begin, source))
            values = longer

        line, item = values.strides[0], values.itemsize
        tiled = as_strided(
            values, (tiles, points, width * channels), (tile * line, line, item), writeable=False
        )
        transformed = np.empty(tiled.shape, np.float32)
        self._product(matrices.for_inputs.astype(np.float32), tiled, transformed)

        windows = as_strided(
            transformed,
            (points, tiles, columns, wide * channels),
            (line, points * line, channels * item, item),
            writeable=False,
        )
        laid_out = np.empty(windows.shape, np.float32)
        self._actions.append(lambda: np.copyto(laid_out, windows))
        by_tap = _by_row_column_channel(layer).reshape(high, -1)
        weight = matrices.for_weight.astype(np.float32) @ by_tap
        products = self._product(
            laid_out.reshape(points, tiles * columns, -1),
            weight.reshape(points, -1, filters),
            np.empty((points, tiles * columns, filters), np.float32),
        )
        outputs = self._product(
            np.ascontiguousarray(matrices.for_outputs, np.float32),
            products.reshape(points, tiles, -1).transpose(1, 0, 2),
            np.empty((tiles, tile, columns * filters), np.float32),
        )
        return outputs.reshape(tiles * tile, columns, filters)[:rows]

    def _add_max_pool(self, values: Array) -> Array:
        rows, columns = values.shape[0] // 2, values.shape[1] // 2
        quads = values[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, -1)
        left, right = quads[:, :, :, 0], quads[:, :, :, 1]
        larger = np.empty(left.shape, np.float32)
        upper, lower = larger[:, 0], larger[:, 1]
        outputs = np.empty(upper.shape, np.float32)
        self._actions.append(lambda: np.maximum(left, right, out=larger))
        self._actions.append(lambda: np.maximum(upper, lower, out=outputs))
        return outputs

    def _add_flatten(self, values: Array) -> Array:
        if values.ndim == 1:
            return values
        by_channel = values.transpose(2, 0, 1)
        if by_channel.flags.c_contiguous:
            return by_channel.reshape(-1)
        ordered = np.empty(by_channel.shape, np.float32)
        self._actions.append(lambda: np.copyto(ordered, by_channel))
        return ordered.reshape(-1)

    def _product(self, left: Array, right: Array, outputs: Array) -> Array:
        pieces = cut(left, right, outputs) if outputs.ndim > 1 else [(left, right, outputs)]
        self._actions += [partial(np.matmul, *factors, out=out) for *factors, out in pieces]
        return outputs


_ZERO = np.float32(0.0)
_FROM_BYTES = np.float32(1.0 / 255.0)
_FROM_FLOATS = np.float32(1.0)


def _is_affine(step: LayerStep) -> bool:
    return step.bias_only or step.layer.kind in ("relu", "batch_norm")


def _by_row_column_channel(layer: Conv2D) -> Array:
    """Turn the weight into (kernel rows · kernel columns · channels, filters)."""
    weight = layer.parameters["weight"].transpose(2, 3, 1, 0)
    return np.ascontiguousarray(weight, np.float32).reshape(-1, layer.filters)
