"""A wall of pictures the network does not learn from, each framed by whether it reads it right."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.fonts import SEMIBOLD, make_font
from desktop_app.theme import Theme
from desktop_app.train.reports import WallPictures, WallReading
from desktop_app.train.watch.cell_grid import CellGrid
from desktop_app.widgets.ink_sprites import ink_sprites
from desktop_app.wording import certainty
from nn_core.wording import with_article

__all__ = ["DigitWall"]

PICTURE_PX = 28
SMALLEST_CELL_PX = 36
LARGEST_CELL_PX = 66
CELL_GAP_PX = 6
FRAME_PX = 2
CELL_RADIUS_PX = 7
BADGE_PX = 14
BADGE_TEXT_PX = 10


class DigitWall(QWidget):
    """Pictures whose frames turn from warning to good as they are learnt.

    A picture that is read wrongly also carries what it is taken for, so that the colour is not
    the only sign.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: WallPictures | None = None
        self._reading: WallReading | None = None
        self._sprites: list[QImage] = []
        self._grid = CellGrid.fit(0, 1, 1, smallest=1, largest=1, gap=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(SMALLEST_CELL_PX)
        self.setAccessibleName("Pictures held back")
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Three rows."""
        return QSize(10 * (SMALLEST_CELL_PX + CELL_GAP_PX), 3 * (SMALLEST_CELL_PX + CELL_GAP_PX))

    def show_pictures(self, pictures: WallPictures | None) -> None:
        """Hang these pictures, none of them read yet."""
        self._pictures = pictures
        self._reading = None
        self._restyle()
        self._lay_out()
        self._describe()

    def show_reading(self, reading: WallReading) -> None:
        """Frame each picture by whether it is read right."""
        if self._pictures is None or len(reading.predicted) != len(self._pictures.labels):
            return
        self._reading = reading
        self._describe()
        self.update()

    def count_learnt(self) -> tuple[int, int]:
        """Count the pictures that are read right, and all of them."""
        if self._pictures is None or self._reading is None:
            return 0, len(self._sprites)
        right = self._reading.predicted == self._pictures.labels
        return int(right.sum()), len(self._sprites)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures in their frames."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self._grid.visible):
            if self._grid.cell(index).intersects(QRectF(event.rect())):
                self._paint_cell(painter, index)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the picture under the pointer shows and is taken for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event.pos().toPointF()), self)
            return True
        return super().event(event)

    def _words_at(self, position: QPointF) -> str:
        if self._pictures is None:
            return ""
        names = self._pictures.class_names
        index = self._grid.index_at(position)
        if index is None:
            return ""
        truth = names[int(self._pictures.labels[index])]
        if self._reading is None:
            return f"This is {with_article(truth)}."
        taken_for = names[int(self._reading.predicted[index])]
        sure = certainty(float(self._reading.confidence[index]), places=0)
        if taken_for == truth:
            return f"{with_article(truth).capitalize()}, read right, {sure} sure."
        return f"{with_article(truth).capitalize()}, taken for {taken_for}, {sure} sure."

    def _lay_out(self) -> None:
        # Where they do not all fit, the wall is higher than what is to be seen of it, and scrolls.
        self.setMinimumHeight(
            CellGrid.height_of(
                len(self._sprites), self.width(), cell_px=SMALLEST_CELL_PX, gap=CELL_GAP_PX
            )
        )
        self._grid = CellGrid.fit(
            len(self._sprites),
            self.width(),
            self.height(),
            smallest=SMALLEST_CELL_PX,
            largest=LARGEST_CELL_PX,
            gap=CELL_GAP_PX,
        )
        self.update()

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        tokens = self._theme.tokens
        area = self._grid.cell(index)
        half = FRAME_PX / 2
        color, wrong = tokens.hairline, False
        if self._pictures is not None and self._reading is not None:
            wrong = self._reading.predicted[index] != self._pictures.labels[index]
            color = tokens.warning if wrong else tokens.good
        painter.setPen(QPen(QColor(color), FRAME_PX if self._reading is not None else 1))
        fill = QColor(color)
        fill.setAlphaF(0.10 if self._reading is not None else 0.0)
        painter.setBrush(fill)
        painter.drawRoundedRect(
            area.adjusted(half, half, -half, -half), CELL_RADIUS_PX, CELL_RADIUS_PX
        )
        side = max(PICTURE_PX, (self._grid.cell_px - 10) // PICTURE_PX * PICTURE_PX)
        if self._grid.cell_px - 8 > side * 1.3:
            side = self._grid.cell_px - 12
        inset = (self._grid.cell_px - side) / 2
        painter.drawImage(
            QRectF(area.left() + inset, area.top() + inset, side, side), self._sprites[index]
        )
        if wrong and self._reading is not None:
            self._paint_badge(painter, area, int(self._reading.predicted[index]))

    def _paint_badge(self, painter: QPainter, area: QRectF, predicted: int) -> None:
        if self._pictures is None:
            return
        tokens = self._theme.tokens
        badge = QRectF(
            area.right() - BADGE_PX + 2, area.bottom() - BADGE_PX + 2, BADGE_PX, BADGE_PX
        )
        painter.setPen(QPen(QColor(tokens.card), 1.5))
        painter.setBrush(QColor(tokens.warning))
        painter.drawEllipse(badge)
        painter.setPen(QColor(tokens.card))
        painter.setFont(make_font(BADGE_TEXT_PX, SEMIBOLD))
        painter.drawText(
            badge, Qt.AlignmentFlag.AlignCenter, self._pictures.class_names[predicted][0]
        )

    def _restyle(self) -> None:
        """Paint the sprites in the colour of ink: opaque where there is ink, clear elsewhere."""
        if self._pictures is None:
            self._sprites = []
            return
        self._sprites = ink_sprites(self._pictures.images, self._theme.tokens.ink)
        self.update()

    def _describe(self) -> None:
        learnt, pictures = self.count_learnt()
        if self._reading is None:
            self.setAccessibleDescription(f"{pictures} pictures, none read yet")
        else:
            self.setAccessibleDescription(f"{learnt} of {pictures} pictures are read right")
