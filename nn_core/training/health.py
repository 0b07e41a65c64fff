"""Noticing what goes wrong in training, and saying why in words for people."""

import math
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.layers import FloatArray
from nn_core.network import Network
from nn_core.step import StepOutcome

__all__ = ["find_warnings", "silent_layers", "why_diverged", "why_unreadable"]

SILENT_SHARE = 0.9
"""A ReLU layer counts as dead when so many of its neurons never fire."""

TINY_NORM = 1e-7
"""A gradient that is no longer than this moves nothing."""

LEARNT_LOSS = 1e-6
"""With a loss no larger than this all is learnt, and no gradient is needed."""

STILL_BATCHES = 10
"""So many batches without a gradient at the end of an epoch are no accident."""


def why_diverged(
    outcomes: Sequence[StepOutcome],
    *,
    start: Mapping[str, FloatArray],
    epoch: int,
    learning_rate: float,
) -> str | None:
    """Tell whether the latest batch broke the training, and the likely cause.

    Parameters
    ----------
    outcomes
        Those of the epoch so far.
    start
        The weights that the training began with; looked at only if the first batch broke it.
    epoch
        Which one, from 1.
    learning_rate
        The present learning rate.

    Returns
    -------
    str | None
        A sentence or two, or None if all is well.
    """
    latest = outcomes[-1]
    if math.isfinite(latest.loss) and math.isfinite(latest.gradient_norm):
        return None
    what = "loss" if not math.isfinite(latest.loss) else "gradient"
    value = latest.loss if what == "loss" else latest.gradient_norm
    became = "is no longer a number" if math.isnan(value) else "grew beyond all numbers"
    where = f"In epoch {epoch}, batch {len(outcomes)}, the {what} {became}."
    if epoch == 1 and len(outcomes) == 1:
        if not all(np.isfinite(values).all() for values in start.values()):
            return f"{where} The weights that training began with are not all finite numbers."
        return (
            f"{where} It was so from the first batch on: the initial weights are too large, "
            "or the targets are not finite."
        )
    return f"{where} {_too_high(learning_rate)}"


def why_unreadable(
    network: Network, images: NDArray[Any], *, epoch: int, batch: int, learning_rate: float
) -> str | None:
    """Tell whether a step left weights with which the network gives no numbers any more.

    The loss of the step itself tells nothing of it: it was taken before the weights moved.

    Parameters
    ----------
    network
        The network that is judged.
    images
        A few of the pictures that it learns from.
    epoch, batch
        Which step it was, both from 1.
    learning_rate
        The learning rate of that step.

    Returns
    -------
    str | None
        Two sentences, or None if all is well.
    """
    with np.errstate(all="ignore"):
        if np.isfinite(network.logits(images)).all():
            return None
    return (
        f"In epoch {epoch}, batch {batch}, the weights grew until the network gives no numbers "
        f"any more. {_too_high(learning_rate)}"
    )


def _too_high(learning_rate: float) -> str:
    return (
        f"The learning rate of {learning_rate:g} is most likely too high; "
        "a lower one, a warm-up or clipping of the gradient helps."
    )


def silent_layers(network: Network, images: NDArray[Any]) -> dict[int, float]:
    """Look for ReLU layers most of whose neurons never fire.

    Parameters
    ----------
    network
        What is being trained.
    images
        A few of the pictures that it learns from.

    Returns
    -------
    dict[int, float]
        The share of such neurons, by the index of the layer; only of layers that count as dead.
    """
    silent = {}
    values = network.as_inputs(images)
    for index, layer in enumerate(network.layers):
        with np.errstate(all="ignore"):  # what overflows is noticed by the outcome of a step
            values = layer.forward(values)
        if layer.kind == "relu":
            # A neuron is a feature of a dense layer, or a whole channel of a convolution.
            axes = (0, 2, 3) if values.ndim == 4 else (0,)
            share = float((values.max(axis=axes) <= 0.0).mean())
            if share >= SILENT_SHARE:
                silent[index] = share
    return silent


def find_warnings(
    silent: Mapping[int, float],
    silent_since: Mapping[int, tuple[int, int]],
    outcomes: Sequence[StepOutcome],
) -> tuple[str, ...]:
    """Say what has stopped a network from learning.

    Parameters
    ----------
    silent
        What `silent_layers` found at the end of the epoch.
    silent_since
        The epoch and batch where each of these layers was first found so.
    outcomes
        Those of the epoch's batches.
    """
    warnings = []
    for index, share in silent.items():
        epoch, batch = silent_since[index]
        warnings.append(
            f"In layer {index} (relu), {share:.0%} of the neurons have been dead since batch "
            f"{batch} of epoch {epoch} or a little before: they are 0 for every picture and learn "
            "nothing. A lower learning rate, He initialisation or a leaky ReLU helps."
        )
    still = list(takewhile(_stands_still, reversed(outcomes)))
    if still and len(still) >= min(STILL_BATCHES, len(outcomes)):
        warnings.append(
            f"From batch {len(outcomes) - len(still) + 1} on, the gradient has vanished: no weight "
            "moves any more. Other initial weights, ReLU in place of sigmoid, a lower learning "
            "rate or fewer layers help."
        )
    return tuple(warnings)


def _stands_still(outcome: StepOutcome) -> bool:
    """Tell whether a step moved nothing though there was something to learn."""
    return outcome.gradient_norm <= TINY_NORM and outcome.loss > LEARNT_LOSS
