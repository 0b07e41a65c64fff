"""Ten horizontal bars: how likely each digit is."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import MEDIUM, REGULAR, SEMIBOLD, make_font
from desktop_app.theme import Theme

__all__ = ["ProbabilityBars"]

_DIGITS: Final = 10
_EDGE_PX: Final = 20.0
_LABEL_PX: Final = 28.0
_FIGURE_PX: Final = 66.0
_BAR_PX: Final = 10.0
_FONT_PX: Final = 13
_LEAST_BAR_PX: Final = 2.0
_MIDDLE_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_MIDDLE_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class ProbabilityBars(QWidget):
    """Shows the probabilities of the ten digits, the leader in the accent colour.

    Attributes
    ----------
    probabilities
        The ten shares, or an empty tuple where there is no answer.
    leader
        The digit that leads; None where none does.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.probabilities: tuple[float, ...] = ()
        self.leader: int | None = None
        self.setAccessibleName("How likely each digit is")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._repaint)

    def show_probabilities(self, probabilities: Sequence[float], leader: int | None) -> None:
        """Show ten shares between 0 and 1; none at all leaves the bars empty."""
        before = [self._seen(digit) for digit in range(_DIGITS)]
        self.probabilities = tuple(probabilities)
        self.leader = leader
        # Most rows say the same at each move of the pen; only the others are painted.
        for digit in range(_DIGITS):
            if self._seen(digit) != before[digit]:
                self.update(self._row(digit).toAlignedRect())

    def spoken(self) -> str:
        """Say how likely each digit is, for those who hear the window."""
        return ", ".join(f"{digit}: {share:.0%}" for digit, share in enumerate(self.probabilities))

    def sizeHint(self) -> QSize:
        """Ask for the room that the design gives the bars."""
        return QSize(420, 288)

    @Slot()
    def _repaint(self) -> None:
        self.update()

    def _seen(self, digit: int) -> tuple[float | None, bool]:
        """Give what tells one look of a row from another, as finely as a bar shows it."""
        share = round(self.probabilities[digit], 4) if self.probabilities else None
        return share, digit == self.leader

    def _row(self, digit: int) -> QRectF:
        height = self.height() / _DIGITS
        return QRectF(_EDGE_PX, digit * height, self.width() - 2 * _EDGE_PX, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that changed."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().base())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for digit in range(_DIGITS):
            row = self._row(digit)
            if event.region().intersects(row.toAlignedRect()):
                self._paint_row(painter, row, digit)
        painter.end()

    def _paint_row(self, painter: QPainter, row: QRectF, digit: int) -> None:
        tokens = self._theme.tokens
        leads = digit == self.leader
        share = self.probabilities[digit] if self.probabilities else None
        painter.setFont(make_font(_FONT_PX, SEMIBOLD if leads else MEDIUM))
        quiet = tokens.text if share is not None else tokens.muted
        painter.setPen(QColor(tokens.accent if leads else quiet))
        painter.drawText(row, _MIDDLE_LEFT, str(digit))

        bar = QRectF(
            row.left() + _LABEL_PX,
            row.center().y() - _BAR_PX / 2,
            row.width() - _LABEL_PX - _FIGURE_PX,
            _BAR_PX,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        if share is None:
            return
        # Clipped to the track's round ends by its own radius, a small share stays a sliver.
        filled = QRectF(bar)
        filled.setWidth(max(_LEAST_BAR_PX, bar.width() * share))
        radius = min(_BAR_PX / 2, filled.width() / 2)
        painter.setBrush(QColor(tokens.accent if leads else tokens.faint))
        painter.drawRoundedRect(filled, radius, radius)
        painter.setFont(make_font(_FONT_PX, SEMIBOLD if leads else REGULAR))
        painter.setPen(QColor(tokens.text if leads else tokens.muted))
        painter.drawText(row, _MIDDLE_RIGHT, f"{100 * share:.1f} %")
