"""The layers that the editor knows, and what can be set about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["LAYER_KINDS", "LayerKind", "LayerSetting", "new_layer"]


@dataclass(frozen=True, slots=True)
class LayerSetting:
    """A number that can be set about a layer.

    Attributes
    ----------
    name
        The argument of the layer's class.
    title
        What people call it.
    smallest, largest, usual
        Its range, and its value in a new layer.
    decimals
        0 for whole numbers.
    """

    name: str
    title: str
    smallest: float
    largest: float
    usual: float
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class LayerKind:
    """A kind of layer.

    Attributes
    ----------
    kind
        Its name in configurations.
    title
        What people call it.
    explanation
        What it does, in a sentence.
    settings
        What can be set about it.
    fixed
        What a new one has besides.
    """

    kind: str
    title: str
    explanation: str
    settings: tuple[LayerSetting, ...] = ()
    fixed: Mapping[str, Any] | None = None


_KINDS = (
    LayerKind(
        "dense",
        "Dense",
        "Every output is a weighted sum of every input.",
        (LayerSetting("units", "neurons", 1, 8192, 128),),
    ),
    LayerKind(
        "conv2d",
        "Convolution",
        "The same small filters are laid over every place of the picture.",
        (
            LayerSetting("filters", "filters", 1, 512, 16),
            LayerSetting("kernel_size", "wide", 1, 15, 3),
        ),
        {"padding": "same"},
    ),
    LayerKind(
        "max_pool2d",
        "Max pooling",
        "Of each small square the largest value stays, so the picture shrinks.",
        (LayerSetting("pool_size", "wide", 1, 14, 2),),
    ),
    LayerKind(
        "average_pool2d",
        "Mean pooling",
        "Of each small square the mean stays, so the picture shrinks.",
        (LayerSetting("pool_size", "wide", 1, 14, 2),),
    ),
    LayerKind("flatten", "Flatten", "Turns a picture into one row of numbers."),
    LayerKind(
        "batch_norm",
        "Batch norm.",
        "Brings what comes in to an even scale, which lets learning go faster.",
    ),
    LayerKind(
        "dropout",
        "Dropout",
        "Leaves out some values at random while learning, so that none is relied on too much.",
        (LayerSetting("rate", "left out", 0.0, 0.95, 0.25, decimals=2),),
    ),
    LayerKind("relu", "ReLU", "Lets positive values pass and makes the others zero."),
    LayerKind("leaky_relu", "Leaky ReLU", "As ReLU, but lets a little of the negative through."),
    LayerKind("gelu", "GELU", "A smooth ReLU."),
    LayerKind("sigmoid", "Sigmoid", "Squeezes every value into 0 to 1."),
    LayerKind("tanh", "Tanh", "Squeezes every value into -1 to 1."),
)

LAYER_KINDS: dict[str, LayerKind] = {kind.kind: kind for kind in _KINDS}
"""Every kind that the editor offers, in its order."""


def new_layer(kind: str) -> dict[str, Any]:
    """Make the configuration of a new layer of a kind, with its usual settings."""
    known = LAYER_KINDS[kind]
    values = {
        setting.name: setting.usual if setting.decimals else int(setting.usual)
        for setting in known.settings
    }
    return {"kind": kind, **values, **(known.fixed or {})}
