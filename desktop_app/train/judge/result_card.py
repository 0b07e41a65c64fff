"""What a training brought, beside the network in use, and what shall become of it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.judge.judging_job import Judgement
from desktop_app.train.reports import TrainedNetwork
from desktop_app.train.watch.overfitting import overfitting_sentence
from desktop_app.train.watch.progress_card import LEAST_HEIGHT_PX
from desktop_app.widgets import Card, PrimaryButton, SecondaryButton, Text, TextRole
from desktop_app.wording import duration, percent
from nn_core.metrics import likely_range

__all__ = ["ResultCard", "result_sentence", "test_sentence"]


PADDING_PX = 20
LEAST_WORDS_PX = 260
LONG_FROM = 160
"""From how many letters on a sentence needs the whole width."""

TO_MISTAKES = "See what it gets wrong"
TO_CURVES = "See how it learnt"


def result_sentence(trained: TrainedNetwork, *, stopped: bool) -> str:
    """Say in one sentence how a training ended."""
    epochs = len(trained.history)
    if trained.diverged and not trained.best_epoch:
        return "The loss ran away before anything was learnt"
    if trained.diverged:
        return "The loss ran away; the last good weights are kept"
    if stopped:
        return f"Stopped in epoch {epochs + 1}; the best network so far is kept"
    if trained.note:
        return "Finished early"
    length = "one epoch" if epochs == 1 else f"{epochs} epochs"
    return f"Trained for {length} in {duration(trained.seconds)}"


def test_sentence(judgement: Judgement, rival_name: str) -> str:
    """Say how the new network did in its test, beside the one in use."""
    if judgement.accuracy is None:
        words = "These pictures have no test of their own, so it is not compared"
        held_back = judgement.held_back_accuracy
        if held_back is not None and judgement.data is not None:
            samples = len(judgement.data)
            words = (
                f"It reads {_right(held_back, samples)} of {samples:,} pictures held back. {words}"
            )
    else:
        samples = 0 if judgement.data is None else len(judgement.data)
        words = f"It reads {_right(judgement.accuracy, samples)} of {samples:,} test pictures right"
    if judgement.rival_accuracy is not None:
        rival = percent(judgement.rival_accuracy, places=2)
        words += f"; {rival_name}, in use now, {rival}"
    return f"{words}.".replace(" %", "\u00a0%").replace(" ± ", "\u00a0±\u00a0")


def _right(accuracy: float, samples: int) -> str:
    """Write an accuracy with half the range in which the true one lies, 95 % certain."""
    low, high = likely_range(round(accuracy * samples), samples)
    return f"{percent(accuracy, places=2)} ± {50 * (high - low):.2f}"


class ResultCard(Card):
    """The end of a training.

    Signals
    -------
    use_asked, save_asked, discard_asked, resume_asked
        What the person wants to become of the network.
    mistakes_shown(bool)
        The person wants to see how it reads, or again how it learnt.
    """

    use_asked = Signal()
    save_asked = Signal()
    discard_asked = Signal()
    resume_asked = Signal()
    mistakes_shown = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._note = ""
        self._is_usable = False
        self._title = Text("", TextRole.TITLE, wrap=True)
        self._sentence = Text("", TextRole.MUTED, wrap=True)
        self._use = PrimaryButton("Use this network")
        self._save = SecondaryButton("Save as…")
        self._discard = SecondaryButton("Discard")
        self._use.clicked.connect(self._ask_use)
        self._save.clicked.connect(self._ask_save)
        self._discard.clicked.connect(self._ask_discard)
        self._resume = SecondaryButton("Go on")
        self._resume.clicked.connect(self._ask_resume)
        self._resume.setToolTip("Train on from where it was stopped")
        self._save.setToolTip("Keep the network in a file of your own")
        self._discard.setToolTip("Let the network go, and take its run off the list")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        self._closer = FlushLink(TO_MISTAKES)
        self._closer.setCheckable(True)
        self._closer.toggled.connect(self._show_side)
        # Aligned: a widget of fixed width would else fix the width of the whole column.
        words.addWidget(self._closer, alignment=Qt.AlignmentFlag.AlignLeft)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._use, self._resume, self._save, self._discard):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(12)
        self._row.addLayout(words, 1)
        self._row.addLayout(buttons)
        self._buttons = buttons
        self.body.addLayout(self._row)
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beneath the words where they do not fit beside them."""
        super().resizeEvent(event)
        self._arrange()

    def _say(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._arrange()

    def _arrange(self) -> None:
        # A button that was hidden while the whole card is hidden would else be counted.
        self._buttons.invalidate()
        beside = self._buttons.sizeHint().width() + self._row.spacing()
        edges = self.contentsMargins()
        room = self.width() - edges.left() - edges.right() - 2 * PADDING_PX - beside
        title_px = self._title.fontMetrics().horizontalAdvance(self._title.text())
        is_long = len(self._sentence.text()) > LONG_FROM
        wide = room >= max(title_px, LEAST_WORDS_PX) and not is_long
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
        return f"{self._title.text()}. {self._sentence.text()}"

    def show_result(self, trained: TrainedNetwork, *, stopped: bool, why_unusable: str) -> None:
        """Show a training that has just ended and is being tested.

        Parameters
        ----------
        trained
            What came of it.
        stopped
            Whether the person stopped it.
        why_unusable
            Why the Draw page cannot use the network; empty where it can.
        """
        self._title.setText(result_sentence(trained, stopped=stopped))
        remarks = filter(None, (trained.note, overfitting_sentence(trained.history)))
        self._note = "".join(f"{remark} " for remark in remarks)
        self._resume.setVisible(trained.checkpoint is not None)
        self._say(f"{self._note}Testing it on pictures that it has never seen…")
        self._closer.setChecked(False)
        self._closer.setEnabled(False)
        self._is_usable = not why_unusable
        self.show_in_use(False)
        self._use.setToolTip(why_unusable or "Read with it on the Draw page from now on")

    def show_judgement(self, judgement: Judgement, rival_name: str) -> None:
        """Show how it did in its test."""
        self._say(f"{self._note}{test_sentence(judgement, rival_name)}")
        self._closer.setEnabled(judgement.data is not None)

    def show_sentence(self, sentence: str) -> None:
        """Show another sentence beneath the title."""
        self._say(sentence)

    def show_in_use(self, in_use: bool) -> None:
        """Show whether it is the network in use now, or can be."""
        self._use.setEnabled(self._is_usable and not in_use)
        self._use.setText("In use" if in_use else "Use this network")

    @Slot(bool)
    def _show_side(self, mistakes: bool) -> None:
        self._closer.setText(TO_CURVES if mistakes else TO_MISTAKES)
        self.mistakes_shown.emit(mistakes)

    @Slot()
    def _ask_use(self) -> None:
        self.use_asked.emit()

    @Slot()
    def _ask_save(self) -> None:
        self.save_asked.emit()

    @Slot()
    def _ask_resume(self) -> None:
        self.resume_asked.emit()

    @Slot()
    def _ask_discard(self) -> None:
        self.discard_asked.emit()
