"""A network as a short list for people: what each layer does, what it gives, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nn_core.architectures import PRESETS, LayerConfigs
from nn_core.errors import InklingError, ShapeError
from nn_core.layers import Shape, layer_from_config

__all__ = [
    "PICTURE",
    "LayerFacts",
    "Outline",
    "OutlineRow",
    "describe_layer",
    "examine_layers",
    "outline",
    "preset_outline",
    "shape_words",
]

PICTURE: Shape = (1, 28, 28)

ACTIVATIONS = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "gelu": "GELU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
}

_POOLINGS = {"max_pool2d": "max", "average_pool2d": "mean"}

_ON_PICTURES = {
    "conv2d": "A convolution",
    "max_pool2d": "Max pooling",
    "average_pool2d": "Mean pooling",
}

_FOLDED = {*ACTIVATIONS, *_POOLINGS, "batch_norm", "dropout"}
"""Layers that are told in the row of the one before them."""


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What is known of one layer where it stands.

    Attributes
    ----------
    shape
        The shape of one sample of what it gives; None where it, or one before it, does not fit.
    parameters
        How many numbers it learns.
    problem
        Why it does not fit, as a sentence; empty where it does.
    """

    shape: Shape | None
    parameters: int = 0
    problem: str = ""


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
        size = _size(config.get("kernel_size", "?"))
        return f"Conv {config.get('filters', '?')} · {size}{_stride(config, usual=1)}"
    if kind in _POOLINGS:
        size = config.get("pool_size", 2)
        return f"{_POOLINGS[kind]} {_size(size)}{_stride(config, usual=size)}"
    if kind == "dropout":
        rate = config.get("rate", 0.5)
        return f"Dropout {rate:.0%}" if isinstance(rate, int | float) else "Dropout"
    if kind == "batch_norm":
        return "BatchNorm"
    if kind == "flatten":
        return "Flatten"
    return ACTIVATIONS.get(kind, kind)


def examine_layers(layers: LayerConfigs, *, input_shape: Shape = PICTURE) -> list[LayerFacts]:
    """Find out what each layer gives and costs, as far as they fit together.

    Parameters
    ----------
    layers
        One mapping a layer.
    input_shape
        The shape of one picture.
    """
    facts: list[LayerFacts] = []
    shape: Shape | None = tuple(input_shape)
    rng = np.random.default_rng(0)
    for number, config in enumerate(layers, start=1):
        if shape is None:
            facts.append(LayerFacts(None))
            continue
        try:
            layer = layer_from_config(config)
            given = layer.build(shape, rng=rng)
        except InklingError as error:
            is_shape = isinstance(error, ShapeError)
            reason = _misfit(str(config.get("kind")), shape) if is_shape else ""
            shape = None
            facts.append(
                LayerFacts(None, problem=f"Layer {number} does not fit. {reason or error}")
            )
        else:
            shape = given
            parameters = sum(values.size for values in layer.parameters.values())
            facts.append(LayerFacts(shape, parameters))
    return facts


def outline(layers: LayerConfigs, *, classes: int | None, input_shape: Shape = PICTURE) -> Outline:
    """Sum a network up, as far as it fits together.

    Parameters
    ----------
    layers
        One mapping a layer.
    classes
        How many classes it has to tell apart; None where nobody knows yet.
    input_shape
        The shape of one picture.
    """
    rows: list[OutlineRow] = []
    facts = examine_layers(layers, input_shape=input_shape)
    for config, fact in zip(layers, facts, strict=True):
        words = describe_layer(config)
        if config.get("kind") in _FOLDED and rows:
            last = rows[-1]
            rows[-1] = OutlineRow(
                f"{last.words} · {words}", last.parameters + fact.parameters, fact.shape
            )
        elif config.get("kind") != "flatten":
            rows.append(OutlineRow(words, fact.parameters, fact.shape))
    problem = next((fact.problem for fact in facts if fact.problem), "")
    shape = facts[-1].shape if facts else tuple(input_shape)
    if not problem and classes is not None and shape != (classes,):
        problem = (
            f"The last layer has to give {classes} numbers, one for each class; "
            f"this one gives {shape_words(shape)}."
        )
    if rows and not problem and layers[-1].get("kind") not in ACTIVATIONS:
        last = rows[-1]
        rows[-1] = OutlineRow(f"{last.words} · Softmax", last.parameters, last.shape)
    return Outline(tuple(rows), sum(row.parameters for row in rows), problem)


@lru_cache(maxsize=32)
def preset_outline(name: str, classes: int = 10, input_shape: Shape = PICTURE) -> Outline:
    """Sum one of the `PRESETS` up."""
    return outline(PRESETS[name].layers(classes), classes=classes, input_shape=input_shape)


def shape_words(shape: Shape | None) -> str:
    """Write a shape for people: "32 × 12 × 12"."""
    return "nothing" if shape is None else " × ".join(str(length) for length in shape)


def _misfit(kind: str, shape: Shape) -> str:
    """Say what a kind of layer needs instead of what it gets; empty where that is not it."""
    if kind in _ON_PICTURES and len(shape) == 1:
        return (
            f"{_ON_PICTURES[kind]} needs a picture and gets a row of {shape[0]:,} numbers; "
            "it belongs before Flatten."
        )
    if kind in _ON_PICTURES and len(shape) == 3:
        return (
            f"{_ON_PICTURES[kind]} cannot be wider than the picture that it gets, here "
            f"{shape_words(shape[1:])}; make it narrower, or take out a pooling before it."
        )
    if kind == "dense" and len(shape) > 1:
        return (
            f"A dense layer needs a row of numbers and gets a picture of {shape_words(shape)}; "
            "put a Flatten before it."
        )
    return ""


def _stride(config: Mapping[str, Any], *, usual: object) -> str:
    """Say how far apart the places are, where that is not the usual distance."""
    stride = config.get("stride")
    if stride is None or _size(stride) == _size(usual):
        return ""
    is_even = _size(stride) == _size(_first(stride))
    return f" · stride {_first(stride) if is_even else _size(stride)}"


def _first(value: object) -> object:
    return value[0] if isinstance(value, Sequence) and not isinstance(value, str) else value


def _size(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "×".join(str(length) for length in value)
    return f"{value}×{value}"
