"""Several digits where one is expected, and digits made unreadable."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.digits import write_digit

__all__ = ["CROWDS"]

_BULKY = (0, 2, 3, 4, 5, 6, 8, 9)  # a 1 across a 0 would be a slashed 0, a dash across a 7 a bar

_ANGULAR = (2, 3, 4, 5, 7)  # a 0 above a 0 would be an 8


def _digit(
    rng: np.random.Generator, choices: tuple[int, ...] = tuple(range(10))
) -> list[NDArray[np.float64]]:
    """Write one digit, 100 units high, its left upper corner at the origin."""
    strokes = write_digit(int(rng.choice(choices)), rng=rng)
    whole = np.concatenate([stroke.points for stroke in strokes])
    low, high = whole.min(axis=0), whole.max(axis=0)
    scale = 100.0 / max(float(high[1] - low[1]), 0.3 * float(high[0] - low[0]), 1e-3)
    return [(stroke.points.astype(np.float64) - low) * scale for stroke in strokes]


def _row(count: int, rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Write digits beside each other, as closely or as widely as people do."""
    lines: list[NDArray[np.float64]] = []
    right = 0.0
    for _ in range(count):
        digit = _digit(rng)
        size = rng.uniform(0.8, 1.2)
        place = np.array([right, rng.normal(0, 8)])
        placed = [line * size + place for line in digit]
        lines += placed
        right = max(float(line[:, 0].max()) for line in placed)
        right += rng.uniform(2, 40)
    return lines


def _two_digits(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    return _row(2, rng)


def _three_digits(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    return _row(3, rng)


def _overlapping(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Write one digit on top of another, as on a pad that was not wiped."""
    angle = rng.uniform(0, 2 * np.pi)
    offset = rng.uniform(18, 50) * np.array([np.cos(angle), np.sin(angle)])
    size = rng.uniform(0.7, 1.2)
    return _digit(rng, _BULKY) + [line * size + offset for line in _digit(rng, _BULKY)]


def _stacked(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Write one digit below another, now and then with the bar of a fraction."""
    upper, lower = _digit(rng, _ANGULAR), _digit(rng, _BULKY)
    gap = rng.uniform(5, 40)
    lines = upper + [line + np.array([rng.normal(0, 10), 100 + gap]) for line in lower]
    if rng.random() < 0.4:
        lines.append(np.linspace([-20.0, 100 + gap / 2], [90.0, 100 + gap / 2], 24))
    return lines


def _crossed_out(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Cross out a digit by two strokes, or scribble over it."""
    digit = _digit(rng, _BULKY)
    right = max(float(line[:, 0].max()) for line in digit)
    if rng.random() < 0.5:
        corners = np.array([[[0, 0], [right, 100]], [[right, 0], [0, 100]]], dtype=np.float64)
        strokes = corners + rng.normal(0, 10, (2, 2, 2))
        return digit + [np.linspace(start, end, 24) for start, end in strokes]
    turns = int(rng.integers(5, 10))
    heights = np.linspace(20, 80, turns) + rng.normal(0, 10, turns)
    sides = np.where(np.arange(turns) % 2, right + 15, -15.0) + rng.normal(0, 6, turns)
    return [*digit, np.stack([sides, heights], axis=1)]


CROWDS: dict[str, Callable[[np.random.Generator], list[NDArray[np.float64]]]] = {
    "two digits": _two_digits,
    "three digits": _three_digits,
    "digits overlapping": _overlapping,
    "digits stacked": _stacked,
    "digit crossed out": _crossed_out,
}
"""For each kind of crowd what writes one."""
