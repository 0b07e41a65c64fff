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
    name: str,
    learning_rate: float,
    *,
    weight_decay: float | None = None,
    **own_settings: float | None,
) -> Optimizer:
    """Make an optimizer from its name.

    Parameters
    ----------
    name
        One of `OPTIMIZERS`.
    learning_rate
        How far one step goes.
    weight_decay
        As in `Optimizer`; None takes the rule's own default (0.01 in AdamW, 0 elsewhere).
    **own_settings
        What can be set about single rules: momentum, beta1, beta2, rho, epsilon. Those that the
        rule does not have are passed over; None takes its own default.

    Raises
    ------
    ConfigError
        If there is no such optimizer, none has a setting of that name, or one is out of range.
    """
    if name not in OPTIMIZERS:
        raise ConfigError(f"Unknown optimizer {name!r}; there are {', '.join(OPTIMIZERS)}.")
    known = {setting for kind in OPTIMIZERS.values() for setting in kind.own_settings}
    if unknown := own_settings.keys() - known:
        raise ConfigError(
            f"No optimizer has a setting called {min(unknown)!r}; there are "
            f"{', '.join(sorted(known))}."
        )
    kind = OPTIMIZERS[name]
    settings = {
        setting: value
        for setting, value in own_settings.items()
        if setting in kind.own_settings and value is not None
    }
    optimizer = kind(learning_rate, **settings)
    if weight_decay is not None:
        if weight_decay < 0:
            raise ConfigError(f"Weight decay is at least 0, not {weight_decay}.")
        optimizer.weight_decay = weight_decay
    return optimizer
