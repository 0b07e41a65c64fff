"""The run of a training as the window sees it: begun, paused, stopped, ended, and nothing else."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.train.background import BackgroundJob
from desktop_app.train.reports import (
    EpochFinished,
    Preparing,
    TrainedNetwork,
    TrainingBegun,
    WallReading,
)
from desktop_app.train.training_job import TrainingJob
from nn_core.data import Dataset
from nn_core.training import BatchReport, TrainingConfig

__all__ = ["RunState", "TrainingSession"]


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
    epoch_finished(EpochFinished)
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
    epoch_finished = Signal(EpochFinished)
    ended = Signal(TrainedNetwork)
    stopped = Signal(object)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.IDLE
        self._job: TrainingJob | None = None
        self._background: BackgroundJob | None = None
        self._alive: set[BackgroundJob] = set()

    @property
    def state(self) -> RunState:
        """What it is doing."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a training is under way, be it paused."""
        return self._state is not RunState.IDLE

    def start(self, config: TrainingConfig, dataset: Dataset | None = None) -> None:
        """Begin a training; without effect while one is under way.

        Parameters
        ----------
        config
            How to train.
        dataset
            The data, where they are loaded already.
        """
        if self.is_busy:
            return
        self._job = TrainingJob(config, dataset)
        self._background = BackgroundJob(self._job, self)
        self._background.reported.connect(self._on_report)
        self._background.succeeded.connect(self._on_succeeded)
        self._background.cancelled.connect(self._on_cancelled)
        self._background.failed.connect(self._on_failed)
        self._background.finished.connect(self._on_finished)
        self._alive.add(self._background)
        self._enter(RunState.PREPARING)
        self._background.start()

    def show_drawing(self, image: NDArray[np.uint8] | None) -> None:
        """Set what is read at the end of each epoch; None where there is no drawing."""
        if self._job is not None:
            self._job.show_drawing(image)

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
        """Stop the training and return when its thread has ended."""
        for background in list(self._alive):
            background.stop_and_wait()

    def _enter(self, state: RunState) -> None:
        self._state = state
        self.state_changed.emit()

    @Slot(object)
    def _on_report(self, report: object) -> None:
        if isinstance(report, BatchReport):
            self.progressed.emit(report)
        elif isinstance(report, WallReading):
            self.wall_read.emit(report)
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
        self._leave()
        self.stopped.emit(trained)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._leave()
        self.failed.emit(error)

    def _leave(self) -> None:
        self._job = None
        self._enter(RunState.IDLE)

    @Slot()
    def _on_finished(self) -> None:
        finished = self.sender()
        if isinstance(finished, BackgroundJob):
            self._alive.discard(finished)
            finished.deleteLater()
            if finished is self._background:
                self._background = None
