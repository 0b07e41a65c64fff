"""Finding a learning rate: raise it batch by batch, and see where the loss falls fastest."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import fmean

from nn_core.data import Dataset
from nn_core.errors import ConfigError
from nn_core.training import BatchReport, Trainer, TrainingConfig

__all__ = ["LearningRateSearch", "search_learning_rate"]

SMOOTHING = 0.9
"""The share of the running mean of the loss that lasts from batch to batch."""

GIVE_UP = 4.0
"""The search ends once the smoothed loss is so many times its smallest value."""


@dataclass(frozen=True, slots=True)
class LearningRateSearch:
    """What a search found.

    Attributes
    ----------
    rates
        The learning rates that were tried, one a batch, each a factor above the one before.
    losses
        The smoothed training loss at each of them.
    suggestion
        The rate at which the loss fell fastest.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float


def search_learning_rate(
    config: TrainingConfig,
    train: Dataset,
    *,
    low: float = 1e-5,
    high: float = 1.0,
    steps: int = 100,
    progress: Callable[[float], None] = lambda fraction: None,
) -> LearningRateSearch:
    """Train for a few batches with a rising learning rate.

    The weights are thrown away; `config` otherwise decides all as in training.

    Parameters
    ----------
    config
        How to train; its learning rate and schedule play no part.
    train
        What to learn from.
    low, high
        The first and the last learning rate.
    steps
        How many batches lie between them.
    progress
        Called with the share that is done.

    Raises
    ------
    ConfigError
        If the rates do not rise from above 0, there are too few steps, or the loss is no number
        from the beginning.

    References
    ----------
    L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2015,
    https://arxiv.org/abs/1506.01186
    """
    if not 0 < low < high or steps < 10:
        raise ConfigError(
            f"A search takes at least 10 steps from a rate above 0 to a higher one, "
            f"not {steps} from {low:g} to {high:g}."
        )
    epochs = math.ceil(steps * config.batch_size / len(train)) + 1
    trainer = Trainer(
        replace(
            config,
            learning_rate=low,
            schedule="constant",
            warmup_epochs=0.0,
            epochs=epochs,
            validation_fraction=0.0,
            patience=None,
            tolerance=None,
        ),
        train,
    )
    factor = (high / low) ** (1.0 / (steps - 1))
    rates: list[float] = []
    losses: list[float] = []
    mean = 0.0
    reports = trainer.run()
    for report in reports:
        if not isinstance(report, BatchReport):
            continue
        rate = trainer.learning_rate
        mean = SMOOTHING * mean + (1.0 - SMOOTHING) * report.loss
        # The running mean began at zero; the division makes up for that.
        smoothed = mean / (1.0 - SMOOTHING ** (len(losses) + 1))
        if not math.isfinite(smoothed) or (losses and smoothed > GIVE_UP * min(losses)):
            break
        rates.append(rate)
        losses.append(smoothed)
        progress(len(rates) / steps)
        if len(rates) == steps:
            break
        trainer.learning_rate = rate * factor
    if len(rates) < 3:
        raise ConfigError(f"The loss overflows even at a learning rate of {low:g}.")
    return LearningRateSearch(tuple(rates), tuple(losses), _steepest(rates, losses))


def _steepest(rates: list[float], losses: list[float]) -> float:
    """Find the rate around which the loss falls most, over a tenth of the steps on either side."""
    reach = max(len(rates) // 10, 1)
    places = range(reach, max(losses.index(min(losses)), reach) + 1)
    falls = [fmean(losses[i - reach : i]) - fmean(losses[i : i + reach]) for i in places]
    return rates[places[falls.index(max(falls))]]
