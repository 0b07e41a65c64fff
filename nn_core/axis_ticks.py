"""Where the lines of a chart's grid stand: few, at round numbers, with the range ending on them."""

import math
from dataclasses import dataclass

__all__ = ["Ticks", "accuracy_ticks", "epoch_ticks", "loss_ticks"]

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_INTERVALS = 4


@dataclass(frozen=True, slots=True)
class Ticks:
    """The range of an axis and the values that are marked on it.

    Attributes
    ----------
    low, high
        The ends of the axis.
    values
        What is marked, rising.
    labels
        How each of them is written.
    """

    low: float
    high: float
    values: tuple[float, ...]
    labels: tuple[str, ...]


def accuracy_ticks(lowest: float) -> Ticks:
    """Mark percentages from 100 down to below the lowest one.

    Parameters
    ----------
    lowest
        The lowest percentage that is to be seen.
    """
    reach = min(max(100.0 - lowest, 0.4), 100.0)
    step = _round_step(reach / MOST_INTERVALS)
    intervals = math.ceil(reach / step - 1e-9)
    low = max(100.0 - intervals * step, 0.0)
    values = tuple(low + step * i for i in range(intervals + 1) if low + step * i <= 100.0 + 1e-9)
    return Ticks(low, 100.0, values, _labels(values, step))


def loss_ticks(highest: float) -> Ticks:
    """Mark losses from 0 to above the highest one.

    Parameters
    ----------
    highest
        The highest loss that is to be seen.
    """
    reach = max(highest, 1e-6)
    step = _round_step(reach / MOST_INTERVALS)
    intervals = max(math.ceil(reach / step - 1e-9), 1)
    values = tuple(step * i for i in range(intervals + 1))
    return Ticks(0.0, values[-1], values, _labels(values, step))


def epoch_ticks(epochs: int, most: int = 8) -> Ticks:
    """Mark whole epochs, no more of them than there is room for.

    Parameters
    ----------
    epochs
        The last epoch.
    most
        The largest number of marks.
    """
    step = 1
    for step in _whole_steps():
        if epochs // step <= most:
            break
    values = tuple(float(epoch) for epoch in range(step, epochs + 1, step))
    return Ticks(0.0, float(epochs), values, tuple(f"{value:,.0f}" for value in values))


def _whole_steps() -> list[int]:
    return [base * 10**power for power in range(7) for base in (1, 2, 5)]


def _round_step(smallest: float) -> float:
    """Find the least round number that is no less than `smallest`."""
    magnitude = 10.0 ** math.floor(math.log10(smallest))
    for step in STEPS:
        if step * magnitude >= smallest * (1 - 1e-9):
            return float(step * magnitude)
    return float(10.0 * magnitude)


def _labels(values: tuple[float, ...], step: float) -> tuple[str, ...]:
    places = 0
    while places < 6 and abs(step * 10**places - round(step * 10**places)) > 1e-9:
        places += 1
    return tuple(f"{value:.{places}f}" for value in values)
