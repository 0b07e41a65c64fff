"""The network that the last training left: judged in the background, then used, saved or let go."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.background import BackgroundJob, BackgroundJobs, JobControl
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.train.judge.finished_model import file_name_for, finished_model
from desktop_app.train.judge.judging_job import Judgement, JudgingJob
from desktop_app.train.recording import keep_judgement
from desktop_app.train.reports import TrainedNetwork
from nn_core.model_file import Model, save_model
from nn_core.user_folders import models_folder

__all__ = ["FinishedNetwork"]


class FinishedNetwork(QObject):
    """Holds a trained network until the person has decided what becomes of it.

    Parameters
    ----------
    host
        The network in use, which the new one is compared with.

    Attributes
    ----------
    trained
        The network and how it came about; None without one.
    judgement
        How it did in its test; None until that is known.
    rival_name
        The name of the network that it was compared with.
    is_undecided
        Whether there is a network that was neither used nor saved nor let go.

    Signals
    -------
    judged(Judgement)
        It was tested.
    judging_failed(Exception)
        It could not be tested.
    kept(str), keeping_failed(Exception)
        It was saved among the person's own networks, in this file; or it could not be.
    """

    judged = Signal(Judgement)
    kept = Signal(str)
    keeping_failed = Signal(Exception)
    judging_failed = Signal(Exception)

    def __init__(self, host: RecognizerHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self.trained: TrainedNetwork | None = None
        self._judging: BackgroundJob | None = None
        self._jobs = BackgroundJobs(self)
        self.judgement: Judgement | None = None
        self.rival_name = ""
        self.is_undecided = False

    def take(self, trained: TrainedNetwork) -> None:
        """Take charge of a network, and test it."""
        self.forget()
        self.trained = trained
        # A network on the list of runs is in good hands already.
        self.is_undecided = trained.run is None
        self.rival_name = self._host.model_name
        recognizer = self._host.recognizer
        rival = None if recognizer is None else recognizer.model
        job = BackgroundJob(partial(_judge, trained, rival), self)
        job.succeeded.connect(self._on_judged)
        job.failed.connect(self._on_failed)
        self._judging = job
        self._jobs.start(job)

    def model(self, name: str = "") -> Model | None:
        """Make a model of the network, by some name or by one of its own; None without one."""
        if self.trained is None:
            return None
        return finished_model(self.trained, self.judgement, name)

    def keep(self) -> None:
        """Save the network among the person's own, in the background."""
        model = self.model()
        if model is None:
            return
        path = models_folder() / file_name_for(model.name)
        job = BackgroundJob(partial(_save, path, model), self)
        job.succeeded.connect(self._on_kept)
        job.failed.connect(self.keeping_failed)
        self._jobs.start(job)

    def decide(self) -> None:
        """Take note that the network is in good hands."""
        self.is_undecided = False

    def forget(self) -> None:
        """Let the network go; the test of one on the list of runs goes on for the list's sake."""
        if self._judging is not None:
            if self.trained is None or self.trained.run is None:
                self._judging.cancel()
            self._judging = None
        self.trained = None
        self.judgement = None
        self.is_undecided = False

    def stop_and_wait(self) -> None:
        """Call the test off and return when its thread has ended."""
        self._jobs.stop_and_wait()

    @Slot(object)
    def _on_judged(self, judgement: Judgement) -> None:
        if self.sender() is self._judging:
            self.judgement = judgement
            self.judged.emit(judgement)

    @Slot(object)
    def _on_kept(self, path: Path) -> None:
        self.is_undecided = False
        self.kept.emit(str(path))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if self.sender() is self._judging:
            self.judging_failed.emit(error)


def _judge(trained: TrainedNetwork, rival: Model | None, control: JobControl) -> Judgement:
    judgement = JudgingJob(trained, rival)(control)
    if trained.run is not None:
        keep_judgement(trained.run, judgement)
    return judgement


def _save(path: Path, model: Model, control: JobControl) -> Path:
    while path.exists():
        path = path.with_name(f"{path.stem}-again{path.suffix}")
    save_model(path, model)
    return path
