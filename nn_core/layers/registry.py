"""Layers by their kind: how a configuration becomes a layer."""

from collections.abc import Mapping
from inspect import signature
from typing import Any

from nn_core.errors import ConfigError, shown
from nn_core.layers.activations import GELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from nn_core.layers.base import Layer
from nn_core.layers.batch_norm import BatchNorm
from nn_core.layers.conv2d import Conv2D
from nn_core.layers.dense import Dense
from nn_core.layers.dropout import Dropout
from nn_core.layers.flatten import Flatten
from nn_core.layers.pooling import AveragePool2D, MaxPool2D

__all__ = ["LAYERS", "layer_from_config"]

LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Dense,
        Conv2D,
        MaxPool2D,
        AveragePool2D,
        Flatten,
        Dropout,
        BatchNorm,
        ReLU,
        LeakyReLU,
        GELU,
        Sigmoid,
        Tanh,
        Softmax,
    )
}
"""Every class of layer by the kind that configurations use."""


def layer_from_config(config: Mapping[str, Any]) -> Layer:
    """Make a layer from what `Layer.config` gave.

    Parameters
    ----------
    config
        A mapping with "kind" and the arguments of that class.

    Raises
    ------
    ConfigError
        If the kind is unknown, or an argument is unknown, missing or out of range.
    """
    if not isinstance(config, Mapping):
        raise ConfigError(
            f"A layer is a table with its kind and its settings, not {shown(config)}."
        )
    arguments = dict(config)
    kind = arguments.pop("kind", None)
    if not isinstance(kind, str) or kind not in LAYERS:
        raise ConfigError(f"Unknown kind of layer {shown(kind)}; there are {', '.join(LAYERS)}.")
    settings = signature(LAYERS[kind]).parameters
    if unknown := [name for name in arguments if name not in settings]:
        there_are = f"there are {', '.join(settings)}" if settings else "it has none"
        raise ConfigError(
            f"Unknown settings of {kind}: {', '.join(map(str, unknown))}; {there_are}."
        )
    needed = [name for name, setting in settings.items() if setting.default is setting.empty]
    if missing := [name for name in needed if name not in arguments]:
        raise ConfigError(f"{kind} needs {' and '.join(missing)}.")
    return LAYERS[kind](**arguments)
