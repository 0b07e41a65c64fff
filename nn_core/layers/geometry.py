"""Windows that slide over a picture: sizes, strides and padding."""

from collections.abc import Sequence

from nn_core.errors import ConfigError

__all__ = ["Pair", "as_pair", "positions"]

Pair = tuple[int, int]
"""Vertical, horizontal."""


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
    pair = (value, value) if isinstance(value, int) else tuple(value)
    if len(pair) != 2 or not all(isinstance(item, int) and item >= least for item in pair):
        raise ConfigError(
            f"{name} is a whole number from {least} up, or two of them, not {value!r}."
        )
    return pair[0], pair[1]


def positions(length: int, window: int, stride: int) -> int:
    """Count the places where a window fits along one side; 0 or less if it is too large."""
    return (length - window) // stride + 1
