"""A list of runs in a folder of its own, and small networks to keep in it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn_core.model_file import Model, now
from nn_core.network import Network
from nn_core.runs import MadeBy, Outcome, RunStatus, RunStore
from nn_core.training import EpochReport, TrainingConfig

MakeOutcome = Callable[..., Outcome]


def make_report(
    epoch: int, *, epochs: int = 5, seconds: float = 0.5, **figures: Any
) -> EpochReport:
    """Make the report of an epoch that went a little better than the one before."""
    values: dict[str, Any] = {
        "training_loss": 1.0 / epoch,
        "training_accuracy": 1 - 0.5 / epoch,
        "validation_loss": 1.2 / epoch,
        "validation_accuracy": 1 - 0.6 / epoch,
        "learning_rate": 0.001,
        "gradient_norm": 2.0,
        "seconds": 0.5,
        "is_best": True,
    }
    return EpochReport(epoch=epoch, epochs=epochs, **{**values, **figures})


def outcome_of(name: str = "Small", *, epochs: int = 2, seed: int = 0, **changes: Any) -> Outcome:
    """Make what a training of a very small network left."""
    network = Network.dense([4, 3, 2], activation="relu", rng=np.random.default_rng(seed))
    config = TrainingConfig(architecture="small-30", dataset="synthetic", epochs=5, seed=seed)
    model = Model(
        network=network,
        name=name,
        class_names=("0", "1"),
        training=config.to_dict(),
        created=now(),
        provenance={"dataset": {"name": "synthetic"}},
    )
    outcome = Outcome(
        model=model,
        config=config,
        history=tuple(make_report(epoch) for epoch in range(1, epochs + 1)),
        best_epoch=epochs,
        status=RunStatus.FINISHED,
        made_by=MadeBy.WINDOW,
        scores={"test_accuracy": 0.97},
    )
    return replace(outcome, **changes)


@pytest.fixture
def make_outcome() -> MakeOutcome:
    return outcome_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def store(folder: Path) -> Iterator[RunStore]:
    with RunStore(folder) as opened:
        yield opened
