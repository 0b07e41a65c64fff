"""The likeliest classes of one picture as short bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import MEDIUM, make_font
from desktop_app.theme import Theme
from nn_core.wording import percent

__all__ = ["MOST_BARS", "Share", "ShareBars"]

TEXT_PX = 11
ROW_PX = 15
BAR_PX = 6
MOST_BARS = 4
_FIGURE_GAP_PX = 8


@dataclass(frozen=True, slots=True)
class Share:
    """One bar.

    Attributes
    ----------
    label
        The class.
    share
        Its probability, from 0 to 1.
    tone
        The colour: right, wrong, what leads, or what is only behind it.
    """

    label: str
    share: float
    tone: Literal["good", "warning", "accent", "faint"]


class ShareBars(QWidget):
    """A few classes, each with its probability as a bar and as a figure."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(MOST_BARS * ROW_PX)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As many rows as there may be."""
        return QSize(160, MOST_BARS * ROW_PX)

    @property
    def shares(self) -> tuple[Share, ...]:
        """What is shown."""
        return self._shares

    @property
    def figure_px(self) -> int:
        """How much room the figures take, with a gap before them."""
        metrics = QFontMetrics(make_font(TEXT_PX, MEDIUM))
        figures = [percent(share.share) for share in self._shares]
        widest = max((metrics.horizontalAdvance(figure) for figure in figures), default=0)
        return widest + _FIGURE_GAP_PX

    def show_shares(self, shares: Sequence[Share]) -> None:
        """Show some classes, the likeliest first; those beyond the fourth are left out."""
        self._shares = tuple(shares[:MOST_BARS])
        words = ", ".join(f"{share.label} {percent(share.share)}" for share in self._shares)
        self.setAccessibleName(f"Probabilities: {words}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(make_font(TEXT_PX, MEDIUM))
        longest = max((len(share.label) for share in self._shares), default=1)
        label_px, figure_px = 18 if longest <= 2 else 78, self.figure_px
        for row, share in enumerate(self._shares):
            line = QRectF(0, row * ROW_PX, self.width(), ROW_PX)
            self._paint_row(painter, line, share, label_px, figure_px)
        painter.end()

    def _paint_row(
        self, painter: QPainter, line: QRectF, share: Share, label_px: int, figure_px: int
    ) -> None:
        tokens = self._theme.tokens
        painter.setPen(QColor(tokens.good if share.tone == "good" else tokens.text))
        metrics, right = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        fitting = metrics.elidedText(share.label, right, label_px - 4)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.setPen(QColor(tokens.muted))
        edge = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, edge, percent(share.share))
        room = self.width() - label_px - figure_px
        track = QRectF(label_px, line.center().y() - BAR_PX / 2, room, BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(track, BAR_PX / 2, BAR_PX / 2)
        painter.setBrush(QColor(str(getattr(tokens, share.tone))))
        track.setWidth(max(room * share.share, BAR_PX))
        painter.drawRoundedRect(track, BAR_PX / 2, BAR_PX / 2)
