"""Strokes as shapes of ink, whole or piece by piece as they grow under the pen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker

from desktop_app.draw.curve import InkPoint, Piece, pieces_through

if TYPE_CHECKING:
    from nn_core.ink.strokes import Stroke

__all__ = ["outline", "paint_strokes", "paint_strokes_within", "piece_outline"]

_WIDTH_STEP_PX: Final = 0.75
_FEWEST_STEPS: Final = 4
_CURVE_TOLERANCE_PX: Final = 0.1
_LONG_STROKE: Final = 100
_BENT_BY: Final = 2  # a piece of line is bent by one neighbour on either side; one more to be safe


def piece_outline(piece: Piece) -> QPainterPath:
    """Give the shape of one piece of line, with round ends and its change of width."""
    start, end = piece.start, piece.end
    if piece.length() == 0:
        return _dot(end)
    if abs(end.width - start.width) < _WIDTH_STEP_PX:
        line = QPainterPath(QPointF(start.x, start.y))
        line.cubicTo(*piece.first_control, *piece.second_control, end.x, end.y)
        return _stroker((start.width + end.width) / 2).createStroke(line)
    shape = QPainterPath()
    shape.setFillRule(Qt.FillRule.WindingFill)
    steps = max(_FEWEST_STEPS, ceil(abs(end.width - start.width) / _WIDTH_STEP_PX))
    before = start
    for step in range(1, steps + 1):
        here = piece.at(step / steps)
        line = QPainterPath(QPointF(before.x, before.y))
        line.lineTo(here.x, here.y)
        shape.addPath(_stroker((before.width + here.width) / 2).createStroke(line))
        before = here
    return shape


@lru_cache(maxsize=512)
def outline(stroke: Stroke) -> QPainterPath:
    """Give the whole shape of a stroke, in pixels of the paper."""
    rows = zip(stroke.points.tolist(), stroke.widths.tolist(), strict=True)
    points = [InkPoint(x, y, width) for (x, y), width in rows]
    if all(point[:2] == points[0][:2] for point in points):
        return _dot(points[0])
    widths = [point.width for point in points]
    if max(widths) - min(widths) < _WIDTH_STEP_PX:
        line = QPainterPath(QPointF(points[0].x, points[0].y))
        for piece in pieces_through(points):
            line.cubicTo(*piece.first_control, *piece.second_control, piece.end.x, piece.end.y)
        return _stroker(sum(widths) / len(widths)).createStroke(line)
    shape = QPainterPath()
    shape.setFillRule(Qt.FillRule.WindingFill)
    for piece in pieces_through(points):
        shape.addPath(piece_outline(piece))
    return shape


def paint_strokes(painter: QPainter, strokes: Iterable[Stroke], color: QColor) -> None:
    """Paint strokes, in pixels of the paper, with whatever transformation the painter has."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for stroke in strokes:
        painter.fillPath(outline(stroke), color)


def paint_strokes_within(
    painter: QPainter, strokes: Iterable[Stroke], color: QColor, area: QRectF
) -> None:
    """Paint strokes anew where they reach into an area that the painter is clipped to.

    Of a long scribble only what lies near is shaped: shaping all of it takes a while.
    """
    near = [part for stroke in strokes for part in _parts_near(stroke, area)]
    paint_strokes(painter, near, color)


def _parts_near(stroke: Stroke, area: QRectF) -> list[Stroke]:
    if len(stroke.points) < _LONG_STROKE:
        return [stroke] if outline(stroke).controlPointRect().intersects(area) else []
    # Loaded here, since the first paint needs no arrays.
    import numpy as np

    from nn_core.ink.strokes import Stroke

    steps = np.hypot(*np.diff(stroke.points, axis=0).T)
    reach = float(stroke.widths.max()) / 2 + float(steps.max())
    low = np.array([area.left(), area.top()]) - reach
    high = np.array([area.right(), area.bottom()]) + reach
    inside = ((stroke.points >= low) & (stroke.points <= high)).all(axis=1)
    window = np.ones(2 * _BENT_BY + 1, dtype=np.int8)
    wanted = np.convolve(inside, window, mode="same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], wanted, [False]))))
    return [
        Stroke(stroke.points[first:last], stroke.widths[first:last])
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    ]


def _stroker(width: float) -> QPainterPathStroker:
    stroker = QPainterPathStroker()
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    stroker.setCurveThreshold(_CURVE_TOLERANCE_PX)
    stroker.setWidth(width)
    return stroker


def _dot(point: InkPoint) -> QPainterPath:
    shape = QPainterPath()
    shape.addEllipse(QPointF(point.x, point.y), point.width / 2, point.width / 2)
    return shape
