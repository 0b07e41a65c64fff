"""Numbers in pictures: lines of writing divided into digits, also where these touch.

A line of writing is divided at every place where it might be, and each part between two of these
cuts that could be one digit is read by the network, all of them in one go. The cheapest chain of
parts from one end of the line to the other is the number: a part costs as much as the network
doubts that it is a digit, and more where it holds a gap or was cut out of connected ink.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nn_core.digits.lines import arrange_lines, join_lines
from nn_core.digits.numbers import NumberReading, PlacedReading
from nn_core.digits.recognizer import Reading, Recognizer
from nn_core.ink.components import component_boxes, label_components
from nn_core.ink.cuts import Cut, InkPixels, find_cuts
from nn_core.ink.paper import separate_ink
from nn_core.ink.pixels import check_picture, lay_out
from nn_core.ink.strokes import Box
from nn_core.ink.written_line import WrittenLine, take_line

__all__ = ["MOST_PIECES", "read_number_in_picture"]

_INKED = 0.3
MOST_PIECES = 60
"""More pieces of ink than this are a page of print, or a pattern, and no number."""

_WIDEST_GAP = 0.5
_WIDEST_PART = 1.5
"""A part of a number has no wider gap and is no wider itself, in heights of its line."""
_INK_OF_A_PART = (0.4, 4.0)
"""How much ink a part has, in upright lines as tall as the line of writing."""
_MOST_OUT_OF_ORDER = 0.05
"""Cuts may cross each other by so much ink, in the same unit."""
_DEAREST_SHAPE = 3.0
"""Parts whose shape costs more are not read at all."""

_FREE_GAP = 0.15
_GAP_COST = 6.0
_FREE_OVERLAP = 0.15
_OVERLAP_COST = 5.0
_SMALL = 0.5
_SMALL_COST = 4.0
_WIDE = 1.0
_WIDE_COST = 2.0
_CUT_COST = 0.7
_CROSSED_COST = 0.6
_MOST_CROSSED = 1.5
"""What is cut through counts up to so many widths of the line."""
_LINE_COST = 1.0
_REFUSED_COST = 1.5
_ALONE_GAIN = 1.5
"""Most pictures are of one digit, so several need to be that much likelier."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What lies between two cuts and might be one digit."""

    first: int
    last: int
    inside: NDArray[np.bool_]
    box: tuple[int, int, int, int]
    shape_cost: float


def read_number_in_picture(gray: NDArray[np.uint8], recognizer: Recognizer) -> NumberReading | None:
    """Read all digits of a picture.

    Parameters
    ----------
    gray
        uint8 ndarray of shape (height, width): dark ink on light paper or light on dark.
    recognizer
        What reads each digit.

    Returns
    -------
    NumberReading | None
        None where there is no ink. The boxes of its digits are in pixels of the picture, a large
        one having been reduced as in `separate_ink`.

    Raises
    ------
    ImageError
        If `gray` is no two-dimensional uint8 array.
    """
    check_picture(gray)
    ink = separate_ink(gray)
    labels, count = label_components(ink > _INKED * ink.max(initial=0))
    if count == 0:
        return None
    if count > MOST_PIECES:
        return _as_one(ink, recognizer)
    boxes: list[Box] = [
        (left, top, right, bottom)
        for left, top, right, bottom in component_boxes(labels, count).tolist()
    ]
    arrangements = [arrange_lines(boxes)]
    joined = join_lines(arrangements[0], boxes)
    if joined != arrangements[0]:
        arrangements.append(joined)
    best: tuple[float, list[PlacedReading]] | None = None
    for arrangement in arrangements:
        cost = _LINE_COST * (len(arrangement) - 1)
        digits: list[PlacedReading] = []
        for number, pieces in enumerate(arrangement):
            line = take_line(ink, labels, [piece + 1 for piece in pieces])
            line_cost, read = _read_line(line, recognizer, alone=len(arrangement) == 1)
            cost += line_cost
            digits += [PlacedReading(reading, box, number, ()) for reading, box in read]
        if best is None or cost < best[0]:
            best = cost, digits
    return None if best is None else _without_litter(NumberReading(tuple(best[1])))


def _as_one(ink: NDArray[np.float32], recognizer: Recognizer) -> NumberReading | None:
    """Read all ink as if it were one digit."""
    image = lay_out(ink)
    if image is None:
        return None
    height, width = ink.shape
    return NumberReading(
        (PlacedReading(recognizer.read_image(image), (0, 0, width, height), 0, ()),)
    )


def _read_line(
    line: WrittenLine, recognizer: Recognizer, *, alone: bool
) -> tuple[float, list[tuple[Reading, Box]]]:
    """Divide a line of writing into digits; tell what that costs as well."""
    cuts = find_cuts(line.pixels, line.line_width)
    parts = _parts(line.pixels, cuts)
    readings = recognizer.read_images(np.stack([line.sketch(part.inside) for part in parts]))
    end = len(cuts) - 1
    costs = [0.0] + [np.inf] * end
    through: list[_Part | None] = [None] * (end + 1)
    for part, reading in sorted(
        zip(parts, readings, strict=True), key=lambda pair: (pair[0].last, pair[0].first)
    ):
        whole = alone and part.first == 0 and part.last == end
        cost = costs[part.first] + part.shape_cost + _doubt(reading, whole=whole)
        if cost < costs[part.last]:
            costs[part.last], through[part.last] = cost, part
    chain: list[_Part] = []
    last = through[end]
    while last is not None:
        chain.append(last)
        last = through[last.first]
    images = np.stack([line.image(part.inside) for part in chain[::-1]])
    places = [line.place_of(part.box) for part in chain[::-1]]
    return costs[end], list(zip(recognizer.read_images(images), places, strict=True))


def _doubt(reading: Reading, *, whole: bool) -> float:
    doubt = -float(np.log(max(reading.confidence, 1e-6)))
    if not reading.is_digit:
        return doubt + _REFUSED_COST
    return doubt - _ALONE_GAIN if whole else doubt


def _parts(pixels: InkPixels, cuts: Sequence[Cut]) -> list[_Part]:
    """List what lies between cuts and could be one digit, the whole line always among it."""
    sides = np.stack([cut.left for cut in cuts]).astype(np.float32)
    common = (sides * pixels.ink) @ sides.T
    masses = common.diagonal()
    least, most = (share * pixels.unit for share in _INK_OF_A_PART)
    parts = []
    for first, cut in enumerate(cuts):
        for last in range(first + 1, len(cuts)):
            whole = first == 0 and last == len(cuts) - 1
            crossing = masses[first] - common[first, last]
            ink = masses[last] - common[first, last]
            in_order = crossing <= _MOST_OUT_OF_ORDER * pixels.unit
            if whole or (in_order and least < ink < most):
                inside = cuts[last].left & ~cut.left
                part = _shaped(pixels, first, last, inside, cut.crossed, cuts[last].crossed)
                if whole or part.shape_cost <= _DEAREST_SHAPE:
                    parts.append(part)
    return parts


def _shaped(
    pixels: InkPixels,
    first: int,
    last: int,
    inside: NDArray[np.bool_],
    crossed_left: float,
    crossed_right: float,
) -> _Part:
    """Work out what the shape of a part costs; infinitely much where it is no digit's."""
    height = pixels.shape[0]
    columns, rows = np.unique(pixels.x[inside]), np.unique(pixels.y[inside])
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    own = np.zeros(len(pixels.boxes), dtype=bool)
    own[pixels.piece[inside]] = True
    width = (right - left) / height
    gap = (max(np.diff(columns).max(initial=1), np.diff(rows).max(initial=1)) - 1) / height
    several = own.sum() > 1
    cost = _GAP_COST * max(0.0, gap - _FREE_GAP)
    cost += _OVERLAP_COST * _overlap(pixels.boxes[~own], left, right)
    cost += _SMALL_COST * max(0.0, _SMALL - max((bottom - top) / height, width))
    if several or crossed_left or crossed_right:
        cost += _WIDE_COST * max(0.0, width - _WIDE)
    if crossed_left:
        cost += _CUT_COST + _CROSSED_COST * min(crossed_left, _MOST_CROSSED)
    if width > _WIDEST_PART or (several and gap > _WIDEST_GAP):
        cost += _DEAREST_SHAPE
    return _Part(first, last, inside, (left, top, right, bottom), float(cost))


def _overlap(boxes: NDArray[np.int64], left: int, right: int) -> float:
    """Tell how much of a part, or of a piece outside it, stands over the other."""
    if not len(boxes):
        return 0.0
    shared = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
    narrower = np.minimum(boxes[:, 2] - boxes[:, 0], right - left)
    return max(0.0, float((shared / narrower).max()) - _FREE_OVERLAP)


def _without_litter(number: NumberReading) -> NumberReading:
    """Leave out what is neither a digit nor as large as one, and lines without any digit."""
    heights = [placed.box[3] - placed.box[1] for placed in number.digits if placed.reading.is_digit]
    if not heights:
        return number
    least = _SMALL * float(np.median(heights))
    lines = sorted({placed.line for placed in number.digits if placed.reading.is_digit})
    return NumberReading(
        tuple(
            replace(placed, line=lines.index(placed.line))
            for placed in number.digits
            if placed.line in lines
            and (placed.reading.is_digit or placed.box[3] - placed.box[1] >= least)
        )
    )
