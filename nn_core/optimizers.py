"""How the parameters move: every rule from plain gradient descent to AdamW.

An optimizer works on flat vectors, so it knows nothing of layers and can be tried on two numbers.
It goes through them in pieces that fit the processor's cache: each formula below is several passes
over memory, and only the first of them then has to wait for it.
"""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from nn_core.errors import ConfigError
from nn_core.layers import FloatArray

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "make_optimizer",
]

CHUNK = 32_768
"""Numbers handled at a time: 128 KiB an array in float32."""


class Optimizer(ABC):
    """The part that every rule shares: keep the state, count the steps, go through the pieces.

    Parameters
    ----------
    learning_rate
        How far one step goes. It may be changed between steps.
    weight_decay
        The share by which decayed parameters shrink in each step, times the learning rate, apart
        from the gradient.

    Attributes
    ----------
    steps
        How many steps were taken.
    state
        One vector for each name in `slots`, as long as the parameters.

    References
    ----------
    Weight decay apart from the gradient: Loshchilov, Hutter, "Decoupled Weight Decay
    Regularization", 2017, https://arxiv.org/abs/1711.05101
    """

    kind: ClassVar[str]
    slots: ClassVar[tuple[str, ...]] = ()

    def __init__(self, learning_rate: float, *, weight_decay: float = 0.0) -> None:
        if not learning_rate > 0:
            raise ConfigError(f"A learning rate is above 0, not {learning_rate}.")
        if weight_decay < 0:
            raise ConfigError(f"Weight decay is at least 0, not {weight_decay}.")
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.steps = 0
        self.state: dict[str, FloatArray] = {}

    def step(self, parameters: FloatArray, gradients: FloatArray) -> None:
        """Move all parameters once, in place.

        Parameters
        ----------
        parameters
            Vector of all parameters; it is changed.
        gradients
            The gradient of the loss by each of them, a vector of the same length.
        """
        self.begin_step(parameters)
        self.update(parameters, gradients, slice(0, parameters.size))

    def begin_step(self, parameters: FloatArray) -> None:
        """Count a step, and make the state at the first one."""
        self.steps += 1
        if not self.state:
            self.state = {name: np.zeros_like(parameters) for name in self.slots}

    def update(
        self, parameters: FloatArray, gradients: FloatArray, part: slice, *, decay: bool = True
    ) -> None:
        """Move a part of the parameters, within a step that was begun.

        Parts that do not overlap may be moved at the same time by several threads.

        Parameters
        ----------
        parameters, gradients
            The whole vectors.
        part
            Which of them to move.
        decay
            Whether weight decay applies to this part: to weights, not to biases.
        """
        scratch = np.empty(min(CHUNK, part.stop - part.start), parameters.dtype)
        for start in range(part.start, part.stop, CHUNK):
            piece = slice(start, min(start + CHUNK, part.stop))
            values = parameters[piece]
            if decay and self.weight_decay:
                values *= 1.0 - self.learning_rate * self.weight_decay
            self._move(
                values,
                gradients[piece],
                *(self.state[name][piece] for name in self.slots),
                scratch=scratch[: piece.stop - start],
            )

    @abstractmethod
    def _move(
        self,
        parameters: FloatArray,
        gradients: FloatArray,
        *state: FloatArray,
        scratch: FloatArray,
    ) -> None:
        """Apply the rule to one piece, in place; `scratch` is free for intermediate results."""


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

    def __init__(
        self, learning_rate: float, *, momentum: float = 0.9, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.momentum = _share("Momentum", momentum)

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
        self.beta1 = _share("Adam's beta1", beta1)
        self.beta2 = _share("Adam's beta2", beta2)
        self.epsilon = epsilon

    def _move(
        self, parameters: FloatArray, gradients: FloatArray, *state: FloatArray, scratch: FloatArray
    ) -> None:
        mean, square = state
        mean *= self.beta1
        mean += gradients
        square *= self.beta2
        np.multiply(gradients, gradients, out=scratch)
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

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        rho: float = 0.99,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.rho = _share("RMSprop's rho", rho)
        self.epsilon = epsilon

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

    def __init__(
        self, learning_rate: float = 0.01, *, epsilon: float = 1e-10, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.epsilon = epsilon

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


OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.kind: optimizer
    for optimizer in (SGD, Momentum, Nesterov, Adam, AdamW, RMSprop, Adagrad)
}
"""Every class of optimizer by the name that configurations use."""


def make_optimizer(
    name: str, learning_rate: float, *, momentum: float = 0.9, weight_decay: float | None = None
) -> Optimizer:
    """Make an optimizer from its name.

    Parameters
    ----------
    name
        One of `OPTIMIZERS`.
    learning_rate
        How far one step goes.
    momentum
        The share of the velocity that lasts; only momentum and nesterov use it.
    weight_decay
        As in `Optimizer`; None takes the rule's own default (0.01 in AdamW, 0 elsewhere).

    Raises
    ------
    ConfigError
        If there is no such optimizer, or a setting is out of range.
    """
    if name not in OPTIMIZERS:
        raise ConfigError(f"Unknown optimizer {name!r}; there are {', '.join(OPTIMIZERS)}.")
    kind = OPTIMIZERS[name]
    if issubclass(kind, Momentum):
        optimizer: Optimizer = kind(learning_rate, momentum=momentum)
    else:
        optimizer = kind(learning_rate)
    if weight_decay is not None:
        if weight_decay < 0:
            raise ConfigError(f"Weight decay is at least 0, not {weight_decay}.")
        optimizer.weight_decay = weight_decay
    return optimizer


def _share(name: str, value: float) -> float:
    if not 0.0 <= value < 1.0:
        raise ConfigError(f"{name} lies from 0 to below 1, not at {value}.")
    return value
