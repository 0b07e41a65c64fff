"""Training as a job in the background: load the data, follow the trainer, keep the best network."""

import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from desktop_app.train.background import Cancelled, JobControl
from desktop_app.train.reports import (
    DrawingReading,
    EpochFinished,
    Preparing,
    TrainedNetwork,
    TrainingBegun,
    WallPictures,
    WallReading,
)
from nn_core.data import CATALOGUE, SYNTHETIC, Dataset, load_dataset
from nn_core.layers import FloatArray
from nn_core.training import (
    BatchReport,
    EpochReport,
    Trainer,
    TrainingConfig,
    TrainingResult,
)

__all__ = ["TrainingJob", "choose_pictures"]

WALL_PICTURES = 160
WALL_INTERVAL_S = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    number: int
    image: NDArray[np.uint8] | None


class TrainingJob:
    """Trains one network as a configuration says.

    Parameters
    ----------
    config
        How to train, and on what.
    dataset
        The data, where they are loaded already; None loads `config.dataset`.
    """

    def __init__(self, config: TrainingConfig, dataset: Dataset | None = None) -> None:
        self.config = config
        self._dataset = dataset
        self._drawing = _Drawing(0, None)
        self._probed = self._drawing
        self._pictures: WallPictures | None = None
        self._best_epoch = 0
        self._best_accuracy = 0.0
        self._last_wall_s = float("-inf")

    def show_drawing(self, image: NDArray[np.uint8] | None) -> None:
        """Set what is read at the end of each epoch; the window calls it, from its own thread.

        Parameters
        ----------
        image
            uint8 ndarray of shape (28, 28), ink = 255, that is not changed any more; None where
            there is no drawing.
        """
        self._drawing = _Drawing(self._drawing.number + 1, image)

    def __call__(self, control: JobControl) -> TrainedNetwork:
        """Train to the end.

        Raises
        ------
        Cancelled
            With a TrainedNetwork that has the best weights so far, or with None where there was
            no finished epoch.
        InklingError
            If the data cannot be read, or the configuration does not go with them.
        """
        data = self._load(control)
        control.raise_if_cancelled()
        control.tell(Preparing("Holding some pictures back to check with…"))
        trainer = Trainer(self.config, data)
        self._pictures = choose_pictures(trainer.validation)
        control.raise_if_cancelled()
        control.tell(
            TrainingBegun(
                config=self.config,
                training_samples=trainer.training_samples,
                validation_samples=0 if trainer.validation is None else len(trainer.validation),
                pictures=self._pictures,
            )
        )
        return self._train(trainer, data, control)

    def _load(self, control: JobControl) -> Dataset:
        if self._dataset is not None:
            return self._dataset
        name = self.config.dataset
        if name == SYNTHETIC:
            control.tell(Preparing("Writing digits to learn from…"))
        else:
            title = CATALOGUE[name].title if name in CATALOGUE else name
            control.tell(Preparing(f"Reading {title}…"))
        return load_dataset(name, progress=partial(self._load_progressed, control))

    def _load_progressed(self, control: JobControl, done: int, total: int) -> None:
        control.raise_if_cancelled()
        control.tell_progress(Preparing("Writing digits to learn from…", done / total))

    def _train(self, trainer: Trainer, data: Dataset, control: JobControl) -> TrainedNetwork:
        began_s = time.monotonic()
        result: TrainingResult | None = None
        reports = trainer.run()
        try:
            self._prepare_probe(trainer)
            for report in reports:
                if isinstance(report, BatchReport):
                    control.tell_progress(report)
                    self._read_wall_now_and_then(trainer, control)
                elif isinstance(report, EpochReport):
                    control.tell(self._epoch_finished(report, data.class_names))
                else:
                    result = report
                    break
                if control.is_cancelled():
                    break
                began_s += control.wait_while_paused()
                if control.is_cancelled():
                    break
                self._prepare_probe(trainer)
        finally:
            if isinstance(reports, Generator):
                reports.close()
        seconds = time.monotonic() - began_s
        if result is None:
            raise Cancelled(self._trained(trainer, data, seconds) if trainer.history else None)
        return self._trained(trainer, data, seconds, result)

    def _trained(
        self,
        trainer: Trainer,
        data: Dataset,
        seconds: float,
        result: TrainingResult | None = None,
    ) -> TrainedNetwork:
        return TrainedNetwork(
            network=trainer.best_network(),
            config=self.config,
            class_names=data.class_names,
            history=tuple(trainer.history),
            best_epoch=self._best_epoch if result is None else result.best_epoch,
            seconds=seconds,
            provenance=data.provenance,
            validation=trainer.validation,
            note=(result.stopped_early or "") if result is not None else "",
            diverged=result is not None and result.diverged,
        )

    def _prepare_probe(self, trainer: Trainer) -> None:
        """Have the trainer read the wall and the present drawing at the end of the epoch."""
        drawing = self._drawing
        images = [] if self._pictures is None else [self._pictures.images]
        if drawing.image is not None and drawing.image.shape == trainer.network.input_shape[-2:]:
            images.append(drawing.image[None])
            self._probed = drawing
        else:
            self._probed = _Drawing(drawing.number, None)
        trainer.probe = np.concatenate(images) if images else None

    def _epoch_finished(self, report: EpochReport, class_names: tuple[str, ...]) -> EpochFinished:
        if report.is_best:
            self._best_epoch = report.epoch
            self._best_accuracy = (
                report.training_accuracy
                if report.validation_accuracy is None
                else report.validation_accuracy
            )
        wall, drawing = None, None
        if report.probe_probabilities is not None:
            hung = 0 if self._pictures is None else len(self._pictures.labels)
            if hung:
                wall = _wall_reading(report.probe_probabilities[:hung])
            if self._probed.image is not None:
                shares = report.probe_probabilities[-1]
                label = int(shares.argmax())
                drawing = DrawingReading(
                    class_names[label], float(shares[label]), self._probed.number
                )
        return EpochFinished(report, self._best_epoch, self._best_accuracy, drawing, wall)

    def _read_wall_now_and_then(self, trainer: Trainer, control: JobControl) -> None:
        now_s = time.monotonic()
        if self._pictures is None or now_s - self._last_wall_s < WALL_INTERVAL_S:
            return
        self._last_wall_s = now_s
        probabilities = trainer.network.predict_probabilities(self._pictures.images)
        control.tell(_wall_reading(probabilities))


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


def _wall_reading(probabilities: FloatArray) -> WallReading:
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    confidence = probabilities.max(axis=1).astype(np.float32)
    return WallReading(predicted, confidence)
