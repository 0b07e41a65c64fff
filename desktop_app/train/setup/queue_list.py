"""The trainings that wait, one line each, at the foot of the settings."""

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.elided_text import ElidedText
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.run_queue import RunQueue
from desktop_app.widgets import IconButton, Text, TextRole
from desktop_app.wording import dataset_title, network_title
from nn_core.training import TrainingConfig

__all__ = ["QueueList", "queue_words"]

MOST_SHOWN = 3


def queue_words(config: TrainingConfig) -> str:
    """Name a training that waits."""
    epochs = "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs"
    return f"{network_title(config.architecture)} · {dataset_title(config.dataset)} · {epochs}"


class QueueList(QWidget):
    """The next trainings, each with a button that takes it out; nothing where none waits.

    Signals
    -------
    next_asked
        The person wants to begin with the next one; offered while nothing is trained.
    """

    next_asked = Signal()

    def __init__(self, theme: Theme, queue: RunQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._queue = queue
        self._rows: list[QWidget] = []
        self._heading = Text("", TextRole.CAPTION)
        self._next = FlushLink("Start the next one")
        self._next.clicked.connect(self._ask_next)
        line = QHBoxLayout()
        line.addWidget(self._heading)
        line.addStretch(1)
        line.addWidget(self._next)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        queue.changed.connect(self._rebuild)
        self._rebuild()

    def set_idle(self, is_idle: bool) -> None:
        """Offer to begin with the next one, or not."""
        self._next.setVisible(is_idle)

    @Slot()
    def _rebuild(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        waiting = self._queue.waiting
        shown = waiting[:MOST_SHOWN]
        self._rows = [self._make_row(place, config) for place, config in enumerate(shown)]
        for row in self._rows:
            self._column.addWidget(row)
        removals = [button for row in self._rows for button in row.findChildren(IconButton)]
        for first, second in pairwise([self._next, *removals]):
            QWidget.setTabOrder(first, second)
        self._heading.setText("1 waits" if len(waiting) == 1 else f"{len(waiting)} wait")
        self.setVisible(bool(waiting))

    def _make_row(self, place: int, config: TrainingConfig) -> QWidget:
        row = QWidget()
        words = ElidedText(queue_words(config), TextRole.FIGURE)
        words.setToolTip(words.text())
        remove = IconButton(self._theme, "close", f"Take out: {queue_words(config)}")
        remove.setFixedSize(26, 24)
        remove.setProperty("place", place)
        remove.clicked.connect(self._remove)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(words, 1)
        line.addWidget(remove)
        return row

    @Slot()
    def _remove(self) -> None:
        button = self.sender()
        if button is not None:
            self._queue.remove(int(button.property("place")))

    @Slot()
    def _ask_next(self) -> None:
        self.next_asked.emit()
