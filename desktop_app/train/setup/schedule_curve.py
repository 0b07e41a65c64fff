"""The course of the learning rate over a training, as a line the size of a word."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import Theme
from nn_core.schedules import Schedule

__all__ = ["ScheduleCurve"]

WIDTH_PX = 40
HEIGHT_PX = 14
POINTS = 41


class ScheduleCurve(QWidget):
    """A small curve beside the schedule's name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Course of the learning rate")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take the room of a word."""
        return QSize(WIDTH_PX, HEIGHT_PX)

    def show_schedule(self, schedule: Schedule | None, epochs: int) -> None:
        """Show how the factor on the learning rate changes over the epochs; None for nothing."""
        if schedule is None:
            self._values = []
        else:
            steps = range(POINTS)
            self._values = [schedule(min(epochs * i / (POINTS - 1), epochs - 1e-6)) for i in steps]
            words = (
                f"The learning rate begins at {self._values[0]:.0%} of what is set, "
                f"reaches {max(self._values):.0%} and ends at {self._values[-1]:.1%}."
            )
            self.setToolTip(words)
            self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the curve."""
        if not self._values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = max(*self._values, 1e-9)
        across, down = (self.width() - 3) / (POINTS - 1), self.height() - 5
        line = QPolygonF(
            [
                QPointF(1.5 + i * across, 3.5 + down * (1.0 - value / top))
                for i, value in enumerate(self._values)
            ]
        )
        pen = QPen(QColor(self._theme.tokens.accent), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(line)
        painter.end()
