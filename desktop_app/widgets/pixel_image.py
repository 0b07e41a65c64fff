"""A small greyscale image shown pixel by pixel, white ink on black as the network sees it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PixelImage", "grey_image", "paint_pixels"]

_RADIUS_PX = 9


def grey_image(pixels: "NDArray[np.uint8]") -> QImage:
    """Copy a uint8 ndarray of shape (height, width), 255 = white, into an image of Qt's."""
    height, width = pixels.shape
    return QImage(pixels.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def paint_pixels(painter: QPainter, area: QRectF, image: QImage | None, radius_px: float) -> None:
    """Paint an image with hard-edged pixels, or plain black, clipped to rounded corners."""
    painter.save()
    painter.setBrush(Qt.GlobalColor.black)
    if image is not None:
        # A texture of the right size within a rounded shape is painted many times faster than an
        # image that is scaled within a rounded clip.
        ratio = painter.device().devicePixelRatio()
        size = (area.size() * ratio).toSize()
        brush = QBrush()
        brush.setTextureImage(image.convertToFormat(QImage.Format.Format_RGB32).scaled(size))
        to_area = QTransform.fromTranslate(area.x(), area.y())
        if ratio != 1:
            to_area.scale(area.width() / size.width(), area.height() / size.height())
        brush.setTransform(to_area)
        painter.setBrush(brush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(area, radius_px, radius_px)
    painter.restore()


class PixelImage(QWidget):
    """A square on a card that shows a small image with each of its pixels as a crisp square.

    Parameters
    ----------
    name
        What the image is, for those who hear the window.
    side_px
        Width and height in device-independent pixels; a multiple of 28 keeps all pixels equal.
    """

    def __init__(self, name: str, side_px: int = 112, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side_px = side_px
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(side_px, side_px)

    @property
    def image(self) -> QImage | None:
        """The image shown, of one byte a pixel; None when there is none."""
        return self._image

    def sizeHint(self) -> QSize:
        """Ask for a square of the wanted side."""
        return QSize(self._side_px, self._side_px)

    def set_side(self, side_px: int) -> None:
        """Become larger or smaller; a multiple of 28 keeps all pixels equal."""
        self._side_px = side_px
        self.setFixedSize(side_px, side_px)

    def show_pixels(self, pixels: "NDArray[np.uint8] | None") -> None:
        """Show a uint8 ndarray of shape (height, width), ink = 255; None for plain black."""
        self._image = None if pixels is None else grey_image(pixels)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pixels, each as large as the others."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        paint_pixels(painter, QRectF(self.rect()), self._image, _RADIUS_PX)
        painter.end()
