"""Layers in order: forward, backward, and all their parameters in one vector."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError, ShapeError
from nn_core.layers import Dropout, FloatArray, Layer, Shape
from nn_core.layers.settings import LARGEST_SIZE, as_whole

__all__ = ["LayerStack"]


class LayerStack:
    """Layers in order.

    All parameters lie one after the other in a single vector, and all gradients in another; the
    layers hold views into them. Optimizers work on the vectors, layers on the views.

    Parameters
    ----------
    layers
        The layers, fresh ones; they belong to this stack from now on.
    input_shape
        The shape of one sample: (channels, height, width), or (features,).
    rng
        The source of the initial weights; with None they are 0, to be loaded.
    dtype
        float32 in use, float64 in gradient checks.

    Attributes
    ----------
    layers
        The layers, built.
    input_shape, output_shape
        The shapes of one sample going in and coming out.
    shapes
        The shape before each layer, and after the last.
    parameter_vector, gradient_vector
        All parameters, and the gradient of the loss by each of them.

    Raises
    ------
    ConfigError
        If there is no layer, one stands in two places, or `input_shape` holds anything but whole
        numbers from 1 to 65,536.
    ShapeError
        If a layer cannot take what the one before it gives.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        *,
        input_shape: Shape,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        if not layers:
            raise ConfigError("A network needs at least one layer.")
        if len({id(layer) for layer in layers}) < len(layers):
            raise ConfigError("A layer stands once in a network; make a fresh one for each place.")
        self.layers: tuple[Layer, ...] = tuple(layers)
        self.input_shape: Shape = tuple(
            as_whole("each number of input_shape", size, least=1, most=LARGEST_SIZE)
            for size in input_shape
        )
        self.dtype = dtype
        shapes = [self.input_shape]
        for index, layer in enumerate(self.layers):
            following = self.layers[index + 1].kind if index + 1 < len(self.layers) else None
            try:
                shapes.append(layer.build(shapes[-1], rng=rng, dtype=dtype, followed_by=following))
            except ShapeError as error:
                raise ShapeError(f"Layer {index} does not fit: {error}") from error
        self.shapes: tuple[Shape, ...] = tuple(shapes)
        self.output_shape: Shape = shapes[-1]
        self._gather_parameters()

    def forward(
        self, inputs: FloatArray, *, training: bool = False, until: int | None = None
    ) -> FloatArray:
        """Go through the layers.

        Parameters
        ----------
        inputs
            ndarray of shape (batch, *input_shape), ink = 1, paper = 0.
        training
            Whether the network is learning (Dropout and BatchNorm then behave differently).
        until
            How many layers to go through; None for all.

        Returns
        -------
        FloatArray
            ndarray of shape (batch, *output_shape).

        Raises
        ------
        ShapeError
            If the inputs have another shape.
        """
        if inputs.shape[1:] != self.input_shape:
            raise ShapeError(
                f"The network takes samples of shape {self.input_shape}, not {inputs.shape[1:]}."
            )
        outputs = inputs
        for layer in self.layers[:until]:
            outputs = layer.forward(outputs, training=training)
        return outputs

    def backward(self, grad_output: FloatArray, *, until: int | None = None) -> FloatArray:
        """Go back through the layers of the latest `forward`, filling all gradients.

        Parameters
        ----------
        grad_output
            The gradient of the loss by the outputs.
        until
            As in `forward`.

        Returns
        -------
        FloatArray
            The gradient of the loss by the inputs, ndarray of shape (batch, *input_shape).
        """
        gradient = grad_output
        for layer in reversed(self.layers[:until]):
            gradient = layer.backward(gradient)
        return gradient

    def reseed(self, rng: np.random.Generator) -> None:
        """Give every dropout a new source of chance, drawn from `rng`."""
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.rng = np.random.default_rng(rng.integers(2**63))

    def _gather_parameters(self) -> None:
        """Move all parameters into one vector, and leave the layers views into it."""
        size = sum(values.size for _, values in self._each("parameters"))
        self.parameter_vector: FloatArray = np.empty(size, self.dtype)
        self.gradient_vector: FloatArray = np.zeros(size, self.dtype)
        start = 0
        for layer in self.layers:
            for name, values in layer.parameters.items():
                part = slice(start, start + values.size)
                self.parameter_vector[part] = values.ravel()
                layer.parameters[name] = self.parameter_vector[part].reshape(values.shape)
                layer.gradients[name] = self.gradient_vector[part].reshape(values.shape)
                start = part.stop

    def move_parameters(self, vector: FloatArray) -> None:
        """Let all parameters live in another vector, which holds the same numbers.

        Parameters
        ----------
        vector
            As long as `parameter_vector`, and of its dtype.
        """
        start = 0
        for layer in self.layers:
            for name, values in layer.parameters.items():
                part = slice(start, start + values.size)
                layer.parameters[name] = vector[part].reshape(values.shape)
                start = part.stop
        self.parameter_vector = vector

    def _each(self, what: str) -> Iterator[tuple[str, FloatArray]]:
        for index, layer in enumerate(self.layers):
            arrays: dict[str, FloatArray] = getattr(layer, what)
            for name, values in arrays.items():
                yield f"{index}.{name}", values

    def parameters(self) -> dict[str, FloatArray]:
        """Name the live parameters: "0.weight", "0.bias", …, as PyTorch's Sequential does."""
        return dict(self._each("parameters"))

    def gradients(self) -> dict[str, FloatArray]:
        """Name the live gradients, as `parameters` does."""
        return dict(self._each("gradients"))

    def buffers(self) -> dict[str, FloatArray]:
        """Name the live buffers: what is kept but not learnt."""
        return dict(self._each("buffers"))

    def state(self) -> dict[str, FloatArray]:
        """Copy all parameters and buffers."""
        return {
            name: values.copy() for name, values in (self.parameters() | self.buffers()).items()
        }

    def load_state(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take over parameters and buffers that `state` of a like network gave.

        Nothing is changed unless everything fits.

        Parameters
        ----------
        state
            An array for each parameter and buffer, by name.

        Raises
        ------
        ShapeError
            If a name is missing or unknown, or an array has another shape or dtype.
        """
        mine = self.parameters() | self.buffers()
        if missing := [name for name in mine if name not in state]:
            raise ShapeError(f"The weights lack {', '.join(missing)}.")
        if unknown := [name for name in state if name not in mine]:
            raise ShapeError(f"The network has no place for the weights {', '.join(unknown)}.")
        for name, values in mine.items():
            new = state[name]
            if new.shape != values.shape or new.dtype != values.dtype:
                raise ShapeError(
                    f"{name} should be {values.dtype} of shape {values.shape}, "
                    f"not {new.dtype} of shape {new.shape}."
                )
        for name, values in mine.items():
            values[...] = state[name]

    def decay_parts(self) -> list[tuple[slice, bool]]:
        """Divide the parameter vector by whether weight decay applies.

        Returns
        -------
        list[tuple[slice, bool]]
            Neighbouring parts in order; weights decay, biases and the scales of a batch
            normalisation do not.
        """
        parts: list[tuple[slice, bool]] = []
        start = 0
        for _, values in self._each("parameters"):
            stop, decays = start + values.size, values.ndim > 1
            if parts and parts[-1][1] == decays:
                parts[-1] = (slice(parts[-1][0].start, stop), decays)
            else:
                parts.append((slice(start, stop), decays))
            start = stop
        return parts
