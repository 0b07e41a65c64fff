"""Words in one of the few sizes and colours that the design has."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

__all__ = ["Text", "TextRole"]


class TextRole(Enum):
    """What a line of words is for."""

    TITLE = "title"
    BODY = "body"
    STRONG = "strong"
    MUTED = "muted"
    CAPTION = "caption"
    FIGURE = "figure"


class Text(QLabel):
    """A plain label; what it is for decides how it looks.

    Parameters
    ----------
    words
        The text, never read as markup.
    role
        What it is for.
    wrap
        Whether it may take several lines.
    """

    def __init__(
        self,
        words: str = "",
        role: TextRole = TextRole.BODY,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        self.setWordWrap(wrap)
