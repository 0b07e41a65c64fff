"""Strokes of a real hand, written once more: turned, slanted, stretched and bent a little.

What is varied is the pen's path, before it is drawn, so lines stay as even and as sharp as the
pad draws them, which no distortion of a finished picture can promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.drawing import draw_lines, place_strokes
from nn_core.ink.strokes import Stroke, bounding_box

__all__ = ["Rewriting", "draw_rewritten", "rewrite_strokes"]

_WAVES = 4


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How much one writing may differ from the next.

    Attributes
    ----------
    turn_radians
        Standard deviation of the rotation.
    stretch
        Standard deviation of the logarithm of width and of height.
    slant
        Standard deviation of x gained for each unit of height.
    bend
        The largest of the smooth waves that bend the path, as a share of the longer side.
    joined
        The share of writings in which the pen is not lifted between strokes.
    line_widths_px
        The thinnest and the thickest line that is drawn, in pixels of the 28×28 picture.
    """

    turn_radians: float = 0.14
    stretch: float = 0.17
    slant: float = 0.2
    bend: float = 0.025
    joined: float = 0.05
    line_widths_px: tuple[float, float] = (1.8, 3.4)


USUAL = Rewriting()


def rewrite_strokes(
    strokes: Sequence[Stroke], *, rng: np.random.Generator, amount: Rewriting = USUAL
) -> list[Stroke]:
    """Write the same strokes once more, a little differently.

    Parameters
    ----------
    strokes
        At least one stroke.
    rng
        Decides on the differences.
    amount
        How large they may be.

    Returns
    -------
    list of Stroke
        As many strokes with as many points each, around the origin; or one stroke with all of
        these points, where the pen is not lifted.
    """
    left, top, right, bottom = bounding_box(strokes)
    extent = max(right - left, bottom - top, 1e-6)
    centre = np.array([(left + right) / 2, (top + bottom) / 2])
    turn = rng.normal(0, amount.turn_radians)
    across, along = np.exp(rng.normal(0, amount.stretch, 2))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shape = np.array([[across, rng.normal(0, amount.slant)], [0.0, along]])
    transform = rotation @ shape

    heights = rng.normal(0, 1, (_WAVES, 2)) * rng.uniform(0, amount.bend) * extent
    frequencies = rng.normal(0, 2.5 / extent, (2, _WAVES))
    phases = rng.uniform(0, 2 * np.pi, _WAVES)

    def again(points: NDArray[np.float32]) -> NDArray[np.float32]:
        moved = (points - centre) @ transform.T
        moved += np.sin(moved @ frequencies + phases) @ heights
        path: NDArray[np.float32] = moved.astype(np.float32)
        return path

    written = [Stroke(again(stroke.points), stroke.widths) for stroke in strokes]
    if len(written) > 1 and rng.random() < amount.joined:
        points, widths = zip(*((stroke.points, stroke.widths) for stroke in written), strict=True)
        return [Stroke(np.concatenate(points), np.concatenate(widths))]
    return written


def draw_rewritten(
    strokes: Sequence[Stroke], *, rng: np.random.Generator, amount: Rewriting = USUAL
) -> NDArray[np.uint8]:
    """Write strokes once more and draw them with a line of any of the usual widths.

    Parameters
    ----------
    strokes
        At least one stroke.
    rng
        Decides on the differences and on the line's width.
    amount
        How large the differences may be.

    Returns
    -------
    uint8 ndarray of shape (28, 28), ink = 255, paper = 0
    """
    width = float(rng.uniform(*amount.line_widths_px))
    lines = place_strokes(rewrite_strokes(strokes, rng=rng, amount=amount), line_width=width)
    return draw_lines(lines, line_width=width)
