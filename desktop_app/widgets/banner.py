"""A sentence that appears in the window, says what went wrong, and goes away again."""

import re
from enum import Enum

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_app.icons import icon_pixmap
from desktop_app.theme import Theme
from desktop_app.widgets.buttons import IconButton
from desktop_app.widgets.text import Text

__all__ = ["Banner", "Tone"]

_SECONDS_SHOWN = 12
_LONG_WORD = re.compile(r"\S{25,}")


class Tone(Enum):
    """Whether a sentence tells or warns."""

    NOTICE = "notice"
    WARNING = "warning"


class Banner(QFrame):
    """A quiet line with a sentence; hidden until there is one.

    Attributes
    ----------
    words
        The sentence shown, empty when there is none.
    is_passing
        Whether it will go away by itself.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._theme = theme
        self._tone = Tone.NOTICE
        self._sentence = ""
        self._icon = QLabel()
        self._icon.setFixedSize(18, 18)
        self._text = Text(wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = IconButton(theme, "close", "Dismiss")
        self._close.setFixedSize(28, 28)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SECONDS_SHOWN * 1000)
        self._timer.timeout.connect(self.dismiss)
        theme.changed.connect(self._refresh_icon)
        self._place: tuple[int, int, int] | None = None
        self._refresh_icon()
        self.hide()

    @property
    def words(self) -> str:
        """The sentence shown, empty when there is none."""
        return "" if self.isHidden() else self._sentence

    @property
    def is_passing(self) -> bool:
        """Whether the sentence will go away by itself."""
        return self._timer.isActive()

    def float_at(self, left: int, top: int, width: int) -> None:
        """Stand above other widgets at a place of the parent, as tall as the sentence asks for.

        A banner that is part of a layout needs no such place.
        """
        self._place = (left, top, width)
        self._settle()

    def _settle(self) -> None:
        if self._place is not None:
            left, top, width = self._place
            self.setGeometry(left, top, width, self.heightForWidth(width))

    def say(self, sentence: str, tone: Tone = Tone.NOTICE) -> None:
        """Show a sentence; a warning stays until it is dismissed or another one comes."""
        self._tone = tone
        self._sentence = sentence
        self._text.setText(_breakable(sentence))
        self.setAccessibleName(sentence)
        self.setProperty("tone", tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._refresh_icon()
        self._settle()
        self.show()
        self.raise_()
        if tone is Tone.NOTICE:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def dismiss(self) -> None:
        """Take the sentence away."""
        self._timer.stop()
        self.hide()

    @Slot()
    def _refresh_icon(self) -> None:
        tokens = self._theme.tokens
        color = tokens.warning if self._tone is Tone.WARNING else tokens.accent
        self._icon.setPixmap(icon_pixmap("notice", color, 18, self.devicePixelRatioF()))


def _breakable(sentence: str) -> str:
    """Let what is longer than a line, such as a file's name, go on in the next one."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(word.group()), sentence)
