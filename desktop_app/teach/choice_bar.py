"""What can be done with the digits that are chosen on the wall, or what was done with them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QWidget

from desktop_app.widgets import LinkButton, Text, TextRole
from nn_core.data.catalogue import DIGIT_NAMES

__all__ = ["ChoiceBar"]

_BUTTON_PX = 26
_HEIGHT_PX = 32


class ChoiceBar(QWidget):
    """A line beneath the wall.

    Attributes
    ----------
    words
        What it says.

    Signals
    -------
    answered(int)
        The chosen digits are to have another right answer.
    deleting_asked
        They are to be deleted.
    undo_asked
        What was done last is to be undone.
    """

    answered = Signal(int)
    deleting_asked = Signal()
    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT_PX)
        self._stack = QStackedLayout(self)
        self._choosing = QWidget()
        self._stack.addWidget(self._choosing)
        row = QHBoxLayout(self._choosing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        self._chosen = Text("", TextRole.STRONG)
        row.addWidget(self._chosen)
        row.addSpacing(14)
        row.addWidget(Text("It was a", TextRole.MUTED))
        row.addSpacing(4)
        for digit in DIGIT_NAMES:
            button = QPushButton(digit)
            button.setProperty("role", "truth")
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAccessibleName(f"The chosen digits are {digit}s")
            button.clicked.connect(self._digit_clicked)
            row.addWidget(button)
        row.addSpacing(14)
        delete = LinkButton("Delete")
        delete.clicked.connect(self._delete_clicked)
        row.addWidget(delete)
        row.addStretch(1)
        self._telling = QWidget()
        self._stack.addWidget(self._telling)
        line = QHBoxLayout(self._telling)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self._told = Text("", TextRole.MUTED)
        self._undo = LinkButton("Undo")
        self._undo.clicked.connect(self._undo_clicked)
        line.addWidget(self._told)
        line.addWidget(self._undo)
        line.addStretch(1)
        self.say("")

    @property
    def words(self) -> str:
        """What it says."""
        telling = self._stack.currentWidget() is self._telling
        return self._told.text() if telling else self._chosen.text()

    @property
    def offers_undo(self) -> bool:
        """Whether it says that what was done last can be undone."""
        return self._stack.currentWidget() is self._telling and not self._undo.isHidden()

    def offer(self, chosen: int) -> None:
        """Offer what can be done with so many digits."""
        self._chosen.setText("One chosen" if chosen == 1 else f"{chosen:,} chosen")
        self._stack.setCurrentWidget(self._choosing)

    def say(self, words: str, *, undo: bool = False) -> None:
        """Say what was done, and whether it can be undone."""
        self._told.setText(words)
        self._undo.setVisible(undo)
        self._stack.setCurrentWidget(self._telling)

    @Slot()
    def _digit_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.answered.emit(int(button.text()))

    @Slot()
    def _delete_clicked(self) -> None:
        self.deleting_asked.emit()

    @Slot()
    def _undo_clicked(self) -> None:
        self.undo_asked.emit()
