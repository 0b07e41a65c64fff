"""Metrics on a case small enough to count by hand."""

import math

import numpy as np
import pytest

from nn_core.errors import ShapeError
from nn_core.metrics import (
    Evaluation,
    accuracy,
    confusion_matrix,
    f1_scores,
    likely_range,
    precision,
    recall,
)

LABELS = np.array([0, 0, 0, 1, 1, 2])
PREDICTIONS = np.array([0, 0, 1, 1, 0, 1])
CONFUSION = np.array([[2, 1, 0], [1, 1, 0], [0, 1, 0]])


def test_the_matrix_has_true_classes_in_rows() -> None:
    np.testing.assert_array_equal(confusion_matrix(LABELS, PREDICTIONS, 3), CONFUSION)


def test_figures_for_each_class() -> None:
    assert accuracy(LABELS, PREDICTIONS) == 0.5
    np.testing.assert_allclose(precision(CONFUSION), [2 / 3, 1 / 3, 0])
    np.testing.assert_allclose(recall(CONFUSION), [2 / 3, 1 / 2, 0])
    np.testing.assert_allclose(f1_scores(CONFUSION), [2 / 3, 0.4, 0])


def test_an_evaluation_counts_and_averages() -> None:
    probabilities = np.array([[0.5, 0.5], [0.1, 0.9], [0.8, 0.2]], np.float32)
    evaluation = Evaluation.of(probabilities, np.array([0, 1, 1]))
    assert (evaluation.samples, evaluation.errors) == (3, 1)
    assert evaluation.accuracy == pytest.approx(2 / 3)
    assert evaluation.loss == pytest.approx(-math.log(0.5 * 0.9 * 0.2) / 3, rel=1e-6)
    np.testing.assert_array_equal(evaluation.confusion, [[1, 0], [1, 1]])


def test_as_many_predictions_as_labels_are_needed() -> None:
    with pytest.raises(ShapeError):
        accuracy(LABELS, PREDICTIONS[:-1])


def test_a_label_beyond_the_classes_is_refused() -> None:
    probabilities = np.full((2, 3), 1 / 3, np.float32)
    with pytest.raises(ShapeError, match="from 0 to 2, not from 1 to 3"):
        Evaluation.of(probabilities, np.array([1, 3]))


def test_the_likely_range_is_wilsons() -> None:
    low, high = likely_range(9757, 10_000)
    assert (round(low, 4), round(high, 4)) == (0.9725, 0.9785)
    assert likely_range(0, 0) == (0.0, 1.0)
    low, high = likely_range(10, 10)
    assert high == 1.0
    assert low == pytest.approx(0.7225, abs=1e-4)
