"""From a drawing or a picture to the digits that stand in it: none, one, or several."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.digits.numbers import NumberReading, read_number
from nn_core.digits.picture_numbers import MOST_PIECES, read_number_in_picture
from nn_core.digits.recognizer import Recognizer
from nn_core.ink import Stroke, draw_strokes
from nn_core.ink.components import component_boxes, label_components
from nn_core.ink.paper import separate_ink
from nn_core.ink.pixels import lay_out, ready_made

__all__ = ["Ink", "ink_of_picture", "ink_of_strokes"]

Ink = NDArray[np.uint8] | NumberReading | None
"""The network's picture of the one digit; or several digits, read already; or nothing."""

_MOST_POINTS = 5000
"""What has more points is a scribble: each is drawn many times in search of a number's digits."""
_WIDE = 0.8
"""One piece of ink that is wider than this, in its heights, may be digits that touch."""
_INKED = 0.3
"""What is as dark as this, ink being 1 and paper 0, belongs to a piece of ink."""


def ink_of_strokes(strokes: Sequence[Stroke], recognizer: Recognizer) -> Ink:
    """Find what stands in a drawing.

    Parameters
    ----------
    strokes
        The pen's paths.
    recognizer
        Reads the digits of a number.

    Returns
    -------
    NDArray[np.uint8] | NumberReading | None
        A picture of one digit as the network takes it, of shape (28, 28), ink = 255; several
        digits; or None where there is no ink.
    """
    points = sum(len(stroke.points) for stroke in strokes)
    if 1 < len(strokes) <= MOST_PIECES and points <= _MOST_POINTS:
        number = read_number(strokes, recognizer)
        if number is not None and number.holds_several:
            return number
    return draw_strokes(strokes)


def ink_of_picture(gray: NDArray[np.uint8], recognizer: Recognizer) -> Ink:
    """Find what stands in a picture.

    Parameters
    ----------
    gray
        uint8 ndarray of shape (height, width): dark on light or light on dark.
    recognizer
        Reads the digits of a number.

    Returns
    -------
    NDArray[np.uint8] | NumberReading | None
        As from `ink_of_strokes`.
    """
    ready = ready_made(gray)
    if ready is not None:
        return ready
    ink = separate_ink(gray)
    if _may_hold_several(ink):
        number = read_number_in_picture(gray, recognizer)
        if number is not None and number.holds_several:
            return number
    return lay_out(ink)


def _may_hold_several(ink: NDArray[np.float32]) -> bool:
    labels, count = label_components(ink > _INKED)
    if count != 1:
        return 1 < count <= MOST_PIECES
    left, top, right, bottom = component_boxes(labels, count)[0].tolist()
    return bool(right - left > _WIDE * (bottom - top))
