"""What one plain step does beside following the gradient, worked out by hand."""

import numpy as np
import pytest

from nn_core.averaging import WeightAverage
from nn_core.layers import BatchNorm, Dense
from nn_core.losses import MeanSquaredError
from nn_core.network import Network
from nn_core.optimizers import SGD
from nn_core.step import PlainStep, Regularization

RATE = 0.5
INPUTS = np.array([[1.0, 2.0], [0.5, -1.0]], np.float32)
TARGETS = np.array([[1.0], [0.0]], np.float32)
WEIGHTS = np.array([0.3, -0.2, 0.1], np.float32)
"""Two weights and a bias."""


def neuron() -> Network:
    network = Network([Dense(1)], input_shape=(2,), rng=np.random.default_rng(0))
    network.parameter_vector[...] = WEIGHTS
    return network


def gradient() -> np.ndarray:
    """Derive the mean squared error by weights and bias."""
    difference = INPUTS @ WEIGHTS[:2] + WEIGHTS[2] - TARGETS[:, 0]
    return np.array([*(difference @ INPUTS), difference.sum()])  # 2 / size is 1


def moved_by(regularization: Regularization) -> np.ndarray:
    network = neuron()
    PlainStep(network, MeanSquaredError(), SGD(RATE), regularization)(INPUTS, TARGETS)
    return (WEIGHTS - network.parameter_vector) / RATE


def test_a_step_follows_the_gradient() -> None:
    np.testing.assert_allclose(moved_by(Regularization()), gradient(), rtol=1e-5)


def test_l1_pulls_every_weight_alike_towards_zero_and_no_bias() -> None:
    pull = np.array([0.2, -0.2, 0.0])
    np.testing.assert_allclose(moved_by(Regularization(l1=0.2)), gradient() + pull, rtol=1e-5)


def test_l2_pulls_large_weights_more_and_no_bias() -> None:
    pull = np.array([0.3, -0.2, 0.0]) * 0.2
    np.testing.assert_allclose(moved_by(Regularization(l2=0.2)), gradient() + pull, rtol=1e-5)


@pytest.mark.parametrize("clip_norm", [0.1, 100.0])
def test_only_a_gradient_that_is_too_long_is_shortened(clip_norm: float) -> None:
    length = np.linalg.norm(gradient())
    assert 0.1 < length < 100
    expected = gradient() * min(1.0, clip_norm / length)
    np.testing.assert_allclose(
        moved_by(Regularization(clip_norm=clip_norm)), expected, rtol=1e-5, atol=1e-7
    )


def test_the_outcome_tells_loss_and_length_from_before_the_step() -> None:
    step = PlainStep(neuron(), MeanSquaredError(), SGD(RATE), Regularization(clip_norm=0.1))
    outcome = step(INPUTS, TARGETS)
    difference = INPUTS @ WEIGHTS[:2] + WEIGHTS[2] - TARGETS[:, 0]
    assert outcome.loss == pytest.approx(float((difference**2).mean()))
    assert outcome.gradient_norm == pytest.approx(float(np.linalg.norm(gradient())))


def test_the_average_follows_quickly_at_first_and_slowly_later() -> None:
    network = Network([Dense(1), BatchNorm()], input_shape=(2,), rng=np.random.default_rng(0))
    average = WeightAverage(network, decay=0.25)
    expected = network.parameter_vector.copy()
    expected_mean = np.zeros(1)
    for number, lasting in enumerate([2 / 11, 3 / 12, 0.25, 0.25], start=1):
        network.parameter_vector[...] = number
        network.buffers()["1.running_mean"][...] = -number
        average.update()
        expected = lasting * expected + (1 - lasting) * number
        expected_mean = lasting * expected_mean - (1 - lasting) * number
        np.testing.assert_allclose(average.parameters, expected, rtol=1e-5)
        np.testing.assert_allclose(average.buffers["1.running_mean"], expected_mean, rtol=1e-5)
    averaged = average.network_with_average()
    np.testing.assert_allclose(averaged.parameter_vector, expected, rtol=1e-5)
    np.testing.assert_allclose(averaged.buffers()["1.running_mean"], expected_mean, rtol=1e-5)
