"""A chart of pyqtgraph's in the window's own look: hairlines, quiet figures, dots at the ends.

Importing this module imports pyqtgraph, which takes a while; so it is imported when a chart is
first seen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop_app.fonts import make_font
from desktop_app.tokens import Tokens
from desktop_app.train.watch.free_corner import Area, Trace, freest
from nn_core.axis_ticks import Ticks

__all__ = ["Line", "Plot"]

LINE_WIDTH_PX = 2
DOT_PX = 8
RING_PX = 10
AXIS_TEXT_PX = 11
AXIS_WIDTH_PX = 34
CORNER_ABOVE_PX = 36
CORNER_FROM_PX = 110


@dataclass(frozen=True, slots=True)
class Line:
    """One curve of a chart.

    Attributes
    ----------
    color
        As `#RRGGBB`.
    x, y
        Its points.
    ends_in_dot
        Whether its last point is marked.
    ring_at
        The index of a point that is marked with a ring, or None.
    width_px
        The line's width.
    """

    color: str
    x: Sequence[float]
    y: Sequence[float]
    ends_in_dot: bool = True
    ring_at: int | None = None
    width_px: float = LINE_WIDTH_PX


class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no annotations
    """The drawing area of a chart: a grid of hairlines, its labels, and the lines upon it.

    Signals
    -------
    pointed(float)
        The pointer moved over the chart; carries the value of x beneath it.
    left()
        The pointer left the chart.
    """

    pointed = Signal(float)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseEnabled(x=False, y=False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent;")
        # Not antialiased as a whole: hairlines shall stay crisp; the curves ask for it themselves.
        self._grid: list[pyqtgraph.InfiniteLine] = []
        self._curves: list[pyqtgraph.PlotDataItem] = []
        self._lines: list[Line] = []
        self._mark_list: list[dict[str, object]] = []
        self._marks = pyqtgraph.ScatterPlotItem(pxMode=True, antialias=True)
        self._marks.setZValue(20)
        self._pointer_line = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self._pointer_line.setZValue(-5)
        self._pointer_line.hide()
        self.addItem(self._pointer_line, ignoreBounds=True)
        self.addItem(self._marks, ignoreBounds=True)
        font = make_font(AXIS_TEXT_PX)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setStyle(
                tickLength=0,
                tickAlpha=0,
                tickFont=font,
                tickTextOffset=6,
                hideOverlappingLabels=False,
            )
        self._axis_metrics = QFontMetricsF(font)
        self.getAxis("left").setStyle(autoExpandTextSpace=False, tickTextWidth=AXIS_WIDTH_PX)
        self.getPlotItem().layout.setContentsMargins(0, 2, 2, 0)
        self.getViewBox().setDefaultPadding(0.0)
        self._horizontal = Ticks(0, 1, (), ())
        self._vertical = Ticks(0, 1, (), ())

    def put_in_corner(self, widget: QWidget) -> None:
        """Keep a small widget in the corner where it hides least, most gladly the lower right."""
        widget.setParent(self)
        widget.show()
        self._corner = widget
        self._place_corner()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corner's widget in the corner, and the ranges fitting."""
        super().resizeEvent(event)
        self._place_corner()
        if hasattr(self, "_vertical"):  # pyqtgraph resizes before the constructor ends
            self._fit_ranges()

    def _place_corner(self) -> None:
        corner = getattr(self, "_corner", None)  # pyqtgraph resizes before the constructor ends
        if corner is not None:
            corner.adjustSize()
            corner.setVisible(self.height() >= CORNER_FROM_PX)
            place = self._free_corner(corner.width(), corner.height())
            corner.move(round(place.left), round(place.top))

    def _free_corner(self, width: int, height: int) -> Area:
        """Find the corner where so large a widget hides least of the lines."""
        box = self.getViewBox().sceneBoundingRect()
        left, right = box.left() + DOT_PX, self.width() - width - DOT_PX
        top, bottom = box.top() + DOT_PX, self.height() - height - CORNER_ABOVE_PX
        places = ((right, bottom), (right, top), (left, bottom), (left, top))
        areas = [Area(across, down, width, height) for across, down in places]
        traces = [self._trace_of(line) for line in self._lines]
        return areas[freest(areas, traces, margin_px=RING_PX / 2)]

    def _trace_of(self, line: Line) -> Trace:
        """Say where a line is painted."""
        box = self.getViewBox()
        (low, high), (bottom, top) = box.viewRange()
        area = box.sceneBoundingRect()
        across = (np.array(line.x, float) - low) / max(high - low, 1e-9)
        up = (np.array(line.y, float) - bottom) / max(top - bottom, 1e-9)
        points = np.stack(
            [area.left() + across * area.width(), area.bottom() - up * area.height()], axis=1
        )
        marked = [] if line.ring_at is None else [line.ring_at]
        if line.ends_in_dot and len(line.x):
            marked.append(len(line.x) - 1)
        return Trace(points, marked)

    def set_axes(self, horizontal: Ticks, vertical: Ticks) -> None:
        """Set the ranges and what is marked on them."""
        if (horizontal, vertical) == (self._horizontal, self._vertical):
            return
        self._horizontal, self._vertical = horizontal, vertical
        for name, ticks in (("bottom", horizontal), ("left", vertical)):
            marks = list(zip(ticks.values, ticks.labels, strict=True))
            self.getAxis(name).setTicks([marks])
        # pyqtgraph leaves out a label that is wider than its axis.
        longest = max(map(self._axis_metrics.horizontalAdvance, vertical.labels), default=0.0)
        self.getAxis("left").setStyle(tickTextWidth=max(AXIS_WIDTH_PX, math.ceil(longest)))
        # Half of a long last label stands beyond the end of its axis.
        beyond = 3 * max(len(horizontal.labels[-1]) - 2, 0) if horizontal.labels else 0
        self.getPlotItem().layout.setContentsMargins(0, 2, 2 + beyond, 0)
        self._fit_ranges()
        self._lay_grid()

    def _fit_ranges(self) -> None:
        """Leave room beyond the last values for half a ring, which is clipped at the edge."""
        box = self.getViewBox()
        across = max(self._horizontal.high - self._horizontal.low, 1e-9)
        up = max(self._vertical.high - self._vertical.low, 1e-9)
        room = RING_PX / 2 + 2
        right = across * room / max(box.width() - room, 1.0)
        above = up * room / max(box.height() - 2 * room, 1.0)
        self.setXRange(self._horizontal.low, self._horizontal.high + right, padding=0)
        self.setYRange(self._vertical.low - above, self._vertical.high + above, padding=0)

    def restyle(self, tokens: Tokens) -> None:
        """Use the colours of a theme; the lines bring their own with the next `draw`."""
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTextPen(QColor(tokens.muted))
        self._grid_pen = _hairline(tokens.hairline)
        self._card = QColor(tokens.card)
        self._pointer_line.setPen(_hairline(tokens.faint))
        self._lay_grid()

    def draw(self, lines: Sequence[Line]) -> None:
        """Show some lines in place of those shown so far; the last one lies on top."""
        while len(self._curves) < len(lines):
            curve = pyqtgraph.PlotDataItem(antialias=True)
            curve.setZValue(len(self._curves))
            self._curves.append(curve)
            self.addItem(curve, ignoreBounds=True)
        before = [*self._lines, *([None] * (len(self._curves) - len(self._lines)))]
        now = [*lines, *([None] * (len(self._curves) - len(lines)))]
        for curve, old, new in zip(self._curves, before, now, strict=True):
            if new == old:
                continue
            if new is None:
                curve.setData([], [])
                continue
            if old is None or (old.color, old.width_px) != (new.color, new.width_px):
                curve.setPen(self._pen_of(new))
            curve.setData(np.array(new.x, float), np.array(new.y, float))
        marks = [mark for line in lines for mark in self._marks_of(line)]
        if marks != self._mark_list:
            self._marks.setData(marks)
        self._lines, self._mark_list = list(lines), marks
        self._place_corner()

    def _pen_of(self, line: Line) -> QPen:
        # A cosmetic pen is measured in the screen's own pixels.
        pen = QPen(QColor(line.color), line.width_px * self.devicePixelRatioF())
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def _marks_of(self, line: Line) -> list[dict[str, object]]:
        marks: list[dict[str, object]] = []
        color = QColor(line.color)
        if line.ring_at is not None:
            ring = QPen(color, LINE_WIDTH_PX * self.devicePixelRatioF())
            ring.setCosmetic(True)
            place = (line.x[line.ring_at], line.y[line.ring_at])
            marks.append({"pos": place, "size": RING_PX, "pen": ring, "brush": self._card})
        if line.ends_in_dot and len(line.x) and line.ring_at != len(line.x) - 1:
            place = (line.x[-1], line.y[-1])
            marks.append({"pos": place, "size": DOT_PX, "pen": None, "brush": color})
        return marks

    def show_pointer(self, x: float | None) -> None:
        """Draw an upright line at x, or none."""
        self._pointer_line.setVisible(x is not None)
        if x is not None:
            self._pointer_line.setValue(x)

    def _lay_grid(self) -> None:
        while len(self._grid) < len(self._vertical.values):
            line = pyqtgraph.InfiniteLine(angle=0, movable=False)
            line.setZValue(-10)
            self._grid.append(line)
            self.addItem(line, ignoreBounds=True)
        for index, line in enumerate(self._grid):
            line.setVisible(index < len(self._vertical.values))
            if index < len(self._vertical.values):
                line.setValue(self._vertical.values[index])
                line.setPen(self._grid_pen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()

    def mouseMoveEvent(self, event: object) -> None:
        """Tell which x the pointer is over."""
        position = event.position()  # type: ignore[attr-defined]  # pyqtgraph types it as object
        self.pointed.emit(self._x_at(position))

    def leaveEvent(self, event: object) -> None:
        """Tell that the pointer is gone."""
        self.left.emit()

    @Slot(QPointF, result=float)
    def _x_at(self, position: QPointF) -> float:
        scene = self.mapToScene(position.toPoint())
        return float(self.getViewBox().mapSceneToView(scene).x())


def _hairline(color: str) -> QPen:
    pen = QPen(QColor(color), 1)
    pen.setCosmetic(True)
    return pen
