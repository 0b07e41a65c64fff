"""The layers that the editor knows, and what can be set about each."""

from collections.abc import Sequence
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
    explanation
        What it does, in a sentence; empty where its name says it.
    word
        What the smallest value stands for, as configurations and people call it; empty where it
        is a number like the others.
    follows
        The name of another setting that it takes along, as long as both have the same value.
    title_first
        Whether people say "stride 2", and not, as of most, "3 wide".
    is_further
        Whether it stands in a second line, as one that is seldom changed.
    """

    name: str
    title: str
    smallest: float
    largest: float
    usual: float
    decimals: int = 0
    explanation: str = ""
    word: str = ""
    follows: str = ""
    title_first: bool = False
    is_further: bool = False

    def configured(self, number: float) -> float | str:
        """Give what a configuration has for a number in the box."""
        if self.word and number == self.smallest:
            return self.word
        return number if self.decimals else int(number)

    def words(self, text: str) -> str:
        """Say what is in the box."""
        return f"{self.title} {text}" if self.title_first else f"{text} {self.title}"

    def shown(self, value: Any) -> float:
        """Give the number in the box for what a configuration has; of a pair, the first."""
        if isinstance(value, str):
            return self.smallest if value == self.word else self.usual
        if isinstance(value, Sequence):
            return self.shown(value[0]) if value else self.usual
        return float(value)


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
    """

    kind: str
    title: str
    explanation: str
    settings: tuple[LayerSetting, ...] = ()


_APART = "How many pixels lie between one place and the next"
_POOLING = (
    LayerSetting("pool_size", "wide", 1, 14, 2),
    LayerSetting(
        "stride",
        "stride",
        1,
        14,
        2,
        explanation=_APART,
        follows="pool_size",
        title_first=True,
    ),
)

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
            LayerSetting(
                "stride",
                "stride",
                1,
                14,
                1,
                explanation=_APART,
                title_first=True,
                is_further=True,
            ),
            LayerSetting(
                "padding",
                "padding",
                -1,
                14,
                -1,
                explanation="How many lines of zeros surround the picture; “same” is as many as "
                "keep its size where the stride is 1",
                word="same",
                title_first=True,
                is_further=True,
            ),
        ),
    ),
    LayerKind(
        "max_pool2d",
        "Max pooling",
        "Of each small square the largest value stays, so the picture shrinks.",
        _POOLING,
    ),
    LayerKind(
        "average_pool2d",
        "Mean pooling",
        "Of each small square the mean stays, so the picture shrinks.",
        _POOLING,
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
    settings = LAYER_KINDS[kind].settings
    return {"kind": kind, **{each.name: each.configured(each.usual) for each in settings}}
