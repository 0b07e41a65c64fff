"""How the learning rate changes in the course of training, as a factor on the one that is set."""

import math
from collections.abc import Callable

from nn_core.errors import ConfigError

__all__ = [
    "SCHEDULES",
    "Schedule",
    "constant",
    "cosine",
    "exponential",
    "linear",
    "make_schedule",
    "one_cycle",
    "step",
    "warmed_up",
]

Schedule = Callable[[float], float]
"""Takes the epochs that have passed, fractions included, and gives the factor."""


def constant() -> Schedule:
    """Keep the learning rate as it is set."""
    return lambda epoch: 1.0


def step(every: float, decay: float) -> Schedule:
    """Multiply by `decay` each time `every` epochs have passed."""
    return lambda epoch: decay ** math.floor(epoch / every)


def exponential(decay: float) -> Schedule:
    """Shrink smoothly, by `decay` over each epoch."""
    return lambda epoch: decay**epoch


def linear(epochs: float, final: float = 0.0) -> Schedule:
    """Fall in a straight line from 1 to `final` at the last epoch's end."""
    return lambda epoch: 1.0 + (final - 1.0) * min(epoch / epochs, 1.0)


def cosine(epochs: float, final: float = 0.0) -> Schedule:
    """Fall along half a cosine from 1 to `final` at the last epoch's end.

    References
    ----------
    Loshchilov, Hutter: "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016,
    https://arxiv.org/abs/1608.03983
    """

    def factor(epoch: float) -> float:
        return final + (1.0 - final) * _half_cosine(epoch / epochs)

    return factor


def one_cycle(epochs: float, rise: float, start: float = 0.04, final: float = 4e-6) -> Schedule:
    """Rise along half a cosine from `start` to 1 in `rise` epochs, then fall along one to `final`.

    References
    ----------
    Smith, Topin: "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
    Rates", 2017, https://arxiv.org/abs/1708.07120
    """

    def factor(epoch: float) -> float:
        if epoch < rise:
            return 1.0 + (start - 1.0) * _half_cosine(epoch / rise)
        return final + (1.0 - final) * _half_cosine((epoch - rise) / (epochs - rise))

    return factor


def warmed_up(schedule: Schedule, warmup_epochs: float) -> Schedule:
    """Rise in a straight line for the first epochs, and follow `schedule` from there on."""
    if not warmup_epochs:
        return schedule

    def factor(epoch: float) -> float:
        if epoch < warmup_epochs:
            return schedule(0.0) * epoch / warmup_epochs
        return schedule(epoch - warmup_epochs)

    return factor


SCHEDULES = ("constant", "step", "exponential", "linear", "cosine", "one-cycle")
"""The names that configurations use."""


def make_schedule(
    name: str,
    *,
    epochs: int,
    warmup_epochs: float = 0.0,
    decay: float | None = None,
    step_epochs: float | None = None,
) -> Schedule:
    """Make a schedule from its name.

    Parameters
    ----------
    name
        One of `SCHEDULES`.
    epochs
        How long training lasts.
    warmup_epochs
        How long the learning rate rises from 0 first; in one-cycle, how long the rise lasts (0
        stands for three tenths of the whole).
    decay
        The factor of step (0.1 unless given) and of exponential (0.95); what linear and cosine end
        at (0).
    step_epochs
        How many epochs lie between two steps; a third of the whole unless given.

    Raises
    ------
    ConfigError
        If there is no such schedule, a number is out of range, or the warm-up leaves no time.
    """
    if not 0.0 <= warmup_epochs < epochs:
        raise ConfigError(
            f"A warm-up of {warmup_epochs:g} epochs does not fit into training of {epochs}."
        )
    if decay is not None and not decay >= 0.0:
        raise ConfigError(f"The decay of a schedule is at least 0, not {decay:g}.")
    if step_epochs is not None and not step_epochs > 0.0:
        raise ConfigError(f"The epochs between two steps are above 0, not {step_epochs:g}.")
    rest = epochs - warmup_epochs
    if name == "constant":
        schedule = constant()
    elif name == "step":
        schedule = step(step_epochs or epochs / 3.0, 0.1 if decay is None else decay)
    elif name == "exponential":
        schedule = exponential(0.95 if decay is None else decay)
    elif name == "linear":
        schedule = linear(rest, decay or 0.0)
    elif name == "cosine":
        schedule = cosine(rest, decay or 0.0)
    elif name == "one-cycle":
        return one_cycle(epochs, warmup_epochs or 0.3 * epochs)
    else:
        raise ConfigError(f"Unknown schedule {name!r}; there are {', '.join(SCHEDULES)}.")
    return warmed_up(schedule, warmup_epochs)


def _half_cosine(progress: float) -> float:
    """Fall from 1 to 0 while `progress` goes from 0 to 1."""
    return 0.5 * (1.0 + math.cos(math.pi * min(progress, 1.0)))
