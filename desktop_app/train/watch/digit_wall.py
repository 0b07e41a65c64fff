"""A wall of pictures the network does not learn from, each framed by whether it reads it right."""

from collections.abc import Container, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.fonts import SEMIBOLD, make_font
from desktop_app.theme import Theme
from desktop_app.train.reports import WallPictures, WallReading
from desktop_app.train.watch.cell_grid import CellGrid
from desktop_app.widgets.ink_sprites import ink_sprites
from desktop_app.widgets.stamps import Stamps
from desktop_app.wording import certainty
from nn_core.wording import with_article

__all__ = ["DigitWall"]

PICTURE_PX = 28
SMALLEST_CELL_PX = 36
LARGEST_CELL_PX = 66
CELL_GAP_PX = 6
FRAME_PX = 2
FILL_ALPHA = 0.10
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
        self._stamps = Stamps()
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
        seen = QRectF(event.rect())
        cells = {index: self._grid.cell(index) for index in range(self._grid.visible)}
        cells = {index: area for index, area in cells.items() if area.intersects(seen)}
        wrong = [index for index in cells if self._is_wrong(index)]
        self._paint_frames(painter, cells, set(wrong))
        for index, area in cells.items():
            self._paint_picture(painter, index, area)
        self._paint_badges(painter, {index: cells[index] for index in wrong})
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

    def _is_wrong(self, index: int) -> bool:
        if self._pictures is None or self._reading is None:
            return False
        return bool(self._reading.predicted[index] != self._pictures.labels[index])

    def _paint_frames(
        self, painter: QPainter, cells: Mapping[int, QRectF], wrong: Container[int]
    ) -> None:
        tokens = self._theme.tokens
        if self._reading is None:
            for area in cells.values():
                # No stamp: a line of one pixel is painted in pieces that lie on each other.
                _draw_frame(tokens.hairline, 1, painter, area)
            return
        for color, are_wrong in ((tokens.good, False), (tokens.warning, True)):
            areas = [area for index, area in cells.items() if (index in wrong) is are_wrong]
            self._stamps.paint(painter, ("fill", color), areas, partial(_draw_fill, color))
            frame = partial(_draw_frame, color, FRAME_PX)
            self._stamps.paint(painter, ("frame", color), areas, frame)

    def _paint_picture(self, painter: QPainter, index: int, area: QRectF) -> None:
        side = max(PICTURE_PX, (self._grid.cell_px - 10) // PICTURE_PX * PICTURE_PX)
        if self._grid.cell_px - 8 > side * 1.3:
            side = self._grid.cell_px - 12
        inset = (self._grid.cell_px - side) / 2
        painter.drawImage(
            QRectF(area.left() + inset, area.top() + inset, side, side), self._sprites[index]
        )

    def _paint_badges(self, painter: QPainter, cells: Mapping[int, QRectF]) -> None:
        if self._pictures is None or self._reading is None:
            return
        tokens = self._theme.tokens
        places = {index: _badge_of(area) for index, area in cells.items()}
        around = [badge.adjusted(-1, -1, 1, 1) for badge in places.values()]
        disc, rim = partial(_draw_disc, tokens.warning), partial(_draw_rim, tokens.card)
        self._stamps.paint(painter, ("disc", tokens.warning), around, disc)
        self._stamps.paint(painter, ("rim", tokens.card), around, rim)
        painter.setPen(QColor(tokens.card))
        painter.setFont(make_font(BADGE_TEXT_PX, SEMIBOLD))
        for index, badge in places.items():
            name = self._pictures.class_names[self._reading.predicted[index]]
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, name[0])

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


def _badge_of(cell: QRectF) -> QRectF:
    return QRectF(cell.right() - BADGE_PX + 2, cell.bottom() - BADGE_PX + 2, BADGE_PX, BADGE_PX)


def _draw_fill(color: str, painter: QPainter, cell: QRectF) -> None:
    fill = QColor(color)
    fill.setAlphaF(FILL_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    _draw_rounded(painter, cell)


def _draw_frame(color: str, width: int, painter: QPainter, cell: QRectF) -> None:
    painter.setPen(QPen(QColor(color), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _draw_rounded(painter, cell)


def _draw_rounded(painter: QPainter, cell: QRectF) -> None:
    half = FRAME_PX / 2
    painter.drawRoundedRect(cell.adjusted(half, half, -half, -half), CELL_RADIUS_PX, CELL_RADIUS_PX)


def _draw_disc(color: str, painter: QPainter, around: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(around.adjusted(1, 1, -1, -1))


def _draw_rim(color: str, painter: QPainter, around: QRectF) -> None:
    painter.setPen(QPen(QColor(color), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(around.adjusted(1, 1, -1, -1))
