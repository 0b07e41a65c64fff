"""Pictures of digits as sprites in the colour of ink, clear where the paper is."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

__all__ = ["ink_sprites"]


def ink_sprites(images: NDArray[np.uint8], color: str) -> list[QImage]:
    """Make a sprite of each picture.

    Parameters
    ----------
    images
        uint8 ndarray of shape (pictures, height, width), ink = 255.
    color
        The colour of the ink, as `#RRGGBB`.
    """
    if len(images) == 0:
        return []
    ink = QColor(color)
    _, height, width = images.shape
    # ARGB32 premultiplied as a little-endian machine has it in bytes: blue, green, red, alpha.
    alpha = images.astype(np.uint16)[..., None]
    shades = np.array([ink.blue(), ink.green(), ink.red(), 255], np.uint16)
    pixels = (alpha * shades // 255).astype(np.uint8)
    format_ = QImage.Format.Format_ARGB32_Premultiplied
    return [QImage(sprite.tobytes(), width, height, 4 * width, format_).copy() for sprite in pixels]
