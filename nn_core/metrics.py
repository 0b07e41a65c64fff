"""How well a network reads: accuracy, confusion matrix, and figures for each class."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ShapeError
from nn_core.layers import FloatArray

__all__ = [
    "Evaluation",
    "accuracy",
    "confusion_matrix",
    "f1_scores",
    "likely_range",
    "precision",
    "recall",
]

Z_95 = 1.96


def accuracy(labels: NDArray[np.int64], predictions: NDArray[np.int64]) -> float:
    """Work out the share of predictions that are right; 0 for no samples at all."""
    _check(labels, predictions)
    return float((labels == predictions).mean()) if len(labels) else 0.0


def likely_range(right: int, samples: int) -> tuple[float, float]:
    """Work out where the true accuracy lies with a certainty of 95 %.

    References
    ----------
    Wilson: "Probable inference, the law of succession, and statistical inference", 1927
    """
    if samples == 0:
        return 0.0, 1.0
    share, square = right / samples, Z_95**2
    middle = (share + square / (2 * samples)) / (1 + square / samples)
    reach = (
        Z_95
        * math.sqrt(share * (1 - share) / samples + square / (4 * samples**2))
        / (1 + square / samples)
    )
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def confusion_matrix(
    labels: NDArray[np.int64], predictions: NDArray[np.int64], classes: int
) -> NDArray[np.int64]:
    """Count how often each class was taken for each.

    Returns
    -------
    NDArray[np.int64]
        ndarray of shape (classes, classes): true classes in rows, predictions in columns.

    Raises
    ------
    ShapeError
        If there are not as many predictions as labels.
    """
    _check(labels, predictions)
    counts = np.bincount(labels * classes + predictions, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)


def precision(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Work out, for each class, how many of the predictions of it are right; 0 where none is."""
    predicted = confusion.sum(axis=0)
    found: NDArray[np.float64] = np.diagonal(confusion) / np.maximum(predicted, 1)
    return found


def recall(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Work out, for each class, how many of its samples were found; 0 where it has none."""
    present = confusion.sum(axis=1)
    found: NDArray[np.float64] = np.diagonal(confusion) / np.maximum(present, 1)
    return found


def f1_scores(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Work out the harmonic mean of precision and recall of each class."""
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    scores: NDArray[np.float64] = 2.0 * np.diagonal(confusion) / np.maximum(total, 1)
    return scores


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a network made of a dataset.

    Attributes
    ----------
    samples
        How many pictures were read.
    loss
        The mean cross-entropy of the right answers.
    accuracy
        The share read rightly, from 0 to 1.
    errors
        How many were read wrongly.
    confusion
        int64 ndarray of shape (classes, classes): true classes in rows, predictions in columns.
    probabilities
        float32 ndarray of shape (samples, classes).
    """

    samples: int
    loss: float
    accuracy: float
    errors: int
    confusion: NDArray[np.int64]
    probabilities: FloatArray

    @classmethod
    def of(cls, probabilities: FloatArray, labels: NDArray[np.int64]) -> "Evaluation":
        """Compare probabilities of shape (samples, classes) with labels of shape (samples,).

        Raises
        ------
        ShapeError
            If there are not as many labels as samples, or one of them is none of the classes.
        """
        samples, classes = probabilities.shape
        predictions = probabilities.argmax(axis=1).astype(np.int64)
        _check(labels, predictions)
        if samples and not 0 <= labels.min() <= labels.max() < classes:
            raise ShapeError(
                f"Labels for {classes} classes lie from 0 to {classes - 1}, "
                f"not from {labels.min()} to {labels.max()}."
            )
        right = int((predictions == labels).sum())
        tiny = np.finfo(probabilities.dtype).tiny
        of_truth = np.maximum(probabilities[np.arange(samples), labels], tiny)
        return cls(
            samples=samples,
            loss=-float(np.log(of_truth).mean()) if samples else 0.0,
            accuracy=right / samples if samples else 0.0,
            errors=samples - right,
            confusion=confusion_matrix(labels, predictions, classes),
            probabilities=probabilities,
        )


def _check(labels: NDArray[np.int64], predictions: NDArray[np.int64]) -> None:
    if labels.shape != predictions.shape:
        raise ShapeError(
            f"Labels of shape {labels.shape} need predictions of the same, not {predictions.shape}."
        )
