"""Gradient descent, plain and with memory: SGD, momentum, Nesterov."""

import numpy as np

from nn_core.layers import FloatArray
from nn_core.optimizers.base import Optimizer, share

__all__ = ["SGD", "Momentum", "Nesterov"]


class SGD(Optimizer):
    """Plain gradient descent: p -= η g."""

    kind = "sgd"

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        np.multiply(gradients, self.learning_rate, out=scratch)
        parameters -= scratch


class Momentum(Optimizer):
    """Gradient descent with memory: v = μ v + g, p -= η v.

    Parameters
    ----------
    learning_rate, weight_decay
        As in `Optimizer`.
    momentum
        μ, the share of the velocity that lasts from step to step, from 0 to below 1.

    References
    ----------
    Polyak: "Some methods of speeding up the convergence of iteration methods", 1964
    """

    kind = "momentum"
    slots = ("velocity",)
    own_settings = ("momentum",)

    def __init__(
        self, learning_rate: float, *, momentum: float = 0.9, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.momentum = share("Momentum", momentum)

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        (velocity,) = state
        velocity *= self.momentum
        velocity += gradients
        np.multiply(velocity, self.learning_rate, out=scratch)
        parameters -= scratch


class Nesterov(Momentum):
    """Momentum that looks ahead: v = μ v + g, p -= η (g + μ v).

    References
    ----------
    Sutskever, Martens, Dahl, Hinton: "On the importance of initialization and momentum in deep
    learning", ICML 2013
    """

    kind = "nesterov"

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        (velocity,) = state
        velocity *= self.momentum
        velocity += gradients
        np.multiply(velocity, self.momentum, out=scratch)
        scratch += gradients
        scratch *= self.learning_rate
        parameters -= scratch
