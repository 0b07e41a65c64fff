"""A line of writing taken out of a picture, at a height that does not depend on the picture's."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.cuts import InkPixels, ink_pixels
from nn_core.ink.filters import running
from nn_core.ink.line_width import LEAST_SHARE, line_width_px, thicken_by
from nn_core.ink.pixels import lay_out
from nn_core.ink.placing import IMAGE_PX, crop_to_ink, place, resample
from nn_core.ink.strokes import Box

__all__ = ["WrittenLine", "take_line"]

HEIGHT_PX = 64
_LONGEST_PX = 2048
_MARGIN_PX = 5


class WrittenLine:
    """A line of writing, from which parts are taken as images for the network.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, cropped to the line.
    left, top
        Where it lies in the picture.

    Attributes
    ----------
    pixels
        Its ink, at a height of some 64 pixels.
    line_width
        The usual width of the pen's line there, in pixels.
    """

    def __init__(self, ink: NDArray[np.float32], left: int, top: int) -> None:
        height, width = ink.shape
        scale = min(HEIGHT_PX / height, _LONGEST_PX / width)
        size = max(3, round(height * scale)), max(3, round(width * scale))
        scaled = resample(ink, size)
        self._left, self._top = left, top
        self._scales = width / size[1], height / size[0]
        width_px = line_width_px(scaled)
        self.line_width = max(width_px, 1.0)
        self.pixels: InkPixels = ink_pixels(scaled, self.line_width)
        self._reach_px = max(0.0, LEAST_SHARE * size[0] - width_px) / 2
        self._thick = thicken_by(np.pad(scaled, _MARGIN_PX), 2 * self._reach_px)

    def sketch(self, inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Lay a part out as MNIST does, quickly: its line was made thick with all others.

        Parameters
        ----------
        inside
            bool ndarray of shape (pixels,): which of the line's pixels it holds.

        Returns
        -------
        NDArray[np.uint8]
            uint8 ndarray of shape (28, 28), ink = 255.
        """
        y, x = self.pixels.y[inside] + _MARGIN_PX, self.pixels.x[inside] + _MARGIN_PX
        top, left = int(y.min()) - _MARGIN_PX, int(x.min()) - _MARGIN_PX
        size = int(y.max()) + _MARGIN_PX + 1 - top, int(x.max()) + _MARGIN_PX + 1 - left
        own = np.zeros(size, dtype=np.uint8)
        own[y - top, x - left] = 1
        window = 2 * int(np.ceil(self._reach_px)) + 1
        for axis in (0, 1):
            own = running(np.maximum, own, window, axis)
        cropped = crop_to_ink(own * self._thick[top : top + size[0], left : left + size[1]])
        return _as_bytes(None if cropped is None else place(cropped))

    def image(self, inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Lay a part out as MNIST does, with the care that a picture of one digit gets.

        Parameters
        ----------
        inside
            bool ndarray of shape (pixels,): which of the line's pixels it holds.

        Returns
        -------
        NDArray[np.uint8]
            uint8 ndarray of shape (28, 28), ink = 255.
        """
        y, x = self.pixels.y[inside], self.pixels.x[inside]
        top, left = int(y.min()), int(x.min())
        ink = np.zeros((int(y.max()) + 1 - top, int(x.max()) + 1 - left), dtype=np.float32)
        ink[y - top, x - left] = self.pixels.ink[inside]
        image = lay_out(ink)
        return _as_bytes(None) if image is None else image

    def place_of(self, box: tuple[int, int, int, int]) -> Box:
        """Find the place in the picture of a box in pixels of the line."""
        across, down = self._scales
        left, top, right, bottom = box
        return (
            self._left + left * across,
            self._top + top * down,
            self._left + right * across,
            self._top + bottom * down,
        )


def take_line(
    ink: NDArray[np.float32], labels: NDArray[np.int32], pieces: Sequence[int]
) -> WrittenLine:
    """Take some pieces of a picture's ink out of it, with the soft rim around each.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, paper = 0.
    labels
        int32 ndarray of the same shape: the number of the piece that each pixel belongs to, or 0.
    pieces
        The numbers of the pieces.
    """
    chosen = np.zeros(int(labels.max()) + 1, dtype=np.uint8)
    chosen[list(pieces)] = 1
    own = chosen[labels]
    for axis in (0, 1):
        own = running(np.maximum, own, 3, axis)
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    window = slice(top, rows[-1] + 1), slice(left, columns[-1] + 1)
    line: NDArray[np.float32] = own[window] * ink[window]
    return WrittenLine(line, left, top)


def _as_bytes(image: NDArray[np.float32] | None) -> NDArray[np.uint8]:
    if image is None:
        return np.zeros((IMAGE_PX, IMAGE_PX), dtype=np.uint8)
    return np.round(255 * np.clip(image, 0, 1)).astype(np.uint8)
