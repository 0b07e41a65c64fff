"""Sizes of layers, and of windows that slide over a picture: strides and padding."""

from collections.abc import Sequence

import numpy as np

from nn_core.errors import ConfigError

__all__ = ["Pair", "as_pair", "as_whole", "positions"]

Pair = tuple[int, int]
"""Vertical, horizontal."""


def as_whole(name: str, value: int, *, least: int) -> int:
    """Check that a number is a whole one.

    Parameters
    ----------
    name
        What the number is, for the message.
    value
        The number.
    least
        The smallest that is allowed.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    if not _is_whole(value, least):
        raise ConfigError(f"{name} is a whole number from {least} up, not {value!r}.")
    return int(value)


def as_pair(name: str, value: int | Sequence[int], *, least: int) -> Pair:
    """Read one number for both directions, or one for each.

    Parameters
    ----------
    name
        What the number is, for the message.
    value
        A whole number, or vertical and horizontal.
    least
        The smallest that is allowed.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    pair = (value, value) if isinstance(value, int | np.integer) else tuple(value)
    if len(pair) != 2 or not all(_is_whole(item, least) for item in pair):
        raise ConfigError(
            f"{name} is a whole number from {least} up, or two of them, not {value!r}."
        )
    return int(pair[0]), int(pair[1])


def positions(length: int, window: int, stride: int) -> int:
    """Count the places where a window fits along one side; 0 or less if it is too large."""
    return (length - window) // stride + 1


def _is_whole(value: int, least: int) -> bool:
    is_number = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return bool(is_number and value >= least)
