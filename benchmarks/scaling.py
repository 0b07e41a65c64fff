"""What training costs against the network's width and depth, the batch and the data's size."""

import statistics
from time import perf_counter
from typing import Any

from benchmarks.contenders.race import CLASSES, pictures
from nn_core.data.dataset import Dataset
from nn_core.training import BatchReport, EpochReport, Trainer, TrainingConfig

__all__ = ["measure"]

WIDTHS = (32, 64, 128, 256, 512, 1024)
DEPTHS = (1, 2, 4, 6, 8)
BATCHES = (16, 32, 64, 128, 256, 512, 1024)
SIZES = (5_000, 10_000, 20_000, 40_000, 60_000)

SAMPLES = 8192
"""How many pictures there are, where their number is not what is measured."""

WARM_UP_S = 1.0
"""How long a training runs before its steps count, until its processes are there."""

STEPS = 200
"""How many steps a point of a curve is the median of."""


def measure() -> dict[str, Any]:
    """Draw up the curves.

    Returns
    -------
    dict[str, Any]
        For each curve, what it runs over, and the milliseconds of a step (or the seconds of an
        epoch, for the size of the data).
    """
    data = _noise(SAMPLES)
    return {
        "width": _curve(WIDTHS, [_step_ms(data, [width], 128) for width in WIDTHS]),
        "depth": _curve(DEPTHS, [_step_ms(data, [128] * depth, 128) for depth in DEPTHS]),
        "batch": _curve(BATCHES, [_step_ms(data, [256, 128], batch) for batch in BATCHES]),
        "samples": _curve(SIZES, [_epoch_seconds(size) for size in SIZES]),
    }


def _curve(over: tuple[int, ...], costs: list[float]) -> dict[str, Any]:
    return {"over": list(over), "costs": [round(cost, 4) for cost in costs]}


def _step_ms(data: Dataset, hidden: list[int], batch: int) -> float:
    """Train until everything is under way, and time the steps after that."""
    config = TrainingConfig(
        architecture=_layers(hidden), batch_size=batch, epochs=1_000_000, validation_fraction=0.0
    )
    reports = (r for r in Trainer(config, data).run() if isinstance(r, BatchReport))
    ready = perf_counter() + WARM_UP_S
    while perf_counter() < ready:
        next(reports)
    durations = []
    for _ in range(STEPS):
        began = perf_counter()
        next(reports)
        durations.append(perf_counter() - began)
    reports.close()
    return statistics.median(durations) * 1e3


def _epoch_seconds(size: int) -> float:
    trainer = Trainer(TrainingConfig(epochs=3, validation_fraction=0.0), _noise(size))
    reports = [report for report in trainer.run() if isinstance(report, EpochReport)]
    return min(report.seconds for report in reports)


def _layers(hidden: list[int]) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = [{"kind": "flatten"}]
    for units in hidden:
        layers += [{"kind": "dense", "units": units}, {"kind": "relu"}]
    return [*layers, {"kind": "dense", "units": CLASSES}]


def _noise(size: int) -> Dataset:
    images, labels = pictures(size)
    return Dataset(images, labels, tuple(map(str, range(CLASSES))), "noise")
