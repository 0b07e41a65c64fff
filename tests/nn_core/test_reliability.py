import numpy as np
import pytest

from nn_core.layers import softmax
from nn_core.reliability import (
    calibration_error,
    confidence_bins,
    fit_temperature,
    refusal_curve,
)


def test_the_calibration_error_of_a_hand_worked_example():
    # Two answers at 0.9, one right: a gap of 0.4. Two at 0.55, both right: a gap of 0.45.
    confidences = np.array([0.9, 0.9, 0.55, 0.55])
    right = np.array([True, False, True, True])
    assert calibration_error(confidences, right, bins=10) == pytest.approx(0.425)


def test_confidence_that_always_comes_true_has_no_error():
    assert calibration_error(np.ones(5), np.ones(5, dtype=bool)) == 0.0
    assert calibration_error(np.array([]), np.array([], dtype=bool)) == 0.0


def test_answers_are_sorted_into_their_ranges():
    bins = confidence_bins(np.array([0.0, 0.49, 0.5, 1.0]), np.array([0, 1, 1, 1], bool), bins=2)
    assert [(part.low, part.high, part.samples) for part in bins] == [(0, 0.5, 2), (0.5, 1.0, 2)]
    assert [part.accuracy for part in bins] == [0.5, 1.0]
    assert bins[1].confidence == pytest.approx(0.75)


def test_withholding_the_least_sure_answers_leaves_the_others():
    confidences = np.array([0.9, 0.2, 0.8, 0.3])
    right = np.array([True, False, True, False])
    start, half = refusal_curve(confidences, right, shares=(0.0, 0.5))
    assert (start.refused, start.threshold, start.accuracy) == (0.0, 0.0, 0.5)
    assert (half.refused, half.accuracy) == (0.5, 1.0)
    assert half.threshold == pytest.approx(0.8)


def test_something_always_remains_of_few_samples():
    (point,) = refusal_curve(np.array([0.5]), np.array([True]), shares=(0.9,))
    assert (point.refused, point.accuracy) == (0.0, 1.0)
    assert refusal_curve(np.array([]), np.array([], bool)) == ()


@pytest.mark.parametrize("true_temperature", [0.4, 1.0, 3.0])
def test_the_temperature_that_was_used_is_found_again(true_temperature):
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 2, (20_000, 10)).astype(np.float32)
    labels = (softmax(logits).cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    fitted = fit_temperature(logits * true_temperature, labels)
    assert fitted == pytest.approx(true_temperature, rel=0.03)


def test_without_samples_the_temperature_stays_at_one():
    assert fit_temperature(np.zeros((0, 10)), np.zeros(0, dtype=np.int64)) == 1.0


def test_large_logits_overflow_nowhere():
    logits = np.array([[1e6, 0.0], [0.0, 1e6]])
    assert np.isfinite(fit_temperature(logits, np.array([0, 1])))
