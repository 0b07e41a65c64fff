"""One setting of a training: its type and its range, told in words where it is another."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from nn_core.errors import ConfigError, shown
from nn_core.optimizers.base import LEAST_EPSILON

__all__ = ["checked"]


@dataclass(frozen=True, slots=True)
class _Range:
    """Between which numbers a setting lies.

    Attributes
    ----------
    low, high
        The ends.
    has_low, has_high
        Whether the ends themselves are in it.
    is_whole
        Whether only whole numbers are.
    """

    low: float
    high: float
    has_low: bool = True
    has_high: bool = True
    is_whole: bool = False

    def problem(self, value: float) -> str:
        """Say what a number outside should be; nothing for one inside."""
        if value < self.low or (value == self.low and not self.has_low):
            return f"{'at least' if self.has_low else 'above'} {self.low:g}"
        if value > self.high or (value == self.high and not self.has_high):
            end = f"{self.high:,}" if self.is_whole else f"{self.high:,g}"
            return f"{'at most' if self.has_high else 'below'} {end}"
        return ""


def _whole(low: int, high: int) -> _Range:
    return _Range(low, high, is_whole=True)


_MOST = 1_000_000
_RANGES: Mapping[str, _Range] = {
    "epochs": _whole(1, _MOST),
    "batch_size": _whole(1, _MOST),
    "seed": _whole(0, 2**63 - 1),  # the largest that a TOML file holds
    "threads": _whole(1, 256),
    "patience": _whole(1, _MOST),
    "learning_rate": _Range(0, 1e100, has_low=False),  # `health` tells of those that are too high
    "momentum": _Range(0, 1, has_high=False),
    "weight_decay": _Range(0, 1000),
    "beta1": _Range(0, 1, has_high=False),
    "beta2": _Range(0, 1, has_high=False),
    "rho": _Range(0, 1, has_high=False),
    "epsilon": _Range(LEAST_EPSILON, 1),
    "l1": _Range(0, 1000),
    "l2": _Range(0, 1000),
    "label_smoothing": _Range(0, 1, has_high=False),
    "warmup_epochs": _Range(0, _MOST),
    "schedule_decay": _Range(0, 1),
    "schedule_step_epochs": _Range(0.001, _MOST),
    "clip_norm": _Range(0, 1e9, has_low=False),
    "ema_decay": _Range(0, 1, has_high=False),
    "validation_fraction": _Range(0, 1, has_high=False),
    "tolerance": _Range(0, 1e9),
}
"""Ends that no training means are there so that a slip is told, and no sum overflows."""

_LARGEST_WEIGHT = 1e6
_OPTIONAL = frozenset(
    {
        "initializer",
        "weight_decay",
        "beta1",
        "beta2",
        "rho",
        "epsilon",
        "class_weights",
        "schedule_decay",
        "schedule_step_epochs",
        "clip_norm",
        "ema_decay",
        "augmentation",
        "patience",
        "tolerance",
    }
)


def checked(name: str, value: Any) -> Any:
    """Give a setting in its own type: a whole number as one, a list as a tuple.

    Parameters
    ----------
    name
        One of the fields of `TrainingConfig`.
    value
        What it is set to.

    Raises
    ------
    ConfigError
        If it is of another type or out of range.
    """
    if value is None and name in _OPTIONAL:
        return None
    if name in _RANGES:
        return _number(name, value, _RANGES[name])
    if name == "architecture":
        return _architecture(value)
    if name == "class_weights":
        return _class_weights(value)
    if name == "augmentation":
        if isinstance(value, str | Mapping):
            return value
        raise ConfigError(f"augmentation is a name or a table of settings, not {shown(value)}.")
    if not isinstance(value, str):
        raise ConfigError(f"{name} is a text, not {shown(value)}.")
    return value


def _number(name: str, value: Any, allowed: _Range) -> float:
    number = _finite(value)
    if number is None:
        raise ConfigError(f"{name} is a number, not {shown(value)}.")
    if problem := allowed.problem(number):
        raise ConfigError(f"{name} should be {problem}, not {shown(value)}.")
    if not allowed.is_whole:
        return float(number)
    if int(number) != number:
        raise ConfigError(f"{name} is a whole number, not {shown(value)}.")
    return int(number)


def _finite(value: Any) -> float | None:
    """Take a number as it is; None for anything else, NaN and infinity too."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    if isinstance(value, int):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def _architecture(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value):
        return tuple(dict(item) for item in value)
    raise ConfigError(
        "architecture is a network's name or a list of layers with their kinds, "
        f"not {shown(value)}."
    )


def _class_weights(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        weights = [_finite(item) for item in value]
        if all(weight is not None and weight <= _LARGEST_WEIGHT for weight in weights):
            return tuple(float(weight) for weight in weights if weight is not None)
    raise ConfigError(
        f"class_weights is a list of numbers up to {_LARGEST_WEIGHT:,.0f}, not {shown(value)}."
    )
