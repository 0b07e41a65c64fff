"""What the service counts, for Prometheus."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from nn_core.digits import Reading
from nn_core.digits.drift import DriftReport

__all__ = ["CONTENT_TYPE", "MULTIPROCESS_VARIABLE", "Metrics"]

CONTENT_TYPE = CONTENT_TYPE_LATEST
MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which several workers add up what they counted."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0)
_CONFIDENCES = (0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99)
_BATCHES = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """Counters of one service, or of one worker among several.

    Parameters
    ----------
    model
        The model's name and version.
    """

    def __init__(self, model: Mapping[str, str]) -> None:
        self._registry = CollectorRegistry()
        # Labelled by what the router knows, never by what a client made up.
        self._requests = Counter(
            "inkling_requests",
            "Requests answered.",
            ["route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "inkling_request_seconds",
            "Time from a request's first byte to its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._in_progress = Gauge(
            "inkling_requests_in_progress",
            "Requests being answered.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self._readings = Counter(
            "inkling_readings",
            'Pictures read, by answer: a digit, "refused" or "blank".',
            ["answer"],
            registry=self._registry,
        )
        self._confidence = Histogram(
            "inkling_confidence",
            "How sure the network was.",
            buckets=_CONFIDENCES,
            registry=self._registry,
        )
        self._batch = Histogram(
            "inkling_batch_pictures",
            "Pictures read in one pass through the network.",
            buckets=_BATCHES,
            registry=self._registry,
        )
        self._drift = Gauge(
            "inkling_drift_psi",
            "Population stability index of the last readings against the model's reference.",
            ["feature"],
            registry=self._registry,
            multiprocess_mode="livemax",
        )
        self._drifting = Gauge(
            "inkling_drifting",
            "1 while the readings drift away from the model's reference.",
            registry=self._registry,
            multiprocess_mode="livemax",
        )
        information = Gauge(
            "inkling_model",
            "1, labelled with the model in use.",
            ["name", "version"],
            registry=self._registry,
            multiprocess_mode="livemax",
        )
        information.labels(model["name"], model["version"]).set(1)
        # Looking a child up by its labels costs more than counting in it.
        self._children: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._answers = {
            answer: self._readings.labels(answer)
            for answer in (*map(str, range(10)), "refused", "blank")
        }

    def request_began(self) -> None:
        """Count a request in."""
        self._in_progress.inc()

    def request_ended(self, route: str, status: int, seconds: float) -> None:
        """Count a request out."""
        self._in_progress.dec()
        children = self._children.get((route, status))
        if children is None:
            children = self._requests.labels(route, str(status)), self._seconds.labels(route)
            self._children[route, status] = children
        count, duration = children
        count.inc()
        duration.observe(seconds)

    def read(self, readings: Sequence[Reading], *, blanks: int) -> None:
        """Count what was read, and what was blank."""
        for reading in readings:
            self._answers[str(reading.digit) if reading.is_digit else "refused"].inc()
            self._confidence.observe(reading.confidence)
        if blanks:
            self._answers["blank"].inc(blanks)

    def batch_read(self, pictures: int) -> None:
        """Count one pass through the network."""
        self._batch.observe(pictures)

    def drift_measured(self, report: DriftReport) -> None:
        """Keep the latest drift."""
        for feature, index in report.indices.items():
            self._drift.labels(feature).set(index)
        self._drifting.set(report.drifting_since is not None)

    def exposition(self) -> bytes:
        """Write everything down in Prometheus' text format, over all workers."""
        if MULTIPROCESS_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the package leaves it so
        return generate_latest(together)
