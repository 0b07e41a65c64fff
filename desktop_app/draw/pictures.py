"""Drawings as pictures: to save, to copy, to drag away, and pictures that come in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from desktop_app.draw.drawing import PAPER_PX, Drawing
from desktop_app.draw.ink import paint_strokes
from desktop_app.widgets.pixel_image import grey_image

if TYPE_CHECKING:  # the first paint waits for no array, and for nothing that travels
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QMimeData

__all__ = [
    "drawing_image",
    "local_files",
    "paint_picture",
    "picture_area",
    "picture_in",
    "png_bytes",
    "travelling",
]

_SIDE_PX: Final = 1160
_PICTURE_INSET_PX: Final = 24.0
_LARGEST_PASTED_PX: Final = 2048


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


def picture_area(width: int, height: int) -> QRectF:
    """Tell where a picture of that many pixels lies on the paper, in the paper's pixels."""
    scale = (PAPER_PX - 2 * _PICTURE_INSET_PX) / max(width, height)
    left, top = (PAPER_PX - width * scale) / 2, (PAPER_PX - height * scale) / 2
    return QRectF(left, top, width * scale, height * scale)


def paint_picture(painter: QPainter, picture: QImage) -> None:
    """Paint a picture as large as fits on the paper, in the paper's pixels."""
    area = picture_area(picture.width(), picture.height())
    corners = QPainterPath()
    corners.addRoundedRect(area, 8, 8)
    painter.save()
    painter.setClipPath(corners)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(area, picture)
    painter.restore()


def png_bytes(image: QImage) -> bytes:
    """Encode an image as a PNG file, without losing time on making it small."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImageWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    writer.setQuality(90)
    writer.write(image)
    return bytes(buffer.data().data())


def travelling(drawing: Drawing, name: str, folder: Path) -> QMimeData:
    """Give a drawing as an image and as a PNG file, for whoever it is dropped on.

    Parameters
    ----------
    name
        What it was read as; the file is called so, as far as every system lets it.
    folder
        Where the file is to lie while it travels.
    """
    from PySide6.QtCore import QMimeData, QUrl

    image = drawing_image(drawing)
    mime = QMimeData()
    mime.setImageData(image)
    file = folder / f"{name.replace('?', '_')}.png"
    if image.save(str(file)):
        mime.setUrls([QUrl.fromLocalFile(str(file))])
    return mime


def local_files(mime: QMimeData) -> list[Path]:
    """List the files of this computer among what was dropped or pasted."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


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
    from nn_core.ink.image_file import MAXIMUM_PIXELS, read_image

    files = local_files(mime)
    if files:
        return read_image(files[0])
    if mime.hasImage():
        image = QImage(mime.imageData())
        if image.isNull():
            raise ImageError("What was pasted is no picture that Inkling can read.")
        if image.width() * image.height() > MAXIMUM_PIXELS:
            raise ImageError(
                f"The image has more than {MAXIMUM_PIXELS // 1_000_000} million pixels, too many."
            )
        return read_image(png_bytes(_reduced(image)))
    if mime.hasUrls():
        raise ImageError("That lies on the web: save the picture first, then open the file.")
    return None


def _reduced(image: QImage) -> QImage:
    """Make a very large picture smaller here: it takes seconds to encode, and is reduced anyway."""
    factor = -(-max(image.width(), image.height()) // _LARGEST_PASTED_PX)
    if factor <= 1:
        return image
    size = QSize(max(image.width() // factor, 1), max(image.height() // factor, 1))
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
