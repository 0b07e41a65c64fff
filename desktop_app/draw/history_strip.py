"""A row of thumbnails: the session's drawings, to bring back with a click or to drag away."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop_app.draw.drawing import PAPER_PX, Drawing
from desktop_app.draw.history import History, Remembered
from desktop_app.draw.ink import paint_strokes
from desktop_app.draw.pictures import paint_picture, travelling
from desktop_app.fonts import CAPTION_PX, SEMIBOLD, make_font
from desktop_app.theme import Theme
from desktop_app.widgets.pixel_image import grey_image
from desktop_app.widgets.text import Text, TextRole

__all__ = ["HistoryStrip"]

_SIDE_PX: Final = 48
_GAP_PX: Final = 8
_RADIUS_PX: Final = 9.0
_MOST_FIGURES: Final = 5


class _Thumbnail(QAbstractButton):
    """One drawing, small, with what was read in it."""

    chosen = Signal(Drawing)

    def __init__(self, theme: Theme, files: QTemporaryDir, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._files = files
        self._pressed_at: QPoint | None = None
        self.entry: Remembered | None = None
        self.is_current = False
        self.setCheckable(False)
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("Click to bring it back, or drag it away as a picture")
        self.clicked.connect(self._bring_back)

    def show_entry(self, entry: Remembered, *, is_current: bool) -> None:
        """Show a drawing of the session."""
        self.entry = entry
        self.is_current = is_current
        read = f"read as {entry.numeral}" if entry.numeral else "in which nothing was read"
        self.setAccessibleName(f"Drawing {read}")
        self.update()

    @Slot()
    def _bring_back(self) -> None:
        if self.entry is not None:
            self.chosen.emit(self.entry.drawing)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a click or a drag begins."""
        super().mousePressEvent(event)
        self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the drawing away once the pointer has gone far enough."""
        super().mouseMoveEvent(event)
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = (event.position().toPoint() - start).manhattanLength()
        if way >= QApplication.startDragDistance() and self.entry is not None:
            self._pressed_at = None
            self.setDown(False)
            drag = QDrag(self)
            name, folder = self.entry.numeral or "drawing", Path(self._files.path())
            drag.setMimeData(travelling(self.entry.drawing, name, folder))
            drag.setPixmap(self.grab())
            drag.setHotSpot(start)
            drag.exec(Qt.DropAction.CopyAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the drawing on its paper, and the numeral in the corner."""
        if self.entry is None:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paper = QPainterPath()
        paper.addRoundedRect(area, _RADIUS_PX, _RADIUS_PX)
        painter.fillPath(paper, QColor(tokens.paper))
        painter.save()
        painter.setClipPath(paper)
        self._paint_drawing(painter, area, self.entry.drawing)
        self._paint_numeral(painter, area, self.entry.numeral)
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
        elif self.is_current:
            painter.setPen(QPen(QColor(tokens.accent), 1))
        else:
            painter.setPen(QPen(QColor(tokens.faint if self.underMouse() else tokens.hairline), 1))
        painter.drawPath(paper)
        painter.end()

    def _paint_drawing(self, painter: QPainter, area: QRectF, drawing: Drawing) -> None:
        painter.save()
        painter.translate(area.topLeft())
        scale = area.width() / PAPER_PX
        painter.scale(scale, scale)
        if drawing.picture is not None:
            paint_picture(painter, grey_image(drawing.picture))
        else:
            paint_strokes(painter, drawing.strokes, QColor(self._theme.tokens.ink))
        painter.restore()

    def _paint_numeral(self, painter: QPainter, area: QRectF, numeral: str) -> None:
        if not numeral:
            return
        if len(numeral) > _MOST_FIGURES:
            numeral = f"{numeral[: _MOST_FIGURES - 1]}…"
        tokens = self._theme.tokens
        font = make_font(CAPTION_PX - 1, SEMIBOLD)
        width = max(QFontMetricsF(font).horizontalAdvance(numeral) + 7, 15.0)
        chip = QRectF(area.right() - width - 1, area.bottom() - 16, width, 15)
        shape = QPainterPath()
        shape.addRoundedRect(chip, 5, 5)
        painter.fillPath(shape, QColor(tokens.accent_tint if self.is_current else tokens.track))
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent if self.is_current else tokens.muted))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, numeral)


class HistoryStrip(QWidget):
    """As many of the session's drawings as there is room for, the newest first.

    Signals
    -------
    chosen
        A drawing is to come back on the paper; carries the Drawing.
    grown
        There are more thumbnails than ever before.
    """

    chosen = Signal(Drawing)
    grown = Signal()

    def __init__(self, theme: Theme, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._history = history
        self._files = QTemporaryDir()
        self._thumbnails: list[_Thumbnail] = []
        self._hint = Text("Your drawings gather here, with what was read in them.", parent=self)
        self._hint.setProperty("role", TextRole.CAPTION.value)
        self.setAccessibleName("Drawings of this session")
        theme.changed.connect(self.refresh)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for one row of thumbnails."""
        return QSize(10 * _SIDE_PX, _SIDE_PX)

    @Slot()
    def refresh(self) -> None:
        """Show the drawings as they are now."""
        room = max((self.width() + _GAP_PX) // (_SIDE_PX + _GAP_PX), 1)
        shown = self._history.entries[:room]
        before = len(self._thumbnails)
        while len(self._thumbnails) < len(shown):
            thumbnail = _Thumbnail(self._theme, self._files, self)
            thumbnail.chosen.connect(self.chosen)
            thumbnail.move(len(self._thumbnails) * (_SIDE_PX + _GAP_PX), 0)
            self._thumbnails.append(thumbnail)
        for index, thumbnail in enumerate(self._thumbnails):
            thumbnail.setVisible(index < len(shown))
            if index < len(shown):
                entry = shown[index]
                thumbnail.show_entry(entry, is_current=entry is self._history.current)
        self._hint.setVisible(not shown)
        if len(self._thumbnails) > before:
            self.grown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for now."""
        self._hint.setGeometry(2, 0, self.width(), self.height())
        self.refresh()
