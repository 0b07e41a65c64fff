"""What is measured of a trained network and kept with its run."""

import numpy as np
from numpy.typing import NDArray

from nn_core.layers import FloatArray
from nn_core.metrics import likely_range
from nn_core.reliability import calibration_error

__all__ = ["test_scores"]


def test_scores(probabilities: FloatArray, labels: NDArray[np.int64]) -> dict[str, float]:
    """Measure how well a network read its test pictures.

    Parameters
    ----------
    probabilities
        ndarray of shape (samples, classes): what it made of each.
    labels
        int64 ndarray of shape (samples,).

    Returns
    -------
    dict[str, float]
        `test_accuracy`, the ends of its range with a certainty of 95 % (`test_accuracy_low`,
        `test_accuracy_high`), how many pictures there were (`test_samples`), and how far
        confidence and accuracy lie apart (`calibration_error`); empty for no pictures.
    """
    samples = len(labels)
    if samples == 0:
        return {}
    right = probabilities.argmax(axis=1) == labels
    low, high = likely_range(int(right.sum()), samples)
    return {
        "test_accuracy": float(right.mean()),
        "test_accuracy_low": low,
        "test_accuracy_high": high,
        "test_samples": float(samples),
        "calibration_error": calibration_error(probabilities.max(axis=1), right),
    }
