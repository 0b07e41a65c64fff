"""A line of words that ends in an ellipsis where there is no room for all of them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.widgets import Text, TextRole

__all__ = ["ElidedText"]


class ElidedText(Text):
    """Takes the room that there is; all of its words are in its tooltip unless it has another."""

    def __init__(
        self, words: str = "", role: TextRole = TextRole.BODY, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()
