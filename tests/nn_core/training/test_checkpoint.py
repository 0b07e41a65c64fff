"""A run that goes on from a checkpoint ends as if it had never stopped."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError, ModelFileError
from nn_core.training import (
    BatchReport,
    Checkpoint,
    EpochReport,
    Trainer,
    TrainingConfig,
    TrainingResult,
    load_checkpoint,
    save_checkpoint,
)

CONFIG = TrainingConfig(
    architecture=(
        {"kind": "conv2d", "filters": 8, "kernel_size": 3, "bias": False},
        {"kind": "max_pool2d"},
        {"kind": "batch_norm"},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "dropout", "rate": 0.2},
        {"kind": "dense", "units": 3},
    ),
    epochs=3,
    batch_size=32,
    optimizer="adamw",
    schedule="cosine",
    ema_decay=0.95,
    augmentation="light",
    clip_norm=1.0,
    learning_rate=0.01,
)


def checkpoint_at(trainer: Trainer, epoch: int, batch: int | None) -> Checkpoint:
    """Run up to a batch, or up to the end of an epoch, and no further."""
    for report in trainer.run():
        at_batch = isinstance(report, BatchReport) and report.batch == batch
        at_end = isinstance(report, EpochReport) and batch is None
        if (at_batch or at_end) and report.epoch == epoch:
            return trainer.checkpoint()
    raise AssertionError("The run ended before its checkpoint.")


@pytest.mark.parametrize("place", [(1, 1), (1, None), (2, 4), (2, 7), (3, None)])
@pytest.mark.parametrize("optimizer", ["adamw", "nesterov"])
def test_a_resumed_run_ends_bit_for_bit_alike(
    bars: Dataset, tmp_path: Path, place: tuple[int, int | None], optimizer: str
) -> None:
    config = replace(CONFIG, optimizer=optimizer)
    whole = Trainer(config, bars, probe=bars.images[:1])
    expected = whole.train()

    path = tmp_path / "run.safetensors"
    save_checkpoint(path, checkpoint_at(Trainer(config, bars, probe=bars.images[:1]), *place))
    resumed = Trainer.resume(load_checkpoint(path), bars, probe=bars.images[:1])
    received = resumed.train()

    for name, values in whole.network.state().items():
        np.testing.assert_array_equal(resumed.network.state()[name], values)
    assert received.best_epoch == expected.best_epoch
    for one, other in zip(received.history, expected.history, strict=True):
        assert one.training_loss == other.training_loss
        assert one.validation_loss == other.validation_loss
        assert one.gradient_norm == other.gradient_norm
        np.testing.assert_array_equal(one.probe_probabilities, other.probe_probabilities)


def test_a_plain_run_resumes_as_well(bars: Dataset) -> None:
    layers = ({"kind": "conv2d", "filters": 4, "kernel_size": 3}, {"kind": "average_pool2d"})
    config = replace(
        CONFIG, architecture=(*layers, *CONFIG.architecture[3:]), ema_decay=None, augmentation=None
    )
    whole = Trainer(config, bars)
    whole.train()
    resumed = Trainer.resume(checkpoint_at(Trainer(config, bars), 2, 3), bars)
    resumed.train()
    np.testing.assert_array_equal(resumed.network.parameter_vector, whole.network.parameter_vector)


def test_a_changed_learning_rate_is_remembered(bars: Dataset) -> None:
    trainer = Trainer(CONFIG, bars)
    trainer.learning_rate = 0.5
    assert Trainer.resume(trainer.checkpoint(), bars).learning_rate == 0.5


def test_other_data_are_refused(bars: Dataset) -> None:
    checkpoint = Trainer(CONFIG, bars).checkpoint()
    with pytest.raises(ConfigError, match="other data"):
        Trainer.resume(checkpoint, bars.take(slice(None, None, -1)))


def test_a_checkpoint_of_another_network_is_refused(bars: Dataset) -> None:
    checkpoint = Trainer(CONFIG, bars).checkpoint()
    other = replace(checkpoint, layers=[{"kind": "flatten"}, {"kind": "dense", "units": 3}])
    with pytest.raises(ModelFileError, match="hold together"):
        Trainer.resume(other, bars)


@pytest.mark.parametrize("content", [b"", b"nonsense", b'\x08\0\0\0\0\0\0\0{"a":1}'])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"run\.safetensors"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"inkling-checkpoint": "{"},
        {"inkling-checkpoint": "[]"},
        {"inkling-checkpoint": '{"version": 99}'},
        {"inkling-checkpoint": '{"version": 1, "config": {"epochs": -1}}'},
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, metadata: dict[str, Any]) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(safetensors.numpy.save({"a": np.zeros(1)}, metadata=metadata or None))
    with pytest.raises(ModelFileError, match=r"run\.safetensors"):
        load_checkpoint(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no such file"):
        load_checkpoint(tmp_path / "run.safetensors")


@pytest.mark.parametrize("stop", [{"patience": 1, "learning_rate": 1e-9}, {"tolerance": 10.0}])
def test_a_run_that_was_about_to_stop_early_does_so_after_resuming(
    bars: Dataset, stop: dict[str, Any]
) -> None:
    trainer = Trainer(replace(CONFIG, epochs=20, **stop), bars)
    checkpoints = []
    for report in trainer.run():
        if isinstance(report, EpochReport):
            checkpoints.append(trainer.checkpoint())
    assert isinstance(report, TrainingResult)
    assert report.stopped_early
    resumed = Trainer.resume(checkpoints[-1], bars)
    result = resumed.train()
    assert result.stopped_early == report.stopped_early
    assert len(result.history) == len(report.history)
    np.testing.assert_array_equal(
        resumed.network.parameter_vector, trainer.network.parameter_vector
    )
