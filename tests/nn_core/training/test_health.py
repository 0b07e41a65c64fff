"""Training that breaks, also at the end of an epoch, where no further loss tells of it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nn_core.architectures import build_network
from nn_core.data.dataset import Dataset
from nn_core.step import StepOutcome
from nn_core.training import Trainer, TrainingConfig
from nn_core.training.health import find_warnings, why_diverged
from nn_core.training.state import RunState

ONE_BATCH = TrainingConfig(
    architecture=(
        {"kind": "flatten"},
        {"kind": "dense", "units": 16},
        {"kind": "relu"},
        {"kind": "dense", "units": 3},
    ),
    epochs=3,
    batch_size=240,
    optimizer="sgd",
    validation_fraction=0.2,
)


@pytest.mark.parametrize("learning_rate", [1e30, 1e39])
@pytest.mark.parametrize("changes", [{}, {"validation_fraction": 0.0}, {"ema_decay": 0.9}])
@pytest.mark.parametrize("epochs", [1, 3])
def test_weights_that_give_no_numbers_are_told_and_never_kept(
    bars: Dataset, learning_rate: float, changes: dict[str, float], epochs: int
) -> None:
    config = replace(ONE_BATCH, learning_rate=learning_rate, epochs=epochs, **changes)
    trainer = Trainer(config, bars)
    start = trainer.network.parameter_vector.copy()
    result = trainer.train()
    assert result.diverged
    assert result.stopped_early is not None
    assert "In epoch 1, batch 1" in result.stopped_early
    assert "from before training are kept" in result.stopped_early
    assert result.best_epoch == 0
    np.testing.assert_array_equal(trainer.best_network().parameter_vector, start)


@pytest.mark.parametrize(
    ("loss", "norm", "told"),
    [
        (math.inf, 1.0, "the loss grew beyond all numbers"),
        (math.nan, 1.0, "the loss is no longer a number"),
        (2.3, math.inf, "the gradient grew beyond all numbers"),
        (2.3, math.nan, "the gradient is no longer a number"),
        (math.inf, math.nan, "the loss grew beyond all numbers"),
    ],
)
def test_a_loss_or_a_gradient_without_a_number_ends_training(
    loss: float, norm: float, told: str
) -> None:
    outcomes = [StepOutcome(2.3, 5, 1.0), StepOutcome(loss, 5, norm)]
    why = why_diverged(outcomes, start={}, epoch=3, learning_rate=0.5) or ""
    assert f"In epoch 3, batch 2, {told}. The learning rate of 0.5 is" in why
    assert why_diverged(outcomes[:1], start={}, epoch=3, learning_rate=0.5) is None


def test_weights_without_a_number_in_validation_are_never_the_best(bars: Dataset) -> None:
    network = build_network(
        ONE_BATCH.architecture,
        input_shape=(1, 12, 12),
        classes=3,
        rng=np.random.default_rng(0),
    )
    state = RunState(ONE_BATCH, network)
    start = network.parameter_vector.copy()
    network.parameter_vector[...] = np.nan
    with np.errstate(all="ignore"):
        evaluation = network.evaluate(bars)
    assert not state.keep_if_best(network, evaluation)
    network.load_state(state.best_state)
    np.testing.assert_array_equal(network.parameter_vector, start)


def warnings_after(*outcomes: StepOutcome) -> str:
    return " ".join(find_warnings({}, {}, outcomes))


def test_a_gradient_that_vanishes_within_an_epoch_is_told_with_the_batch() -> None:
    alive, dead = StepOutcome(2.3, 5, 0.4), StepOutcome(2.3, 5, 0.0)
    words = warnings_after(*[alive] * 7, *[dead] * 30)
    assert "From batch 8 on, the gradient has vanished" in words
    assert "From batch 1 on" in warnings_after(*[dead] * 3)
    assert warnings_after(*[alive] * 7, dead) == ""


def test_neurons_that_die_are_told_with_the_batch_also_after_a_checkpoint(bars: Dataset) -> None:
    config = replace(ONE_BATCH, batch_size=8, validation_fraction=0.0)
    trainer = Trainer(config, bars)
    run = trainer.run()
    for _ in range(5):
        next(run)
    trainer.network.layers[1].parameters["bias"][...] = -1000.0
    for _ in range(15):
        next(run)
    resumed = Trainer.resume(trainer.checkpoint(), bars)
    resumed.train()
    words = " ".join(resumed.history[-1].warnings)
    assert "100% of the neurons have been dead since batch 16 of epoch 1" in words


def test_a_network_that_has_learnt_all_is_not_taken_for_a_dead_one() -> None:
    assert warnings_after(*[StepOutcome(1e-9, 16, 1e-9)] * 20) == ""
