"""The way from ink to the network's image, on which any step can be left out.

With all steps taken it ends at the image that `draw_strokes` or `normalise_pixels` makes.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desktop_app.draw.drawing import PAPER_PX
from nn_core.ink.curve import smooth_strokes
from nn_core.ink.drawing import BOX_PX, IMAGE_PX, LINE_WIDTH_PX, draw_lines, draw_strokes
from nn_core.ink.line_width import thicken_thin_lines
from nn_core.ink.paper import separate_ink
from nn_core.ink.pixels import normalise_pixels
from nn_core.ink.placing import crop_to_ink, resample
from nn_core.ink.strokes import Stroke, bounding_box

__all__ = ["EVERY_STEP", "PictureWay", "Step", "StrokeWay", "Way"]

_LARGE_PX: Final = 112


class Step(Enum):
    """A step that can be left out; its value is what happens in it."""

    CROP = "Cropped to its box"
    LINE = "One width of line"
    SCALE = "Scaled to 20 pixels"
    CENTRE = "Centred by its weight"


EVERY_STEP: Final = frozenset(Step)


class Way(ABC):
    """The way of some ink.

    Attributes
    ----------
    steps
        The steps, in the order in which they are taken.
    """

    steps: tuple[Step, ...] = (Step.CROP, Step.SCALE, Step.CENTRE, Step.LINE)

    @abstractmethod
    def raw(self) -> NDArray[np.uint8]:
        """Show the ink before any step; uint8 ndarray of shape (height, width), ink = 255."""

    @abstractmethod
    def image(self, taken: frozenset[Step] = EVERY_STEP) -> NDArray[np.uint8]:
        """Make the network's image with some steps only; uint8 ndarray of shape (28, 28)."""

    def after(self, step: Step, taken: frozenset[Step]) -> NDArray[np.uint8]:
        """Show the ink after a step, of which some may have been left out before."""
        so_far = self.steps[: self.steps.index(step) + 1]
        return self.image(taken.intersection(so_far))


class StrokeWay(Way):
    """The way of strokes, which are drawn anew at every step.

    Parameters
    ----------
    strokes
        At least one, in pixels of the paper.
    """

    def __init__(self, strokes: Sequence[Stroke]) -> None:
        self._strokes = smooth_strokes(strokes)
        widths = np.concatenate([stroke.widths for stroke in strokes])
        self._pen = float(np.median(widths))

    def raw(self) -> NDArray[np.uint8]:
        """Show the whole paper."""
        scale = np.float32(_LARGE_PX / PAPER_PX)
        lines = [stroke.points * scale for stroke in self._strokes]
        return draw_lines(lines, line_width=self._pen * float(scale), size_px=_LARGE_PX)

    def image(self, taken: frozenset[Step] = EVERY_STEP) -> NDArray[np.uint8]:
        """Draw the strokes as the taken steps place them."""
        whole = draw_strokes(self._strokes) if taken == EVERY_STEP else None
        if whole is not None:
            return whole
        left, top, right, bottom = (
            bounding_box(self._strokes) if Step.CROP in taken else (0.0, 0.0, PAPER_PX, PAPER_PX)
        )
        edge = LINE_WIDTH_PX if Step.CROP in taken else 0.0
        side = (BOX_PX if Step.SCALE in taken else IMAGE_PX) - edge
        scale = side / max(right - left, bottom - top, self._pen)
        width = LINE_WIDTH_PX if Step.LINE in taken else self._pen * scale
        middle = np.array([(left + right) / 2, (top + bottom) / 2], dtype=np.float32)
        lines = [(stroke.points - middle) * np.float32(scale) for stroke in self._strokes]
        shift = np.full(2, IMAGE_PX / 2, dtype=np.float32)
        image = draw_lines([line + shift for line in lines], line_width=width)
        if Step.CENTRE in taken:
            shift = 2 * shift - _centre_of_mass(image)
            image = draw_lines([line + shift for line in lines], line_width=width)
        return image


class PictureWay(Way):
    """The way of a picture, whose ink is told from its paper first.

    Parameters
    ----------
    gray
        uint8 ndarray of shape (height, width).
    """

    steps = (Step.CROP, Step.LINE, Step.SCALE, Step.CENTRE)

    def __init__(self, gray: NDArray[np.uint8]) -> None:
        self._gray = gray
        self._ink = separate_ink(gray)

    def raw(self) -> NDArray[np.uint8]:
        """Show the ink that was found, on the whole picture."""
        height, width = self._ink.shape
        scale = _LARGE_PX / max(height, width)
        shape = max(1, round(height * scale)), max(1, round(width * scale))
        return _in_square(resample(self._ink, shape), _LARGE_PX, by_mass=False)

    def image(self, taken: frozenset[Step] = EVERY_STEP) -> NDArray[np.uint8]:
        """Lay the ink out as the taken steps have it."""
        whole = normalise_pixels(self._gray) if taken == EVERY_STEP else None
        if whole is not None:
            return whole
        ink = self._ink
        if Step.CROP in taken:
            ink = _cropped(ink)
        if Step.LINE in taken:
            ink = thicken_thin_lines(ink)
            ink = _cropped(ink) if Step.CROP in taken else ink
        height, width = ink.shape
        scale = (BOX_PX if Step.SCALE in taken else IMAGE_PX) / max(height, width)
        shape = max(1, round(height * scale)), max(1, round(width * scale))
        return _in_square(resample(ink, shape), IMAGE_PX, by_mass=Step.CENTRE in taken)


def _cropped(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    cropped = crop_to_ink(ink)
    return ink if cropped is None else cropped


def _in_square(ink: NDArray[np.float32], side: int, *, by_mass: bool) -> NDArray[np.uint8]:
    """Lay ink in the middle of a square, by its weight or by its edges; what sticks out is cut."""
    height, width = ink.shape
    middle = np.array([width / 2, height / 2])
    if by_mass and ink.any():
        middle = _centre_of_mass(ink)
    left, top = (round(float(side / 2 - part)) for part in middle)
    padded = np.pad(ink, side)
    rows, columns = slice(side - top, 2 * side - top), slice(side - left, 2 * side - left)
    return np.round(255 * np.clip(padded[rows, columns], 0, 1)).astype(np.uint8)


def _centre_of_mass(image: NDArray[np.generic]) -> NDArray[np.float32]:
    weights = image.astype(np.float32)
    mass = max(float(weights.sum()), 1e-6)
    x = float(weights.sum(axis=0) @ (np.arange(image.shape[1]) + 0.5)) / mass
    y = float(weights.sum(axis=1) @ (np.arange(image.shape[0]) + 0.5)) / mass
    return np.array([x, y], dtype=np.float32)
