"""The line beneath the answer: "It was a …", ten small buttons, and what became of the choice."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QWidget

from desktop_app.widgets.buttons import LinkButton
from desktop_app.widgets.text import Text, TextRole
from nn_core.wording import with_article

__all__ = ["TruthRow"]

_DIGITS: Final = 10
_BUTTON_PX: Final = 24


class TruthRow(QWidget):
    """Asks what the drawing was, and says quietly that it is kept.

    Attributes
    ----------
    words
        What it says where it does not ask.

    Signals
    -------
    answered
        The person said which digit it was; carries it.
    undo_asked
        What was kept is not to be kept.
    teaching_asked
        The network is to learn what was kept.
    """

    answered = Signal(int)
    undo_asked = Signal()
    teaching_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What the drawing was")
        self._layout = QStackedLayout(self)
        self._question = QWidget()
        self._layout.addWidget(self._question)
        asking = QHBoxLayout(self._question)
        asking.setContentsMargins(2, 0, 0, 0)
        asking.setSpacing(2)
        asking.addWidget(Text("It was a", TextRole.CAPTION))
        asking.addStretch(1)
        for digit in range(_DIGITS):
            button = QPushButton(str(digit))
            button.setProperty("role", "truth")
            button.setProperty("digit", digit)
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            name = with_article(str(digit))
            button.setAccessibleName(f"It was {name}")
            button.setToolTip(f"Keep it among your digits as {name}  ({digit})")
            button.clicked.connect(self._digit_clicked)
            asking.addWidget(button)
        self._told = QWidget()
        self._layout.addWidget(self._told)
        self._words = Text("", TextRole.CAPTION)
        self._undo = LinkButton("Undo")
        self._teach = LinkButton("Teach")
        self._undo.clicked.connect(self._undo_clicked)
        self._teach.clicked.connect(self._teach_clicked)
        telling = QHBoxLayout(self._told)
        telling.setContentsMargins(2, 0, 0, 0)
        telling.setSpacing(6)
        telling.addWidget(self._words)
        telling.addWidget(self._undo)
        telling.addStretch(1)
        telling.addWidget(self._teach)
        self.say("")

    @property
    def words(self) -> str:
        """What it says where it does not ask."""
        return self._words.text() if self._layout.currentWidget() is self._told else ""

    @property
    def is_asking(self) -> bool:
        """Whether the ten buttons are to be seen."""
        return self._layout.currentWidget() is self._question

    def ask(self) -> None:
        """Ask what the drawing was."""
        self._layout.setCurrentWidget(self._question)

    def say(self, words: str, *, undo: bool = False, teach: int = 0) -> None:
        """Say something in place of the question.

        Parameters
        ----------
        words
            What is said.
        undo
            Whether it can be undone.
        teach
            How many digits there are to teach; 0 leaves the link away.
        """
        self._words.setText(words)
        self._undo.setVisible(undo)
        self._teach.setVisible(teach > 0)
        self._teach.setText("Teach your digit" if teach == 1 else f"Teach your {teach:,} digits")
        self._layout.setCurrentWidget(self._told)

    @Slot()
    def _digit_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.answered.emit(int(button.property("digit")))

    @Slot()
    def _undo_clicked(self) -> None:
        self.undo_asked.emit()

    @Slot()
    def _teach_clicked(self) -> None:
        self.teaching_asked.emit()
