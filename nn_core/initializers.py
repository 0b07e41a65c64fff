"""How weights begin: random numbers whose spread keeps signals neither fading nor exploding."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError

__all__ = ["INITIALIZERS", "Initializer", "initial_weight", "initializer_for"]

Initializer = Callable[[tuple[int, ...], int, int, "np.random.Generator"], NDArray[np.float64]]
"""Takes a shape, the number of inputs and outputs of one neuron, and the source of chance."""


def he(
    shape: tuple[int, ...], fan_in: int, fan_out: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw from a normal distribution of variance 2 / fan_in, which suits ReLU.

    ReLU silences half of its inputs; the factor of two makes up for it.

    References
    ----------
    He, Zhang, Ren, Sun: "Delving Deep into Rectifiers", 2015, https://arxiv.org/abs/1502.01852
    """
    return rng.normal(0.0, math.sqrt(2.0 / fan_in), shape)


def glorot(
    shape: tuple[int, ...], fan_in: int, fan_out: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw evenly from an interval of variance 2 / (fan_in + fan_out), for sigmoid and tanh.

    References
    ----------
    Glorot, Bengio: "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010
    """
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, shape)


def lecun(
    shape: tuple[int, ...], fan_in: int, fan_out: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw from a normal distribution of variance 1 / fan_in, for layers that stay linear.

    References
    ----------
    LeCun, Bottou, Orr, Müller: "Efficient BackProp", 1998
    """
    return rng.normal(0.0, math.sqrt(1.0 / fan_in), shape)


def uniform(
    shape: tuple[int, ...], fan_in: int, fan_out: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw evenly from -0.05 to 0.05, whatever the layer's size."""
    return rng.uniform(-0.05, 0.05, shape)


def normal(
    shape: tuple[int, ...], fan_in: int, fan_out: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw from a normal distribution of standard deviation 0.05, whatever the layer's size."""
    return rng.normal(0.0, 0.05, shape)


def zeros(
    shape: tuple[int, ...], fan_in: int, fan_out: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Begin at zero: right for biases, and a lesson for weights (all neurons stay alike)."""
    return np.zeros(shape)


INITIALIZERS: dict[str, Initializer] = {
    "he": he,
    "glorot": glorot,
    "lecun": lecun,
    "uniform": uniform,
    "normal": normal,
    "zeros": zeros,
}
"""Every initializer by the name that configurations use."""

_SUITABLE = {
    "relu": "he",
    "leaky_relu": "he",
    "gelu": "he",
    "sigmoid": "glorot",
    "tanh": "glorot",
    "softmax": "glorot",
}


def initializer_for(activation: str | None) -> str:
    """Name the initializer that suits the activation after a layer.

    Parameters
    ----------
    activation
        The activation's kind ("relu", "tanh", …), or None where none follows.
    """
    return _SUITABLE.get(activation or "", "glorot")


def initial_weight(
    name: str,
    shape: tuple[int, ...],
    *,
    fan_in: int,
    fan_out: int,
    rng: np.random.Generator | None,
    dtype: type[np.floating] = np.float32,
) -> NDArray[np.floating]:
    """Draw a weight array.

    Parameters
    ----------
    name
        One of `INITIALIZERS`.
    shape
        The array's shape.
    fan_in, fan_out
        How many numbers one neuron takes in, and how many neurons one input goes out to.
    rng
        The source of chance; None gives zeros, for a weight that will be loaded.
    dtype
        float32 in use, float64 in gradient checks.

    Raises
    ------
    ConfigError
        If there is no initializer of that name.
    """
    if name not in INITIALIZERS:
        raise ConfigError(f"Unknown initializer {name!r}; there are {', '.join(INITIALIZERS)}.")
    if rng is None:
        return np.zeros(shape, dtype)
    return INITIALIZERS[name](shape, fan_in, fan_out, rng).astype(dtype)
