"""Numbers of several digits: which marks make one digit, read from left to right, line by line.

Every run of neighbouring marks on a line that could be one digit is read by the network, all of
them in one go. The cheapest way to divide the line into such runs is the number: a run costs as
much as the network doubts that it is a digit, and more where it holds a gap or cuts through marks
that stand over one another. This is over-segmentation with dynamic programming, as in LeCun et al.,
"Gradient-Based Learning Applied to Document Recognition", 1998, section V.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.digits.lines import arrange_lines
from nn_core.digits.recognizer import Reading, Recognizer
from nn_core.ink.drawing import IMAGE_PX, draw_lines, place_strokes
from nn_core.ink.marks import find_marks, join_marks
from nn_core.ink.paper import separate_ink
from nn_core.ink.pixels import check_picture, lay_out
from nn_core.ink.strokes import Box, Stroke, bounding_box

__all__ = ["NumberReading", "PlacedReading", "read_number", "read_number_in_picture"]

_MOST_MARKS = 4
"""How many pen movements one digit may have."""
_WIDEST_GAP = 0.5
"""A digit has no gap wider than this, in heights of its line."""
_GAP_COST = 6.0
_OVERLAP_COST = 5.0
_FREE_OVERLAP = 0.15
_SMALL_COST = 4.0
_SMALL = 0.5
_CUT_COST = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class PlacedReading:
    """One digit of a number.

    Attributes
    ----------
    reading
        What the network makes of it.
    box
        Where it stands on the paper.
    line
        The line that it stands on, from 0.
    marks
        Which of the strokes it is made of.
    """

    reading: Reading
    box: Box
    line: int
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NumberReading:
    """All digits of a drawing.

    Attributes
    ----------
    digits
        In the order of reading: line by line, from left to right.
    """

    digits: tuple[PlacedReading, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The number on each line; a place that holds no digit is a question mark."""
        count = max(placed.line for placed in self.digits) + 1
        return tuple(
            "".join(
                str(placed.reading.digit) if placed.reading.is_digit else "?"
                for placed in self.digits
                if placed.line == line
            )
            for line in range(count)
        )

    @property
    def text(self) -> str:
        """The whole number, its lines parted by spaces."""
        return " ".join(self.lines)

    @property
    def confidence(self) -> float:
        """The probability that every digit is right, taking them as independent."""
        return float(np.prod([placed.reading.confidence for placed in self.digits]))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring marks on a line that might be one digit."""

    first: int
    last: int
    marks: tuple[int, ...]
    box: Box
    geometry_cost: float


def read_number(strokes: Sequence[Stroke], recognizer: Recognizer) -> NumberReading | None:
    """Read all digits of a drawing.

    Parameters
    ----------
    strokes
        The pen's paths, y down.
    recognizer
        What reads each digit.

    Returns
    -------
    NumberReading | None
        None where there is no ink.
    """

    def draw(marks: Sequence[int]) -> NDArray[np.uint8]:
        lines = place_strokes([strokes[mark] for mark in marks])
        return draw_lines(lines)

    boxes = [bounding_box([stroke]) for stroke in strokes]
    return _read(boxes, list(range(len(boxes))), draw, recognizer)


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
        None where there is no ink. The marks of its digits are pieces of ink, and their boxes
        are in pixels of the picture, a large one having been reduced as in `separate_ink`.

    Raises
    ------
    ImageError
        If `gray` is no two-dimensional uint8 array.
    """
    check_picture(gray)
    marks = find_marks(separate_ink(gray))

    def draw(chosen: Sequence[int]) -> NDArray[np.uint8]:
        image = lay_out(join_marks([marks[mark] for mark in chosen]))
        return np.zeros((IMAGE_PX, IMAGE_PX), np.uint8) if image is None else image

    return _read([mark.box for mark in marks], [mark.piece for mark in marks], draw, recognizer)


def _read(
    boxes: list[Box],
    pieces: list[int],
    draw: Callable[[Sequence[int]], NDArray[np.uint8]],
    recognizer: Recognizer,
) -> NumberReading | None:
    """Divide marks into digits, given their boxes and pieces, and how to draw some as one digit."""
    if not boxes:
        return None
    lines = arrange_lines(boxes)
    runs = [
        _runs([boxes[mark] for mark in line], [pieces[mark] for mark in line], line)
        for line in lines
    ]
    images = [draw(run.marks) for of_line in runs for run in of_line]
    readings = iter(recognizer.read_images(np.stack(images)))
    digits: list[PlacedReading] = []
    for number, (line, of_line) in enumerate(zip(lines, runs, strict=True)):
        read = [next(readings) for _ in of_line]
        for place in _cheapest(len(line), of_line, read):
            run = of_line[place]
            digits.append(PlacedReading(read[place], run.box, number, run.marks))
    return NumberReading(tuple(digits))


def _runs(boxes: list[Box], pieces: list[int], marks: Sequence[int]) -> list[_Run]:
    """List the runs of a line's marks that could be one digit, with what their shape costs."""
    height = max(max(box[3] - box[1] for box in boxes), 1e-6)
    runs = []
    for first in range(len(boxes)):
        for last in range(first, min(first + _MOST_MARKS, len(boxes))):
            inside = boxes[first : last + 1]
            gap = _widest_gap(inside) / height
            if gap > _WIDEST_GAP:
                continue
            box = _around(inside)
            cost = _GAP_COST * gap
            cost += _OVERLAP_COST * _cut(box, boxes[:first] + boxes[last + 1 :])
            small = max(box[3] - box[1], box[2] - box[0]) / height
            cost += _SMALL_COST * max(0.0, _SMALL - small)
            if first and pieces[first - 1] == pieces[first]:
                cost += _CUT_COST
            runs.append(_Run(first, last, tuple(marks[first : last + 1]), box, cost))
    return runs


def _cheapest(marks: int, runs: Sequence[_Run], readings: Sequence[Reading]) -> list[int]:
    """Divide a line into runs at the least cost: a shortest path from its first mark to its end."""
    costs: NDArray[np.float64] = np.full(marks + 1, np.inf)
    costs[0] = 0.0
    through = [-1] * (marks + 1)
    for place in sorted(range(len(runs)), key=lambda place: runs[place].last):
        run, reading = runs[place], readings[place]
        doubt = -float(np.log(max(reading.confidence, 1e-6)))
        cost = costs[run.first] + doubt + run.geometry_cost
        if cost < costs[run.last + 1]:
            costs[run.last + 1] = cost
            through[run.last + 1] = place
    path: list[int] = []
    end = marks
    while end > 0:
        path.append(through[end])
        end = runs[through[end]].first
    return path[::-1]


def _widest_gap(boxes: Sequence[Box]) -> float:
    """Find the widest strip between marks that none of them reaches into."""
    in_order = sorted(boxes)
    reach, widest = in_order[0][2], 0.0
    for left, _, right, _ in in_order[1:]:
        widest = max(widest, left - reach)
        reach = max(reach, right)
    return widest


def _cut(box: Box, others: Sequence[Box]) -> float:
    """Tell how much of the box, or of a mark outside it, stands over the other."""
    worst = 0.0
    for left, _, right, _ in others:
        shared = min(box[2], right) - max(box[0], left)
        narrower = min(box[2] - box[0], right - left)
        if shared > 0:
            worst = max(worst, shared / max(narrower, 1e-6))
    return max(0.0, worst - _FREE_OVERLAP)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
