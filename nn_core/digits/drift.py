"""Whether what is being read still looks like what the model was measured on.

Four things are watched in a sliding window of readings: how sure the network is, how often it
refuses, how much ink there is, and which digits it names. Each is compared with the model's own
reference by the population stability index,

    PSI = Σ (actual − expected) · ln(actual / expected),

over bins that hold equal shares of the reference. By custom, below 0.1 nothing has changed, and
above 0.25 the readings come from somewhere else.

References
----------
S. Lewis, "An Introduction to Credit Scoring", 1994.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np

from nn_core.digits.recognizer import DIGITS, Reading
from nn_core.errors import ConfigError, ModelFileError

__all__ = [
    "DRIFTING_PSI",
    "FEATURES",
    "REFERENCE_KEY",
    "Bins",
    "DriftMonitor",
    "DriftReport",
    "drift_reference",
    "parse_reference",
    "stability_index",
]

REFERENCE_KEY = "drift_reference"
"""Where a model's `calibration` keeps what `drift_reference` made."""

DRIFTING_PSI = 0.25
"""The index from which readings count as drifting."""

FEATURES = ("confidence", "refusals", "ink", "digits")
"""What is watched, in the order of `_values`."""

_BINS = 10
_LEAST_REFERENCE = 100
_READINGS_BETWEEN_CHECKS = 20


@dataclass(frozen=True, slots=True)
class Bins:
    """How one feature is spread in the reference.

    Attributes
    ----------
    edges
        The inner bounds between bins, rising; a value on a bound belongs to the upper bin.
    shares
        The reference's share in each bin: one more than there are edges.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]


def drift_reference(readings: Sequence[Reading]) -> dict[str, Any]:
    """Describe how readings are spread when nothing is wrong, for a model's `calibration`.

    Parameters
    ----------
    readings
        What the model made of pictures that it was not trained on, some thousand or more: of
        each kind that will be read, drawn strokes and scanned pictures, in like parts, for a kind
        that is missing here will look like drift.

    Returns
    -------
    dict
        Plain JSON, to be stored under `REFERENCE_KEY`.

    Raises
    ------
    ConfigError
        If there are too few readings to tell.
    """
    if len(readings) < _LEAST_REFERENCE:
        raise ConfigError(
            f"A reference needs at least {_LEAST_REFERENCE} readings, not {len(readings)}."
        )
    columns = np.array([_values(reading) for reading in readings], dtype=np.float64).T
    fixed_edges = {
        "refusals": (0.5,),
        "digits": tuple(digit + 0.5 for digit in range(DIGITS - 1)),
    }
    features = {}
    for name, values in zip(FEATURES, columns, strict=True):
        edges = fixed_edges.get(name, _equal_shares(values))
        counts = np.bincount([bisect_right(edges, value) for value in values], minlength=1)
        padded = np.zeros(len(edges) + 1)
        padded[: len(counts)] = counts
        features[name] = {
            "edges": list(edges),
            "shares": [round(float(share), 6) for share in padded / len(values)],
        }
    return {"samples": len(readings), "features": features}


def parse_reference(calibration: Mapping[str, Any]) -> dict[str, Bins] | None:
    """Take the reference out of a model's `calibration`.

    Returns
    -------
    dict of Bins by feature, or None
        None where the model has no reference.

    Raises
    ------
    ModelFileError
        If there is one and it is damaged.
    """
    reference = calibration.get(REFERENCE_KEY)
    if reference is None:
        return None
    try:
        features = reference["features"]
        return {name: _parse_bins(features[name]) for name in FEATURES}
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(
            "The model's drift reference is damaged: each of "
            f"{', '.join(FEATURES)} needs rising edges and one share more than edges."
        ) from error


def stability_index(bins: Bins, counts: Sequence[int]) -> float:
    """Compare counts in bins with the reference's shares.

    Half a reading is added to every bin on both sides, so that an empty bin costs little in a
    small window and much in a large one.

    Parameters
    ----------
    bins
        The reference.
    counts
        How many readings fell into each bin.
    """
    total = sum(counts)
    smoothing = 0.5
    actual = (np.asarray(counts) + smoothing) / (total + smoothing * len(counts))
    expected = np.asarray(bins.shares) * total + smoothing
    expected /= expected.sum()
    return float(((actual - expected) * np.log(actual / expected)).sum())


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What the window says.

    Attributes
    ----------
    readings
        How many readings the window holds.
    needed
        How many it must hold before anything is said.
    indices
        The stability index of each feature; empty while there are too few readings.
    drifting_since
        When an index first passed `DRIFTING_PSI` without all of them falling back since; None
        while nothing drifts.
    """

    readings: int
    needed: int
    indices: Mapping[str, float]
    drifting_since: datetime | None


class DriftMonitor:
    """A sliding window of readings, held against a reference.

    Parameters
    ----------
    reference
        The spread of each feature when nothing is wrong.
    window
        How many readings are looked back on.
    needed
        How many there must be before drift is spoken of.
    now
        Tells the time.
    """

    def __init__(
        self,
        reference: Mapping[str, Bins],
        *,
        window: int = 1000,
        needed: int = 200,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not 0 < needed <= window:
            raise ConfigError(
                f"A drift window of {window} readings cannot wait for {needed} of them."
            )
        self._bins = [reference[name] for name in FEATURES]
        self._counts = [[0] * len(bins.shares) for bins in self._bins]
        self._window: deque[tuple[int, ...]] = deque()
        self._size = window
        self._needed = needed
        self._now = now
        self._drifting_since: datetime | None = None
        self._unchecked = 0

    def add(self, readings: Iterable[Reading]) -> DriftReport | None:
        """Take readings into the window; the oldest leave it.

        Returns
        -------
        DriftReport | None
            A report every so many readings, None in between.
        """
        for reading in readings:
            places = tuple(
                bisect_right(bins.edges, value)
                for bins, value in zip(self._bins, _values(reading), strict=True)
            )
            self._window.append(places)
            self._count(places, 1)
            if len(self._window) > self._size:
                self._count(self._window.popleft(), -1)
            self._unchecked += 1
        return self.report() if self._unchecked >= _READINGS_BETWEEN_CHECKS else None

    def report(self) -> DriftReport:
        """Compare the window with the reference now."""
        self._unchecked = 0
        indices = {}
        if len(self._window) >= self._needed:
            indices = {
                name: stability_index(bins, counts)
                for name, bins, counts in zip(FEATURES, self._bins, self._counts, strict=True)
            }
        if not any(index > DRIFTING_PSI for index in indices.values()):
            self._drifting_since = None
        elif self._drifting_since is None:
            self._drifting_since = self._now()
        return DriftReport(len(self._window), self._needed, indices, self._drifting_since)

    def _count(self, places: tuple[int, ...], step: int) -> None:
        for counts, place in zip(self._counts, places, strict=True):
            counts[place] += step


def _values(reading: Reading) -> tuple[float, ...]:
    """Give one number for each of FEATURES."""
    ink = int(reading.image.sum(dtype=np.int64)) / (255 * reading.image.size)
    # Rounded, so that the last bits of two machines' products fall into the same bin.
    confidence = round(reading.confidence, 4)
    return confidence, float(not reading.is_digit), ink, float(reading.digit)


def _equal_shares(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, ...]:
    """Find edges between bins of about equal shares; fewer where many values are the same."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, _BINS + 1)[1:-1]))
    return tuple(float(edge) for edge in edges)


def _parse_bins(stored: Mapping[str, Any]) -> Bins:
    bins = Bins(
        tuple(float(edge) for edge in stored["edges"]),
        tuple(float(share) for share in stored["shares"]),
    )
    rising = all(low < high for low, high in pairwise(bins.edges))
    if len(bins.shares) != len(bins.edges) + 1 or not rising or min(bins.shares) < 0:
        raise ValueError("edges and shares do not go together")
    return bins
