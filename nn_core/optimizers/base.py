"""What every optimizer shares.

An optimizer works on flat vectors, so it knows nothing of layers and can be tried on two numbers.
It goes through them in pieces that fit the processor's cache: each rule is several passes over
memory, and only the first of them then has to wait for it.
"""

from abc import ABC, abstractmethod
from copy import copy
from typing import ClassVar

import numpy as np

from nn_core.errors import ConfigError
from nn_core.layers import FloatArray

__all__ = ["CHUNK", "Optimizer", "share"]

CHUNK = 163_840
"""Numbers handled at a time: 640 KiB an array in float32. Python's own work on a piece is felt."""

LEAST_EPSILON = 1e-30
"""Not much less is 0 in float32, and 0 / 0 no number."""


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
    own_settings
        The names of what can be set about this rule, beside what all rules share.

    References
    ----------
    Weight decay apart from the gradient: Loshchilov, Hutter, "Decoupled Weight Decay
    Regularization", 2017, https://arxiv.org/abs/1711.05101
    """

    kind: ClassVar[str]
    slots: ClassVar[tuple[str, ...]] = ()
    own_settings: ClassVar[tuple[str, ...]] = ()

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

    def without_state(self) -> "Optimizer":
        """Copy the rule and its settings alone."""
        twin = copy(self)
        twin.state = {}
        return twin

    def begin_step(self, parameters: FloatArray) -> None:
        """Count a step, and make the state at the first one."""
        self.steps += 1
        if not self.state:
            self.state = {name: np.zeros_like(parameters) for name in self.slots}

    def update(
        self,
        parameters: FloatArray,
        gradients: FloatArray,
        part: slice,
        *,
        decay: bool = True,
        scratch: FloatArray | None = None,
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
        scratch
            Memory for intermediate results, `CHUNK` numbers of the parameters' type; None to take
            some anew, which costs more than a short part itself.
        """
        if scratch is None:
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


def share(name: str, value: float) -> float:
    """Check that a number lies from 0 to below 1.

    Raises
    ------
    ConfigError
        If it does not.
    """
    if not 0.0 <= value < 1.0:
        raise ConfigError(f"{name} lies from 0 to below 1, not at {value}.")
    return value


def small_divisor(name: str, value: float) -> float:
    """Check that a number keeps a division from blowing up, in float32 too.

    Raises
    ------
    ConfigError
        If it does not.
    """
    if not LEAST_EPSILON <= value <= 1.0:
        raise ConfigError(f"{name} lies from {LEAST_EPSILON:g} to 1, not at {value}.")
    return value
