"""The run of a training as the window sees it: begun, paused, stopped, ended, and nothing else."""

import logging
from enum import Enum
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.background import BackgroundJob, BackgroundJobs, JobControl
from desktop_app.train.reports import (
    EpochFinished,
    Preparing,
    RateChanged,
    TrainedNetwork,
    TrainingBegun,
    WallReading,
    WeightPictures,
)
from desktop_app.train.training_job import TrainingJob
from desktop_app.train.unfinished import (
    forget_begun,
    forget_unfinished,
    save_begun,
    save_unfinished,
)
from nn_core.data import Dataset
from nn_core.errors import ModelFileError
from nn_core.training import BatchReport, TrainingConfig
from nn_core.training.checkpoint import Checkpoint

__all__ = ["RunState", "TrainingSession"]

_log = logging.getLogger(__name__)


class RunState(Enum):
    """What a session is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    TRAINING = "training"
    PAUSED = "paused"
    STOPPING = "stopping"


class TrainingSession(QObject):
    """Runs one training at a time in the background, and tells the window of it.

    Attributes
    ----------
    state
        What it is doing.

    Signals
    -------
    state_changed()
        It does something else.
    preparing(Preparing), begun(TrainingBegun), progressed(BatchReport), wall_read(WallReading),
    weights_seen(WeightPictures), rate_changed(RateChanged), epoch_finished(EpochFinished)
        What the training tells on its way.
    ended(TrainedNetwork)
        It ran to its end.
    stopped(TrainedNetwork)
        It was stopped; carries the best network so far, or None where no epoch was finished.
    failed(Exception)
        It could not be done.
    """

    state_changed = Signal()
    preparing = Signal(Preparing)
    begun = Signal(TrainingBegun)
    progressed = Signal(BatchReport)
    wall_read = Signal(WallReading)
    weights_seen = Signal(WeightPictures)
    rate_changed = Signal(RateChanged)
    epoch_finished = Signal(EpochFinished)
    ended = Signal(TrainedNetwork)
    stopped = Signal(object)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.IDLE
        self._job: TrainingJob | None = None
        self._background: BackgroundJob | None = None
        self._jobs = BackgroundJobs(self)
        self._stopped_at: Checkpoint | None = None
        self._keeping: BackgroundJob | None = None
        self._is_forgotten = False
        self._is_closed = False

    @property
    def state(self) -> RunState:
        """What it is doing."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a training is under way, be it paused."""
        return self._state is not RunState.IDLE

    def start(
        self,
        config: TrainingConfig,
        dataset: Dataset | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        """Begin a training; without effect while one is under way.

        Parameters
        ----------
        config
            How to train.
        dataset
            The data, where they are loaded already.
        checkpoint
            Where to go on from; None begins anew.
        """
        if self.is_busy:
            return
        self._is_forgotten = False
        if checkpoint is None:
            save_begun(config)
        self._job = TrainingJob(config, dataset, checkpoint)
        self._background = BackgroundJob(self._job, self)
        self._background.reported.connect(self._on_report)
        self._background.succeeded.connect(self._on_succeeded)
        self._background.cancelled.connect(self._on_cancelled)
        self._background.failed.connect(self._on_failed)
        self._enter(RunState.PREPARING)
        self._start(self._background)

    def show_drawing(self, image: NDArray[np.uint8] | None) -> None:
        """Set what is read at the end of each epoch; None where there is no drawing."""
        if self._job is not None:
            self._job.show_drawing(image)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Go on with another learning rate; `rate_changed` follows if it is another one."""
        if self._job is not None:
            self._job.set_learning_rate(learning_rate)

    def pause(self) -> None:
        """Let the training wait after the batch that it is at."""
        if self._state is RunState.TRAINING and self._background is not None:
            self._background.pause()
            self._enter(RunState.PAUSED)

    def resume(self) -> None:
        """Let a paused training go on."""
        if self._state is RunState.PAUSED and self._background is not None:
            self._background.resume()
            self._enter(RunState.TRAINING)

    def stop(self) -> None:
        """Stop the training; `stopped` follows with what is worth keeping."""
        if self.is_busy and self._background is not None:
            self._enter(RunState.STOPPING)
            self._background.cancel()

    def stop_and_wait(self) -> None:
        """Stop for good, keep the training to be gone on with, and return when all has ended."""
        self._is_closed = True
        was_called_off = self._state is RunState.STOPPING
        self._jobs.stop_and_wait()
        if self._job is not None and self._job.checkpoint is not None:
            _keep(self._job.checkpoint)
        elif self._is_forgotten:
            forget_unfinished()
        elif self._keeping is not None and self._stopped_at is not None:
            _keep(self._stopped_at)  # it may have been due only
        if was_called_off and self._job is not None and self._job.checkpoint is None:
            forget_begun()
        self._state = RunState.IDLE

    def take_checkpoint(self) -> Checkpoint | None:
        """Give where the training that was stopped last can be gone on from."""
        return self._stopped_at

    def forget_stopped(self) -> None:
        """Let the training that was stopped last go, also where it is being kept just now."""
        self._stopped_at = None
        self._is_forgotten = self._keeping is not None
        forget_unfinished()

    def _start(self, background: BackgroundJob) -> None:
        background.finished.connect(self._on_finished)
        self._jobs.start(background)

    def _enter(self, state: RunState) -> None:
        self._state = state
        self.state_changed.emit()

    @Slot(object)
    def _on_report(self, report: object) -> None:
        if isinstance(report, BatchReport):
            self.progressed.emit(report)
        elif isinstance(report, WallReading):
            self.wall_read.emit(report)
        elif isinstance(report, WeightPictures):
            self.weights_seen.emit(report)
        elif isinstance(report, RateChanged):
            self.rate_changed.emit(report)
        elif isinstance(report, EpochFinished):
            self.epoch_finished.emit(report)
        elif isinstance(report, TrainingBegun):
            if self._state is RunState.PREPARING:
                self._enter(RunState.TRAINING)
            self.begun.emit(report)
        elif isinstance(report, Preparing):
            self.preparing.emit(report)

    @Slot(object)
    def _on_succeeded(self, trained: TrainedNetwork) -> None:
        self._leave()
        self.ended.emit(trained)

    @Slot(object)
    def _on_cancelled(self, trained: TrainedNetwork | None) -> None:
        if self._is_closed:
            return
        self._stopped_at = None if self._job is None else self._job.checkpoint
        self._leave()
        if self._stopped_at is not None:
            self._keeping = BackgroundJob(partial(_keep, self._stopped_at), self)
            self._start(self._keeping)
        else:
            forget_begun()
        self.stopped.emit(trained)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        forget_begun()
        self._leave()
        self.failed.emit(error)

    def _leave(self) -> None:
        self._job = None
        self._enter(RunState.IDLE)

    @Slot()
    def _on_finished(self) -> None:
        finished = self.sender()
        if finished is self._background:
            self._background = None
        if finished is self._keeping:
            self._keeping = None
            if self._is_forgotten:
                forget_unfinished()


def _keep(checkpoint: Checkpoint, control: JobControl | None = None) -> None:
    """Keep a run in the user's folder, so that it can be gone on with another day."""
    try:
        save_unfinished(checkpoint)
    except ModelFileError as error:
        _log.warning("The training that was stopped cannot be kept: %s", error)
