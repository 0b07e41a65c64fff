"""The way from ink to the network's picture, step by step, each with a picture and its figures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.ink import Stroke, bounding_box, draw_strokes, normalise_pixels
from nn_core.ink.drawing import draw_lines
from nn_core.ink.paper import separate_ink
from web_api.ink_sources import InkSource, Pixels, Strokes, decode_picture
from web_api.settings import Settings

__all__ = ["Step", "normalisation_steps"]

_PAGE_PX = 280
_PAGE_MARGIN_PX = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of the ink's normalisation.

    Attributes
    ----------
    name
        What it is called, in one word.
    title
        What happened, in one sentence.
    picture
        uint8 ndarray of shape (height, width).
    """

    name: str
    title: str
    picture: NDArray[np.uint8]


def normalisation_steps(source: InkSource, settings: Settings) -> Iterator[Step]:
    """Show how ink becomes the picture that the network sees; the last step is that picture.

    Raises
    ------
    Problem
        If a picture cannot be decoded.
    """
    if isinstance(source, Pixels):
        yield Step("network", "The pixels go to the network as they came.", source.image)
    elif isinstance(source, Strokes):
        yield from _steps_of_strokes(source.strokes)
    else:
        yield from _steps_of_picture(decode_picture(source, settings))


def _steps_of_strokes(strokes: list[Stroke]) -> Iterator[Step]:
    if strokes:
        yield Step("drawn", "The strokes as they were drawn.", _page(strokes))
    image = draw_strokes(strokes)
    if image is not None:
        yield Step(
            "network",
            "Drawn anew from the pen's path: one line width, the longer side 20 pixels, "
            "the centre of mass in the middle of 28×28.",
            image,
        )


def _page(strokes: list[Stroke]) -> NDArray[np.uint8]:
    left, top, right, bottom = bounding_box(strokes)
    scale = (_PAGE_PX - 2 * _PAGE_MARGIN_PX) / max(right - left, bottom - top, 1.0)
    corner = np.array([left, top], dtype=np.float32)
    lines = [(stroke.points - corner) * np.float32(scale) + _PAGE_MARGIN_PX for stroke in strokes]
    return draw_lines(
        [line.astype(np.float32) for line in lines], line_width=10.0, size_px=_PAGE_PX
    )


def _steps_of_picture(gray: NDArray[np.uint8]) -> Iterator[Step]:
    yield Step("grey", "The picture in grey, upright.", gray)
    ink = np.rint(separate_ink(gray) * 255).astype(np.uint8)
    yield Step("ink", "The ink told from the paper.", ink)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    image = normalise_pixels(gray)
    if image is None or not len(rows):
        return
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    yield Step("cropped", "Cropped to the ink.", cropped)
    yield Step(
        "network",
        "The longer side brought to 20 pixels, the centre of mass to the middle of 28×28.",
        image,
    )
