"""How a few new digits are learnt: a short training on them, with old pictures in every batch."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError
from nn_core.fast import FastStep, supports
from nn_core.layers import FloatArray, softmax
from nn_core.losses import make_loss
from nn_core.network import Network
from nn_core.optimizers import make_optimizer
from nn_core.step import PlainStep, Regularization, Step

__all__ = ["Material", "TeachingSettings", "learn", "own_answers"]

MOST_STEPS = 4
"""How many times as many steps a large collection may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeachingSettings:
    """How a lesson goes.

    Chosen on writers of Pendigits that the network did not know, none of them among those that
    the result is measured on.

    Attributes
    ----------
    steps
        How many batches are learnt from; more where there are more digits than `usual_digits`.
    usual_digits
        For how many digits `steps` is meant.
    new_in_batch, old_in_batch
        How many new and how many old pictures a batch has.
    learning_rate
        Of Adam, at the beginning; it falls to nothing along a cosine.
    share
        How far the weights go on the way from where they were to where learning ended. Weights
        in between keep almost all that was gained, and lose less of what was known.
    variations
        How many variations of all digits together are written.
    old_digits, old_digits_of_whole
        How many old digits are replayed; the second where a network learns as a whole, for which
        they cost nothing to prepare.
    folds
        In how many parts the digits are held back in turn.
    fewest_to_hold_back
        With fewer digits than this none is held back.
    seed
        Decides everything that is left to chance.

    References
    ----------
    Z. Li, D. Hoiem, "Learning without Forgetting", 2016, https://arxiv.org/abs/1606.09282
    M. Wortsman et al., "Robust fine-tuning of zero-shot models", 2022,
    https://arxiv.org/abs/2109.01903
    """

    steps: int = 150
    usual_digits: int = 60
    new_in_batch: int = 32
    old_in_batch: int = 96
    learning_rate: float = 0.001
    share: float = 0.6
    variations: int = 600
    old_digits: int = 2_500
    old_digits_of_whole: int = 8_000
    folds: int = 3
    fewest_to_hold_back: int = 12
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ConfigError(f"The share of the way lies above 0 and up to 1, not {self.share}.")
        for name in ("steps", "usual_digits", "new_in_batch", "old_in_batch", "variations"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} should be at least 1, not {getattr(self, name)}.")
        if not 2 <= self.folds <= self.fewest_to_hold_back:
            raise ConfigError(
                f"folds should be from 2 to {self.fewest_to_hold_back}, not {self.folds}."
            )

    def steps_for(self, digits: int) -> int:
        """Tell how many batches are learnt from, for so many digits."""
        return min(
            max(self.steps, self.steps * digits // self.usual_digits), MOST_STEPS * self.steps
        )

    def variations_for(self, digits: int) -> int:
        """Tell how many variations of each digit are written."""
        return min(max(self.variations // max(digits, 1), 2), 30)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What is learnt from: what the back end of a network takes, and what it should answer.

    Attributes
    ----------
    inputs
        ndarray of shape (samples, …).
    targets
        float32 ndarray of shape (samples, classes).
    """

    inputs: NDArray[Any]
    targets: FloatArray

    def __len__(self) -> int:
        return len(self.inputs)


def own_answers(network: Network, inputs: NDArray[Any]) -> FloatArray:
    """Give the answers of a network as targets: learning them again changes nothing.

    Returns
    -------
    FloatArray
        float32 ndarray of shape (samples, classes).
    """
    outputs = network.logits(inputs)
    ends_in_sigmoid = network.layers[-1].kind == "sigmoid"
    answers: FloatArray = outputs if ends_in_sigmoid else softmax(outputs)
    return answers.astype(np.float32, copy=False)


def learn(
    network: Network,
    new: Material,
    old: Material,
    *,
    steps: int,
    settings: TeachingSettings,
    rng: np.random.Generator,
) -> Generator[int, None, None]:
    """Train a network on new digits and on old ones with its own answers.

    Parameters
    ----------
    network
        What learns; abandoned half-way it stays as it is then.
    new, old
        What is learnt, and what is not to be forgotten.
    steps
        How many batches.
    settings
        How it goes.
    rng
        Decides on the batches.

    Yields
    ------
    int
        How many batches are done.
    """
    before = network.state()
    network.reseed(rng)
    optimizer = make_optimizer("adam", settings.learning_rate, weight_decay=0.0)
    ends_in_sigmoid = network.layers[-1].kind == "sigmoid"
    loss = make_loss("binary-cross-entropy" if ends_in_sigmoid else "cross-entropy")
    parts = (network, loss, optimizer, Regularization())
    fast = supports(network, network.logit_layers(loss.absorbs))
    step: Step = FastStep(*parts, threads=1) if fast else PlainStep(*parts)
    with closing(step):
        for done in range(steps):
            optimizer.learning_rate = (
                settings.learning_rate * (1 + np.cos(np.pi * done / steps)) / 2
            )
            some_new = rng.integers(0, len(new), settings.new_in_batch)
            some_old = rng.integers(0, len(old), settings.old_in_batch)
            step(
                np.concatenate([new.inputs[some_new], old.inputs[some_old]]),
                np.concatenate([new.targets[some_new], old.targets[some_old]]),
            )
            yield done + 1
    after = network.state()
    network.load_state(
        {
            name: (values + settings.share * (after[name] - values)).astype(values.dtype)
            for name, values in before.items()
        }
    )
