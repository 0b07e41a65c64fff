"""A network: layers in order, from a picture to one logit for each class, and back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError, ShapeError
from nn_core.fast import OneImageReader, supports
from nn_core.layers import (
    Conv2D,
    Dense,
    Dropout,
    FloatArray,
    Layer,
    Shape,
    layer_from_config,
    softmax,
)
from nn_core.layers.settings import LARGEST_SIZE, as_whole
from nn_core.summary import table

if TYPE_CHECKING:  # a network that reads does without them
    from nn_core.data.dataset import Dataset
    from nn_core.fast import FastReader
    from nn_core.metrics import Evaluation
    from nn_core.training import TrainingConfig, TrainingResult

__all__ = ["Network"]

ACTIVATIONS = ("relu", "leaky_relu", "gelu", "sigmoid", "tanh", "softmax")
"""What may stand between two dense layers."""

PLAIN_UP_TO = 8
"""Up to so many pictures, dense layers alone are not worth the fast path's preparations."""

READ_BATCH = 256
"""How many pictures are read at a time; more would only take more memory."""


class Network:
    """Layers in order.

    All parameters lie one after the other in a single vector, and all gradients in another; the
    layers hold views into them. Optimizers work on the vectors, layers on the views.

    A network may be read by several threads at once only while none of them trains it or calls
    `forward` and `backward`, which keep what they need in the layers.

    Parameters
    ----------
    layers
        The layers, fresh ones; they belong to this network from now on. The last gives logits;
        a Softmax at the very end is allowed.
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
        self._reader: FastReader | None = None
        convolves = any(isinstance(layer, Conv2D) for layer in self.layers)
        self._plain_up_to = 0 if convolves else PLAIN_UP_TO
        self._reading = Lock()  # `forward` keeps what it makes in the layers

    @classmethod
    def dense(
        cls, sizes: Sequence[int], *, activation: str = "relu", rng: np.random.Generator
    ) -> Network:
        """Make a fully connected network from the sizes of its layers.

        Parameters
        ----------
        sizes
            Inputs, hidden layers, outputs: [784, 256, 128, 10].
        activation
            The kind of the layer between two dense ones.
        rng
            The source of the initial weights.

        Raises
        ------
        ConfigError
            If there are fewer than two sizes, or the activation is unknown.
        """
        if len(sizes) < 2:
            raise ConfigError(f"A dense network needs inputs and outputs, not sizes {list(sizes)}.")
        if activation not in ACTIVATIONS:
            raise ConfigError(
                f"Unknown activation {activation!r}; there are {', '.join(ACTIVATIONS)}."
            )
        layers: list[Layer] = []
        for units in sizes[1:]:
            if layers:
                layers.append(layer_from_config({"kind": activation}))
            layers.append(Dense(units))
        return cls(layers, input_shape=(sizes[0],), rng=rng)

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
        self._reader = None  # made anew when it is needed

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

    def logit_layers(self, absorbed: str | None = "softmax") -> int:
        """Count the layers up to the logits: all, but for a last one of the `absorbed` kind."""
        return len(self.layers) - (self.layers[-1].kind == absorbed)

    def as_inputs(self, images: NDArray[Any]) -> FloatArray:
        """Make pictures or numbers into a batch that the first layer takes.

        Parameters
        ----------
        images
            uint8 ndarray of shape (samples, height, width), ink = 255, or floats of shape
            (samples, *input_shape), ink = 1.

        Raises
        ------
        ShapeError
            If a sample does not have as many numbers as the network takes, or they are neither
            bytes nor floats.
        """
        self._check(images)
        inputs: FloatArray = images.astype(self.dtype, copy=False)
        if images.dtype == np.uint8:
            inputs *= self.dtype(1.0 / 255.0)
        return inputs.reshape(len(images), *self.input_shape)

    def _check(self, images: NDArray[Any]) -> None:
        if images.ndim < 2 or math.prod(images.shape[1:]) != math.prod(self.input_shape):
            raise ShapeError(
                f"The network takes samples of shape {self.input_shape}, "
                f"not an array of shape {images.shape}."
            )
        if images.dtype.kind not in "fb" and images.dtype != np.uint8:
            # Whether 1 or 255 or 65,535 stands for ink, no other kind of number tells.
            raise ShapeError(
                f"Pictures are uint8 with ink = 255, or floats with ink = 1, not {images.dtype}."
            )

    def logits(self, images: NDArray[Any]) -> FloatArray:
        """Compute the logits of pictures, a few hundred at a time.

        Parameters
        ----------
        images
            As in `as_inputs`.

        Returns
        -------
        FloatArray
            ndarray of shape (samples, classes).

        Raises
        ------
        ShapeError
            As in `as_inputs`.
        """
        if len(images) > self._plain_up_to and supports(self, self.logit_layers()):
            self._check(images)
            return self._fast_reader().logits(images)
        logits = np.empty((len(images), *self.output_shape), self.dtype)
        for start in range(0, len(images), READ_BATCH):
            batch = slice(start, start + READ_BATCH)
            inputs = self.as_inputs(images[batch])
            with self._reading:
                logits[batch] = self.forward(inputs, until=self.logit_layers())
        return logits

    def _fast_reader(self) -> FastReader:
        from nn_core.fast import FastReader

        with self._reading:  # threads that read at once share one
            if self._reader is None:
                self._reader = FastReader(self)
        return self._reader

    def one_image_reader(
        self, *, keeps_weights: bool = False
    ) -> Callable[[NDArray[Any]], FloatArray]:
        """Make ready to read single pictures with as little delay as possible.

        Parameters
        ----------
        keeps_weights
            Whether this network keeps the weights that it has now; it takes less memory then.

        Returns
        -------
        Callable
            Takes one picture, uint8 ndarray of shape (height, width) or floats of the input
            shape, and gives its logits, ndarray of shape (classes,). It reads with the weights of
            now, whatever becomes of them, and may be called from several threads.
        """
        if supports(self, self.logit_layers()):
            return OneImageReader(self, keeps_weights=keeps_weights).logits
        twin, lock = self.copy(), Lock()

        def read(image: NDArray[Any]) -> FloatArray:
            with lock:
                logits: FloatArray = twin.logits(image[np.newaxis])[0]
            return logits

        return read

    def predict_probabilities(self, images: NDArray[Any]) -> FloatArray:
        """Compute the probabilities of the classes.

        Parameters
        ----------
        images
            As in `as_inputs`.

        Returns
        -------
        FloatArray
            ndarray of shape (samples, classes); every row adds up to 1.

        Raises
        ------
        ShapeError
            If the pictures have another size than the network takes.
        """
        logits = self.logits(images)
        if self.layers[-1].kind == "sigmoid":
            logits /= np.maximum(logits.sum(axis=1, keepdims=True), np.finfo(self.dtype).tiny)
            return logits
        return softmax(logits)

    def predict(self, images: NDArray[Any]) -> NDArray[np.int64]:
        """Name the likeliest class of each picture.

        Parameters
        ----------
        images
            As in `as_inputs`.

        Returns
        -------
        NDArray[np.int64]
            ndarray of shape (samples,).

        Raises
        ------
        ShapeError
            If the pictures have another size than the network takes.
        """
        labels: NDArray[np.int64] = self.logits(images).argmax(axis=1).astype(np.int64)
        return labels

    def evaluate(self, dataset: Dataset) -> Evaluation:
        """Compare the network's answers with a dataset's labels.

        Raises
        ------
        ShapeError
            If the pictures have another size than the network takes.
        """
        from nn_core.metrics import Evaluation

        return Evaluation.of(self.predict_probabilities(dataset.images), dataset.labels)

    def fit(
        self,
        train: Dataset,
        validation: Dataset | None = None,
        *,
        config: TrainingConfig | None = None,
        **settings: Any,
    ) -> TrainingResult:
        """Train the network, from the weights that it has now.

        Parameters
        ----------
        train
            What to learn from.
        validation
            What to choose the best weights by; None holds back a share of `train`.
        config
            How to train; None takes the defaults.
        **settings
            Settings of `TrainingConfig` to change: `epochs=3, optimizer="adam"`.

        Returns
        -------
        TrainingResult
            With the history, one report an epoch.

        Raises
        ------
        ConfigError
            If a setting is unknown or out of range, or no layer has anything to learn.
        ShapeError
            If the network does not take the pictures, or does not give a row of logits.
        """
        from nn_core.training import Trainer, TrainingConfig

        if len(self.output_shape) != 1:
            raise ShapeError(
                "A network that is trained ends in one row of logits a sample (put a Flatten "
                f"before a last Dense), not in {self.output_shape}."
            )
        if not self.parameter_vector.size:
            raise ConfigError("No layer of the network has weights, so there is nothing to learn.")
        base = (config or TrainingConfig()).to_dict()
        trainer = Trainer(
            TrainingConfig.from_dict(base | settings), train, validation, network=self
        )
        return trainer.train()

    def summary(self) -> str:
        """Draw up a table of the layers, the shapes that they give, and their parameters."""
        counts = [sum(values.size for values in layer.parameters.values()) for layer in self.layers]
        return table([layer.kind for layer in self.layers], self.shapes, counts)

    def config(self) -> list[dict[str, Any]]:
        """Describe the layers so that `from_config` makes a network like this one."""
        return [layer.config() for layer in self.layers]

    @classmethod
    def from_config(
        cls,
        configs: Sequence[Mapping[str, Any]],
        *,
        input_shape: Shape,
        rng: np.random.Generator | None = None,
        dtype: type[np.floating] = np.float32,
    ) -> Network:
        """Make a network from what `config` gave.

        Parameters
        ----------
        configs
            One mapping a layer.
        input_shape
            The shape of one sample.
        rng
            The source of the initial weights; with None they are 0, to be loaded.
        dtype
            float32 in use, float64 in gradient checks.

        Raises
        ------
        ConfigError
            If a layer's configuration is wrong.
        ShapeError
            If the layers do not go together.
        """
        layers = [layer_from_config(config) for config in configs]
        return cls(layers, input_shape=input_shape, rng=rng, dtype=dtype)

    def copy(self) -> Network:
        """Make a network of its own with the same layers and weights."""
        twin = Network.from_config(self.config(), input_shape=self.input_shape, dtype=self.dtype)
        twin.load_state(self.state())
        return twin
