"""A network: what reads pictures, learns from them, and is copied and described."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.errors import ConfigError, DatasetError, ShapeError
from nn_core.fast import OneImageReader, supports
from nn_core.layer_stack import LayerStack
from nn_core.layers import Conv2D, Dense, FloatArray, Layer, Shape, layer_from_config, softmax
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


class Network(LayerStack):
    """Layers from a picture to one logit for each class, and what people do with them.

    A network may be read by several threads at once only while none of them trains it or calls
    `forward` and `backward`, which keep what they need in the layers.

    Parameters
    ----------
    layers, input_shape, rng, dtype
        As in `LayerStack`. The last layer gives logits; a Softmax at the very end is allowed.

    Raises
    ------
    ConfigError, ShapeError
        As in `LayerStack`.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        *,
        input_shape: Shape,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
    ) -> None:
        super().__init__(layers, input_shape=input_shape, rng=rng, dtype=dtype)
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

    def move_parameters(self, vector: FloatArray) -> None:
        """Let all parameters live in another vector, as `LayerStack` does."""
        super().move_parameters(vector)
        self._reader = None  # made anew when it is needed

    def logit_layers(self, absorbed: str | None = "softmax") -> int:
        """Count the layers up to the logits: all, but for a last one of the `absorbed` kind."""
        return len(self.layers) - (self.layers[-1].kind == absorbed)

    def as_inputs(self, images: ArrayLike) -> FloatArray:
        """Make pictures or numbers into a batch that the first layer takes.

        Parameters
        ----------
        images
            uint8 ndarray of shape (samples, height, width), ink = 255, or floats of shape
            (samples, *input_shape), ink = 1, which may be lists as well.

        Raises
        ------
        ShapeError
            If a sample does not have as many numbers as the network takes, or they are neither
            bytes nor floats.
        """
        pictures = np.asarray(images)
        self._check(pictures)
        inputs: FloatArray = pictures.astype(self.dtype, copy=False)
        if pictures.dtype == np.uint8:
            inputs *= self.dtype(1.0 / 255.0)
        return inputs.reshape(len(pictures), *self.input_shape)

    def _check(self, images: NDArray[Any]) -> None:
        if images.ndim < 2 or math.prod(images.shape[1:]) != math.prod(self.input_shape):
            raise ShapeError(
                f"The network takes samples of shape {self.input_shape}, one or more in an array, "
                f"not an array of shape {images.shape}."
            )
        if images.dtype.kind not in "fb" and images.dtype != np.uint8:
            # Whether 1 or 255 or 65,535 stands for ink, no other kind of number tells.
            raise ShapeError(
                f"Pictures are uint8 with ink = 255, or floats with ink = 1, not {images.dtype}."
            )

    def logits(self, images: ArrayLike) -> FloatArray:
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
        pictures = np.asarray(images)
        if len(pictures) > self._plain_up_to and supports(self, self.logit_layers()):
            self._check(pictures)
            return self._fast_reader().logits(pictures)
        logits = np.empty((len(pictures), *self.output_shape), self.dtype)
        for start in range(0, len(pictures), READ_BATCH):
            batch = slice(start, start + READ_BATCH)
            inputs = self.as_inputs(pictures[batch])
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

    def predict_probabilities(self, images: ArrayLike) -> FloatArray:
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
        return self.as_probabilities(self.logits(images))

    def as_probabilities(self, logits: FloatArray) -> FloatArray:
        """Turn what `logits` gave, of shape (samples, classes), into the classes' probabilities."""
        if self.layers[-1].kind == "sigmoid":
            sums = np.maximum(logits.sum(axis=1, keepdims=True), np.finfo(self.dtype).tiny)
            shares: FloatArray = logits / sums
            return shares
        return softmax(logits)

    def predict(self, images: ArrayLike) -> NDArray[np.int64]:
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
        DatasetError
            If it is no dataset.
        ShapeError
            If the pictures have another size than the network takes.
        """
        from nn_core.metrics import Evaluation

        _check_dataset(dataset)
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
        DatasetError
            If `train` or `validation` is no dataset.
        ShapeError
            If the network does not take the pictures, or does not give a row of logits.
        """
        from nn_core.training import Trainer, TrainingConfig

        _check_dataset(train)
        if validation is not None:
            _check_dataset(validation)
        if given := [name for name in ("architecture", "initializer") if name in settings]:
            raise ConfigError(
                f"The network has its layers and weights already; {given[0]} cannot be set here."
            )
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


def _check_dataset(dataset: object) -> None:
    """Refuse the arrays that other libraries take, and tell how to make a dataset of them."""
    from nn_core.data.dataset import Dataset

    if not isinstance(dataset, Dataset):
        raise DatasetError(
            f"Networks learn from and are tried on a Dataset, not {type(dataset).__name__}; "
            "nn_core.data.dataset_of(images, labels) makes one of arrays."
        )
