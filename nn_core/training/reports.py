"""What training tells while it runs: after each batch, after each epoch, and at the end."""

from dataclasses import dataclass
from typing import NamedTuple

from nn_core.layers import FloatArray

__all__ = ["BatchReport", "EpochReport", "Report", "TrainingResult"]


class BatchReport(NamedTuple):  # one is made at every batch, in a quarter of a dataclass's time
    """How far training has come.

    Attributes
    ----------
    epoch, epochs
        The current epoch, from 1, and how many are planned.
    batch, batches
        The batch that was just learnt from, from 1, and how many an epoch has.
    loss, accuracy
        The mean loss of this batch, and the share of it that was read rightly, both before the
        weights moved.
    learning_rate, gradient_norm
        The rate of this step, the schedule's factor included, and the length of the gradient
        before it was clipped.
    samples_per_second
        The speed since training began.
    seconds_left
        How long the rest will take at that speed.
    fraction
        The share of all planned batches that is done, from 0 to 1.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    accuracy: float
    learning_rate: float
    gradient_norm: float
    samples_per_second: float
    seconds_left: float
    fraction: float


@dataclass(frozen=True, slots=True, eq=False)
class EpochReport:
    """How one epoch went.

    Attributes
    ----------
    epoch, epochs
        The epoch, from 1, and how many are planned.
    training_loss, training_accuracy
        Means over the epoch's batches, each taken while the network was learning from it.
    validation_loss, validation_accuracy
        On the samples that were held back, whose loss is the one that is trained, with its
        smoothing and its weights, against their labels; None where there are none.
    learning_rate
        The rate at the epoch's end.
    gradient_norm
        The mean length of the gradient over the epoch's batches.
    seconds
        How long the epoch took, its validation included.
    is_best
        Whether no epoch before did better in validation: by accuracy, and between like ones by
        the cross-entropy of `Evaluation`, whatever loss is trained.
    probe_probabilities
        What the network made of the trainer's probe: float32 ndarray of shape (samples, classes),
        or None where there is no probe.
    warnings
        What is going wrong, in words for people.
    """

    epoch: int
    epochs: int
    training_loss: float
    training_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    gradient_norm: float
    seconds: float
    is_best: bool
    probe_probabilities: FloatArray | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """How training ended.

    Attributes
    ----------
    history
        One report an epoch.
    best_epoch
        The epoch whose weights the network ends with, from 1; 0 for those that it began with.
    stopped_early
        Why training ended before its time, in words for people; None where it did not.
    seconds
        How long it took.
    diverged
        Whether the loss overflowed or became NaN.
    """

    history: tuple[EpochReport, ...]
    best_epoch: int
    stopped_early: str | None
    seconds: float
    diverged: bool = False


Report = BatchReport | EpochReport | TrainingResult
"""Everything that a trainer yields."""
