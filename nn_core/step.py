"""One step of training in its plain form: forward, loss, backward, move the weights."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nn_core.averaging import WeightAverage
from nn_core.layers import FloatArray
from nn_core.losses import Loss, Targets
from nn_core.optimizers import Optimizer

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["Peek", "PlainStep", "Regularization", "Step", "StepOutcome", "count_right"]


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What one step found.

    Attributes
    ----------
    loss
        The mean loss of the batch, before the weights moved.
    right
        How many samples of it the network read rightly.
    gradient_norm
        The length of the gradient, before it was clipped.
    """

    loss: float
    right: int
    gradient_norm: float


@dataclass(frozen=True, slots=True)
class Regularization:
    """What keeps weights and gradients small.

    Attributes
    ----------
    l1, l2
        Penalties on the weights, added to the gradient as l1 · sign(w) and l2 · w.
    clip_norm
        The greatest length of the gradient; None for any.
    """

    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float | None = None

    def add_penalties(
        self, parameters: FloatArray, gradients: FloatArray, parts: list[tuple[slice, bool]]
    ) -> None:
        """Add the gradient of the penalties, in place, to the parts that are weights."""
        for part, decays in parts:
            if decays and self.l1:
                gradients[part] += self.l1 * np.sign(parameters[part])
            if decays and self.l2:
                gradients[part] += self.l2 * parameters[part]

    def clip_factor(self, norm: float) -> float:
        """Work out what the gradient has to be multiplied with to be no longer than allowed."""
        if self.clip_norm is None or not norm > self.clip_norm:
            return 1.0
        return self.clip_norm / norm


Peek = Callable[[NDArray[Any] | None], tuple[NDArray[Any], Targets] | None]
"""Gives the batch that is to come next, or None; its images may be written in the given place."""


class Step(Protocol):
    """One step of training, plain or fast."""

    def __call__(
        self, images: NDArray[Any], targets: Targets, peek: Peek | None = None
    ) -> StepOutcome:
        """Learn from one batch.

        Parameters
        ----------
        images, targets
            Images as `Network.as_inputs` takes them, and their targets. After the step others may
            lie where the images were, those of the next batch.
        peek
            Makes the next batch ready; a step may call it while it waits. The batch that it gave
            has to be the next one indeed.
        """
        ...

    def close(self) -> None:
        """Let go of threads, if there are any."""
        ...


class PlainStep:
    """The textbook's step.

    Parameters
    ----------
    network
        What learns.
    loss
        How wrong it is.
    optimizer
        How its parameters move.
    regularization
        What keeps them small.
    average
        What takes in the new weights after each step; None for nothing.
    """

    def __init__(
        self,
        network: "Network",
        loss: Loss,
        optimizer: Optimizer,
        regularization: Regularization,
        average: WeightAverage | None = None,
    ) -> None:
        self.network = network
        self.average = average
        self.loss = loss
        self.optimizer = optimizer
        self.regularization = regularization
        self._until = network.logit_layers(loss.absorbs)
        self._parts = network.decay_parts()

    @np.errstate(all="ignore")  # what overflows shows in the outcome
    def __call__(
        self, images: NDArray[Any], targets: Targets, peek: Peek | None = None
    ) -> StepOutcome:
        """Learn from one batch."""
        network, optimizer = self.network, self.optimizer
        logits = network.forward(network.as_inputs(images), training=True, until=self._until)
        loss, gradient = self.loss.value_and_gradient(logits, targets)
        network.backward(gradient, until=self._until)

        parameters, gradients = network.parameter_vector, network.gradient_vector
        self.regularization.add_penalties(parameters, gradients, self._parts)
        norm = float(np.sqrt(np.dot(gradients, gradients)))
        factor = self.regularization.clip_factor(norm)
        if factor != 1.0:
            gradients *= factor
        optimizer.begin_step(parameters)
        for part, decays in self._parts:
            optimizer.update(parameters, gradients, part, decay=decays)
        if self.average is not None:
            self.average.update()
        return StepOutcome(loss, count_right(logits, targets), norm)

    def close(self) -> None:
        """Do nothing: there are no threads."""


def count_right(logits: FloatArray, targets: Targets) -> int:
    """Count the samples whose largest logit is at the label, or at the likeliest class."""
    labels = targets if targets.ndim == 1 else targets.argmax(axis=1)
    return int(np.count_nonzero(logits.argmax(axis=1) == labels))
