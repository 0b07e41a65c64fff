"""A network as a short list for people: what each layer does, what it gives, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nn_core.architectures import PRESETS, LayerConfigs
from nn_core.errors import InklingError
from nn_core.layers import Shape, layer_from_config

__all__ = ["Outline", "OutlineRow", "describe_layer", "outline", "preset_outline"]

PICTURE: Shape = (1, 28, 28)

_ACTIVATIONS = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "gelu": "GELU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
}

_FOLDED = {*_ACTIVATIONS, "batch_norm", "dropout", "max_pool2d", "average_pool2d"}
"""Layers that are told in the row of the one before them."""


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of an outline.

    Attributes
    ----------
    words
        "Dense 256 · ReLU".
    parameters
        How many numbers it learns.
    shape
        The shape of one sample of what it gives, or None where it does not fit.
    """

    words: str
    parameters: int
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A network in a few lines.

    Attributes
    ----------
    rows
        The layers, those without weights told together with the one before them.
    parameters
        How many numbers are learnt in all.
    problem
        What does not fit, as a sentence; empty where everything does.
    """

    rows: tuple[OutlineRow, ...]
    parameters: int
    problem: str = ""


def describe_layer(config: Mapping[str, Any]) -> str:
    """Name a layer with the settings that matter most: "Conv 32 · 3×3"."""
    kind = str(config.get("kind", "?"))
    if kind == "dense":
        return f"Dense {config.get('units', '?')}"
    if kind == "conv2d":
        return f"Conv {config.get('filters', '?')} · {_size(config.get('kernel_size', '?'))}"
    if kind == "max_pool2d":
        return f"max {_size(config.get('pool_size', 2))}"
    if kind == "average_pool2d":
        return f"mean {_size(config.get('pool_size', 2))}"
    if kind == "dropout":
        rate = config.get("rate", 0.5)
        return f"Dropout {rate:.0%}" if isinstance(rate, int | float) else "Dropout"
    if kind == "batch_norm":
        return "BatchNorm"
    if kind == "flatten":
        return "Flatten"
    return _ACTIVATIONS.get(kind, kind)


def outline(layers: LayerConfigs, *, classes: int, input_shape: Shape = PICTURE) -> Outline:
    """Sum a network up, as far as it fits together.

    Parameters
    ----------
    layers
        One mapping a layer.
    classes
        How many classes it has to tell apart.
    input_shape
        The shape of one picture.
    """
    rows: list[OutlineRow] = []
    shape: Shape | None = tuple(input_shape)
    problem = ""
    rng = np.random.default_rng(0)
    for number, config in enumerate(layers, start=1):
        words, parameters = describe_layer(config), 0
        if shape is not None:
            try:
                layer = layer_from_config(config)
                shape = layer.build(shape, rng=rng)
                parameters = sum(values.size for values in layer.parameters.values())
            except InklingError as error:
                problem = f"Layer {number} does not fit. {error}"
                shape = None
        if config.get("kind") in _FOLDED and rows:
            last = rows[-1]
            rows[-1] = OutlineRow(f"{last.words} · {words}", last.parameters + parameters, shape)
        elif config.get("kind") != "flatten":
            rows.append(OutlineRow(words, parameters, shape))
    if not problem and shape != (classes,):
        problem = (
            f"The last layer has to give {classes} numbers, one for each class; "
            f"this one gives {_shape_words(shape)}."
        )
    if rows and not problem and layers[-1].get("kind") not in _ACTIVATIONS:
        last = rows[-1]
        rows[-1] = OutlineRow(f"{last.words} · Softmax", last.parameters, last.shape)
    return Outline(tuple(rows), sum(row.parameters for row in rows), problem)


@lru_cache(maxsize=32)
def preset_outline(name: str, classes: int = 10) -> Outline:
    """Sum one of the `PRESETS` up."""
    return outline(PRESETS[name].layers(classes), classes=classes)


def _size(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "×".join(str(length) for length in value)
    return f"{value}×{value}"


def _shape_words(shape: Shape | None) -> str:
    return "nothing" if shape is None else " × ".join(str(length) for length in shape)
