"""The Train page: settings on the left, and on the right a network that learns."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.draw.pictures import local_files
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.theme import Theme
from desktop_app.train.judge.finished_model import MODEL_ENDING
from desktop_app.train.outcome_desk import OutcomeDesk
from desktop_app.train.run_desk import RunDesk
from desktop_app.train.run_queue import RunQueue
from desktop_app.train.setup.dataset_desk import DatasetDesk
from desktop_app.train.setup.dataset_setting import MOST_SOURCES
from desktop_app.train.setup.settings_column import NARROW_WIDTH_PX, WIDTH_PX, SettingsColumn
from desktop_app.train.setup.settings_desk import SettingsDesk
from desktop_app.train.setup.share_balance import even_shares
from desktop_app.train.stage import Stage
from desktop_app.train.train_settings import TrainSettings
from desktop_app.widgets.dropping import accept_copy
from nn_core.data.shares import SharedPart, shares_text
from nn_core.ink.strokes import Stroke
from nn_core.model_file import Model

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

    Attributes
    ----------
    setup, stage
        The narrow column of settings, and the wide side beside it.
    datasets, settings_desk, run, outcome
        What choosing a dataset, changing a setting, training and a trained network set off.
    queue
        The trainings that wait.

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
        self._is_warm = False
        self._own_settings = own_settings = TrainSettings(settings.store)
        self.queue = RunQueue(own_settings.load_queue(), self)
        self.queue.changed.connect(self._keep_queue)
        self.setup = SettingsColumn(theme, self.queue)
        self.stage = Stage(theme)
        self.setup.form.show_config(own_settings.load_config())
        self.datasets = DatasetDesk(self.setup.form, self.stage.preview, own_settings, self)
        self.settings_desk = SettingsDesk(self.setup, self.stage, self.datasets, own_settings, self)
        self.outcome = OutcomeDesk(self.stage, own_settings, recognizer_host, self)
        self.run = RunDesk(
            self.setup,
            self.settings_desk,
            self.datasets.shelf,
            self.queue,
            self.stage,
            self.outcome,
            current_drawing,
            self,
        )
        # What others look at, by the names that they know it by.
        self.session = self.run.session
        self.finished = self.outcome.finished
        self.watch, self.result = self.stage.watch, self.stage.result
        self._lay_out()
        self.datasets.chosen.connect(self._on_dataset_chosen)
        self.outcome.network_chosen.connect(self.network_chosen)
        self.run.left.connect(self.datasets.look)
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, TOP_PX, MARGIN_PX, BOTTOM_PX)
        row.setSpacing(SPACING_PX)
        row.addWidget(self.setup)
        row.addWidget(self.stage, 1)

    def is_training(self) -> bool:
        """Say whether a training is under way, be it paused."""
        return self.session.is_busy

    @Slot()
    def start(self) -> None:
        """Begin a training as the form says, unless there is a reason not to."""
        self.run.start()

    def stop_and_wait(self) -> None:
        """Stop everything in the background for good, and return when it has ended."""
        for worker in (self.session, self.datasets.shelf, self.finished):
            # What they would still tell could start something new.
            worker.blockSignals(True)
            worker.stop_and_wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the chosen dataset once the page is seen, and make ready for a training."""
        super().showEvent(event)
        if not self._is_warm:
            self._is_warm = True
            QTimer.singleShot(WARM_UP_AFTER_MS, self, self._warm_up)
        if self.stage.is_at_start and not self.session.is_busy:
            self.datasets.look()

    @Slot()
    def _warm_up(self) -> None:
        if self.session.is_busy or self.finished.trained is not None:
            return  # whoever was as quick as that has seen it all by now
        self.stage.warm_up()
        self.run.look_for_unfinished()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the settings less room where there is little."""
        super().resizeEvent(event)
        self.setup.set_width(NARROW_WIDTH_PX if self.width() < NARROW_BELOW_PX else WIDTH_PX)

    @Slot()
    def _keep_queue(self) -> None:
        self._own_settings.save_queue(self.queue.waiting)

    @Slot()
    def _on_dataset_chosen(self) -> None:
        self.settings_desk.check()
        if self.session.is_busy:
            return
        if not self.finished.is_undecided:
            self.stage.show_start()
        self.datasets.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders from elsewhere; a network is for the whole window."""
        paths = local_files(event.mimeData())
        if paths and not all(path.suffix.lower() == MODEL_ENDING for path in paths):
            accept_copy(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read settings from a TOML file; learn from any other file or folder, mix several."""
        paths = local_files(event.mimeData())
        if not paths:
            return
        accept_copy(event)
        self.stage.banner.dismiss()  # it was about what came before
        if paths[0].suffix.lower() == ".toml":
            self.settings_desk.open(paths[0])
        elif len(paths) == 1:
            self.datasets.choose(str(paths[0]))
        else:
            names = list(dict.fromkeys(map(str, paths)))[:MOST_SOURCES]
            shares = even_shares(len(names))
            self.datasets.choose(shares_text(list(map(SharedPart, names, shares))))
