"""Which line of a chart is which."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.fonts import MEDIUM, make_font
from desktop_app.theme import Theme

__all__ = ["Legend"]

TEXT_PX = 11
ROW_PX = 18
LINE_PX = 14
GAP_PX = 6
WORDS = ("training", "validation")


class Legend(QWidget):
    """The two lines' colours and names, one beneath the other, on a patch of card."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFont(make_font(TEXT_PX, MEDIUM))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("The blue line is training, the orange line is validation")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As much as the words take."""
        widest = max(self.fontMetrics().horizontalAdvance(words) for words in WORDS)
        return QSize(LINE_PX + 2 * GAP_PX + widest, len(WORDS) * ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines and their names."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.card))
        for row, (words, color) in enumerate(
            zip(WORDS, (tokens.accent, tokens.validation), strict=True)
        ):
            middle = row * ROW_PX + ROW_PX / 2
            pen = QPen(QColor(color), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(GAP_PX, middle), QPointF(GAP_PX + LINE_PX - 2, middle))
            painter.setPen(QColor(tokens.muted))
            left = 2 * GAP_PX + LINE_PX
            area = QRectF(left, row * ROW_PX, self.width() - left, ROW_PX)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
