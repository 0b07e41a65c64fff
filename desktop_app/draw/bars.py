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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._repaint)

    def show_probabilities(self, probabilities: Sequence[float], leader: int | None) -> None:
        """Show ten shares between 0 and 1; none at all leaves the bars empty."""
        self.probabilities = tuple(probabilities)
        self.leader = leader
        self.update()
        self.setAccessibleDescription(
            ", ".join(f"{digit}: {share:.0%}" for digit, share in enumerate(self.probabilities))
        )

    def sizeHint(self) -> QSize:
        """Ask for the room that the design gives the bars."""
        return QSize(420, 288)

    @Slot()
    def _repaint(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a row for each digit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_height = self.height() / _DIGITS
        for digit in range(_DIGITS):
            row = QRectF(_EDGE_PX, digit * row_height, self.width() - 2 * _EDGE_PX, row_height)
            self._paint_row(painter, row, digit)
        painter.end()

    def _paint_row(self, painter: QPainter, row: QRectF, digit: int) -> None:
        tokens = self._theme.tokens
        leads = digit == self.leader
        share = self.probabilities[digit] if self.probabilities else None
        middle_left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        middle_right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setFont(make_font(_FONT_PX, SEMIBOLD if leads else MEDIUM))
        quiet = tokens.text if share is not None else tokens.muted
        painter.setPen(QColor(tokens.accent if leads else quiet))
        painter.drawText(row, middle_left, str(digit))

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
        painter.drawText(row, middle_right, f"{100 * share:.1f} %")
