"""What a network gets wrong: which class for which, how often, and the pictures it is worst at."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nn_core.data import Dataset
from nn_core.layers import FloatArray
from nn_core.metrics import confusion_matrix, precision, recall
from nn_core.reliability import calibration_error

__all__ = ["Mistakes"]


@dataclass(frozen=True, slots=True, eq=False)
class Mistakes:
    """Answers compared with the truth.

    Attributes
    ----------
    data
        The pictures and what they show.
    probabilities
        float32 ndarray of shape (samples, classes): what the network made of each.
    predicted
        int64 ndarray of shape (samples,): the likeliest class of each.
    confusion
        int64 ndarray of shape (classes, classes): true classes in rows, answers in columns.
    precision, recall
        float64 ndarrays of shape (classes,): how many answers of a class are right, and how many
        of its pictures are found.
    """

    data: Dataset
    probabilities: FloatArray
    predicted: NDArray[np.int64]
    confusion: NDArray[np.int64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]

    @classmethod
    def of(cls, data: Dataset, probabilities: FloatArray) -> "Mistakes":
        """Compare probabilities of shape (samples, classes) with a dataset's labels."""
        predicted = probabilities.argmax(axis=1).astype(np.int64)
        confusion = confusion_matrix(data.labels, predicted, len(data.class_names))
        return cls(
            data, probabilities, predicted, confusion, precision(confusion), recall(confusion)
        )

    def relabelled(self, index: int, label: int) -> "Mistakes":
        """Compare anew after one picture was found to show another class."""
        labels = self.data.labels.copy()
        labels[index] = label
        return Mistakes.of(replace(self.data, labels=labels), self.probabilities)

    @property
    def errors(self) -> int:
        """How many answers are wrong."""
        return int((self.predicted != self.data.labels).sum())

    def hardest(self, count: int) -> NDArray[np.intp]:
        """Find the pictures whose true class got the least probability, the worst first."""
        truth = self.probabilities[np.arange(len(self.data)), self.data.labels]
        return np.argsort(truth, kind="stable")[:count]

    def of_cell(self, truth: int, answer: int) -> NDArray[np.intp]:
        """Find the pictures of one class that were taken for another, the surest first."""
        found = np.flatnonzero((self.data.labels == truth) & (self.predicted == answer))
        return found[np.argsort(-self.probabilities[found, answer], kind="stable")]

    def calibration_error(self) -> float:
        """Work out how far its confidence and its accuracy lie apart, from 0 to 1."""
        right = self.predicted == self.data.labels
        return calibration_error(self.probabilities.max(axis=1), right)
