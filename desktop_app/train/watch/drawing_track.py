"""A row of tiles, one for each epoch, with what the network took the person's drawing for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.fonts import BOLD, MEDIUM, make_font
from desktop_app.theme import Theme
from desktop_app.train.watch.track import TrackEntry, track_sentence
from desktop_app.wording import certainty

__all__ = ["DrawingTrack"]

TILE_RADIUS_PX = 8
TILE_HEIGHT_PX = 74
LOW_TILE_HEIGHT_PX = 48
SMALLEST_TILE_PX = 38
LARGEST_TILE_PX = 64
TILE_GAP_PX = 10
CAPTION_HEIGHT_PX = 20
CAPTION_TEXT_PX = 11
DIGIT_TEXT_PX = 30
LOW_DIGIT_TEXT_PX = 24


class DrawingTrack(QWidget):
    """The readings of one's own drawing as tiles; epochs to come are empty ones.

    Where the epochs do not all fit, the row moves on with the latest.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._epochs = 0
        self._entries: tuple[TrackEntry, ...] = ()
        self._tile_px = TILE_HEIGHT_PX
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_low(False)
        self.setAccessibleName("Your drawing, as it learns")
        theme.changed.connect(self.update)

    @property
    def entries(self) -> tuple[TrackEntry, ...]:
        """The readings so far."""
        return self._entries

    def sizeHint(self) -> QSize:
        """Room for some ten epochs."""
        return QSize(10 * (SMALLEST_TILE_PX + TILE_GAP_PX), TILE_HEIGHT_PX + CAPTION_HEIGHT_PX)

    def set_low(self, is_low: bool) -> None:
        """Take less height, or as much as looks best."""
        self._tile_px = LOW_TILE_HEIGHT_PX if is_low else TILE_HEIGHT_PX
        self.setFixedHeight(self._tile_px + CAPTION_HEIGHT_PX)

    def begin(self, epochs: int) -> None:
        """Forget the readings and make room for a run of so many epochs."""
        self._epochs = epochs
        self.show_entries(())

    def show_entries(self, entries: Sequence[TrackEntry]) -> None:
        """Show these readings, the latest one last."""
        self._entries = tuple(entries)
        self._epochs = max(self._epochs, len(entries))
        self.setAccessibleDescription(track_sentence(entries))
        self.update()

    def _layout_tiles(self) -> list[tuple[int, QRectF]]:
        """Place the tiles that fit: the index of each one's epoch from 0, and its rectangle."""
        if self._epochs == 0:
            return []
        fits = max(int((self.width() + TILE_GAP_PX) // (SMALLEST_TILE_PX + TILE_GAP_PX)), 1)
        shown = min(self._epochs, fits)
        width = min((self.width() + TILE_GAP_PX) / shown - TILE_GAP_PX, LARGEST_TILE_PX)
        first = min(max(len(self._entries) - shown + 1, 0), self._epochs - shown)
        return [
            (
                first + place,
                QRectF(place * (width + TILE_GAP_PX) + 0.5, 0.5, width - 1, self._tile_px - 1),
            )
            for place in range(shown)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, area in self._layout_tiles():
            if index < len(self._entries):
                self._paint_entry(painter, area, self._entries[index])
            else:
                self._paint_empty(painter, area)
                self._paint_caption(painter, area, str(index + 1))
        painter.end()

    def _paint_entry(self, painter: QPainter, area: QRectF, entry: TrackEntry) -> None:
        tokens = self._theme.tokens
        if not entry.label:
            self._paint_empty(painter, area)
            self._paint_caption(painter, area, str(entry.epoch))
            return
        agrees = entry.label == self._entries[-1].label
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_tint if agrees else tokens.track))
        painter.drawRoundedRect(area.adjusted(-0.5, -0.5, 0.5, 0.5), TILE_RADIUS_PX, TILE_RADIUS_PX)
        painter.setPen(QColor(tokens.accent if agrees else tokens.muted))
        if len(entry.label) == 1:
            is_low = self._tile_px == LOW_TILE_HEIGHT_PX
            painter.setFont(make_font(LOW_DIGIT_TEXT_PX if is_low else DIGIT_TEXT_PX, BOLD))
            words = entry.label
        else:
            painter.setFont(make_font(CAPTION_TEXT_PX, MEDIUM))
            words = painter.fontMetrics().elidedText(
                entry.label, Qt.TextElideMode.ElideRight, int(area.width()) - 6
            )
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
        self._paint_caption(painter, area, certainty(entry.confidence, places=0))

    def _paint_empty(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(QColor(self._theme.tokens.hairline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, TILE_RADIUS_PX, TILE_RADIUS_PX)

    def _paint_caption(self, painter: QPainter, area: QRectF, words: str) -> None:
        painter.setPen(QColor(self._theme.tokens.muted))
        painter.setFont(make_font(CAPTION_TEXT_PX))
        below = QRectF(area.left() - 5, area.bottom() + 1, area.width() + 10, CAPTION_HEIGHT_PX)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the tile under the pointer means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self._words_at(event.pos())
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _words_at(self, position: QPoint) -> str:
        for index, area in self._layout_tiles():
            if area.contains(position) and index < len(self._entries):
                entry = self._entries[index]
                if not entry.label:
                    return f"There was no drawing in epoch {entry.epoch}."
                return (
                    f"After epoch {entry.epoch} it took your drawing for {entry.label}, "
                    f"{certainty(entry.confidence)} sure."
                )
        return ""
