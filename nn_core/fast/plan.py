"""From layers to stages: in which order a share of a batch goes through which memory."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.fast.batch_norm import BatchNormStage, SharedSums
from nn_core.fast.convolution import ConvolutionStage
from nn_core.fast.dense import DenseStage
from nn_core.fast.division import Division, ExchangeStage
from nn_core.fast.dropout import DropoutStage
from nn_core.fast.flatten import FlattenStage
from nn_core.fast.ordering import LayerStep, ordered_steps, suits_winograd
from nn_core.fast.pointwise import ActivationStage, BiasStage
from nn_core.fast.pooling import MaxPoolStage
from nn_core.fast.stage import Array, Scratch, Stage
from nn_core.fast.winograd import WinogradStage
from nn_core.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool2D,
    layer_from_config,
)

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["Plan", "load"]

OF_A_BYTE = np.float32(1.0 / 255.0)
"""What makes 1 of full ink in a picture of bytes."""


class Plan:
    """All stages for one share of a batch, connected through memory of their own.

    Parameters
    ----------
    network
        Whose layers they are.
    samples
        How many samples the share has.
    until
        How many layers there are up to the logits.
    gradient_vector
        Where this share's gradients go, as long as the network's parameters.
    scratch
        Memory for intermediate results, shared by the plans of one thread.
    member
        Which thread the plan belongs to.
    batch
        How many samples the whole batch has.
    shared_sums
        What the threads tell each other in batch normalisations, by the layer's index.
    division
        The member's part in a first layer whose units are shared out; None if none is.
    for_training
        Whether there will be a `backward`.

    Attributes
    ----------
    inputs
        Where the samples go: (height, width, channels, samples) or (features, samples). With a
        division, those of the whole batch.
    logits
        What comes out, an array of shape (classes, samples).
    grad_logits
        Where the gradient of the loss by the logits goes.
    """

    def __init__(
        self,
        network: "Network",
        *,
        samples: int,
        until: int,
        gradient_vector: Array,
        scratch: Scratch,
        member: int = 0,
        batch: int | None = None,
        shared_sums: Callable[[int], SharedSums] | None = None,
        division: Division | None = None,
        for_training: bool = True,
    ) -> None:
        self._network = network
        self._samples = samples
        self._gradient_vector = gradient_vector
        self._scratch = scratch
        self._member = member
        self._batch = samples if batch is None else batch
        self._shared_sums = shared_sums or _alone(network)
        self.dropouts: list[tuple[int, DropoutStage]] = []
        self._exchange = None if division is None else ExchangeStage(division)
        self.stages = self._make_stages(ordered_steps(network, until))
        self._connect()
        if for_training:
            self._connect_back()

    def load(self, images: NDArray[Any]) -> None:
        """Write samples to `inputs`, with a division those of the whole batch.

        Parameters
        ----------
        images
            As in the function `load`.
        """
        if self._exchange is None:
            load(images, self.inputs)
        else:
            _write(images, self.inputs)
            is_bytes = images.dtype == np.uint8
            self._exchange.scale = OF_A_BYTE if is_bytes else np.float32(1.0)

    def forward(self, *, training: bool) -> None:
        """Compute `logits` from `inputs`."""
        for stage in self.stages:
            stage.forward(training=training)

    def backward(self) -> None:
        """Fill this share's gradients from `grad_logits`."""
        for stage in reversed(self.stages):
            stage.backward()

    def _make_stages(self, steps: Sequence[LayerStep]) -> list[Stage]:
        stages: list[Stage] = []
        position = 0
        while position < len(steps):
            step = steps[position]
            position += 1
            following = steps[position] if position < len(steps) else None
            then_relu = following is not None and following.layer.kind == "relu"
            layer = step.layer
            exchange = self._exchange
            if exchange is not None and exchange.division.layer != step.index:
                exchange = None
            parameters, gradients = layer.parameters, self._gradients(step.index)
            if step.bias_only:
                has_bias = "bias" in parameters
                if not has_bias and following is not None and _takes_any_place(following.layer):
                    continue
                stages.append(
                    BiasStage(parameters.get("bias"), gradients.get("bias"), relu=then_relu)
                )
                position += then_relu
            elif exchange is not None:
                stages += [
                    DenseStage(
                        parameters["weight"][exchange.division.units],
                        gradients["weight"][exchange.division.units],
                        samples=self._batch,
                        is_first=True,
                    ),
                    exchange,
                ]
            elif isinstance(layer, Dense):
                stages.append(
                    DenseStage(
                        parameters["weight"],
                        gradients["weight"],
                        samples=self._samples,
                        is_first=not stages,
                    )
                )
            elif isinstance(layer, Conv2D):
                kind = (
                    WinogradStage if suits_winograd(layer, step.input_shape) else ConvolutionStage
                )
                stages.append(
                    kind(
                        layer,
                        gradients,
                        input_shape=step.input_shape,
                        samples=self._samples,
                        scratch=self._scratch,
                        is_first=not stages,
                    )
                )
            elif isinstance(layer, BatchNorm):
                stages.append(
                    BatchNormStage(
                        layer,
                        gradients,
                        shared=self._shared_sums(step.index),
                        member=self._member,
                        batch=self._batch,
                        relu=then_relu,
                    )
                )
                position += then_relu
            elif isinstance(layer, MaxPool2D):
                stages.append(MaxPoolStage())
            elif isinstance(layer, Flatten):
                already_flat = len(step.input_shape) == 1 or (
                    not stages and following is not None and isinstance(following.layer, Dense)
                )
                if not already_flat:  # a batch is loaded into any shape
                    channels, height, width = step.input_shape
                    stages.append(FlattenStage((channels, height, width), self._samples))
            elif isinstance(layer, Dropout):
                dropout = DropoutStage(layer)
                self.dropouts.append((step.index, dropout))
                stages.append(dropout)
            elif layer.kind == "relu":
                stages.append(BiasStage(None, None, relu=True))
            else:
                stages.append(ActivationStage(layer_from_config(layer.config())))
        return stages

    def _connect(self) -> None:
        shape = self._network.input_shape
        place = self.stages[0].input_place()
        if place is None:
            lengths = (shape[1], shape[2], shape[0]) if len(shape) == 3 else shape
            place = np.empty((*lengths, self._samples), np.float32)
        self.inputs = values = place
        for stage, following in zip(self.stages, [*self.stages[1:], None], strict=True):
            values = stage.connect(values, following.input_place() if following else None)
        self.logits = values

    def _connect_back(self) -> None:
        wanted = self.stages[-1].grad_place()
        self.grad_logits = gradient = np.empty_like(self.logits) if wanted is None else wanted
        for stage, previous in zip(
            reversed(self.stages), [*reversed(self.stages[:-1]), None], strict=True
        ):
            gradient = stage.connect_back(gradient, previous.grad_place() if previous else None)

    def _gradients(self, index: int) -> dict[str, Array]:
        """View this share's gradients of one layer, in the shapes of its parameters."""
        start = 0
        for layer in self._network.layers[:index]:
            start += sum(values.size for values in layer.parameters.values())
        views = {}
        for name, values in self._network.layers[index].parameters.items():
            part = self._gradient_vector[start : start + values.size]
            views[name] = part.reshape(values.shape)
            start += values.size
        return views


def _takes_any_place(layer: Layer) -> bool:
    """Tell whether a layer's stage reads its inputs wherever they are."""
    return not isinstance(layer, Conv2D | Flatten) and layer.kind != "relu"


def load(images: NDArray[Any], inputs: Array) -> None:
    """Write a share of a batch to where a plan wants it.

    Parameters
    ----------
    images
        uint8 with ink = 255 or floats with ink = 1, as many numbers a sample as the plan takes.
    inputs
        The plan's inputs: (height, width, channels, samples) or (features, samples).
    """
    _write(images, inputs)
    if images.dtype == np.uint8:
        inputs *= OF_A_BYTE


def _write(images: NDArray[Any], inputs: Array) -> None:
    """Write images as they are, be ink 1 or 255."""
    turned: NDArray[Any] = images.reshape(len(images), -1).T
    if inputs.ndim == 4:
        height, width, channels, samples = inputs.shape
        turned = turned.reshape(channels, height, width, samples).transpose(1, 2, 0, 3)
    np.copyto(inputs, turned)


def _alone(network: "Network") -> Callable[[int], SharedSums]:
    def make(index: int) -> SharedSums:
        features = len(network.layers[index].parameters["weight"])
        return SharedSums(1, features, lambda: None)

    return make
