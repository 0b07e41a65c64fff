"""Strokes drawn as MNIST would show them: one line width, 20 px tall or wide, centred by mass.

A picture that is drawn from the pen's path itself depends neither on how large the digit was
written nor on how thick the pen was, so the network always meets the line width it knows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.curve import smooth_strokes
from nn_core.ink.strokes import Stroke, bounding_box, usual_width

__all__ = ["BOX_PX", "IMAGE_PX", "LINE_WIDTH_PX", "draw_lines", "draw_strokes", "place_strokes"]

IMAGE_PX = 28
"""Height and width of MNIST's pictures."""
BOX_PX = 20.0
"""The longer side of the ink in MNIST's pictures."""
LINE_WIDTH_PX = 2.5
"""The usual width of a line in MNIST's pictures."""

_POINT_SPACING_PX = 0.4
_CELLS_AT_ONCE = 1 << 18


def draw_strokes(
    strokes: Sequence[Stroke], *, line_width: float = LINE_WIDTH_PX
) -> NDArray[np.uint8] | None:
    """Draw strokes as the picture that the network reads.

    Parameters
    ----------
    strokes
        The pen's paths, in any unit and at any place, y down.
    line_width
        Width of the line in pixels of the picture.

    Returns
    -------
    uint8 ndarray of shape (28, 28), ink = 255, paper = 0, or None
        None where there are no strokes.
    """
    if not strokes:
        return None
    return draw_lines(place_strokes(strokes, line_width=line_width), line_width=line_width)


def place_strokes(
    strokes: Sequence[Stroke], *, line_width: float = LINE_WIDTH_PX
) -> list[NDArray[np.float32]]:
    """Scale the strokes' longer side to 20 px, line included, and centre their ink.

    Points that lie far apart are joined by the curve that the pad shows, and not by straight lines.
    The centre of mass is that of an even line along the path. A mark that is smaller than its own
    pen, such as a dot, is not blown up: it stays as small as its pen.

    Parameters
    ----------
    strokes
        At least one stroke.
    line_width
        Width, in pixels of the picture, of the line that will be drawn along the paths.

    Returns
    -------
    list of float32 ndarray of shape (points, 2)
        The paths in pixels of the 28×28 picture, the corner of its first pixel being (0, 0).
    """
    strokes = smooth_strokes(strokes)
    left, top, right, bottom = bounding_box(strokes)
    pen = usual_width(np.concatenate([stroke.widths for stroke in strokes]))
    extent = max(right - left, bottom - top, pen, 1e-6)
    scale = (BOX_PX - line_width) / extent
    origin = np.array([(left + right) / 2, (top + bottom) / 2], dtype=np.float32)
    lines = [(stroke.points - origin) * np.float32(scale) for stroke in strokes]
    shift = np.float32(IMAGE_PX / 2) - _centre_of_line(lines, line_width)
    return [line + shift for line in lines]


def draw_lines(
    lines: Sequence[NDArray[np.float32]],
    *,
    line_width: float = LINE_WIDTH_PX,
    size_px: int = IMAGE_PX,
) -> NDArray[np.uint8]:
    """Draw paths with an even, round pen and smooth edges.

    A pixel's ink is how far its centre lies within the line, with a ramp of one pixel at the
    line's edge, which is close to the share of the pixel that the line covers.

    Parameters
    ----------
    lines
        float32 ndarrays of shape (points, 2), in pixels of the picture, x to the right, y down.
    line_width
        Width of the line in pixels.
    size_px
        Height and width of the picture.

    Returns
    -------
    uint8 ndarray of shape (size_px, size_px), ink = 255, paper = 0
    """
    starts, ends = _segments(lines)
    centres = np.arange(size_px, dtype=np.float32) + np.float32(0.5)
    nearest = np.full((size_px, size_px), np.inf, dtype=np.float32)
    at_once = max(1, _CELLS_AT_ONCE // size_px**2)
    for first in range(0, len(starts), at_once):
        chunk = slice(first, first + at_once)
        np.minimum(nearest, _squared_distances(starts[chunk], ends[chunk], centres), out=nearest)
    ink = np.clip(np.float32(line_width / 2 + 0.5) - np.sqrt(nearest), 0, 1)
    return np.rint(ink * 255).astype(np.uint8)


def _segments(
    lines: Sequence[NDArray[np.float32]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """List the straight pieces of all paths, leaving out points that add nothing."""
    starts, ends = [], []
    for line in lines:
        kept = _thin_out(line)
        starts.append(kept[:-1] if len(kept) > 1 else kept)
        ends.append(kept[1:] if len(kept) > 1 else kept)
    if not starts:
        nothing = np.zeros((0, 2), dtype=np.float32)
        return nothing, nothing
    return np.concatenate(starts), np.concatenate(ends)


def _thin_out(line: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keep one point for each step along the path, and always both ends."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    cells = np.floor(np.cumsum(steps) / _POINT_SPACING_PX)
    keep = np.ones(len(line), dtype=bool)
    keep[1:-1] = np.diff(cells) > 0
    return line[keep]


def _squared_distances(
    starts: NDArray[np.float32], ends: NDArray[np.float32], centres: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Measure each pixel's squared distance to the nearest of some straight pieces.

    The nearest point of a piece is start + t · direction, t = clip((p − start)·direction / |d|²);
    both dot products split into a part of x and a part of y, so only sums are as large as the
    picture.
    """
    direction = ends - starts
    length = np.maximum(np.einsum("sd,sd->s", direction, direction), np.float32(1e-12))
    unit = direction / length[:, None]
    dx = centres[None, :] - starts[:, :1]
    dy = centres[None, :] - starts[:, 1:]
    along = (dy * unit[:, 1:])[:, :, None] + (dx * unit[:, :1])[:, None, :]
    np.clip(along, 0, 1, out=along)
    across = dx[:, None, :] - along * direction[:, 0, None, None]
    along *= direction[:, 1, None, None]
    np.subtract(dy[:, :, None], along, out=along)
    np.square(along, out=along)
    np.square(across, out=across)
    along += across
    nearest: NDArray[np.float32] = along.min(axis=0)
    return nearest


def _centre_of_line(lines: Sequence[NDArray[np.float32]], line_width: float) -> NDArray[np.float32]:
    """Find the centre of mass of even lines with round ends."""
    mass = np.float32(0)
    moment = np.zeros(2, dtype=np.float32)
    for line in lines:
        steps = np.hypot(*np.diff(line, axis=0).T)
        middles = (line[:-1] + line[1:]) / 2
        cap = np.float32(np.pi / 8 * line_width)  # half a round end, as a length of line
        mass += steps.sum() + 2 * cap
        moment += steps @ middles + cap * (line[0] + line[-1])
    centre: NDArray[np.float32] = moment / mass
    return centre
