"""Noticing a network that does no better than guessing, and why, as far as it can be told."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nn_core.layers import FloatArray
from nn_core.losses import CrossEntropy, Loss, Targets
from nn_core.network import Network
from nn_core.step import StepOutcome

__all__ = ["Guess", "best_guess", "is_guessing", "why_it_guesses"]

SETTLED = 30
"""So many batches every network may take before it is judged, unless its loss is hopeless."""

FEWEST_SAMPLES = 100
"""With fewer of them, luck explains too much."""

DEVIATIONS = 2.0
"""So many standard deviations above the share of guessing are still luck."""

NEARLY = 0.99
"""A loss below this share of that of guessing shows that something has been learnt."""

FAR_ABOVE = 2.0
"""A loss above this multiple of that of guessing is not of a network that knows nothing."""

HOPELESS = 10.0
"""A loss above this multiple of that of guessing needs no time to be judged."""

FADED = 1e-3
"""A gradient that is this much smaller in the first weights than elsewhere hardly reaches them."""

COUNTED = 10_000
"""How many samples the loss of guessing is worked out on, at most about."""


class Guess(NamedTuple):
    """How good it is to give always the same answer.

    Attributes
    ----------
    share
        How many of the samples are of the most frequent class, from 0 to 1.
    loss
        The mean loss of the answer that gives each class its share.
    """

    share: float
    loss: float


def best_guess(loss: Loss, targets: Targets, classes: int) -> Guess:
    """Work out how far one comes without looking at the pictures.

    Parameters
    ----------
    loss
        What is trained.
    targets
        Labels or rows of all samples, at least one.
    classes
        How many outputs the network has.
    """
    labels = targets if targets.ndim == 1 else targets.argmax(axis=1)
    counts = np.bincount(labels, minlength=classes) / len(labels)
    shares = counts if targets.ndim == 1 else targets.mean(axis=0, dtype=np.float64)
    if isinstance(loss, CrossEntropy):
        shares = shares * (1.0 - loss.label_smoothing) + loss.label_smoothing / classes
        if loss.class_weights is not None:
            shares = shares * loss.class_weights
            shares = shares / max(shares.sum(), np.finfo(np.float64).tiny)
    within = np.clip(shares, 1e-12, 1.0 - 1e-12)
    answer = shares
    if loss.absorbs == "softmax":
        answer = np.log(within)
    elif loss.absorbs == "sigmoid":
        answer = np.log(within) - np.log1p(-within)
    some = targets[:: 1 + len(targets) // COUNTED]
    answers = np.repeat(answer[np.newaxis], len(some), axis=0)
    return Guess(float(counts.max()), loss(answers, some))


def is_guessing(
    outcomes: Sequence[StepOutcome], guess: Guess, *, samples: int, batches_before: float
) -> bool:
    """Tell whether a network that has had its time does no better than guessing.

    Both tell of what it has learnt: how many samples it reads rightly, and its loss, where a class
    is so frequent that always to answer with it is right.

    Parameters
    ----------
    outcomes
        Those of the batches that it is judged by, the latest of an epoch.
    guess
        What `best_guess` gave.
    samples
        How many samples these batches have.
    batches_before
        How many batches it has learnt from before them, without those of a warm-up.
    """
    loss = _mean_loss(outcomes)
    fewest = SETTLED if loss <= HOPELESS * guess.loss else 1
    if batches_before < fewest or samples < FEWEST_SAMPLES or guess.share >= 1.0:
        return False
    luck = DEVIATIONS * math.sqrt(guess.share * (1.0 - guess.share) / samples)
    right = sum(outcome.right for outcome in outcomes) / samples
    return right <= guess.share + luck and loss >= NEARLY * guess.loss


def why_it_guesses(
    outcomes: Sequence[StepOutcome],
    guess: Guess,
    network: Network,
    loss: Loss,
    images: NDArray[Any],
    targets: Targets,
    *,
    learning_rate: float,
) -> str:
    """Say why a network has most likely learnt nothing, in a sentence or two.

    Parameters
    ----------
    outcomes, guess
        As in `is_guessing`.
    network
        What is being trained.
    loss
        By what.
    images, targets
        A few of the samples that it learns from.
    learning_rate
        The present learning rate.
    """
    mean_loss = _mean_loss(outcomes)
    if mean_loss > FAR_ABOVE * guess.loss:
        return (
            f"Its loss of {mean_loss:.4g} is far above the {guess.loss:.3g} of guessing: the "
            f"learning rate of {learning_rate:g} is most likely too high."
        )
    # Those of the outputs may begin alike, as each output is told something else.
    for index in _weighted_layers(network)[:-1]:
        layer = network.layers[index]
        if len(layer.parameters["weight"]) > 1 and _are_alike(layer.parameters["weight"]):
            return (
                f"In layer {index} ({layer.kind}), all neurons have the same weights, and so all "
                "learn the same. An initialiser that draws them at random helps."
            )
    sizes = _gradient_sizes(network, loss, images, targets)
    first, largest = min(sizes, default=0), max(sizes, key=lambda i: sizes[i], default=0)
    if first != largest and sizes[first] <= FADED * sizes[largest]:
        return (
            f"The gradient hardly reaches the first layers: a weight of layer {first} gets less "
            f"than {FADED:g} of what one of layer {largest} gets. Other initial weights, ReLU in "
            "place of sigmoid, a lower learning rate or fewer layers help."
        )
    return "It has learnt nothing that lasts yet."


def _gradient_sizes(
    network: Network, loss: Loss, images: NDArray[Any], targets: Targets
) -> dict[int, float]:
    """Work out how large the gradient of a weight usually is, by the index of its layer.

    It is done on a copy, whose layers keep what they work out.
    """
    twin, until = network.copy(), network.logit_layers(loss.absorbs)
    with np.errstate(all="ignore"):  # what overflows is noticed by the outcome of a step
        logits = twin.forward(twin.as_inputs(images), until=until)
        twin.backward(loss.value_and_gradient(logits, targets)[1], until=until)
        return {
            index: float(np.sqrt(np.square(gradient, dtype=np.float64).mean()))
            for index in _weighted_layers(twin)
            for gradient in [twin.layers[index].gradients["weight"]]
        }


def _weighted_layers(network: Network) -> list[int]:
    """List the layers whose weights connect neurons, by their indices."""
    return [
        index
        for index, layer in enumerate(network.layers)
        if "weight" in layer.parameters and layer.parameters["weight"].ndim > 1
    ]


def _mean_loss(outcomes: Sequence[StepOutcome]) -> float:
    return float(np.mean([outcome.loss for outcome in outcomes]))


def _are_alike(weight: FloatArray) -> bool:
    """Tell whether all neurons, one a row, have the same weights but for rounding."""
    spread = float(np.ptp(weight, axis=0).max())
    return spread <= 1e-5 * float(np.abs(weight).max())
