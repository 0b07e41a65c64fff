"""The Train page: settings on the left, and on the right a network that learns."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.theme import Theme
from desktop_app.train.judge.finished_network import FinishedNetwork
from desktop_app.train.judge.judging_job import Judgement
from desktop_app.train.judge.result_card import ResultCard
from desktop_app.train.own_drawing import OwnDrawing
from desktop_app.train.reports import TrainedNetwork, TrainingBegun
from desktop_app.train.run_queue import RunQueue
from desktop_app.train.session import RunState, TrainingSession
from desktop_app.train.setup.dataset_desk import DatasetDesk
from desktop_app.train.setup.layer_editor import LayerEditor
from desktop_app.train.setup.preview_card import PreviewCard
from desktop_app.train.setup.settings_column import NARROW_WIDTH_PX, WIDTH_PX, SettingsColumn
from desktop_app.train.setup.settings_file import open_settings, save_settings
from desktop_app.train.setup.unfinished_card import UnfinishedCard
from desktop_app.train.train_settings import TrainSettings
from desktop_app.train.unfinished import UnfinishedRun, forget_unfinished, load_unfinished
from desktop_app.train.watch.watch_column import WatchColumn
from desktop_app.train.wording import failure_sentence
from desktop_app.widgets import Banner, Tone
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.digits.recognizer import DIGITS
from nn_core.errors import ConfigError, InklingError
from nn_core.ink.strokes import Stroke
from nn_core.model_file import Model, save_model
from nn_core.training import BatchReport, TrainingConfig
from nn_core.training.checkpoint import Checkpoint

__all__ = ["TrainPage"]

MARGIN_PX = 28
TOP_PX = 24
BOTTOM_PX = 14
SPACING_PX = 24
NARROW_BELOW_PX = 960
WARM_UP_AFTER_MS = 50


class TrainPage(QWidget):
    """Where a person sets a training up, watches it, and decides what becomes of the network.

    Parameters
    ----------
    theme
        The colours.
    settings
        The window's settings; the page keeps its own in the same store.
    recognizer_host
        The network in use, which a new one is compared with.
    current_drawing
        Gives the strokes that stand on the Draw page now.

    Signals
    -------
    network_chosen(Model)
        The person wants to read with this network from now on.
    """

    network_chosen = Signal(Model)

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        recognizer_host: RecognizerHost,
        current_drawing: Callable[[], Sequence[Stroke]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._warm = False
        self._was_stopped = False
        self._host = recognizer_host
        self._settings = TrainSettings(settings.store)
        self._drawing = OwnDrawing(current_drawing)
        self.session = TrainingSession(self)
        self.finished = FinishedNetwork(recognizer_host, self)
        self.queue = RunQueue(self)
        self.setup = SettingsColumn(theme, self.queue)
        self.watch = WatchColumn(theme)
        self.preview = PreviewCard(theme)
        self.result = ResultCard(theme)
        self.editor = LayerEditor(theme)
        self.banner = Banner(theme)
        self.setup.form.show_config(self._settings.load_config())
        self.datasets = DatasetDesk(self.setup.form, self.preview, self._settings, self)
        self.unfinished_card = UnfinishedCard()
        self._unfinished: UnfinishedRun | None = None
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)

    def is_training(self) -> bool:
        """Say whether a training is under way, be it paused."""
        return self.session.is_busy

    def stop_and_wait(self) -> None:
        """Stop everything in the background for good, and return when it has ended."""
        for worker in (self.session, self.datasets.shelf, self.finished):
            # What they would still tell could start something new.
            worker.blockSignals(True)
            worker.stop_and_wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the chosen dataset once the page is seen, and make ready for a training."""
        super().showEvent(event)
        if not self._warm:
            self._warm = True
            QTimer.singleShot(WARM_UP_AFTER_MS, self, self._warm_up)
        if self._right.currentWidget() is self._before and not self.session.is_busy:
            self.datasets.look()

    @Slot()
    def _warm_up(self) -> None:
        if self.session.is_busy or self.finished.trained is not None:
            return  # whoever was as quick as that has seen it all by now
        self.result.show()
        self.watch.warm_up(self._right.size())
        self.result.hide()
        self._unfinished = load_unfinished()
        self._offer_unfinished()

    def _offer_unfinished(self) -> None:
        if self._unfinished is not None:
            self.unfinished_card.show_run(self._unfinished)
        self.unfinished_card.setVisible(self._unfinished is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the settings less room where there is little."""
        super().resizeEvent(event)
        self.setup.set_width(NARROW_WIDTH_PX if self.width() < NARROW_BELOW_PX else WIDTH_PX)

    def _lay_out(self) -> None:
        self._right = QStackedWidget()
        self._before = QWidget()
        before = QVBoxLayout(self._before)
        before.setContentsMargins(0, 0, 0, 0)
        before.setSpacing(16)
        before.addWidget(self.unfinished_card)
        before.addWidget(self.preview, 1)
        self.unfinished_card.hide()
        self._right.addWidget(self._before)
        self._edited_from = self._before
        self._right.addWidget(self.watch)
        self._right.addWidget(self.editor)
        self.watch.top.addWidget(self.result)
        self.result.hide()
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self.banner)
        right.addWidget(self._right, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, TOP_PX, MARGIN_PX, BOTTOM_PX)
        row.setSpacing(SPACING_PX)
        row.addWidget(self.setup)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        setup, session = self.setup, self.session
        setup.start_asked.connect(self.start)
        setup.stop_asked.connect(session.stop)
        setup.pause_asked.connect(session.pause)
        setup.resume_asked.connect(session.resume)
        setup.queue_asked.connect(self._queue_settings)
        setup.queue_list.next_asked.connect(self._start_next)
        self.finished.kept.connect(self._on_kept)
        self.finished.keeping_failed.connect(self._on_keeping_failed)
        setup.form.changed.connect(self._on_form_changed)
        setup.form.rate_changed.connect(session.set_learning_rate)
        setup.form.layers_asked.connect(self._edit_layers)
        self.editor.layers_changed.connect(setup.form.network.choose_layers)
        self.editor.closed.connect(self._leave_editor)
        setup.form.open_asked.connect(self._ask_for_settings)
        setup.form.save_asked.connect(self._ask_where_to_save_settings)
        self.datasets.chosen.connect(self._on_dataset_chosen)
        self.unfinished_card.resume_asked.connect(self.resume)
        self.unfinished_card.forget_asked.connect(self._forget_unfinished)

        session.state_changed.connect(self._on_state_changed)
        session.preparing.connect(self.watch.prepare)
        session.begun.connect(self._on_begun)
        session.progressed.connect(self._on_progressed)
        session.wall_read.connect(self.watch.show_wall_reading)
        session.weights_seen.connect(self.watch.learning.weights.show_weights)
        session.rate_changed.connect(self.watch.show_rate)
        session.epoch_finished.connect(self.watch.finish_epoch)
        session.ended.connect(self._on_ended)
        session.stopped.connect(self._on_stopped)
        session.failed.connect(self._on_failed)

        self.finished.judged.connect(self._on_judged)
        self.finished.judging_failed.connect(self._on_judging_failed)
        self.result.use_asked.connect(self._use_network)
        self.result.save_asked.connect(self._ask_where_to_save)
        self.result.discard_asked.connect(self._discard)
        self.result.resume_asked.connect(self.resume)
        self.result.mistakes_shown.connect(self.watch.show_board)

    # ---- setting up

    @Slot()
    def _on_form_changed(self) -> None:
        try:
            config = self.setup.form.config()
        except ConfigError as error:
            self.setup.show_problem(str(error))
            return
        self.setup.show_problem("")
        self._settings.save_config(config)
        self.datasets.show_counts()

    @Slot()
    def _on_dataset_chosen(self) -> None:
        self._on_form_changed()
        if self.session.is_busy:
            return
        if not self.finished.is_undecided:
            self._right.setCurrentWidget(self._before)
        self.datasets.look()

    @Slot()
    def _edit_layers(self) -> None:
        if self._right.currentWidget() is self.editor:
            self._leave_editor()
            return
        self.editor.edit(self.setup.form.network.layers())
        self._edited_from = self._right.currentWidget() or self._before
        self._right.setCurrentWidget(self.editor)

    @Slot()
    def _leave_editor(self) -> None:
        self._right.setCurrentWidget(self._edited_from)

    @Slot()
    def _ask_for_settings(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, "Open settings", self._settings.folder, "Settings (*.toml)"
        )
        if path:
            self.open_settings(Path(path))

    def open_settings(self, path: Path) -> None:
        """Fill the form in from a TOML file."""
        try:
            config = open_settings(path)
        except ConfigError as error:
            self.banner.say(str(error), Tone.WARNING)
            return
        self._settings.folder = str(path.parent)
        self.setup.form.show_config(config)
        self._on_dataset_chosen()

    @Slot()
    def _ask_where_to_save_settings(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self,
            "Save these settings",
            str(Path(self._settings.folder) / "run.toml"),
            "Settings (*.toml)",
        )
        if path:
            self.save_settings(Path(path))

    def save_settings(self, path: Path) -> None:
        """Write the form to a TOML file."""
        try:
            save_settings(path, self.setup.form.config())
        except ConfigError as error:
            self.banner.say(str(error), Tone.WARNING)
            return
        self._settings.folder = str(path.parent)
        self.banner.say(f"Saved as {path}; `inkling train --config` takes it too.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file or a folder from elsewhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read settings from a TOML file; learn from any other file or folder."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            return
        event.acceptProposedAction()
        if paths[0].suffix == ".toml":
            self.open_settings(paths[0])
        else:
            self.datasets.choose(str(paths[0]))

    # ---- the run

    @Slot()
    def start(self) -> None:
        """Begin a training as the form says, unless there is a reason not to."""
        try:
            config = self.setup.form.config()
        except ConfigError as error:
            self.setup.show_problem(str(error))
            return
        if self.finished.is_undecided and not self._may_discard():
            return
        self._begin(config)

    def _begin(self, config: TrainingConfig, checkpoint: Checkpoint | None = None) -> None:
        self.banner.dismiss()
        self.finished.forget()
        self._unfinished = None
        shelf = self.datasets.shelf
        shelf.cancel()
        self.session.start(config, shelf.data_of(config.dataset), checkpoint)
        self._share_drawing()

    @Slot()
    def resume(self) -> None:
        """Go on with the training that was cut short or stopped."""
        run = self._unfinished
        if run is not None:
            self.setup.form.show_config(run.checkpoint.config)
            self._begin(run.checkpoint.config, run.checkpoint)

    @Slot()
    def _forget_unfinished(self) -> None:
        self._unfinished = None
        forget_unfinished()
        self.unfinished_card.hide()

    def _may_discard(self) -> bool:
        """Ask whether the network of the last training may go."""
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.NoIcon)
        question.setWindowTitle("Discard the last network?")
        question.setText("The network that was trained last is neither in use nor saved.")
        question.setInformativeText("A new training takes its place.")
        discard = question.addButton("Discard it", QMessageBox.ButtonRole.AcceptRole)
        keep = question.addButton("Keep it", QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        question.exec()
        return question.clickedButton() is discard

    @Slot()
    def _on_state_changed(self) -> None:
        state = self.session.state
        self.setup.show_state(state)
        if state is not RunState.IDLE:
            self._right.setCurrentWidget(self.watch)
            self.watch.progress.show()
            self.watch.show_board(False)
            self.result.hide()
        if state is RunState.PAUSED:
            self.watch.progress.show_title("Paused")
        elif state is RunState.STOPPING:
            self.watch.progress.show_title("Stopping…")

    @Slot(TrainingBegun)
    def _on_begun(self, begun: TrainingBegun) -> None:
        self.watch.begin(begun)
        self._share_drawing()

    @Slot(BatchReport)
    def _on_progressed(self, report: BatchReport) -> None:
        if self.session.state is RunState.TRAINING:
            self.watch.show_progress(report)
        self._share_drawing()

    def _share_drawing(self) -> None:
        """Hand the present drawing to the training if it is another one than before."""
        if self._drawing.has_changed():
            self.session.show_drawing(self._drawing.image)

    # ---- the end

    @Slot(TrainedNetwork)
    def _on_ended(self, trained: TrainedNetwork) -> None:
        self._show_result(trained, stopped=False)

    @Slot(object)
    def _on_stopped(self, trained: TrainedNetwork | None) -> None:
        checkpoint = self.session.take_checkpoint()
        if checkpoint is not None:
            self._unfinished = UnfinishedRun(checkpoint, datetime.now())
        if trained is None:
            self._show_preview()
            self.banner.say("Stopped before the first epoch was over, so there is no network yet.")
        else:
            self._show_result(trained, stopped=True)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._show_preview()
        self.banner.say(failure_sentence(error), Tone.WARNING)

    def _show_result(self, trained: TrainedNetwork, *, stopped: bool) -> None:
        self.watch.progress.hide()
        self.result.show_result(
            trained, stopped=stopped, reads_digits=trained.class_names[:DIGITS] == DIGIT_NAMES
        )
        self.result.show()
        self._was_stopped = stopped
        self.finished.take(trained)

    @Slot(Judgement)
    def _on_judged(self, judgement: Judgement) -> None:
        self.result.show_judgement(judgement, self.finished.rival_name)
        self.watch.board.show_judgement(judgement)
        self._go_on_with_queue()

    @Slot(Exception)
    def _on_judging_failed(self, error: Exception) -> None:
        self.result.show_sentence(f"It could not be tested. {failure_sentence(error)}")
        self._go_on_with_queue()

    # ---- the queue

    @Slot()
    def _queue_settings(self) -> None:
        try:
            self.queue.add(self.setup.form.config())
        except ConfigError as error:
            self.setup.show_problem(str(error))

    def _go_on_with_queue(self) -> None:
        """After a training that ran to its end, keep its network and begin the next one."""
        if self.queue.waiting and not self._was_stopped:
            self.finished.keep()

    @Slot(str)
    def _on_kept(self, path: str) -> None:
        self._start_next()
        self.banner.say(f"The network before this one is kept as {path}.")

    @Slot(Exception)
    def _on_keeping_failed(self, error: Exception) -> None:
        self.banner.say(
            f"The next training waits, because this network cannot be kept. "
            f"{failure_sentence(error)}",
            Tone.WARNING,
        )

    @Slot()
    def _start_next(self) -> None:
        if self.finished.is_undecided and not self._may_discard():
            return
        config = self.queue.take_next()
        if config is not None:
            self._begin(config)

    @Slot()
    def _use_network(self) -> None:
        model = self.finished.model()
        if model is None:
            return
        self.finished.decide()
        self.result.show_in_use()
        self.network_chosen.emit(model)

    @Slot()
    def _ask_where_to_save(self) -> None:
        model = self.finished.model()
        if model is None:
            return
        name = model.name.replace(":", "").replace(",", "").replace(" ", "-").lower()
        path, _ = QFileDialog.getSaveFileName(
            self,
            "Save the network",
            str(Path(self._settings.folder) / f"{name}.safetensors"),
            "Networks (*.safetensors)",
        )
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Save the network of the last training in a file."""
        model = self.finished.model(path.stem)
        if model is None:
            return
        if path.suffix != ".safetensors":
            path = path.with_name(f"{path.name}.safetensors")
        try:
            save_model(path, model)
        except InklingError as error:
            self.banner.say(failure_sentence(error), Tone.WARNING)
            return
        self._settings.folder = str(path.parent)
        self.finished.decide()
        self.banner.say(f"Saved as {path}.")

    @Slot()
    def _discard(self) -> None:
        self.finished.forget()
        self._forget_unfinished()
        self._show_preview()

    def _show_preview(self) -> None:
        self._offer_unfinished()
        self._right.setCurrentWidget(self._before)
        self.datasets.look()
