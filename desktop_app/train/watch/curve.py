"""The course of one figure over a training: what was measured, and how it is written."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nn_core.axis_ticks import Ticks

__all__ = ["Curve", "CurvePoint"]

SMOOTHING = 0.85
"""How much of a live value is taken from those before it: single batches differ widely."""

MOST_LIVE_POINTS = 400

ROOMS = (20, 50, 100, 200, 500, 1000)
"""For how many epochs a chart has room, one after the other."""

LARGEST = 1e6
"""A value beyond this runs away, and would flatten all that there is to see."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What was measured at the end of one epoch.

    Attributes
    ----------
    epoch
        Counted from 1.
    training, validation
        The two values; validation is None where nothing was held back.
    """

    epoch: int
    training: float
    validation: float | None = None


class Curve:
    """One figure, at the end of each epoch and within epochs.

    Parameters
    ----------
    name
        What the figure is.
    write
        Writes a value of it for people.
    mark
        Chooses the marks of the upright axis for all the values that are to be seen.
    short_name
        The same in one word, where there is little room; empty takes the name.
    smoothing
        How much of a live value is taken from those before it.

    Attributes
    ----------
    name, short_name, write, mark
        As given.
    epochs
        How many there will be.
    points
        The ends of the epochs.
    live
        Pairs of the epoch, with its fraction, and the value.
    best_epoch
        The epoch that is marked, or None.
    note
        Words that follow the latest value.
    """

    def __init__(
        self,
        name: str,
        *,
        write: Callable[[float], str],
        mark: Callable[[Sequence[float]], Ticks],
        short_name: str = "",
        smoothing: float = SMOOTHING,
    ) -> None:
        self.name = name
        self.short_name = short_name or name
        self.write = write
        self.mark = mark
        self._smoothing = smoothing
        self.begin(10)

    def begin(self, epochs: int) -> None:
        """Forget everything and make room for a run of so many epochs."""
        self.epochs = max(epochs, 1)
        self.points: list[CurvePoint] = []
        self.live: list[tuple[float, float]] = []
        self.best_epoch: int | None = None
        self.note = ""
        self._smoothed: float | None = None
        self._keep_every = 1
        self._skipped = 0

    @property
    def latest(self) -> float | None:
        """The latest value at the end of an epoch, of validation where there is one; or live."""
        if self.points:
            point = self.points[-1]
            return point.training if point.validation is None else point.validation
        return self.live[-1][1] if self.live else None

    @property
    def epochs_shown(self) -> int:
        """How many epochs a chart has room for: not all of a long run at its beginning."""
        done = self.points[-1].epoch if self.points else 0
        for room in ROOMS:
            if room >= 1.25 * done:
                return min(self.epochs, room)
        return self.epochs

    def add_live(self, epoch: float, value: float) -> None:
        """Add a value from within an epoch; `epoch` counts parts too."""
        if not math.isfinite(value) or abs(value) > LARGEST:
            return
        if self._smoothed is not None:
            value = self._smoothing * self._smoothed + (1 - self._smoothing) * value
        self._smoothed = value
        self._skipped += 1
        if self._skipped < self._keep_every and len(self.live) > 1:
            return
        self._skipped = 0
        self.live.append((epoch, value))
        if len(self.live) > MOST_LIVE_POINTS:
            # Twice as coarse from now on: a line of thousands of points is slow to paint.
            self.live = self.live[::2]
            self._keep_every *= 2

    def add(self, point: CurvePoint, *, best_epoch: int | None = None, note: str = "") -> None:
        """Add the end of an epoch.

        Parameters
        ----------
        point
            The values.
        best_epoch
            The epoch whose network is the best so far.
        note
            Words that follow the latest value.
        """
        if not math.isfinite(point.training):
            return
        if point.validation is not None and not math.isfinite(point.validation):
            point = CurvePoint(point.epoch, point.training)
        self.points.append(point)
        self.epochs = max(self.epochs, point.epoch)
        self.best_epoch = best_epoch
        self.note = note
