"""The card of a lesson: how far it is, then before and after, and whether to keep it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.teach.comparison_view import ComparisonView
from desktop_app.theme import Theme
from desktop_app.widgets import PrimaryButton, SecondaryButton, Text, TextRole
from desktop_app.widgets.card import CoveringCard
from nn_core.teaching.outcome import TeachingProgress, TeachingResult

__all__ = ["TeachCard"]

_STEPS = 1_000


class TeachCard(CoveringCard):
    """Shows a lesson from its beginning to what becomes of it.

    Attributes
    ----------
    result
        What came of it; None until then.

    Signals
    -------
    cancel_asked
        The lesson is to be called off.
    keep_asked
        The taught network is to read from now on.
    undo_asked
        All is to be as it was before.
    closing_asked
        The card is no longer needed.
    """

    cancel_asked = Signal()
    keep_asked = Signal()
    undo_asked = Signal()
    closing_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Teaching", parent=parent)
        self.result: TeachingResult | None = None
        self._sides = QStackedWidget()
        self.body.addWidget(self._sides)

        self._doing = Text("", TextRole.TITLE, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far the lesson is")
        self.cancel = SecondaryButton("Cancel")
        self.cancel.clicked.connect(self._cancel_clicked)
        self._running = QWidget()
        running = QVBoxLayout(self._running)
        running.setContentsMargins(0, 0, 0, 0)
        running.setSpacing(14)
        running.addWidget(self._doing)
        running.addWidget(self._bar)
        told = "Your digits are learnt together with old ones, so that these are not forgotten."
        running.addWidget(Text(told, TextRole.MUTED, wrap=True))
        running.addStretch(1)
        running.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        self._sides.addWidget(self._running)

        self.verdict = Text("", TextRole.TITLE, wrap=True)
        self.own = ComparisonView(theme)
        self._note = Text("", TextRole.CAPTION, wrap=True)
        self.old = ComparisonView(theme)
        self._old_note = Text("", TextRole.CAPTION, wrap=True)
        self.keep = PrimaryButton("Keep")
        self.undo = SecondaryButton("Undo")
        self.close_button = SecondaryButton("Close")
        self.keep.clicked.connect(self._keep_clicked)
        self.undo.clicked.connect(self._undo_clicked)
        self.close_button.clicked.connect(self._close_clicked)
        self._ended = QWidget()
        ended = QVBoxLayout(self._ended)
        ended.setContentsMargins(0, 0, 0, 0)
        ended.setSpacing(8)
        for widget in (self.verdict, self.own, self._note, self.old, self._old_note):
            ended.addWidget(widget)
        ended.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.keep, self.undo, self.close_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        ended.addLayout(buttons)
        self._sides.addWidget(self._ended)
        self.hide()

    def begin(self, digits: int) -> None:
        """Show a lesson that has just begun."""
        self.result = None
        what = "your digit" if digits == 1 else f"your {digits:,} digits"
        self.heading.setText(f"Teaching {what}")
        self.detail.setText("")
        self.show_progress(TeachingProgress("One moment…", 0.0))
        self._sides.setCurrentWidget(self._running)
        self.show()
        self.raise_()

    def show_progress(self, progress: TeachingProgress) -> None:
        """Show how far it is."""
        self._doing.setText(progress.words)
        self._bar.setValue(round(_STEPS * progress.fraction))

    def show_result(self, result: TeachingResult) -> None:
        """Show what came of it, and let the person decide."""
        self.result = result
        self.detail.setText(f"{result.seconds:.1f} s")
        self.verdict.setText(result.verdict)
        self.own.show_comparison("Your digits", result.own)
        self._note.setText(result.own_note)
        measured = "MNIST, 10,000 test pictures" if result.measured_by_mnist else "Made-up digits"
        self.old.show_comparison(measured.split(",")[0], result.test)
        self._old_note.setText(
            ""
            if result.measured_by_mnist
            else "MNIST is not on this computer, so digits from a generator stand in for it."
        )
        self._old_note.setVisible(bool(self._old_note.text()))
        self._offer(keep="Keep it anyway" if result.harms else "Keep", undo="Undo", close=False)
        first, second = (self.undo, self.keep) if result.harms else (self.keep, self.undo)
        for button, role in ((first, "primary"), (second, "secondary")):
            button.setProperty("role", role)
            button.style().unpolish(button)
            button.style().polish(button)
        self._sides.setCurrentWidget(self._ended)

    def show_kept(self) -> None:
        """Say that the taught network reads now."""
        self.verdict.setText("Kept: it reads on the Draw page from now on.")
        self._offer(keep="", undo="Undo", close=True)

    def _offer(self, *, keep: str, undo: str, close: bool) -> None:
        self.keep.setText(keep)
        self.keep.setVisible(bool(keep))
        self.undo.setText(undo)
        self.close_button.setVisible(close)

    @Slot()
    def _cancel_clicked(self) -> None:
        self.cancel_asked.emit()

    @Slot()
    def _keep_clicked(self) -> None:
        self.keep_asked.emit()

    @Slot()
    def _undo_clicked(self) -> None:
        self.undo_asked.emit()

    @Slot()
    def _close_clicked(self) -> None:
        self.closing_asked.emit()
