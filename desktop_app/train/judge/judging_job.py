"""Judging as a job in the background: a new network and the one in use, on the same pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from desktop_app.background import JobControl
from desktop_app.train.judge.own_pictures import find_own
from desktop_app.train.reports import TrainedNetwork
from nn_core.data import Dataset, available_splits, load_dataset
from nn_core.layers import FloatArray, softmax
from nn_core.model_file import Model
from nn_core.network import Network
from nn_core.reliability import fit_temperature

__all__ = ["Judgement", "JudgingJob", "read_in_pieces"]

PIECE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """How a new network did on pictures that it did not learn from.

    Attributes
    ----------
    accuracy
        Its share of right answers in the test; None where the dataset has no pictures for one.
    rival_accuracy
        That of the network in use; None where it tells other classes apart, takes other pictures
        or there is none.
    temperature
        What its logits are divided by for honest probabilities; None where nothing was held back.
    data
        The test pictures, or in their absence those held back, or None.
    probabilities
        float32 ndarray of shape (samples, classes): what it makes of each; None without them.
    own
        Which of the pictures are digits of the person's own: their keys in the collection by
        their places among the pictures.
    """

    accuracy: float | None
    rival_accuracy: float | None
    temperature: float | None
    data: Dataset | None
    probabilities: FloatArray | None
    own: Mapping[int, int] = field(default_factory=dict)

    @property
    def held_back_accuracy(self) -> float | None:
        """Its share of right answers on pictures held back; None where there was a test."""
        if self.accuracy is not None or self.data is None or self.probabilities is None:
            return None
        return _accuracy(self.probabilities, self.data.labels)


class JudgingJob:
    """Reads the test pictures of a dataset with two networks.

    Parameters
    ----------
    trained
        The new network.
    rival
        The network in use, or None.
    """

    def __init__(self, trained: TrainedNetwork, rival: Model | None) -> None:
        self._trained = trained
        self._rival = rival

    def __call__(self, control: JobControl) -> Judgement:
        """Fit the temperature, and read all test pictures with both.

        Raises
        ------
        Cancelled
            If the job was called off.
        InklingError
            If the data cannot be read.
        """
        # A network of its own: the window may begin to read drawings with this one.
        network = self._trained.network.copy()
        validation = self._trained.validation
        held_back, temperature = None, None
        if validation is not None and len(validation):
            held_back = read_in_pieces(network, validation.images, control)
            temperature = round(fit_temperature(held_back, validation.labels), 4)
        dataset = self._trained.config.dataset
        if "test" not in available_splits(dataset):
            shares = None if held_back is None else _shares(held_back, temperature)
            own = find_own(dataset, validation)
            return Judgement(None, None, temperature, validation, shares, own)
        data = load_dataset(dataset, split="test", progress=partial(_go_on, control))
        data = data.with_classes(self._trained.class_names)
        logits = read_in_pieces(network, data.images, control)
        rival_accuracy = None
        if self._rival is not None and _can_compete(self._rival, data):
            answers = read_in_pieces(self._rival.network.copy(), data.images, control)
            # An eleventh class of the rival means "no digit", which no test picture is.
            rival_accuracy = _accuracy(answers[:, : len(data.class_names)], data.labels)
        return Judgement(
            accuracy=_accuracy(logits, data.labels),
            rival_accuracy=rival_accuracy,
            temperature=temperature,
            data=data,
            probabilities=_shares(logits, temperature),
            own=find_own(dataset, data),
        )


def read_in_pieces(network: Network, images: NDArray[np.uint8], control: JobControl) -> FloatArray:
    """Compute logits a few pictures at a time, so that the job can be called off quickly.

    Returns
    -------
    FloatArray
        ndarray of shape (samples, classes).

    Raises
    ------
    Cancelled
        If the job was called off.
    """
    logits = np.empty((len(images), *network.output_shape), np.float32)
    for start in range(0, len(images), PIECE):
        control.raise_if_cancelled()
        piece = slice(start, start + PIECE)
        logits[piece] = network.logits(images[piece])
    return logits


def _can_compete(rival: Model, data: Dataset) -> bool:
    knows = rival.class_names[: len(data.class_names)] == data.class_names
    return knows and rival.network.input_shape[-2:] == data.images.shape[1:]


def _go_on(control: JobControl, done: int, total: int) -> None:
    control.raise_if_cancelled()


def _shares(logits: FloatArray, temperature: float | None) -> FloatArray:
    return softmax(logits / np.float32(temperature or 1.0))


def _accuracy(scores: FloatArray, labels: NDArray[np.int64]) -> float:
    return float((scores.argmax(axis=1) == labels).mean()) if len(labels) else 0.0
