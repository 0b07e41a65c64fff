"""Two bars, before and after, for the share of some digits that a network reads."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import CAPTION_PX, MEDIUM, SEMIBOLD, TEXT_PX, make_font
from desktop_app.theme import Theme
from desktop_app.wording import percent
from nn_core.teaching.outcome import LARGEST_LOSS_POINTS, Comparison

__all__ = ["ComparisonView"]

_HEADING_PX = 24
_ROW_PX = 22
_BAR_PX = 8
_WORD_PX = 46
_FIGURE_PX = 72
_EXACT_FROM = 1_000
"""From so many digits on, a hundredth of a point means something."""


class ComparisonView(QWidget):
    """Shows a comparison, the name of what was read above it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self._comparison: Comparison | None = None
        self._figures = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._repaint)

    def sizeHint(self) -> QSize:
        """Ask for a heading and two rows."""
        return QSize(280, _HEADING_PX + 2 * _ROW_PX)

    def show_comparison(self, name: str, comparison: Comparison | None) -> None:
        """Show another comparison, of digits that have some name."""
        self._name, self._comparison = name, comparison
        self.setVisible(comparison is not None)
        if comparison is not None:
            places = 2 if comparison.samples >= _EXACT_FROM else 1
            self._figures = percent(comparison.before, places), percent(comparison.after, places)
            before, after = self._figures
            self.setAccessibleName(f"{name}: {before} before, {after} after")
        self.update()

    @Slot()
    def _repaint(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heading and the two bars."""
        comparison = self._comparison
        if comparison is None:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heading = QRectF(0, 0, self.width(), _HEADING_PX)
        painter.setFont(make_font(CAPTION_PX, MEDIUM))
        painter.setPen(QColor(tokens.text))
        align = Qt.AlignmentFlag
        painter.drawText(heading, align.AlignVCenter | align.AlignLeft, self._name)
        painter.setPen(QColor(tokens.muted))
        count = f"{comparison.samples:,} digits"
        painter.drawText(heading, align.AlignVCenter | align.AlignRight, count)
        before, after = self._figures
        self._paint_row(painter, 0, ("before", before), comparison.before, tokens.faint)
        lost = comparison.lost_points > LARGEST_LOSS_POINTS
        color = tokens.warning if lost else tokens.accent
        self._paint_row(painter, 1, ("after", after), comparison.after, color)
        painter.end()

    def _paint_row(
        self, painter: QPainter, index: int, words: tuple[str, str], share: float, color: str
    ) -> None:
        word, figure = words
        top = _HEADING_PX + index * _ROW_PX
        tokens = self._theme.tokens
        align = Qt.AlignmentFlag
        painter.setFont(make_font(CAPTION_PX))
        painter.setPen(QColor(tokens.muted))
        row = QRectF(0, top, self.width(), _ROW_PX)
        painter.drawText(row, align.AlignVCenter | align.AlignLeft, word)
        painter.setFont(make_font(TEXT_PX, SEMIBOLD if index else MEDIUM))
        painter.setPen(QColor(tokens.text))
        painter.drawText(row, align.AlignVCenter | align.AlignRight, figure)
        room = self.width() - _WORD_PX - _FIGURE_PX
        bar = QRectF(_WORD_PX, top + (_ROW_PX - _BAR_PX) / 2, room, _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        bar.setWidth(max(room * share, _BAR_PX))
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
