"""Dropout: in training, some neurons are left out at random, so that none relies on another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError
from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.settings import as_number

__all__ = ["Dropout"]


class Dropout(Layer):
    """Sets a share of its inputs to zero while training, and scales the others up to make good.

    Parameters
    ----------
    rate
        The share that is left out, from 0 to below 1. Chance is drawn from 16 bits a number, so
        the share is kept to 1/65,536.

    Attributes
    ----------
    rng
        The layer's own source of chance, from `build`; a trainer replaces it by one of its own.
        It is made when it is first asked for, since reading takes none.

    Input shape
        (batch, …)
    Output shape
        the same

    Raises
    ------
    ConfigError
        If the rate is out of range.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: "Dropout: A Simple Way to Prevent
    Neural Networks from Overfitting", JMLR 2014
    """

    kind = "dropout"

    def __init__(self, rate: float = 0.5) -> None:
        super().__init__()
        self.rate = as_number("The rate of a dropout", rate)
        if not 0.0 <= self.rate < 1.0:
            raise ConfigError(f"The rate of a dropout lies from 0 to below 1, not at {rate}.")
        self._seed = 0
        self._rng: np.random.Generator | None = None

    @property
    def rng(self) -> np.random.Generator:
        """The layer's own source of chance."""
        if self._rng is None:
            self._rng = np.random.default_rng(self._seed)
        return self._rng

    @rng.setter
    def rng(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def build(
        self,
        input_shape: Shape,
        *,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
        followed_by: str | None = None,
    ) -> Shape:
        """Take a source of chance that is the layer's own."""
        self._seed = 0 if rng is None else int(rng.integers(2**63))
        self._rng = None
        return input_shape

    def output_shape(self, input_shape: Shape) -> Shape:
        """Keep the shape."""
        return input_shape

    @property
    def scale(self) -> float:
        """What the numbers that stay are multiplied with: 1 / (1 - rate)."""
        return 1.0 / (1.0 - self.rate)

    def draw(self, count: int) -> NDArray[np.bool_]:
        """Draw which of `count` numbers stay."""
        chance = np.frombuffer(self.rng.bytes(2 * count), dtype="<u2")
        return chance >= round(self.rate * 65_536)

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute inputs · mask / (1 - rate) in training, and the inputs themselves otherwise."""
        self._mask = self.draw(inputs.size).reshape(inputs.shape) if training else None
        return inputs if self._mask is None else inputs * self._mask * inputs.dtype.type(self.scale)

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back grad · mask / (1 - rate)."""
        if self._mask is None:
            return grad_output
        return grad_output * self._mask * grad_output.dtype.type(self.scale)

    def config(self) -> dict[str, Any]:
        """Describe the layer, its rate included."""
        return {"kind": self.kind, "rate": self.rate}
