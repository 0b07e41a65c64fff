"""Small shapes that a widget paints very often: drawn once, then copied to each place."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

__all__ = ["Stamps"]

MOST = 200
"""So many are kept; more come together only where colours or sizes change, over and over."""


class Stamps:
    """Shapes as pixmaps, in the pixels of the screen, by what they look like.

    A copy is to the pixel what drawing the shape gives, provided that it is one layer: of two that
    lie on each other, what shines through both would be rounded in another order.
    """

    def __init__(self) -> None:
        self._pixmaps: dict[Hashable, QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        look: Hashable,
        areas: Sequence[QRectF],
        draw: Callable[[QPainter, QRectF], None],
    ) -> None:
        """Paint a shape at several places.

        Parameters
        ----------
        painter
            Paints without smoothing of pixmaps.
        look
            All that the shape depends on, but for its area.
        areas
            Where it goes, all of it: in whole pixels, and of one size.
        draw
            Draws it into an area.
        """
        if not areas:
            return
        to_screen = painter.deviceTransform()
        ratio = to_screen.m11()
        if ratio != to_screen.m22() or any(
            value != round(value) for value in (ratio, to_screen.dx(), to_screen.dy())
        ):
            # Copies would lie between the screen's pixels.
            for area in areas:
                draw(painter, area)
            return
        area = areas[0]
        key = (look, area.width(), area.height(), ratio)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            if len(self._pixmaps) >= MOST:
                self._pixmaps.clear()
            pixmap = self._pixmaps[key] = _drawn(area, ratio, draw)
        for area in areas:
            painter.drawPixmap(area.topLeft(), pixmap)


def _drawn(area: QRectF, ratio: float, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
    pixmap = QPixmap(round(area.width() * ratio), round(area.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QRectF(0, 0, area.width(), area.height()))
    painter.end()
    return pixmap
