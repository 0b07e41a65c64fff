"""Settings of layers, checked before anything is built with them."""

import contextlib
import math
from collections.abc import Sequence
from numbers import Integral, Real

from nn_core.errors import ConfigError, shown
from nn_core.initializers import INITIALIZERS

__all__ = [
    "LARGEST_SIZE",
    "LARGEST_WINDOW",
    "Pair",
    "as_initializer",
    "as_number",
    "as_pair",
    "as_switch",
    "as_whole",
]

Pair = tuple[int, int]
"""Vertical, horizontal."""

LARGEST_SIZE = 65_536
"""The most outputs of a layer: beyond, a slip of the pen would fill the computer's memory."""

LARGEST_WINDOW = 1_024
"""The largest window, step and padding, in pixels."""


def as_whole(name: str, value: object, *, least: int, most: int) -> int:
    """Check that a number is a whole one within a range, ends included.

    Parameters
    ----------
    name
        What the number is, for the message.
    value
        The number.
    least, most
        The range.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    number = _whole(value, least, most)
    if number is None:
        raise ConfigError(f"{name} is a whole number from {least} to {most:,}, not {shown(value)}.")
    return number


def as_pair(name: str, value: object, *, least: int, most: int = LARGEST_WINDOW) -> Pair:
    """Read one number for both directions, or one for each.

    Parameters
    ----------
    name
        What the number is, for the message.
    value
        A whole number, or vertical and horizontal.
    least, most
        The range, ends included.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    two = value if isinstance(value, Sequence) and len(value) == 2 else (value, value)
    first, second = (_whole(item, least, most) for item in two)
    if first is None or second is None:
        raise ConfigError(
            f"{name} is a whole number from {least} to {most:,}, or two of them, "
            f"not {shown(value)}."
        )
    return first, second


def as_switch(name: str, value: object) -> bool:
    """Check that a setting is true or false, and no word or number for it.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    if not isinstance(value, bool):
        raise ConfigError(f"{name} is true or false, not {shown(value)}.")
    return value


def as_number(name: str, value: object) -> float:
    """Check that a setting is a finite number.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    if isinstance(value, Real) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):  # a whole number of hundreds of figures
            if math.isfinite(number := float(value)):
                return number
    raise ConfigError(f"{name} is a number, not {shown(value)}.")


def as_initializer(value: object) -> str | None:
    """Check that a way in which weights begin is known; None leaves the choice to the layer.

    Raises
    ------
    ConfigError
        If it is not.
    """
    if value is not None and (not isinstance(value, str) or value not in INITIALIZERS):
        raise ConfigError(
            f"Unknown initializer {shown(value)}; there are {', '.join(INITIALIZERS)}."
        )
    return value


def _whole(value: object, least: int, most: int) -> int | None:
    """Give a whole number within a range; None where it is something else."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    return int(value) if least <= int(value) <= most else None
