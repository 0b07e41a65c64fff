"""How wrong the network is, as one number, and which way each logit should move."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError, ShapeError
from nn_core.layers import FloatArray, sigmoid

__all__ = [
    "LOSSES",
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Loss",
    "MeanSquaredError",
    "Targets",
    "as_rows",
    "make_loss",
]

MANY_CLASSES = 100
"""With more of them, rows are not taken from a matrix, which would grow with their square."""

Targets = NDArray[np.int64] | NDArray[np.floating]
"""Labels of shape (batch,), or rows of probabilities of shape (batch, classes)."""


def as_rows(
    targets: Targets, classes: int, dtype: type[np.floating] | np.dtype[np.floating] = np.float32
) -> FloatArray:
    """Write targets as one row of probabilities a sample.

    Parameters
    ----------
    targets
        Labels of shape (batch,), or rows of shape (batch, classes).
    classes
        The length of a row.
    dtype
        The type of the rows.

    Raises
    ------
    ShapeError
        If a label or a row does not fit the number of classes.
    """
    if targets.ndim == 2:
        if targets.shape[1] != classes:
            raise ShapeError(
                f"Rows of targets have {classes} columns, one a class, not {targets.shape[1]}."
            )
        return targets.astype(dtype, copy=False)
    labels = as_labels(targets, classes)
    if classes > MANY_CLASSES:
        rows = np.zeros((len(labels), classes), dtype)
        rows[np.arange(len(labels)), labels] = 1.0
        return rows
    return _identity(classes, np.dtype(dtype)).take(labels, axis=1).T


@cache
def _identity(size: int, dtype: np.dtype[np.floating]) -> FloatArray:
    return np.eye(size, dtype=dtype)


def as_labels(targets: Targets, classes: int) -> NDArray[np.int64]:
    """Check that targets are one label a sample, of so many classes.

    Parameters
    ----------
    targets
        Integers of shape (batch,).
    classes
        How many classes there are; labels lie from 0 to one less.

    Returns
    -------
    NDArray[np.int64]
        The labels, of shape (batch,).

    Raises
    ------
    ShapeError
        If they are not.
    """
    if targets.ndim != 1 or targets.dtype.kind not in "iu":
        raise ShapeError(
            "Targets are integer labels of shape (batch,) or rows of shape (batch, classes), "
            f"not {targets.dtype} of shape {targets.shape}."
        )
    labels = targets.astype(np.int64, copy=False)
    # Seen as unsigned numbers, those below 0 are the largest: one look at them does for both ends.
    if len(labels) and np.maximum.reduce(labels.view(np.uint64)) >= classes:
        raise ShapeError(
            f"Labels for {classes} classes lie from 0 to {classes - 1}, "
            f"not from {targets.min()} to {targets.max()}."
        )
    return labels


class Loss(ABC):
    """A loss over a batch of logits, always a mean over the batch.

    Attributes
    ----------
    kind
        The loss's name in configurations.
    absorbs
        The kind of the activation that the loss applies itself, so that a network which ends in
        that layer is trained on what goes into it; None for a loss that takes outputs as they are.
    """

    kind: ClassVar[str]
    absorbs: ClassVar[str | None] = None

    def total_weight(self, targets: Targets, classes: int) -> float:
        """Tell what the sum over a batch is divided by, to give a mean.

        Parameters
        ----------
        targets
            The targets of the whole batch.
        classes
            How many classes there are.
        """
        return float(len(targets) * classes)

    @abstractmethod
    def value_and_gradient(
        self, logits: FloatArray, targets: Targets, *, total: float | None = None
    ) -> tuple[float, FloatArray]:
        """Compute the loss of a batch and its gradient by the logits.

        Parameters
        ----------
        logits
            ndarray of shape (batch, classes).
        targets
            Integer labels of shape (batch,), or rows of probabilities of shape (batch, classes).
        total
            The `total_weight` of the batch that these samples are a share of; None if they are
            all of it. The losses and gradients of the shares then add up to the batch's.

        Returns
        -------
        tuple[float, FloatArray]
            The mean loss, and its gradient in the shape of `logits`.

        Raises
        ------
        ShapeError
            If the targets do not go with the logits.
        """

    def __call__(self, logits: FloatArray, targets: Targets) -> float:
        """Compute the loss of a batch alone."""
        return self.value_and_gradient(logits, targets)[0]


class CrossEntropy(Loss):
    """The surprise of the network at the right answer: -Σ target · log softmax(logits).

    Softmax and logarithm are taken together on the logits, so that neither overflows; the gradient
    is then simply softmax(logits) - target.

    Parameters
    ----------
    label_smoothing
        The share of each target that is spread evenly over all classes, from 0 to below 1.
    class_weights
        How much each class counts; the mean is then the weighted one. None counts all alike.

    Raises
    ------
    ConfigError
        If the smoothing is out of range or a weight is negative.

    References
    ----------
    Label smoothing: Szegedy et al., "Rethinking the Inception Architecture", 2015,
    https://arxiv.org/abs/1512.00567
    """

    kind = "cross-entropy"
    absorbs = "softmax"

    def __init__(
        self, *, label_smoothing: float = 0.0, class_weights: Sequence[float] | None = None
    ) -> None:
        if not 0.0 <= label_smoothing < 1.0:
            raise ConfigError(f"Label smoothing lies from 0 to below 1, not at {label_smoothing}.")
        if class_weights is not None and not (
            all(weight >= 0 for weight in class_weights) and sum(class_weights) > 0
        ):
            raise ConfigError("Class weights are at least 0, and one of them above it.")
        self.label_smoothing = label_smoothing
        self.class_weights = None if class_weights is None else tuple(class_weights)

    def total_weight(self, targets: Targets, classes: int) -> float:
        """Count the samples, each with its class's weight."""
        if self.class_weights is None:
            return float(len(targets))
        total = float(self._target_rows(targets, classes, np.dtype(np.float64)).sum())
        return total if total > 0.0 else 1.0

    def value_and_gradient(
        self, logits: FloatArray, targets: Targets, *, total: float | None = None
    ) -> tuple[float, FloatArray]:
        """-Σ row · log softmax(logits) / total, and (softmax(logits) · Σ row - row) / total."""
        classes = logits.shape[1]
        if total is None:
            total = self.total_weight(targets, classes)
        rows = self._target_rows(targets, classes, logits.dtype)
        # On a small batch `reduce` takes two thirds of the time of `max` and `sum`, which call it.
        shifted = logits - np.maximum.reduce(logits, axis=1, keepdims=True)
        gradient = np.exp(shifted)
        sums = np.add.reduce(gradient, axis=1, keepdims=True)
        gradient /= sums
        sums = np.log(sums, out=sums)
        if targets.ndim == 2 or self.label_smoothing or self.class_weights is not None:
            counts = np.add.reduce(rows, axis=1, keepdims=True)
            gradient *= counts
            sums *= counts
        gradient -= rows
        gradient *= logits.dtype.type(1.0 / total)
        likely = float(np.vdot(rows.T, shifted.T))
        if math.isnan(likely):  # 0 · -∞: a class was ruled out, and rightly so
            likely = float((rows[rows > 0] * shifted[rows > 0]).sum())
        return (float(np.add.reduce(sums, axis=None)) - likely) / total, gradient

    def _target_rows(
        self, targets: Targets, classes: int, dtype: np.dtype[np.floating]
    ) -> FloatArray:
        """Write targets as rows, smoothed and weighted."""
        rows = as_rows(targets, classes, dtype)
        if self.label_smoothing:
            rows = rows * (1.0 - self.label_smoothing) + self.label_smoothing / classes
        if self.class_weights is not None:
            if len(self.class_weights) != classes:
                raise ShapeError(
                    f"{classes} classes need as many class weights, not {len(self.class_weights)}."
                )
            rows = rows * np.asarray(self.class_weights, dtype)
        return rows


class BinaryCrossEntropy(Loss):
    """Each class as a yes-or-no question of its own, on logits; a mean over batch and classes.

    log(1 + exp(x)) - target · x, in the form that does not overflow.
    """

    kind = "binary-cross-entropy"
    absorbs = "sigmoid"

    def value_and_gradient(
        self, logits: FloatArray, targets: Targets, *, total: float | None = None
    ) -> tuple[float, FloatArray]:
        """Mean of log(1 + exp(x)) - target · x, and (sigmoid(x) - target) / size."""
        total = logits.size if total is None else total
        rows = as_rows(targets, logits.shape[1], logits.dtype)
        softplus = np.maximum(logits, 0.0) + np.log1p(np.exp(-np.abs(logits)))
        value = float((softplus - rows * logits).sum()) / total
        return value, (sigmoid(logits) - rows) / logits.dtype.type(total)


class MeanSquaredError(Loss):
    """The squared distance between outputs and targets, a mean over batch and classes."""

    kind = "mean-squared-error"

    def value_and_gradient(
        self, logits: FloatArray, targets: Targets, *, total: float | None = None
    ) -> tuple[float, FloatArray]:
        """Mean of (output - target)², and 2 (output - target) / size."""
        total = logits.size if total is None else total
        difference = logits - as_rows(targets, logits.shape[1], logits.dtype)
        value = float((difference * difference).sum()) / total
        return value, difference * logits.dtype.type(2.0 / total)


LOSSES: dict[str, type[Loss]] = {
    loss.kind: loss for loss in (CrossEntropy, BinaryCrossEntropy, MeanSquaredError)
}
"""Every class of loss by the name that configurations use."""


def make_loss(
    name: str, *, label_smoothing: float = 0.0, class_weights: Sequence[float] | None = None
) -> Loss:
    """Make a loss from its name.

    Raises
    ------
    ConfigError
        If there is no such loss, or it does not take the given settings.
    """
    if name == CrossEntropy.kind:
        return CrossEntropy(label_smoothing=label_smoothing, class_weights=class_weights)
    if name not in LOSSES:
        raise ConfigError(f"Unknown loss {name!r}; there are {', '.join(LOSSES)}.")
    if label_smoothing or class_weights is not None:
        raise ConfigError(f"Label smoothing and class weights go with cross-entropy, not {name}.")
    return LOSSES[name]()
