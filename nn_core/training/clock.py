"""How fast training goes, and how long it will last."""

import time

__all__ = ["Clock"]


class Clock:
    """Tells how fast training goes and how long it will last.

    Parameters
    ----------
    before
        The seconds that were spent before a checkpoint.
    """

    def __init__(self, before: float) -> None:
        self._before = before
        self._began = self._epoch_began = time.perf_counter()
        self._samples = 0
        self._first_fraction: float | None = None

    def begin_epoch(self) -> None:
        """Start to count the seconds of an epoch."""
        self._epoch_began = time.perf_counter()

    def end_epoch(self) -> float:
        """Give the seconds since the epoch began."""
        return time.perf_counter() - self._epoch_began

    def leave_out(self, seconds: float) -> None:
        """Count so many seconds that just went by as if they had not been: a pause."""
        self._began += seconds
        self._epoch_began += seconds

    def total(self) -> float:
        """Give the seconds of the whole run."""
        return self._before + self._elapsed()

    def speed(self, samples: int) -> float:
        """Count the samples of one more batch; give the samples a second so far."""
        self._samples += samples
        return self._samples / self._elapsed()

    def seconds_left(self, fraction: float) -> float:
        """Work out how long the rest takes when so much of the whole is done."""
        if self._first_fraction is None:
            # The first batch makes everything ready and says little about the others.
            self._first_fraction = fraction
            self._first_elapsed = self._elapsed()
            return self._first_elapsed * (1.0 - fraction) / fraction
        done, elapsed = fraction - self._first_fraction, self._elapsed() - self._first_elapsed
        return elapsed * (1.0 - fraction) / done

    def _elapsed(self) -> float:
        return max(time.perf_counter() - self._began, 1e-9)
