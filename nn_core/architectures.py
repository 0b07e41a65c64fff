"""Networks by name, from the textbooks' smallest to the one that ships."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn_core.errors import ConfigError
from nn_core.layers import Shape
from nn_core.network import Network

__all__ = ["PRESETS", "LayerConfigs", "Preset", "build_network"]

LayerConfigs = Sequence[Mapping[str, Any]]
"""A network as configurations: one mapping a layer, each with its "kind"."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A network that has a name.

    Attributes
    ----------
    name
        What configurations and the command line call it.
    title
        What the window calls it.
    description
        One sentence for people.
    layers
        Gives the layers' configurations for a number of classes.
    """

    name: str
    title: str
    description: str
    layers: Callable[[int], LayerConfigs]


def _dense(*hidden: int, activation: str = "relu") -> Callable[[int], LayerConfigs]:
    def layers(classes: int) -> LayerConfigs:
        configs: list[dict[str, Any]] = [{"kind": "flatten"}]
        for units in hidden:
            configs += [{"kind": "dense", "units": units}, {"kind": activation}]
        return [*configs, {"kind": "dense", "units": classes}]

    return layers


def _conv_32_64_128(classes: int) -> LayerConfigs:
    return [
        {"kind": "conv2d", "filters": 32, "kernel_size": 5},
        {"kind": "max_pool2d"},
        {"kind": "relu"},
        {"kind": "conv2d", "filters": 64, "kernel_size": 5},
        {"kind": "max_pool2d"},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "dense", "units": 128},
        {"kind": "relu"},
        {"kind": "dense", "units": classes},
    ]


def _inkling(classes: int) -> LayerConfigs:
    configs: list[dict[str, Any]] = []
    for filters, kernel_size in ((32, 5), (64, 3), (160, 3)):
        configs += [
            {
                "kind": "conv2d",
                "filters": filters,
                "kernel_size": kernel_size,
                "padding": "same",
                "bias": False,
            },
            {"kind": "max_pool2d"},
            {"kind": "batch_norm"},
            {"kind": "relu"},
        ]
    return [
        *configs,
        {"kind": "flatten"},
        {"kind": "dropout", "rate": 0.2},
        {"kind": "dense", "units": 160},
        {"kind": "relu"},
        {"kind": "dropout", "rate": 0.4},
        {"kind": "dense", "units": classes},
    ]


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "small-30",
            "Small: 30 neurons",
            "One hidden layer of 30 sigmoid neurons, as in Nielsen's book; trains in seconds.",
            _dense(30, activation="sigmoid"),
        ),
        Preset(
            "textbook-256-128",
            "Textbook: 256 and 128 neurons",
            "Two hidden layers with ReLU; some 98% of MNIST within a minute.",
            _dense(256, 128),
        ),
        Preset(
            "wide-800-800",
            "Wide: twice 800 neurons",
            "Two wide hidden layers; slower, and somewhat better with augmentation.",
            _dense(800, 800),
        ),
        Preset(
            "conv-32-64-128",
            "Convolutional: 32 and 64 filters",
            "Two convolutions of 5 × 5 with pooling, and a dense layer; above 99% of MNIST.",
            _conv_32_64_128,
        ),
        Preset(
            "inkling",
            "Inkling: the network that ships",
            "Three convolutions, pooled and normalised over the batch, and a dense layer.",
            _inkling,
        ),
    )
}
"""Every preset by its name."""


def build_network(
    architecture: str | LayerConfigs,
    *,
    input_shape: Shape = (1, 28, 28),
    classes: int,
    rng: np.random.Generator,
    initializer: str | None = None,
) -> Network:
    """Build a network by a preset's name or from the layers' configurations.

    Parameters
    ----------
    architecture
        One of `PRESETS`, or one mapping a layer.
    input_shape
        The shape of one sample: (channels, height, width).
    classes
        How many classes the network tells apart.
    rng
        The source of the initial weights.
    initializer
        How weights begin in the layers that name no way of their own; None takes what suits the
        activation that follows.

    Raises
    ------
    ConfigError
        If there is no such preset, there are fewer than two classes, a layer's configuration is
        wrong, or the last layer does not give one logit for each class.
    ShapeError
        If the layers do not go together or with the input.
    """
    if isinstance(architecture, str):
        if architecture not in PRESETS:
            raise ConfigError(f"Unknown network {architecture!r}; there are {', '.join(PRESETS)}.")
        configs = PRESETS[architecture].layers(classes)
    else:
        configs = architecture
    if initializer is not None:
        configs = [_with_initializer(config, initializer) for config in configs]
    if classes < 2:
        raise ConfigError(
            f"A network tells at least two classes apart, not {classes}; add pictures of another "
            "class, or labels where there are none."
        )
    network = Network.from_config(configs, input_shape=input_shape, rng=rng)
    if network.output_shape != (classes,):
        raise ConfigError(
            f"A network for {classes} classes ends in {classes} logits; "
            f"this one gives {network.output_shape}."
        )
    return network


def _with_initializer(config: Mapping[str, Any], initializer: str) -> Mapping[str, Any]:
    """Name an initializer in the configuration of a layer that takes one and names none."""
    if config.get("kind") not in ("dense", "conv2d") or config.get("initializer") is not None:
        return config
    return {**config, "initializer": initializer}
