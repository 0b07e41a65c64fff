"""Numbers of several digits: which marks make one digit, read from left to right, line by line.

Every run of neighbouring marks on a line that could be one digit is read by the network, all of
them in one go. The cheapest way to divide the line into such runs is the number: a run costs as
much as the network doubts that it is a digit, and more where it holds a gap or parts marks that
stand over one another. This is over-segmentation with dynamic programming, as in LeCun et al.,
"Gradient-Based Learning Applied to Document Recognition", 1998, section V.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.digits.lines import arrange_lines, join_lines
from nn_core.digits.recognizer import Reading, Recognizer
from nn_core.ink.drawing import draw_lines, place_strokes
from nn_core.ink.strokes import Box, Stroke, bounding_box

__all__ = ["NumberReading", "PlacedReading", "read_number"]

_MOST_MARKS = 4
"""How many pen movements one digit may have."""
_WIDEST_GAP = 0.5
"""A part of a number has no gap wider than this, in heights of its line."""
_WIDEST_DIGIT = 1.8
"""Several marks of a number that are wider than this, in those heights, are more than one digit."""
_FREE_GAP = 0.15
_GAP_COST = 6.0
_OVERLAP_COST = 5.0
_FREE_OVERLAP = 0.15
_NO_WIDTH = 1e-6
_SMALL_COST = 4.0
_SMALL = 0.5
_WIDE_COST = 2.0
_WIDE = 1.0
_LINE_COST = 1.0
_REFUSED_COST = 1.5
_DEAREST_DIGIT = 1.5
"""Digits that cost more than this on average are no number: strokes that cross make a sign."""
_MOST_DOUBT = 2.5
"""What a digit adds to that by its doubt at most: one that is illegible spoils no number."""
_ALONE_GAIN = 1.5
"""Most drawings are of one digit, so several need to be that much likelier."""


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
        Which of the strokes it is made of; empty in a picture.
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
    def holds_several(self) -> bool:
        """Whether this is a number, and not one digit, or a scribble that falls into no digits."""
        digits = [placed.reading.is_digit for placed in self.digits]
        return len(digits) > 1 and any(digits)

    @property
    def confidence(self) -> float:
        """The probability that every place was read rightly, taking them as independent."""
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
    return _read(boxes, draw, recognizer)


def _read(
    boxes: list[Box],
    draw: Callable[[Sequence[int]], NDArray[np.uint8]],
    recognizer: Recognizer,
) -> NumberReading | None:
    """Divide marks into digits, given their boxes, and how to draw some as one digit."""
    if not boxes:
        return None
    arrangements = [arrange_lines(boxes)]
    joined = join_lines(arrangements[0], boxes)
    if joined != arrangements[0]:
        arrangements.append(joined)
    # The same marks turn up in several arrangements, and are drawn and read once.
    places: dict[tuple[int, ...], int] = {}
    runs = [[_runs(line, boxes) for line in arrangement] for arrangement in arrangements]
    for run in (run for of_lines in runs for of_line in of_lines for run in of_line):
        places.setdefault(run.marks, len(places))
    readings = recognizer.read_images(np.stack([draw(marks) for marks in places]))

    best: tuple[float, list[list[_Run]]] = np.inf, []
    for arrangement, of_lines in zip(arrangements, runs, strict=True):
        cost = _LINE_COST * (len(arrangement) - 1)
        chosen = []
        for line, of_line in zip(arrangement, of_lines, strict=True):
            doubts = [
                _doubt(readings[places[run.marks]], alone=len(run.marks) == len(boxes))
                for run in of_line
            ]
            line_cost, path = _cheapest(len(line), of_line, doubts)
            cost += line_cost
            chosen.append(path)
        if cost < best[0]:
            best = cost, chosen
    digits = tuple(
        PlacedReading(readings[places[run.marks]], run.box, number, run.marks)
        for number, path in enumerate(best[1])
        for run in path
    )
    dearness = [
        run.geometry_cost + min(_doubt(readings[places[run.marks]], alone=False), _MOST_DOUBT)
        for path in best[1]
        for run in path
    ]
    if len(digits) > 1 and sum(dearness) > _DEAREST_DIGIT * len(digits):
        every = tuple(range(len(boxes)))
        whole = recognizer.read_image(draw(every))
        digits = (PlacedReading(whole, _around(boxes), 0, every),)
    return NumberReading(digits)


def _runs(line: Sequence[int], boxes: Sequence[Box]) -> list[_Run]:
    """List the runs of a line's marks that could be one digit, with what their shape costs."""
    height = max(max(boxes[mark][3] - boxes[mark][1] for mark in line), 1e-6)
    runs = []
    for first in range(len(line)):
        for last in range(first, min(first + _MOST_MARKS, len(line))):
            marks = tuple(line[first : last + 1])
            inside = [boxes[mark] for mark in marks]
            box = _around(inside)
            # A 5 may be twice as tall as either of its strokes.
            scale = max(height, box[3] - box[1])
            gap = max(_widest_gap(inside, 0), _widest_gap(inside, 1)) / scale
            width = (box[2] - box[0]) / scale
            if 1 < len(marks) < len(boxes) and (gap > _WIDEST_GAP or width > _WIDEST_DIGIT):
                continue
            outside = [boxes[mark] for mark in (*line[:first], *line[last + 1 :])]
            cost = _GAP_COST * max(0.0, gap - _FREE_GAP)
            cost += _OVERLAP_COST * _cut(box, outside)
            cost += _SMALL_COST * max(0.0, _SMALL - max(box[2] - box[0], box[3] - box[1]) / height)
            if len(marks) > 1:
                cost += _WIDE_COST * max(0.0, width - _WIDE)
            runs.append(_Run(first, last, marks, box, cost))
    return runs


def _doubt(reading: Reading, *, alone: bool) -> float:
    doubt = -float(np.log(max(reading.confidence, 1e-6)))
    if not reading.is_digit:
        return doubt + _REFUSED_COST
    return doubt - _ALONE_GAIN if alone else doubt


def _cheapest(
    marks: int, runs: Sequence[_Run], doubts: Sequence[float]
) -> tuple[float, list[_Run]]:
    """Divide a line into runs at the least cost: a shortest path from its first mark to its end."""
    costs = [0.0] + [np.inf] * marks
    through: list[_Run | None] = [None] * (marks + 1)
    for place in sorted(range(len(runs)), key=lambda place: runs[place].last):
        run = runs[place]
        cost = costs[run.first] + doubts[place] + run.geometry_cost
        if cost < costs[run.last + 1]:
            costs[run.last + 1] = cost
            through[run.last + 1] = run
    path: list[_Run] = []
    run_before = through[marks]
    while run_before is not None:
        path.append(run_before)
        run_before = through[run_before.first]
    return costs[marks], path[::-1]


def _widest_gap(boxes: Sequence[Box], axis: int) -> float:
    """Find the widest strip between marks that none reaches into: upright for 0, level for 1."""
    spans = sorted((box[axis], box[axis + 2]) for box in boxes)
    reach, widest = spans[0][1], 0.0
    for start, end in spans[1:]:
        widest = max(widest, start - reach)
        reach = max(reach, end)
    return widest


def _cut(box: Box, others: Sequence[Box]) -> float:
    """Tell how much of the box, or of a mark outside it, stands over the other."""
    worst = 0.0
    for left, _, right, _ in others:
        # An upright line has no width, and stands wholly over what lies on both sides of it.
        shared = min(box[2], right) - max(box[0], left) + _NO_WIDTH
        narrower = min(box[2] - box[0], right - left) + _NO_WIDTH
        worst = max(worst, shared / narrower)
    return max(0.0, worst - _FREE_OVERLAP)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
