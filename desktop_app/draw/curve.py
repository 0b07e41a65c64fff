"""The smooth line through the places where the pen was.

A fast hand leaves few of them; between each two the line follows a cubic Bézier curve that meets
its neighbours without a corner and without loops (a centripetal Catmull-Rom spline).

References
----------
Yuksel, Schaefer and Keyser, "Parameterization and applications of Catmull-Rom curves", 2011.
"""

import itertools
from collections.abc import Iterator, Sequence
from math import hypot, sqrt
from typing import Final, NamedTuple

__all__ = ["InkPoint", "Piece", "WetStroke", "pieces_through"]

_LEAST_MOVE_PX: Final = 2.0
_NOTHING: Final = 1e-6


class InkPoint(NamedTuple):
    """A place on the paper and the line's width there, in pixels of the paper."""

    x: float
    y: float
    width: float


class Piece(NamedTuple):
    """A piece of line: a cubic Bézier curve, its width changing evenly from end to end."""

    start: InkPoint
    first_control: tuple[float, float]
    second_control: tuple[float, float]
    end: InkPoint

    def at(self, t: float) -> InkPoint:
        """Give the point at a share `t` of the way."""
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        return InkPoint(
            a * self.start.x + b * self.first_control[0] + c * self.second_control[0]
            + d * self.end.x,
            a * self.start.y + b * self.first_control[1] + c * self.second_control[1]
            + d * self.end.y,
            self.start.width + (self.end.width - self.start.width) * t,
        )  # fmt: skip

    def length(self) -> float:
        """Estimate the length from above, by that of the line through its controls."""
        corners = [self.start[:2], self.first_control, self.second_control, self.end[:2]]
        return sum(hypot(x - u, y - v) for (u, v), (x, y) in itertools.pairwise(corners))


def pieces_through(points: Sequence[InkPoint]) -> Iterator[Piece]:
    """Go along the line through some points, piece by piece; one point alone is a dot."""
    if len(points) == 1:
        yield _piece(points[0], points[0], points[0], points[0])
    last = len(points) - 1
    for index in range(last):
        yield _piece(
            points[max(index - 1, 0)],
            points[index],
            points[index + 1],
            points[min(index + 2, last)],
        )


class WetStroke:
    """The stroke under the pen, growing as it moves.

    Attributes
    ----------
    knots
        The points that the line goes through.
    tip
        Where the pen is now; perhaps a little beyond the last knot.
    """

    def __init__(self, first: InkPoint) -> None:
        self.knots = [first]
        self.tip = first

    @property
    def points(self) -> list[InkPoint]:
        """The knots, and the tip if it is not one of them."""
        return self.knots if self.tip is self.knots[-1] else [*self.knots, self.tip]

    def move(self, tip: InkPoint) -> Piece | None:
        """Move the pen; return the piece of line that is settled by that, if one is.

        Steps too small to tell a direction (a mouse knows whole pixels only) settle nothing.
        """
        self.tip = tip
        before = self.knots[-1]
        if hypot(tip.x - before.x, tip.y - before.y) < _LEAST_MOVE_PX:
            return None
        self.knots.append(tip)
        if len(self.knots) < 3:
            return None
        return _piece(self.knots[max(len(self.knots) - 4, 0)], *self.knots[-3:])

    def settled(self) -> Iterator[Piece]:
        """Go along the part of the line that will not change any more."""
        for index in range(len(self.knots) - 2):
            yield _piece(self.knots[max(index - 1, 0)], *self.knots[index : index + 3])

    def tail(self) -> list[Piece]:
        """Give the rest of the line, up to the pen."""
        settled = max(len(self.knots) - 2, 0)
        # A piece is bent by the knot before it, which therefore comes along.
        first = max(settled - 1, 0)
        return list(pieces_through(self.points[first:]))[settled - first :]


def _piece(before: InkPoint, start: InkPoint, end: InkPoint, after: InkPoint) -> Piece:
    """Bend the piece from `start` to `end` towards where the line comes from and goes to."""
    here = hypot(end.x - start.x, end.y - start.y)
    return Piece(
        start,
        _control(before, start, end, hypot(start.x - before.x, start.y - before.y), here),
        _control(after, end, start, hypot(after.x - end.x, after.y - end.y), here),
        end,
    )


def _control(
    outer: InkPoint, knot: InkPoint, inner: InkPoint, outer_length: float, length: float
) -> tuple[float, float]:
    """Place the Bézier control beside `knot` on its way to `inner`."""
    if outer_length < _NOTHING or length < _NOTHING:
        return knot.x, knot.y
    a, b = sqrt(outer_length), sqrt(length)
    of_inner, of_outer = a * a, -b * b
    of_knot = 2 * a * a + 3 * a * b + b * b
    whole = 3 * a * (a + b)
    return (
        (of_inner * inner.x + of_outer * outer.x + of_knot * knot.x) / whole,
        (of_inner * inner.y + of_outer * outer.y + of_knot * knot.y) / whole,
    )
