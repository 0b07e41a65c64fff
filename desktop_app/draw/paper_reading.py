"""What the network makes of the whole paper: one digit, or a number of several."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from desktop_app.draw.drawing import BLANK, Drawing

if TYPE_CHECKING:  # the first paint waits for no network
    from collections.abc import Sequence

    from nn_core.digits.numbers import NumberReading
    from nn_core.digits.recognizer import Reading, Recognizer
    from nn_core.ink.strokes import Stroke

__all__ = ["PaperReading", "read_paper", "warm_up"]

_MOST_STROKES: Final = 40
"""A number has no more of them; in a wild scribble, looking for one would hold the pen up."""


@dataclass(frozen=True, slots=True, eq=False)
class PaperReading:
    """What was read.

    Attributes
    ----------
    digit
        The reading of the one digit, or of what is none; None where there are several.
    number
        The digits in their order; None where there is but one.
    """

    digit: Reading | None = None
    number: NumberReading | None = None

    @property
    def numeral(self) -> str:
        """The answer in figures; empty where nothing looks like a digit."""
        if self.number is not None:
            return self.number.text
        return str(self.digit.digit) if self.digit is not None and self.digit.is_digit else ""

    @property
    def readings(self) -> list[Reading]:
        """The readings of all digits, from left to right."""
        if self.number is not None:
            return [placed.reading for placed in self.number.digits]
        return [] if self.digit is None else [self.digit]


def read_paper(
    recognizer: Recognizer, drawing: Drawing, strokes: Sequence[Stroke]
) -> PaperReading | None:
    """Read what is on the paper.

    Parameters
    ----------
    recognizer
        The network in use.
    drawing
        The paper without the stroke under the pen: looked at for its picture.
    strokes
        All strokes, the one under the pen included.

    Returns
    -------
    PaperReading | None
        None where there is no ink.

    Raises
    ------
    ImageError
        If the picture cannot be read.
    """
    # Loaded where it is needed: the first paint reads nothing, and few drawings are pictures.
    number = None
    if 1 < len(strokes) <= _MOST_STROKES:
        from nn_core.digits.numbers import read_number

        number = read_number(strokes, recognizer)
    elif not strokes and drawing.picture is not None:
        from nn_core.digits.picture_numbers import read_number_in_picture

        number = read_number_in_picture(drawing.picture, recognizer)
    if number is not None and number.holds_several:
        return PaperReading(number=number)
    if strokes:
        reading = recognizer.read_strokes(strokes)
    elif drawing.picture is not None:
        reading = recognizer.read_pixels(drawing.picture)
    else:
        reading = None
    return None if reading is None else PaperReading(digit=reading)


def warm_up(recognizer: Recognizer) -> None:
    """Load and allot what the first stroke would otherwise have to wait for.

    What reads several digits at once is loaded only: its buffers are 6 MB, and are made within a
    frame or so when there are several.
    """
    from nn_core.ink.strokes import Stroke

    import_module("nn_core.digits.numbers")
    read_paper(recognizer, BLANK, [Stroke.from_points([(0.0, 0.0), (0.0, 100.0)], width=20.0)])
