"""Runs of small networks that were trained for real, in the list of a person's own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nn_core.architectures import build_network
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.model_file import Model, now
from nn_core.runs import MadeBy, Outcome, Run, RunStatus, RunStore
from nn_core.training import EpochReport, TrainingConfig

KeepRun = Callable[..., Run]


def report_of(epoch: int, *, epochs: int, best: float) -> EpochReport:
    """Make the report of an epoch of a training that goes well."""
    return EpochReport(
        epoch=epoch,
        epochs=epochs,
        training_loss=0.9 / epoch,
        training_accuracy=best - 0.3 / (epoch + 1),
        validation_loss=1.0 / epoch,
        validation_accuracy=best - 0.4 / (epoch + 1),
        learning_rate=0.001,
        gradient_norm=1.0,
        seconds=2.0,
        is_best=True,
    )


@pytest.fixture
def keep_run(own_folder: object) -> KeepRun:
    """Put a run on the list, as another program or the Train page would do it."""

    def keep(name: str = "Small 30", *, accuracy: float = 0.9, **settings: Any) -> Run:
        config = TrainingConfig.from_dict(
            {"architecture": "small-30", "dataset": "synthetic", "epochs": 4} | settings
        )
        network = build_network(
            config.architecture, classes=10, rng=np.random.default_rng(config.seed)
        )
        outcome = Outcome(
            model=Model(
                network=network,
                name=name,
                class_names=DIGIT_NAMES,
                training=config.to_dict(),
                created=now(),
            ),
            config=config,
            history=tuple(
                report_of(epoch, epochs=config.epochs, best=accuracy)
                for epoch in range(1, config.epochs + 1)
            ),
            best_epoch=config.epochs,
            status=RunStatus.FINISHED,
            made_by=MadeBy.WINDOW,
            scores={
                "test_accuracy": accuracy,
                "test_accuracy_low": accuracy - 0.01,
                "test_accuracy_high": accuracy + 0.01,
                "test_samples": 500,
                "calibration_error": 0.004,
            },
        )
        with RunStore() as store:
            return store.add(replace(outcome))

    return keep
