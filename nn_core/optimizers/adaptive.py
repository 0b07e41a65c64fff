"""Optimizers that give every parameter a step of its own: Adam, AdamW, RMSprop, Adagrad."""

import math

import numpy as np

from nn_core.layers import FloatArray
from nn_core.optimizers.base import Optimizer, share, small_divisor

__all__ = ["Adagrad", "Adam", "AdamW", "RMSprop"]


class Adam(Optimizer):
    """Steps of even length for every parameter: p -= η m̂ / (√v̂ + ε).

    m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g² are running means of the gradient and of its
    square; m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) make up for their beginning at zero. Kept are
    m / (1 - β₁) and v / (1 - β₂), as "mean" and "square", which saves two passes over memory.

    Parameters
    ----------
    learning_rate, weight_decay
        As in `Optimizer`.
    beta1, beta2
        How long the two running means remember, from 0 to below 1.
    epsilon
        Keeps the division from blowing up where gradients are tiny.

    References
    ----------
    Kingma, Ba: "Adam: A Method for Stochastic Optimization", 2014,
    https://arxiv.org/abs/1412.6980
    """

    kind = "adam"
    slots = ("mean", "square")
    own_settings = ("beta1", "beta2", "epsilon")

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.beta1 = share("Adam's beta1", beta1)
        self.beta2 = share("Adam's beta2", beta2)
        self.epsilon = small_divisor("Adam's epsilon", epsilon)

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        mean, square = state
        mean *= self.beta1
        mean += gradients
        np.multiply(gradients, gradients, out=scratch)
        square *= self.beta2
        square += scratch
        # η m̂ / (√v̂ + ε), above and below multiplied by what leads from v̂ back to the one kept.
        to_mean = (1.0 - self.beta1) / (1.0 - self.beta1**self.steps)
        from_square = math.sqrt((1.0 - self.beta2**self.steps) / (1.0 - self.beta2))
        np.sqrt(square, out=scratch)
        scratch += self.epsilon * from_square
        np.divide(mean, scratch, out=scratch)
        scratch *= self.learning_rate * to_mean * from_square
        parameters -= scratch


class AdamW(Adam):
    """Adam with weight decay, which stays apart from the running means.

    References
    ----------
    Loshchilov, Hutter: "Decoupled Weight Decay Regularization", 2017,
    https://arxiv.org/abs/1711.05101
    """

    kind = "adamw"

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(
            learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon, weight_decay=weight_decay
        )


class RMSprop(Optimizer):
    """Gradients divided by their recent size: v = ρ v + (1 - ρ) g², p -= η g / (√v + ε).

    Parameters
    ----------
    learning_rate, weight_decay
        As in `Optimizer`.
    rho
        How long the running mean remembers, from 0 to below 1.
    epsilon
        Keeps the division from blowing up where gradients are tiny.

    References
    ----------
    Tieleman, Hinton: "Lecture 6.5 - RMSProp", Coursera, 2012
    """

    kind = "rmsprop"
    slots = ("square",)
    own_settings = ("rho", "epsilon")

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        rho: float = 0.99,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.rho = share("RMSprop's rho", rho)
        self.epsilon = small_divisor("RMSprop's epsilon", epsilon)

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        (square,) = state
        square *= self.rho
        np.multiply(gradients, gradients, out=scratch)
        scratch *= 1.0 - self.rho
        square += scratch
        np.sqrt(square, out=scratch)
        scratch += self.epsilon
        np.divide(gradients, scratch, out=scratch)
        scratch *= self.learning_rate
        parameters -= scratch


class Adagrad(Optimizer):
    """Gradients divided by all that went before: s += g², p -= η g / (√s + ε).

    Parameters
    ----------
    learning_rate, weight_decay
        As in `Optimizer`.
    epsilon
        Keeps the division from blowing up where gradients are tiny.

    References
    ----------
    Duchi, Hazan, Singer: "Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization", JMLR 2011
    """

    kind = "adagrad"
    slots = ("square",)
    own_settings = ("epsilon",)

    def __init__(
        self, learning_rate: float = 0.01, *, epsilon: float = 1e-10, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.epsilon = small_divisor("Adagrad's epsilon", epsilon)

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        (square,) = state
        np.multiply(gradients, gradients, out=scratch)
        square += scratch
        np.sqrt(square, out=scratch)
        scratch += self.epsilon
        np.divide(gradients, scratch, out=scratch)
        scratch *= self.learning_rate
        parameters -= scratch
