"""Networks that learn nothing are told, and why; those that learn are left in peace."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nn_core.data.dataset import Dataset
from nn_core.layers import FloatArray
from nn_core.losses import Loss, make_loss
from nn_core.step import StepOutcome
from nn_core.training import Trainer, TrainingConfig
from nn_core.training.guessing import Guess, best_guess, is_guessing


def layers(activation: str, hidden: int = 1, **settings: Any) -> tuple[dict[str, Any], ...]:
    inner = ({"kind": "dense", "units": 16, **settings}, {"kind": activation})
    return ({"kind": "flatten"}, *inner * hidden, {"kind": "dense", "units": 3, **settings})


CONFIG = TrainingConfig(
    architecture=layers("tanh"),
    epochs=2,
    batch_size=16,
    optimizer="sgd",
    learning_rate=0.1,
    validation_fraction=0.0,
)


@pytest.fixture(scope="module")
def many_bars(bars: Dataset) -> Dataset:
    return bars.take(np.arange(1200) % len(bars))


def warnings_of(config: TrainingConfig, data: Dataset) -> list[str]:
    history = Trainer(config, data).train().history
    return [" ".join(report.warnings) for report in history]


@pytest.mark.parametrize(
    ("architecture", "settings", "cause"),
    [
        (layers("sigmoid"), {"learning_rate": 1e4}, "rate of 10000 is most likely too high"),
        (layers("tanh", 2), {"learning_rate": 1e3}, "rate of 1000 is most likely too high"),
        (layers("tanh", initializer="zeros"), {}, "layer 1 (dense), all neurons have the same"),
        (layers("sigmoid", 25), {}, "hardly reaches the first layers: a weight of layer 1"),
        (layers("sigmoid", 25), {"loss": "mean-squared-error"}, "hardly reaches"),
        (layers("sigmoid", 25), {"label_smoothing": 0.1, "class_weights": "balanced"}, "hardly"),
        (layers("tanh"), {"learning_rate": 1e-9}, "nothing that lasts yet"),
        (layers("tanh", 0, initializer="zeros"), {"learning_rate": 1e-9}, "nothing that lasts yet"),
    ],
)
def test_an_epoch_no_better_than_guessing_is_told_with_its_cause(
    many_bars: Dataset, architecture: Any, settings: dict[str, Any], cause: str
) -> None:
    config = replace(CONFIG, architecture=architecture, **settings)
    latest = warnings_of(config, many_bars)[-1]
    assert "Epoch 2 ended no better than guessing" in latest
    assert cause in latest


def test_a_cause_that_is_told_already_is_not_guessed_at(many_bars: Dataset) -> None:
    config = replace(CONFIG, architecture=layers("relu", initializer="zeros"))
    latest = warnings_of(config, many_bars)[-1]
    assert "Epoch 2 ended no better than guessing" in latest
    assert "have been dead since" in latest
    assert "same weights" not in latest


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"architecture": layers("sigmoid")},
        {"optimizer": "adam", "learning_rate": 0.001},
        {"loss": "mean-squared-error", "learning_rate": 0.02},
        {"loss": "binary-cross-entropy"},
        {"label_smoothing": 0.2, "class_weights": (1.0, 2.0, 0.5)},
        {"augmentation": "standard"},
        {"batch_size": 600, "epochs": 40},
    ],
)
def test_a_network_that_learns_is_left_in_peace(
    many_bars: Dataset, settings: dict[str, Any]
) -> None:
    assert not any(warnings_of(replace(CONFIG, **settings), many_bars))


def test_a_network_is_not_judged_while_it_warms_up(many_bars: Dataset) -> None:
    zeros = layers("tanh", initializer="zeros")
    config = replace(CONFIG, architecture=zeros, epochs=4, warmup_epochs=2.0)
    told = ["guessing" in words for words in warnings_of(config, many_bars)]
    assert told == [False, False, True, True]


GUESS = Guess(share=0.2, loss=1.6)


def judged(right: int, loss: float, guess: Guess = GUESS, **changes: Any) -> bool:
    outcomes = [StepOutcome(loss, right, 1.0)] * 10
    return is_guessing(outcomes, guess, **({"samples": 1000, "batches_before": 100} | changes))


def test_what_luck_explains_is_guessing() -> None:
    assert judged(20, 1.6)
    assert judged(22, 1.6)  # one standard deviation is 0.0126
    assert not judged(23, 1.6)


def test_who_is_at_the_beginning_or_has_few_samples_or_one_class_is_not_judged() -> None:
    assert not judged(20, 1.6, batches_before=29)
    assert not judged(2, 1.6, samples=99)
    assert not judged(100, 0.0, Guess(share=1.0, loss=0.0))


def test_a_hopeless_loss_is_judged_soon() -> None:
    assert judged(20, 100.0, batches_before=1)
    assert not judged(20, 100.0, batches_before=0)
    assert not judged(20, 10 * GUESS.loss, batches_before=29)


def test_a_loss_below_that_of_guessing_shows_that_something_is_learnt() -> None:
    # Where nine of ten are of one class, nobody has to answer anything else to know more.
    assert judged(90, 0.324, Guess(share=0.9, loss=0.325))
    assert not judged(90, 0.2, Guess(share=0.9, loss=0.325))


def test_guessing_by_hand() -> None:
    labels = np.array([0, 0, 0, 1])
    guess = best_guess(make_loss("cross-entropy"), labels, 2)
    assert guess == pytest.approx((0.75, -0.75 * np.log(0.75) - 0.25 * np.log(0.25)))
    # Either output is 0.25 off three times and 0.75 off once.
    guess = best_guess(make_loss("mean-squared-error"), labels, 2)
    assert guess == pytest.approx((0.75, 0.1875))


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize(
    "loss",
    [
        make_loss("cross-entropy"),
        make_loss("cross-entropy", label_smoothing=0.3, class_weights=(1.0, 0.5, 4.0)),
        make_loss("binary-cross-entropy"),
        make_loss("mean-squared-error"),
    ],
)
def test_no_other_answer_guesses_better(loss: Loss, soft: bool) -> None:
    rng = np.random.default_rng(0)
    labels = rng.choice(3, 200, p=(0.5, 0.3, 0.2))
    targets: FloatArray = rng.dirichlet((2.0, 1.0, 1.0), 200)
    chosen = targets if soft else labels
    best = best_guess(loss, chosen, 3).loss
    others = [loss(np.tile(rng.normal(size=3), (200, 1)), chosen) for _ in range(1000)]
    assert best < min(others) < best + 0.1
