"""Files that come onto the paper: a picture, or a digit as a pen wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.draw.drawing import PAPER_PX, Drawing
from nn_core.errors import ImageError

if TYPE_CHECKING:  # the first paint waits for no array
    from nn_core.ink.strokes import Stroke

__all__ = ["drawing_in"]

_START_BYTES: Final = 1 << 17
_DIGIT_SHARE: Final = 0.6


def drawing_in(path: Path, pen_width: float) -> Drawing:
    """Read what is to lie on the paper from a file.

    Parameters
    ----------
    path
        An image file, or pen strokes in UNIPEN, of which the first digit is taken.
    pen_width
        How wide strokes are drawn, in pixels of the paper.

    Raises
    ------
    ImageError
        If it is neither.
    DatasetError
        If it is UNIPEN that holds no digit.
    """
    from nn_core.data.readers.unipen import is_unipen, parse_unipen
    from nn_core.ink.image_file import read_image

    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except OSError as error:
        raise ImageError(f"{path} cannot be opened: {error.strerror or error}.") from error
    if is_unipen(start):
        first = parse_unipen(start, source=str(path))[0]
        return Drawing(_laid_on_paper(first.strokes, pen_width))
    return Drawing(picture=read_image(path))


def _laid_on_paper(strokes: tuple[Stroke, ...], pen_width: float) -> tuple[Stroke, ...]:
    """Scale strokes to the size that a digit has on the paper, in its middle."""
    import numpy as np

    from nn_core.ink.strokes import Stroke, bounding_box

    left, top, right, bottom = bounding_box(strokes)
    scale = _DIGIT_SHARE * PAPER_PX / max(right - left, bottom - top, 1e-6)
    middle = np.array([(left + right) / 2, (top + bottom) / 2], dtype=np.float32)
    return tuple(
        Stroke(
            ((stroke.points - middle) * scale + PAPER_PX / 2).astype(np.float32),
            np.full(len(stroke.points), pen_width, dtype=np.float32),
        )
        for stroke in strokes
    )
