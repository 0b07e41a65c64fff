"""What training costs against the network's width and depth, the batch and the data's size."""

import statistics
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.contenders.race import CLASSES, pictures
from nn_core.data.dataset import Dataset
from nn_core.fast import FastStep, one_blas_thread
from nn_core.losses import CrossEntropy
from nn_core.network import Network
from nn_core.optimizers import Adam
from nn_core.step import Regularization
from nn_core.training import EpochReport, Trainer, TrainingConfig

__all__ = ["measure"]

WIDTHS = (32, 64, 128, 256, 512, 1024)
DEPTHS = (1, 2, 4, 6, 8)
BATCHES = (16, 32, 64, 128, 256, 512, 1024)
SIZES = (5_000, 10_000, 20_000, 40_000, 60_000)

STEPS = 40
"""How many steps a point of a curve is the median of."""


def measure() -> dict[str, Any]:
    """Draw up the curves.

    Returns
    -------
    dict[str, Any]
        For each curve, what it runs over, and the milliseconds of a step (or the seconds of an
        epoch, for the size of the data).
    """
    with one_blas_thread():
        return {
            "width": _curve(WIDTHS, [_step_ms([width], 128) for width in WIDTHS]),
            "depth": _curve(DEPTHS, [_step_ms([128] * depth, 128) for depth in DEPTHS]),
            "batch": _curve(BATCHES, [_step_ms([256, 128], batch) for batch in BATCHES]),
            "samples": _curve(SIZES, [_epoch_seconds(size) for size in SIZES]),
        }


def _curve(over: tuple[int, ...], costs: list[float]) -> dict[str, Any]:
    return {"over": list(over), "costs": [round(cost, 4) for cost in costs]}


def _step_ms(hidden: list[int], batch: int) -> float:
    network = Network.dense([784, *hidden, CLASSES], rng=np.random.default_rng(0))
    step = FastStep(network, CrossEntropy(), Adam(), Regularization(), threads=2)
    images, labels = pictures(batch)
    durations = []
    for _ in range(STEPS):
        began = perf_counter()
        step(images, labels)
        durations.append(perf_counter() - began)
    step.close()
    return statistics.median(durations) * 1e3


def _epoch_seconds(size: int) -> float:
    images, labels = pictures(size)
    data = Dataset(images, labels, tuple(map(str, range(CLASSES))), "noise")
    trainer = Trainer(TrainingConfig(epochs=3, validation_fraction=0.0), data)
    reports = [report for report in trainer.run() if isinstance(report, EpochReport)]
    return min(report.seconds for report in reports)
