"""Optimizers by their names: how a configuration becomes an optimizer."""

from nn_core.errors import ConfigError
from nn_core.optimizers.adaptive import Adagrad, Adam, AdamW, RMSprop
from nn_core.optimizers.base import Optimizer
from nn_core.optimizers.descent import SGD, Momentum, Nesterov

__all__ = ["OPTIMIZERS", "make_optimizer"]

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
