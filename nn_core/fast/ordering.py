"""Which layers the fast path knows, and in which order it goes through them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nn_core.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D, Shape

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["LayerStep", "ordered_steps", "suits_winograd", "supports"]

_POINTWISE = {"leaky_relu", "sigmoid", "tanh", "gelu"}


def supports(network: "Network", until: int | None = None) -> bool:
    """Tell whether the fast path knows every layer of a network, or of its first ones."""
    if network.dtype is not np.float32 or len(network.input_shape) not in (1, 3):
        return False
    return all(_supports(layer) for layer in network.layers[:until])


def _supports(layer: Layer) -> bool:
    if isinstance(layer, MaxPool2D):
        return layer.pool_size == layer.stride == (2, 2)
    known = isinstance(layer, Dense | Conv2D | Flatten | Dropout | BatchNorm)
    return known or layer.kind == "relu" or layer.kind in _POINTWISE


@dataclass(frozen=True, slots=True)
class LayerStep:
    """What becomes a stage: a layer, or its bias alone, at its place in the network.

    Attributes
    ----------
    layer, index
        The layer, and which of the network's it is.
    input_shape
        The shape of one sample going in, in the network's own order of layers.
    bias_only
        Whether only the bias is meant; a dense or convolutional layer itself goes without it.
    """

    layer: Layer
    index: int
    input_shape: Shape
    bias_only: bool = False


def ordered_steps(network: "Network", until: int) -> list[LayerStep]:
    """List the layers in the order of the fast path; a bias is a step of its own.

    Max-pooling comes before a bias and a ReLU: both keep the order of numbers, so the outcome is
    the same, and they have a quarter of the numbers to work on.
    """
    ordered: list[LayerStep] = []
    for index, (layer, shape) in enumerate(
        zip(network.layers[:until], network.shapes, strict=False)
    ):
        at = len(ordered)
        if isinstance(layer, MaxPool2D):
            while at and (ordered[at - 1].bias_only or ordered[at - 1].layer.kind == "relu"):
                at -= 1
        ordered.insert(at, LayerStep(layer, index, shape))
        if isinstance(layer, Conv2D | Dense):
            ordered.append(LayerStep(layer, index, shape, bias_only=True))
    return ordered


def suits_winograd(layer: Conv2D, input_shape: Shape) -> bool:
    """Tell whether a convolution is faster with fewer products than as it is written."""
    high = layer.kernel_size[0]
    rows = layer.output_shape(input_shape)[1]
    return layer.stride == (1, 1) and 3 <= high <= 5 and input_shape[0] >= 8 and rows >= 2
