"""What the window wants to see of a network in the making, read in the training's own thread."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop_app.train.reports import (
    DrawingReading,
    WallPictures,
    WallReading,
    WeightPictures,
)
from nn_core.data import Dataset
from nn_core.layers import FloatArray
from nn_core.network import Network
from nn_core.training import EpochReport, Trainer

__all__ = ["Onlooker", "choose_pictures", "weight_pictures"]

WALL_PICTURES = 160
WEIGHT_PICTURES = 160
LOOK_INTERVAL_S = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    number: int
    image: NDArray[np.uint8] | None


class Onlooker:
    """Looks at a network now and then while it is trained.

    Parameters
    ----------
    trainer
        Whose network it is.
    class_names
        What the network tells apart.

    Attributes
    ----------
    pictures
        Some of the pictures held back, or None.
    """

    def __init__(self, trainer: Trainer, class_names: tuple[str, ...]) -> None:
        self._trainer = trainer
        self._class_names = class_names
        self._shape = trainer.network.input_shape[-2:]
        self._probed = _Drawing(0, None)
        self._last_look_s = float("-inf")
        self.pictures = choose_pictures(trainer.validation)

    def show_drawing(self, number: int, image: NDArray[np.uint8] | None) -> None:
        """Have this drawing read at the end of the epoch, if the network takes such pictures."""
        if image is not None and image.shape != self._shape:
            image = None
        self._probed = _Drawing(number, image)
        self._trainer.probe = None if image is None else image[None]

    def look_now_and_then(self) -> Iterator[WallReading | WeightPictures]:
        """Read the wall and picture the weights, if the last look was long enough ago."""
        now_s = time.monotonic()
        if now_s - self._last_look_s >= LOOK_INTERVAL_S:
            self._last_look_s = now_s
            yield from self.look()

    def look(self) -> Iterator[WallReading | WeightPictures]:
        """Read the wall and picture the weights."""
        network = self._trainer.network
        if self.pictures is not None:
            probabilities = network.predict_probabilities(self.pictures.images)
            yield WallReading(
                probabilities.argmax(axis=1).astype(np.int64),
                probabilities.max(axis=1).astype(np.float32),
            )
        weights = weight_pictures(network)
        if weights is not None:
            yield weights

    def drawing_reading(self, report: EpochReport) -> DrawingReading | None:
        """Tell what the epoch's network took the drawing for."""
        if report.probe_probabilities is None or not len(report.probe_probabilities):
            return None
        return _as_reading(report.probe_probabilities[-1], self._class_names, self._probed.number)

    def earlier_reading(self, report: EpochReport) -> DrawingReading | None:
        """Tell what an epoch before a checkpoint took the drawing of that time for."""
        if report.probe_probabilities is None or not len(report.probe_probabilities):
            return None
        return _as_reading(report.probe_probabilities[-1], self._class_names, 0)


def _as_reading(shares: FloatArray, names: tuple[str, ...], drawing: int) -> DrawingReading:
    label = int(shares.argmax())
    return DrawingReading(names[label], float(shares[label]), drawing)


def choose_pictures(validation: Dataset | None, count: int = WALL_PICTURES) -> WallPictures | None:
    """Choose pictures for the wall: the classes take turns, so that any first few show all.

    Parameters
    ----------
    validation
        What is held back, or None.
    count
        How many pictures at most.
    """
    if validation is None or len(validation) == 0:
        return None
    queues = [
        np.flatnonzero(validation.labels == label).tolist()
        for label in range(len(validation.class_names))
    ]
    chosen: list[int] = []
    for turn in range(max(len(queue) for queue in queues)):
        chosen += [queue[turn] for queue in queues if turn < len(queue)]
        if len(chosen) >= count:
            break
    indices = np.array(chosen[:count], dtype=np.intp)
    return WallPictures(
        validation.images[indices], validation.labels[indices], validation.class_names
    )


def weight_pictures(network: Network, count: int = WEIGHT_PICTURES) -> WeightPictures | None:
    """Picture what each neuron or filter of the first layer with weights looks for.

    Parameters
    ----------
    network
        Whose weights they are; they are copied.
    count
        How many pictures at most.

    Returns
    -------
    WeightPictures | None
        None where the first weights do not lie on a picture.
    """
    for layer in network.layers:
        weight = layer.parameters.get("weight")
        if weight is None or layer.kind == "batch_norm":
            continue
        if layer.kind == "conv2d":
            maps = weight[:count].mean(axis=1)
        elif layer.kind == "dense" and weight.shape[1] == np.prod(network.input_shape):
            maps = weight[:count].reshape(-1, *network.input_shape).mean(axis=1)
        else:
            return None
        largest = np.abs(maps).reshape(len(maps), -1).max(axis=1)
        scaled = maps * (127.0 / np.maximum(largest, 1e-12))[:, None, None]
        return WeightPictures(np.nan_to_num(scaled).astype(np.int8))
    return None
