"""What becomes of a trained network: tested, used, saved, kept for the queue, or let go."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.question import ask
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.save_dialog import ask_where_to_save
from desktop_app.train.judge.finished_model import MODEL_ENDING, file_name_for, finished_model
from desktop_app.train.judge.finished_network import FinishedNetwork
from desktop_app.train.judge.judging_job import Judgement
from desktop_app.train.reports import TrainedNetwork
from desktop_app.train.stage import Stage
from desktop_app.train.train_settings import TrainSettings
from desktop_app.widgets import Tone
from desktop_app.wording import NOTHING_LEARNT, failure_sentence
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.digits.recognizer import DIGITS, Recognizer
from nn_core.errors import InklingError, ModelFileError
from nn_core.model_file import Model, save_model
from nn_core.runs import Run, RunStore

__all__ = ["OutcomeDesk"]

NO_DIGITS = "It reads no digits of 28 × 28 pixels, so the Draw page cannot use it"

PATIENCE_S = 2.0
"""How long the window waits for another program that writes to the list of runs."""


class OutcomeDesk(QObject):
    """Keeps the network of the last training, its card and the person's decision together.

    Parameters
    ----------
    stage
        Where the result is shown, and where sentences are said.
    settings
        Remembers where files were saved.
    host
        The network in use, which a new one is compared with.
    window
        What dialogs belong to.

    Attributes
    ----------
    finished
        The network.

    Signals
    -------
    tested()
        The test is over, be it that it could not be done.
    network_chosen(Model)
        The person wants to read with this network from now on.
    resume_asked(), discarded()
        The person wants to train on, or has let the network go.
    """

    tested = Signal()
    network_chosen = Signal(Model)
    resume_asked = Signal()
    discarded = Signal()

    def __init__(
        self, stage: Stage, settings: TrainSettings, host: RecognizerHost, window: QWidget
    ) -> None:
        super().__init__(window)
        self._stage = stage
        self._settings = settings
        self._window = window
        self._host = host
        self._chosen: Model | None = None
        host.changed.connect(self._show_whether_in_use)
        self.finished = FinishedNetwork(host, self)
        self.finished.judged.connect(self._on_judged)
        self.finished.judging_failed.connect(self._on_judging_failed)
        result = stage.result
        result.use_asked.connect(self._use_network)
        result.save_asked.connect(self._ask_where_to_save)
        result.discard_asked.connect(self._discard)
        result.resume_asked.connect(self.resume_asked)
        result.mistakes_shown.connect(stage.watch.show_board)

    def take(self, trained: TrainedNetwork, *, stopped: bool) -> None:
        """Show what came of a training, and test it."""
        self._chosen = None
        self._stage.show_result(trained, stopped=stopped, why_unusable=_why_unusable(trained))
        self.finished.take(trained)
        if trained.keeping_problem:
            self._stage.banner.say(
                f"This run is not on the list of runs. {trained.keeping_problem}", Tone.WARNING
            )

    def may_begin(self) -> bool:
        """Ask, where the last network is neither used nor saved, whether it may go."""
        if not self.finished.is_undecided:
            return True
        return ask(
            self._window,
            "Discard the last network?",
            "The network that was trained last is neither in use nor saved.",
            more="A new training takes its place.",
            yes="Discard it",
            no="Keep it",
        )

    def save(self, path: Path) -> None:
        """Save the network of the last training in a file."""
        if path.suffix != MODEL_ENDING:
            path = path.with_name(f"{path.name}{MODEL_ENDING}")
        model = self.finished.model(path.stem)
        if model is None:
            return
        try:
            save_model(path, model)
        except InklingError as error:
            self._stage.banner.say(failure_sentence(error), Tone.WARNING)
            return
        self._settings.folder = str(path.parent)
        self.finished.decide()
        self._stage.banner.say(f"Saved as {path}.")

    @Slot(Judgement)
    def _on_judged(self, judgement: Judgement) -> None:
        self._stage.result.show_judgement(judgement, self.finished.rival_name)
        self._stage.watch.board.show_judgement(judgement)
        self.tested.emit()

    @Slot(Exception)
    def _on_judging_failed(self, error: Exception) -> None:
        self._stage.result.show_sentence(f"It could not be tested. {failure_sentence(error)}")
        self.tested.emit()

    @Slot()
    def _use_network(self) -> None:
        model = self.finished.model()
        if model is None:
            return
        self._chosen = model
        self.network_chosen.emit(model)
        if self._host.model is model:
            self.finished.decide()

    @Slot()
    def _show_whether_in_use(self) -> None:
        """Offer the network again once another one reads."""
        in_use = self._chosen is not None and self._host.model is self._chosen
        self._stage.result.show_in_use(in_use)

    @Slot()
    def _ask_where_to_save(self) -> None:
        model = self.finished.model()
        if model is None:
            return
        proposed = Path(self._settings.folder) / file_name_for(model.name)
        path = ask_where_to_save(self._window, "Save the network", proposed, "Networks")
        if path is not None:
            self.save(path)

    @Slot()
    def _discard(self) -> None:
        trained = self.finished.trained
        self.finished.forget()
        self.discarded.emit()
        if trained is not None and trained.run is not None:
            self._take_off_the_list(trained.run)

    def _take_off_the_list(self, run: Run) -> None:
        try:
            with RunStore(patience_s=PATIENCE_S) as store:
                store.hide(run.id)
        except InklingError as error:
            self._stage.banner.say(failure_sentence(error), Tone.WARNING)


def _why_unusable(trained: TrainedNetwork) -> str:
    """Say why the Draw page cannot use a network; nothing where it can."""
    if not trained.best_epoch:
        return NOTHING_LEARNT
    return "" if _reads_digits(trained) else NO_DIGITS


def _reads_digits(trained: TrainedNetwork) -> bool:
    try:
        Recognizer(finished_model(trained, None))
    except ModelFileError:
        return False
    return trained.class_names[:DIGITS] == DIGIT_NAMES
