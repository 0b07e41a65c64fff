"""The ink as it is seen: what has dried is kept as an image, and the line under the pen drawn."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop_app.draw.curve import Piece
from desktop_app.draw.drawing import PAPER_PX, Drawing
from desktop_app.draw.ink import paint_strokes, paint_strokes_within, piece_outline
from desktop_app.draw.pictures import paint_picture
from desktop_app.draw.sheet import Sheet
from desktop_app.theme import Theme
from desktop_app.widgets.pixel_image import grey_image

__all__ = ["InkView", "scaled"]

# The dashed frame that shows where a digit sits well.
_GUIDE_INSET_PX: Final = 82.0


class InkView:
    """Paints a sheet in the pixels of a screen, and knows which of them a movement changes.

    Parameters
    ----------
    theme
        The colours.
    sheet
        What is painted.

    Attributes
    ----------
    scale
        Pixels of the widget to one of the paper.
    """

    def __init__(self, theme: Theme, sheet: Sheet) -> None:
        self._theme = theme
        self._sheet = sheet
        self._image = QImage()
        self._picture: tuple[Drawing, QImage] | None = None
        self.scale = 1.0

    def forget(self) -> None:
        """Have everything painted anew when it is next shown."""
        self._image = QImage()

    def paint(self, painter: QPainter, size: QSize, ratio: float) -> None:
        """Paint the paper and its ink.

        Parameters
        ----------
        size, ratio
            The widget's size and its screen's density.
        """
        self.scale = size.width() / PAPER_PX
        if self._sheet.is_blank:
            self.forget()  # more than a megabyte, which bare paper does without
            self._paint_bare(painter, size)
            return
        self._fit(size, ratio)
        painter.drawImage(0, 0, self._image)
        if self._sheet.wet is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self.scale, self.scale)
            for piece in self._sheet.wet.tail():
                painter.fillPath(piece_outline(piece), QColor(self._theme.tokens.ink))
            painter.restore()

    def _paint_bare(self, painter: QPainter, size: QSize) -> None:
        painter.fillRect(QRect(QPoint(), size), QColor(self._theme.tokens.paper))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.scale, self.scale)
        self._paint_guide(painter)
        painter.restore()

    def _fit(self, size: QSize, ratio: float) -> None:
        pixels = size * ratio
        if self._image.size() == pixels and self._image.devicePixelRatio() == ratio:
            return
        self._image = QImage(pixels, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(ratio)
        self._image.fill(QColor(self._theme.tokens.paper))
        painter = self._painter()
        if self._sheet.shows_picture:
            paint_picture(painter, self._picture_image())
        else:
            self._paint_guide(painter)
            paint_strokes(painter, self._sheet.dry_strokes, QColor(self._theme.tokens.ink))
        painter.end()
        if self._sheet.wet is not None:
            for piece in self._sheet.wet.settled():
                self.settle(piece)

    def _picture_image(self) -> QImage:
        drawing = self._sheet.drawing
        if self._picture is None or self._picture[0] is not drawing:
            picture = drawing.picture
            self._picture = drawing, QImage() if picture is None else grey_image(picture)
        return self._picture[1]

    def tail(self) -> list[QRect]:
        """List the parts of the widget where the end of the line under the pen is."""
        wet = self._sheet.wet
        areas = [] if wet is None else map(_area_of, wet.tail())
        return [scaled(area, self.scale).adjusted(-2, -2, 2, 2).toAlignedRect() for area in areas]

    def paint_within(self, edges: tuple[float, float, float, float]) -> QRect:
        """Paint a part anew, after something was erased there.

        Parameters
        ----------
        edges
            Its left, upper, right and lower edge, in pixels of the paper.

        Returns
        -------
        QRect
            The part of the widget that looks different now.
        """
        if self._image.isNull():
            return QRect()
        left, top, right, bottom = edges
        area = QRectF(QPointF(left, top), QPointF(right, bottom))
        tokens = self._theme.tokens
        painter = self._painter()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(tokens.paper))
        self._paint_guide(painter)
        paint_strokes_within(painter, self._sheet.dry_strokes, QColor(tokens.ink), area)
        painter.end()
        return scaled(area, self.scale).toAlignedRect().adjusted(-1, -1, 1, 1)

    def settle(self, piece: Piece) -> QRect:
        """Let a piece of wet line dry where its ink is.

        Pieces overlap by half the line's width. Painted one over the other their soft edges would
        add up to hard ones, so each is painted apart and the inkier pixel of the two is kept.

        Parameters
        ----------
        piece
            The piece, in pixels of the paper.

        Returns
        -------
        QRect
            The part of the widget that looks different now.
        """
        if self._image.isNull():
            return QRect()
        shape = piece_outline(piece)
        ratio = self._image.devicePixelRatio()
        scale = self.scale * ratio
        area = scaled(shape.controlPointRect(), scale).adjusted(-2, -2, 2, 2)
        pixels = area.toAlignedRect() & self._image.rect()
        if pixels.isEmpty():
            return QRect()
        tokens = self._theme.tokens
        patch = QImage(pixels.size(), QImage.Format.Format_RGB32)
        patch.fill(QColor(tokens.paper))
        painter = QPainter(patch)
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
        painter = QPainter(self._image)
        painter.setCompositionMode(inkier)
        place = scaled(QRectF(pixels), 1 / ratio)
        painter.drawImage(place, patch)
        painter.end()
        return place.toAlignedRect()

    def _painter(self) -> QPainter:
        """Paint in pixels of the paper."""
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.scale, self.scale)
        return painter

    def _paint_guide(self, painter: QPainter) -> None:
        """Show where a digit sits well, in a dashed line as thin and sharp as the screen has it."""
        scale = self.scale
        inset = (round(_GUIDE_INSET_PX * scale) + 0.5) / scale
        side = PAPER_PX - 2 * inset
        pen = QPen(QColor(self._theme.tokens.hairline), 1 / scale)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(inset, inset, side, side), 12, 12)


def _area_of(piece: Piece) -> QRectF:
    return piece_outline(piece).controlPointRect()


def scaled(area: QRectF, factor: float) -> QRectF:
    """Multiply a rectangle's place and size."""
    return QRectF(
        area.x() * factor, area.y() * factor, area.width() * factor, area.height() * factor
    )
