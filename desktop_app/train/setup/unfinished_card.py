"""The offer to go on with a training that was cut short or stopped."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.train.unfinished import UnfinishedRun
from desktop_app.widgets import Card, PrimaryButton, SecondaryButton, Text, TextRole
from desktop_app.wording import dataset_title, duration, network_title

__all__ = ["UnfinishedCard", "unfinished_sentence"]

WIDE_FROM_PX = 620
_JUST_NOW_S = 5


def unfinished_sentence(run: UnfinishedRun, now: datetime) -> str:
    """Say what is not finished, and since when."""
    config = run.config
    seconds = (now - run.saved).total_seconds()
    since = "just now" if seconds < _JUST_NOW_S else f"{duration(seconds)}\u00a0ago"
    what = f"{network_title(config.architecture)} on {dataset_title(config.dataset)}"
    if run.checkpoint is None:
        return f"{what} had only begun, {since}; it starts from the beginning again."
    return f"{what} had finished {run.epochs_done} of {config.epochs} epochs, {since}."


class UnfinishedCard(Card):
    """A few words and two buttons above the preview.

    Signals
    -------
    resume_asked, forget_asked
        The person wants to go on with it, or to let it go.
    """

    resume_asked = Signal()
    forget_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._sentence = Text("", TextRole.MUTED, wrap=True)
        go_on = PrimaryButton("Go on")
        go_on.setToolTip("It ends with the same weights as if it had never been interrupted")
        forget = SecondaryButton("Let it go")
        go_on.clicked.connect(self._ask_resume)
        forget.clicked.connect(self._ask_forget)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Text("A training is not finished", TextRole.STRONG))
        words.addWidget(self._sentence)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        for button in (go_on, forget):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._buttons.addWidget(button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(12)
        self._row.addLayout(words, 1)
        self._row.addLayout(self._buttons)
        self.body.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beneath the words where they do not fit beside them."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE_FROM_PX
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._row.setAlignment(
            self._buttons,
            Qt.AlignmentFlag.AlignVCenter if wide else Qt.AlignmentFlag.AlignLeft,
        )

    @property
    def words(self) -> str:
        """What the card says."""
        return self._sentence.text()

    def show_run(self, run: UnfinishedRun) -> None:
        """Offer to go on with a run."""
        self._sentence.setText(unfinished_sentence(run, datetime.now()))

    @Slot()
    def _ask_resume(self) -> None:
        self.resume_asked.emit()

    @Slot()
    def _ask_forget(self) -> None:
        self.forget_asked.emit()
