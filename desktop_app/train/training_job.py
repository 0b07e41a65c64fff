"""Training as a job in the background: load the data, follow the trainer, keep the best network."""

import logging
import time
from collections.abc import Generator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from desktop_app.background import Cancelled, JobControl
from desktop_app.train.onlooker import Onlooker
from desktop_app.train.recording import keep_run
from desktop_app.train.reports import (
    EpochFinished,
    Preparing,
    RateChanged,
    TrainedNetwork,
    TrainingBegun,
)
from desktop_app.train.unfinished import forget_unfinished, save_unfinished
from desktop_app.wording import dataset_title
from nn_core.data import SYNTHETIC, Dataset, load_dataset
from nn_core.errors import ModelFileError
from nn_core.training import (
    BatchReport,
    EpochReport,
    Report,
    Trainer,
    TrainingConfig,
    TrainingResult,
)
from nn_core.training.checkpoint import Checkpoint

__all__ = ["TrainingJob"]

SAVE_INTERVAL_S = 20.0

_log = logging.getLogger(__name__)


class TrainingJob:
    """Trains one network as a configuration says.

    What the run is at the moment is kept in the user's folder every now and then, so that it can
    be gone on with after the program was killed; a run that came to its end is let go there.

    Parameters
    ----------
    config
        How to train, and on what.
    dataset
        The data, where they are loaded already; None loads `config.dataset`.
    checkpoint
        Where to go on from; None begins anew.
    save_interval_s
        How long the last kept moment may be ago, in seconds.

    Attributes
    ----------
    checkpoint
        All that the run was when it was called off; None until then.
    """

    def __init__(
        self,
        config: TrainingConfig,
        dataset: Dataset | None = None,
        checkpoint: Checkpoint | None = None,
        *,
        save_interval_s: float = SAVE_INTERVAL_S,
    ) -> None:
        self.config = config
        self.checkpoint: Checkpoint | None = None
        self._dataset = dataset
        self._begin_at = checkpoint
        self._save_interval_s = save_interval_s
        # The first batch is kept at once, which also sums up the data: Stop need not wait for it.
        self._last_saved_s = float("-inf")
        self._drawing: tuple[int, NDArray[np.uint8] | None] = (0, None)
        self._wanted_rate: float | None = None
        self._rate_note = ""
        self._best: tuple[int, float] = (0, 0.0)

    def show_drawing(self, image: NDArray[np.uint8] | None) -> None:
        """Set what is read at the end of each epoch; the window calls it, from its own thread.

        Parameters
        ----------
        image
            uint8 ndarray of shape (28, 28), ink = 255, that is not changed any more; None where
            there is no drawing.
        """
        self._drawing = (self._drawing[0] + 1, image)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Go on with another learning rate; the window calls it, from its own thread."""
        self._wanted_rate = learning_rate

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
        if self._begin_at is None:
            trainer = Trainer(self.config, data)
        else:
            trainer = Trainer.resume(self._begin_at, data)
        onlooker = Onlooker(trainer, data.class_names)
        control.raise_if_cancelled()
        control.tell(
            TrainingBegun(
                config=self.config,
                training_samples=trainer.training_samples,
                validation_samples=0 if trainer.validation is None else len(trainer.validation),
                pictures=onlooker.pictures,
            )
        )
        for report in trainer.history:
            reading = onlooker.earlier_reading(report)
            control.tell(EpochFinished(report, *self._best_after(report), reading))
        return self._train(trainer, data, onlooker, control)

    def _load(self, control: JobControl) -> Dataset:
        if self._dataset is not None:
            return self._dataset
        name = self.config.dataset
        sentence = f"Reading {dataset_title(name)}…"
        control.tell(Preparing("Writing digits to learn from…" if name == SYNTHETIC else sentence))
        return load_dataset(name, progress=partial(self._load_progressed, control))

    def _load_progressed(self, control: JobControl, done: int, total: int) -> None:
        control.raise_if_cancelled()
        control.tell_progress(Preparing("Writing digits to learn from…", done / total))

    def _train(
        self, trainer: Trainer, data: Dataset, onlooker: Onlooker, control: JobControl
    ) -> TrainedNetwork:
        result: TrainingResult | None = None
        reports = trainer.run()
        try:
            onlooker.show_drawing(*self._drawing)
            for report in reports:
                if isinstance(report, TrainingResult):
                    result = report
                    break
                self._tell(report, onlooker, control)
                trainer.leave_out(control.wait_while_paused())
                if control.is_cancelled():
                    break
                self._adjust(trainer, control)
                self._save_now_and_then(trainer)
                onlooker.show_drawing(*self._drawing)
        finally:
            if isinstance(reports, Generator):
                reports.close()
        if result is None:
            self.checkpoint = trainer.checkpoint()
            raise Cancelled(keep_run(self._trained(trainer, data)) if trainer.history else None)
        trained = keep_run(self._trained(trainer, data, result))
        forget_unfinished()
        return trained

    def _tell(self, report: Report, onlooker: Onlooker, control: JobControl) -> None:
        if isinstance(report, EpochReport):
            reading = onlooker.drawing_reading(report)
            control.tell(EpochFinished(report, *self._best_after(report), reading))
            for view in onlooker.look():
                control.tell(view)
        elif isinstance(report, BatchReport):
            control.tell_progress(report)
            for view in onlooker.look_now_and_then():
                control.tell(view)

    def _best_after(self, report: EpochReport) -> tuple[int, float]:
        """Give the best epoch so far and its accuracy."""
        if report.is_best:
            validated = report.validation_accuracy
            self._best = (
                report.epoch,
                report.training_accuracy if validated is None else validated,
            )
        return self._best

    def _adjust(self, trainer: Trainer, control: JobControl) -> None:
        """Take over the learning rate that the person set in the meantime."""
        wanted, self._wanted_rate = self._wanted_rate, None
        if wanted is not None and wanted != trainer.learning_rate:
            trainer.learning_rate = wanted
            self._rate_note = "The learning rate was changed by hand on the way."
            control.tell(RateChanged(len(trainer.history) + 1, wanted))

    def _save_now_and_then(self, trainer: Trainer) -> None:
        now_s = time.monotonic()
        if now_s - self._last_saved_s < self._save_interval_s:
            return
        self._last_saved_s = now_s
        try:
            save_unfinished(trainer.checkpoint())
        except ModelFileError as error:
            # Training is worth more than its insurance.
            _log.warning("The training under way cannot be kept: %s", error)

    def _trained(
        self, trainer: Trainer, data: Dataset, result: TrainingResult | None = None
    ) -> TrainedNetwork:
        return TrainedNetwork(
            network=trainer.best_network(),
            config=self.config,
            class_names=data.class_names,
            history=tuple(trainer.history),
            best_epoch=self._best[0] if result is None else result.best_epoch,
            seconds=sum(report.seconds for report in trainer.history),
            provenance=data.provenance,
            validation=trainer.validation,
            note=(result.stopped_early or "") if result is not None else "",
            remark=self._rate_note,
            diverged=result is not None and result.diverged,
            checkpoint=self.checkpoint,
        )
