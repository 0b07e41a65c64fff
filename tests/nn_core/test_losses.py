"""Losses: hand-worked values, gradients against slopes, and what they refuse."""

import math

import numpy as np
import pytest

from nn_core.errors import ConfigError, ShapeError
from nn_core.layers import FloatArray
from nn_core.losses import (
    LOSSES,
    BinaryCrossEntropy,
    CrossEntropy,
    Loss,
    MeanSquaredError,
    Targets,
    as_rows,
    make_loss,
)

EVERY_LOSS = [
    CrossEntropy(),
    CrossEntropy(label_smoothing=0.2),
    CrossEntropy(class_weights=[1.0, 0.0, 2.5, 0.5]),
    CrossEntropy(label_smoothing=0.1, class_weights=[1.0, 3.0, 2.5, 0.5]),
    BinaryCrossEntropy(),
    MeanSquaredError(),
]


@pytest.mark.parametrize("loss", EVERY_LOSS)
@pytest.mark.parametrize("batch", [1, 5])
@pytest.mark.parametrize("soft", [False, True])
def test_the_gradient_is_the_slope(loss: Loss, batch: int, soft: bool) -> None:
    rng = np.random.default_rng(batch)
    logits, direction = rng.normal(0.0, 2.0, (2, batch, 4))
    targets: Targets = rng.dirichlet(np.ones(4), batch) if soft else rng.integers(0, 4, batch)
    if loss is EVERY_LOSS[2] and not soft:
        targets = np.full(batch, 2)
    _, gradient = loss.value_and_gradient(logits, targets)
    step = 1e-6
    slope = (
        loss(logits + step * direction, targets) - loss(logits - step * direction, targets)
    ) / (2 * step)
    assert slope == pytest.approx(float((gradient * direction).sum()), rel=1e-6, abs=1e-9)


def test_cross_entropy_by_hand() -> None:
    logits = np.log(np.array([[0.7, 0.2, 0.1], [0.25, 0.25, 0.5]]))
    expected = -(math.log(0.7) + math.log(0.5)) / 2
    assert CrossEntropy()(logits, np.array([0, 2])) == pytest.approx(expected)


def test_a_class_that_is_ruled_out_rightly_costs_nothing() -> None:
    logits = np.array([[0.0, -np.inf, 0.0], [3e38, -3e38, 0.0]], np.float32)
    with np.errstate(over="ignore"):
        value, gradient = CrossEntropy().value_and_gradient(logits, np.array([0, 0]))
    assert value == pytest.approx(math.log(2) / 2)
    np.testing.assert_allclose(gradient, [[-0.25, 0, 0.25], [0, 0, 0]])


def test_as_many_classes_as_there_are_words_make_the_same_rows() -> None:
    labels = np.array([2000, 0, 7])
    expected = np.zeros((3, 2001))
    expected[[0, 1, 2], labels] = 1.0
    np.testing.assert_array_equal(as_rows(labels, 2001), expected)


def test_label_smoothing_by_hand() -> None:
    logits = np.log(np.array([[0.7, 0.2, 0.1]]))
    expected = -(0.8 * math.log(0.7) + 0.1 * math.log(0.2) + 0.1 * math.log(0.1))
    assert CrossEntropy(label_smoothing=0.3)(logits, np.array([0])) == pytest.approx(expected)


def test_class_weights_make_a_weighted_mean() -> None:
    logits = np.log(np.array([[0.7, 0.3], [0.6, 0.4]]))
    expected = -(1 * math.log(0.7) + 3 * math.log(0.4)) / 4
    assert CrossEntropy(class_weights=[1, 3])(logits, np.array([0, 1])) == pytest.approx(expected)


def test_binary_cross_entropy_by_hand() -> None:
    logits = np.array([[0.0, math.log(3)]])
    expected = -(math.log(0.5) + math.log(0.75)) / 2
    assert BinaryCrossEntropy()(logits, np.array([[1.0, 1.0]])) == pytest.approx(expected)


def test_mean_squared_error_by_hand() -> None:
    assert MeanSquaredError()(np.array([[1.0, 3.0]]), np.array([0])) == pytest.approx(4.5)


@pytest.mark.parametrize("loss", EVERY_LOSS)
def test_shares_of_a_batch_add_up(loss: Loss) -> None:
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(7, 4)), np.array([0, 2, 3, 2, 0, 3, 2])
    whole, gradient = loss.value_and_gradient(logits, labels)
    total = loss.total_weight(labels, 4)
    shares = [
        loss.value_and_gradient(logits[part], labels[part], total=total)
        for part in (slice(0, 3), slice(3, 7))
    ]
    assert sum(value for value, _ in shares) == pytest.approx(whole)
    np.testing.assert_allclose(np.concatenate([part for _, part in shares]), gradient)


@pytest.mark.parametrize("loss", [CrossEntropy(), BinaryCrossEntropy()])
def test_extreme_logits_do_not_overflow(loss: Loss) -> None:
    logits: FloatArray = np.array([[1e4, -1e4, 0.0]], np.float32)
    with np.errstate(all="raise", under="ignore"):
        value, gradient = loss.value_and_gradient(logits, np.array([1]))
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()


def test_labels_become_rows() -> None:
    np.testing.assert_array_equal(as_rows(np.array([1, 0]), 3), [[0, 1, 0], [1, 0, 0]])


@pytest.mark.parametrize(
    "targets",
    [
        np.array([0, 3]),
        np.array([-1, 0]),
        np.array([0.5, 1.0]),
        np.zeros((2, 4)),
        np.zeros((2, 3, 1)),
    ],
)
def test_targets_that_do_not_fit_are_refused(targets: Targets) -> None:
    with pytest.raises(ShapeError):
        CrossEntropy()(np.zeros((2, 3)), targets)


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(ConfigError, match="smoothing"):
        CrossEntropy(label_smoothing=1.0)
    with pytest.raises(ConfigError, match="weights"):
        CrossEntropy(class_weights=[0.0, 0.0])
    with pytest.raises(ConfigError, match="hinge"):
        make_loss("hinge")
    with pytest.raises(ConfigError, match="cross-entropy"):
        make_loss("mean-squared-error", label_smoothing=0.1)
    with pytest.raises(ShapeError, match="class weights"):
        CrossEntropy(class_weights=[1.0])(np.zeros((2, 3)), np.array([0, 1]))


def test_losses_are_made_by_name() -> None:
    assert {name: type(make_loss(name)) for name in LOSSES} == LOSSES
