"""What a training in the background tells the window: frozen values and copies, no live weights."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.data import Dataset
from nn_core.network import Network
from nn_core.runs import Run
from nn_core.training import EpochReport, TrainingConfig
from nn_core.training.checkpoint import Checkpoint

__all__ = [
    "DrawingReading",
    "EpochFinished",
    "Preparing",
    "RateChanged",
    "TrainedNetwork",
    "TrainingBegun",
    "WallPictures",
    "WallReading",
    "WeightPictures",
]


@dataclass(frozen=True, slots=True)
class Preparing:
    """What is being done before training can begin.

    Attributes
    ----------
    sentence
        It in words.
    fraction
        How far it has come, from 0 to 1; None where nobody knows.
    """

    sentence: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class WallPictures:
    """The pictures on the wall.

    Attributes
    ----------
    images
        uint8 ndarray of shape (pictures, height, width), ink = 255.
    labels
        int64 ndarray of shape (pictures,): what each one shows.
    class_names
        The classes' names.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WallReading:
    """What the network in the making takes the pictures for.

    Attributes
    ----------
    predicted
        int64 ndarray of shape (pictures,).
    confidence
        float32 ndarray of shape (pictures,), from 0 to 1.
    """

    predicted: NDArray[np.int64]
    confidence: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrainingBegun:
    """The data are there and the first batch is next.

    Attributes
    ----------
    config
        How the network is trained.
    training_samples, validation_samples
        How many pictures are learnt from, and how many are held back.
    pictures
        Some of those held back, to be read again and again; None where none are held back.
    """

    config: TrainingConfig
    training_samples: int
    validation_samples: int
    pictures: WallPictures | None


@dataclass(frozen=True, slots=True, eq=False)
class WeightPictures:
    """What the neurons or filters of the first layer look for.

    Attributes
    ----------
    maps
        int8 ndarray of shape (units, height, width): each one's weights, the largest at ±127.
    """

    maps: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class RateChanged:
    """The person changed the learning rate in mid-run.

    Attributes
    ----------
    epoch
        The epoch that was under way, from 1.
    learning_rate
        The rate from here on, before the schedule's factor.
    """

    epoch: int
    learning_rate: float


@dataclass(frozen=True, slots=True)
class DrawingReading:
    """What the network in the making took the person's drawing for.

    Attributes
    ----------
    label
        The likeliest class's name.
    confidence
        Its probability.
    drawing
        Which drawing it was, as `TrainingJob.show_drawing` numbered it.
    """

    label: str
    confidence: float
    drawing: int


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """An epoch has ended.

    Attributes
    ----------
    report
        The engine's own report.
    best_epoch, best_accuracy
        The best epoch so far and its validation accuracy (its training accuracy where nothing is
        held back).
    drawing
        The reading of the person's drawing, or None where there is none.
    """

    report: EpochReport
    best_epoch: int
    best_accuracy: float
    drawing: DrawingReading | None


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNetwork:
    """What a training leaves, whether it ran to its end or was stopped.

    Attributes
    ----------
    network
        A copy with the best weights.
    config
        How it was trained.
    class_names
        The names of its outputs.
    history
        One report for each finished epoch.
    best_epoch
        The epoch whose weights it has; 0 for those that it began with.
    note
        Why training ended before its time, or empty.
    seconds
        How long it took.
    provenance
        Where the pictures came from.
    validation
        What was held back, or None.
    diverged
        Whether the loss overflowed.
    checkpoint
        Where it can be gone on from, or None if it came to its end.
    remark
        What its settings do not tell of it, in a sentence; empty for nothing.
    run
        Its place on the list of runs; None where it could not be kept.
    keeping_problem
        Why it could not, in a sentence; empty where it could.
    """

    network: Network
    config: TrainingConfig
    class_names: tuple[str, ...]
    history: tuple[EpochReport, ...]
    best_epoch: int
    seconds: float
    provenance: str
    validation: Dataset | None = None
    note: str = ""
    diverged: bool = False
    checkpoint: Checkpoint | None = None
    remark: str = ""
    run: Run | None = None
    keeping_problem: str = ""
