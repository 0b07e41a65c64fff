"""Which marks stand on one line of writing, and in what order."""

from collections.abc import Sequence

from nn_core.ink.strokes import Box

__all__ = ["arrange_lines", "join_lines"]

_SHARED_HEIGHT = 0.35
"""Marks stand on one line if they share this part of the lower one's height."""
_TALL = 0.45
"""A mark is tall, and can found a line, from this part of the tallest one's height on."""

_FAR = 0.6
"""Nothing belongs to a line that is farther away than this, in heights of that line."""
_NEAR = 0.5
"""Lines nearer than this, in heights of the lower one, may be the halves of one line's digits."""


def arrange_lines(boxes: Sequence[Box]) -> list[list[int]]:
    """Sort marks into lines from top to bottom, and each line from left to right.

    Tall marks found the lines; low ones, such as the bar of a 7 or a dash, join the line they are
    nearest to.

    Parameters
    ----------
    boxes
        The marks' boxes.

    Returns
    -------
    list of list of int
        Indices into `boxes`, a list for each line, ordered by the boxes' middles.
    """
    if not boxes:
        return []
    heights = [bottom - top for _, top, _, bottom in boxes]
    tallest = max(heights)
    tall_first = sorted(range(len(boxes)), key=lambda index: -heights[index])
    lines: list[list[int]] = []
    spans: list[tuple[float, float]] = []
    for index in tall_first:
        _, top, _, bottom = boxes[index]
        line = _line_of(top, bottom, spans, may_found=heights[index] >= _TALL * tallest)
        if line is None:
            lines.append([index])
            spans.append((top, bottom))
        else:
            lines[line].append(index)
    order = sorted(range(len(lines)), key=lambda line: sum(spans[line]))
    return [sorted(lines[line], key=lambda index: _middle(boxes[index])) for line in order]


def join_lines(lines: Sequence[Sequence[int]], boxes: Sequence[Box]) -> list[list[int]]:
    """Make one line of lines that almost touch: an 8 of two rings is no number of two lines.

    Parameters
    ----------
    lines
        As `arrange_lines` gives them.
    boxes
        The marks' boxes.
    """
    joined: list[list[int]] = []
    for line in lines:
        if joined and _gap(joined[-1], line, boxes) < _NEAR:
            joined[-1] += line
        else:
            joined.append(list(line))
    return [sorted(line, key=lambda index: _middle(boxes[index])) for line in joined]


def _gap(upper: Sequence[int], lower: Sequence[int], boxes: Sequence[Box]) -> float:
    """Measure how far apart two lines are, in heights of the lower of them."""
    spans = [
        (min(boxes[mark][1] for mark in line), max(boxes[mark][3] for mark in line))
        for line in (upper, lower)
    ]
    height = min(bottom - top for top, bottom in spans)
    return (spans[1][0] - spans[0][1]) / max(height, 1e-6)


def _line_of(
    top: float, bottom: float, spans: Sequence[tuple[float, float]], *, may_found: bool
) -> int | None:
    """Find the line that a mark belongs to; None if it founds one."""
    if not spans:
        return None
    if may_found:
        for line, (line_top, line_bottom) in enumerate(spans):
            shared = min(bottom, line_bottom) - max(top, line_top)
            if shared >= _SHARED_HEIGHT * min(bottom - top, line_bottom - line_top):
                return line
        return None
    middle = (top + bottom) / 2

    def distance(line: int) -> float:
        line_top, line_bottom = spans[line]
        return max(line_top - middle, middle - line_bottom, 0.0)

    nearest = min(range(len(spans)), key=lambda line: (distance(line), line))
    line_top, line_bottom = spans[nearest]
    return nearest if distance(nearest) <= _FAR * (line_bottom - line_top) else None


def _middle(box: Box) -> float:
    return (box[0] + box[2]) / 2
