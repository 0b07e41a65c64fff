"""Drawings as pictures: to save, to copy, to drag away, and pictures that come in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from desktop_app.draw.drawing import PAPER_PX, Drawing
from desktop_app.draw.ink import paint_strokes
from desktop_app.widgets.pixel_image import grey_image

if TYPE_CHECKING:  # the first paint waits for no array
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["drawing_image", "picture_in", "png_bytes"]

_SIDE_PX: Final = 1160


def drawing_image(drawing: Drawing, side_px: int = _SIDE_PX) -> QImage:
    """Give a drawing as a picture: dark ink on white paper, or the picture that was opened."""
    if drawing.picture is not None:
        return grey_image(drawing.picture)
    image = QImage(QSize(side_px, side_px), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(side_px / PAPER_PX, side_px / PAPER_PX)
    paint_strokes(painter, drawing.strokes, QColor("#1C1D22"))
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """Encode an image as a PNG file, without losing time on making it small."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    writer.setQuality(90)
    writer.write(image)
    return bytes(buffer.data().data())


def picture_in(mime: QMimeData) -> NDArray[np.uint8] | None:
    """Find a picture among what was dropped or pasted.

    Returns
    -------
    NDArray[np.uint8] | None
        uint8 ndarray of shape (height, width), 0 = black, 255 = white; None if nothing there is
        a file or an image.

    Raises
    ------
    ImageError
        If what is there is a file or an image, but cannot be read as a picture.
    """
    # Loaded here: the first paint needs neither arrays nor Pillow.
    from nn_core.errors import ImageError
    from nn_core.ink.image_file import read_image

    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return read_image(files[0])
    if mime.hasImage():
        image = QImage(mime.imageData())
        if image.isNull():
            raise ImageError("What was pasted is no picture that Inkling can read.")
        return read_image(png_bytes(image))
    if mime.hasUrls():
        raise ImageError("That lies on the web: save the picture first, then open the file.")
    return None
