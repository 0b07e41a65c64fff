"""The paper with the ink that has dried on it, kept as an image that is painted in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from desktop_app.draw.drawing import PAPER_PX
from desktop_app.draw.ink import paint_strokes, paint_strokes_within
from desktop_app.draw.pictures import paint_picture
from desktop_app.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nn_core.ink.strokes import Stroke

__all__ = ["DryPaper", "scaled"]

# The dashed frame that shows where a digit sits well.
_GUIDE_INSET_PX: Final = 82.0


class DryPaper:
    """An image of the widget's size, in the pixels of its screen.

    Attributes
    ----------
    image
        What has dried; null until it is fitted to a widget.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scale = 1.0
        self.image = QImage()

    def forget(self) -> None:
        """Have everything painted anew when it is next shown."""
        self.image = QImage()

    def fit(self, size: QSize, ratio: float) -> bool:
        """Take a widget's size and its screen's density.

        Returns
        -------
        bool
            Whether the image is a new one, which is to be painted.
        """
        pixels = size * ratio
        if self.image.size() == pixels and self.image.devicePixelRatio() == ratio:
            return False
        self._scale = size.width() / PAPER_PX
        self.image = QImage(pixels, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        return True

    def paint(self, strokes: Sequence[Stroke], picture: QImage | None) -> None:
        """Paint all of it: a picture, or the guide and the strokes."""
        tokens = self._theme.tokens
        self.image.fill(QColor(tokens.paper))
        painter = self._painter()
        if picture is not None:
            paint_picture(painter, picture)
        else:
            self._paint_guide(painter)
            paint_strokes(painter, strokes, QColor(tokens.ink))
        painter.end()

    def paint_within(self, area: QRectF, strokes: Sequence[Stroke]) -> QRect:
        """Paint a part anew.

        Parameters
        ----------
        area
            The part, in pixels of the paper.
        strokes
            All strokes that are left.

        Returns
        -------
        QRect
            The part of the widget that looks different now.
        """
        if self.image.isNull():
            return QRect()
        tokens = self._theme.tokens
        painter = self._painter()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(tokens.paper))
        self._paint_guide(painter)
        paint_strokes_within(painter, strokes, QColor(tokens.ink), area)
        painter.end()
        return scaled(area, self._scale).toAlignedRect().adjusted(-1, -1, 1, 1)

    def settle(self, shape: QPainterPath) -> QRect:
        """Let a piece of wet line dry where its ink is.

        Pieces overlap by half the line's width. Painted one over the other their soft edges would
        add up to hard ones, so each is painted apart and the inkier pixel of the two is kept.

        Parameters
        ----------
        shape
            The piece, in pixels of the paper.

        Returns
        -------
        QRect
            The part of the widget that looks different now.
        """
        if self.image.isNull():
            return QRect()
        ratio = self.image.devicePixelRatio()
        scale = self._scale * ratio
        area = scaled(shape.controlPointRect(), scale).adjusted(-2, -2, 2, 2)
        pixels = area.toAlignedRect() & self.image.rect()
        if pixels.isEmpty():
            return QRect()
        tokens = self._theme.tokens
        piece = QImage(pixels.size(), QImage.Format.Format_RGB32)
        piece.fill(QColor(tokens.paper))
        painter = QPainter(piece)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-pixels.topLeft())
        painter.scale(scale, scale)
        painter.fillPath(shape, QColor(tokens.ink))
        painter.end()
        inkier = (
            QPainter.CompositionMode.CompositionMode_Lighten
            if self._theme.is_dark
            else QPainter.CompositionMode.CompositionMode_Darken
        )
        painter = QPainter(self.image)
        painter.setCompositionMode(inkier)
        place = scaled(QRectF(pixels), 1 / ratio)
        painter.drawImage(place, piece)
        painter.end()
        return place.toAlignedRect()

    def _painter(self) -> QPainter:
        """Paint in pixels of the paper."""
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        return painter

    def _paint_guide(self, painter: QPainter) -> None:
        """Show where a digit sits well, in a dashed line as thin and sharp as the screen has it."""
        scale = self._scale
        inset = (round(_GUIDE_INSET_PX * scale) + 0.5) / scale
        side = PAPER_PX - 2 * inset
        pen = QPen(QColor(self._theme.tokens.hairline), 1 / scale)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(inset, inset, side, side), 12, 12)


def scaled(area: QRectF, factor: float) -> QRectF:
    """Multiply a rectangle's place and size."""
    return QRectF(
        area.x() * factor, area.y() * factor, area.width() * factor, area.height() * factor
    )
