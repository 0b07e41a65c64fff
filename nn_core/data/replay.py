"""Recorded pen strokes replayed on the drawing pad: larger or smaller, elsewhere, thicker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.data.readers.unipen import StrokeSample
from nn_core.errors import ConfigError
from nn_core.ink.drawing import IMAGE_PX, draw_strokes
from nn_core.ink.pixels import normalise_pixels
from nn_core.ink.strokes import Stroke, bounding_box

__all__ = [
    "PAPER_PX",
    "PLACES",
    "Range",
    "Replay",
    "paint_pad",
    "replay_strokes",
    "replayed_dataset",
]

PAPER_PX = 580
"""Height and width of the drawing pad's paper."""

TABLET_BOX = 500.0
"""Height and width of the boxes that tablets' strokes are recorded in."""

FINER = 3
"""How many times finer the pad is painted than it is kept."""

PLACES = ("as-written", "centre", "random")

Range = tuple[float, float]
"""The least and the greatest value; each sample takes one between them at random."""


@dataclass(frozen=True, slots=True)
class Replay:
    """How recorded strokes are drawn on the pad.

    Attributes
    ----------
    pen_width_px
        The width of the pad's pen.
    size_px
        The longer side of the digit on the pad; None keeps the size that it was written at.
    place
        "as-written", "centre" or "random".

    Raises
    ------
    ConfigError
        If a value is out of range.
    """

    pen_width_px: Range = (26.0, 26.0)
    size_px: Range | None = None
    place: str = "as-written"

    def __post_init__(self) -> None:
        if self.place not in PLACES:
            raise ConfigError(f"Places on the pad are {', '.join(PLACES)}, not {self.place!r}.")
        for name, value in (("pen width", self.pen_width_px), ("size", self.size_px)):
            if value is not None and not 1 <= value[0] <= value[1] <= PAPER_PX:
                raise ConfigError(
                    f"The {name} lies from 1 to {PAPER_PX} pixels of the pad, "
                    f"not from {value[0]:g} to {value[1]:g}."
                )


def replay_strokes(
    strokes: Sequence[Stroke], replay: Replay, *, rng: np.random.Generator
) -> list[Stroke]:
    """Move recorded strokes onto the pad.

    Parameters
    ----------
    strokes
        At least one stroke, in a tablet's units, y down.
    replay
        How they are drawn.
    rng
        Decides on everything that is given as a range, and on a place at random.

    Returns
    -------
    list[Stroke]
        In pixels of the pad. A digit that would reach over the paper's edge is moved inside, and
        made smaller if it must be.
    """
    width = float(rng.uniform(*replay.pen_width_px))
    left, top, right, bottom = bounding_box(strokes)
    extent = max(right - left, bottom - top, 1e-6)
    room = PAPER_PX - width
    wanted = (
        extent * PAPER_PX / TABLET_BOX
        if replay.size_px is None
        else float(rng.uniform(*replay.size_px)) - width
    )
    scale = min(max(wanted, 1.0), room) / extent
    size = np.array([right - left, bottom - top]) * scale
    corner = np.array([left, top]) * scale  # where the digit was written
    if replay.place == "centre":
        corner = (PAPER_PX - size) / 2
    elif replay.place == "random":
        corner = width / 2 + rng.random(2) * (room - size)
    corner = np.clip(corner, width / 2, PAPER_PX - width / 2 - size)
    origin = np.array([left, top])
    moved = []
    for stroke in strokes:
        points = ((stroke.points - origin) * scale + corner).astype(np.float32)
        moved.append(Stroke(points, np.full(len(points), width, dtype=np.float32)))
    return moved


def paint_pad(strokes: Sequence[Stroke]) -> NDArray[np.uint8]:
    """Paint the pad's pixels, as saving the drawing would.

    Parameters
    ----------
    strokes
        In pixels of the pad, each of one width throughout.

    Returns
    -------
    uint8 ndarray of shape (PAPER_PX, PAPER_PX), ink = 0 (black), paper = 255 (white)
    """
    paper = np.full((PAPER_PX, PAPER_PX), 255, dtype=np.uint8)
    reach = max(float(stroke.widths[0]) for stroke in strokes) / 2 + 1
    left, top, right, bottom = bounding_box(strokes)
    x, y = max(int(left - reach), 0), max(int(top - reach), 0)
    size = (
        min(int(np.ceil(right + reach)), PAPER_PX) - x,
        min(int(np.ceil(bottom + reach)), PAPER_PX) - y,
    )
    # Only the ink's own box is painted, finer than it is kept, which gives smooth edges.
    canvas = Image.new("L", (size[0] * FINER, size[1] * FINER), 255)
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        width = float(stroke.widths[0]) * FINER
        points = (stroke.points - np.array([x, y], dtype=np.float32)) * FINER
        path = [(float(point[0]), float(point[1])) for point in points]
        if len(path) > 1:
            pen.line(path, fill=0, width=max(round(width), 1))
        for across, down in path:
            corners = (across - width / 2, down - width / 2, across + width / 2, down + width / 2)
            pen.ellipse(corners, fill=0)
    painted = canvas.resize(size, Image.Resampling.BOX)
    paper[y : y + size[1], x : x + size[0]] = np.asarray(painted, dtype=np.uint8)
    return paper


def replayed_dataset(
    samples: Sequence[StrokeSample],
    replay: Replay,
    *,
    from_pixels: bool,
    rng: np.random.Generator,
    provenance: str,
    progress: Callable[[float], None] = lambda fraction: None,
) -> Dataset:
    """Draw recorded digits on the pad, and make of each the image that the network sees.

    Parameters
    ----------
    samples
        What was recorded.
    replay
        How it is drawn on the pad.
    from_pixels
        Whether the image is made of the pad's pixels, as from an image file, and not of the
        strokes themselves.
    rng
        Decides what `replay` leaves to chance.
    provenance
        One line for people.
    progress
        Called with the share that is done.
    """
    images = np.zeros((len(samples), IMAGE_PX, IMAGE_PX), dtype=np.uint8)
    for index, sample in enumerate(samples):
        strokes = replay_strokes(sample.strokes, replay, rng=rng)
        image = normalise_pixels(paint_pad(strokes)) if from_pixels else draw_strokes(strokes)
        if image is not None:  # a picture without ink stays blank, and counts as any other
            images[index] = image
        progress((index + 1) / len(samples))
    labels = np.array([sample.label for sample in samples], dtype=np.int64)
    return Dataset(images, labels, DIGIT_NAMES, provenance)
