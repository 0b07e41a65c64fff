"""A chart of pyqtgraph's in the window's own look: hairlines, quiet figures, dots at the ends.

Importing this module imports pyqtgraph, which takes a while; so it is imported when a chart is
first seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop_app.fonts import make_font
from desktop_app.tokens import Tokens
from desktop_app.train.watch.axis_ticks import Ticks

__all__ = ["Line", "Plot"]

LINE_WIDTH_PX = 2
DOT_PX = 8
RING_PX = 10
AXIS_TEXT_PX = 11


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
    """

    color: str
    x: Sequence[float]
    y: Sequence[float]
    ends_in_dot: bool = True
    ring_at: int | None = None


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
        self.getAxis("left").setStyle(autoExpandTextSpace=False, tickTextWidth=30)
        self.getPlotItem().layout.setContentsMargins(0, 7, DOT_PX, 0)
        self.getViewBox().setDefaultPadding(0.0)
        self._horizontal = Ticks(0, 1, (), ())
        self._vertical = Ticks(0, 1, (), ())

    def set_axes(self, horizontal: Ticks, vertical: Ticks) -> None:
        """Set the ranges and what is marked on them."""
        if (horizontal, vertical) == (self._horizontal, self._vertical):
            return
        self._horizontal, self._vertical = horizontal, vertical
        for name, ticks in (("bottom", horizontal), ("left", vertical)):
            marks = list(zip(ticks.values, ticks.labels, strict=True))
            self.getAxis(name).setTicks([marks])
        # A whisker beyond the ends, so that a line that runs along one keeps its full width.
        reach = vertical.high - vertical.low
        self.setXRange(horizontal.low, horizontal.high, padding=0)
        self.setYRange(vertical.low - reach * 0.012, vertical.high + reach * 0.012, padding=0)
        self._lay_grid()

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
            self._curves.append(curve)
            self.addItem(curve, ignoreBounds=True)
        marks = []
        for index, curve in enumerate(self._curves):
            if index >= len(lines):
                curve.setData([], [])
                continue
            line = lines[index]
            pen = QPen(QColor(line.color), LINE_WIDTH_PX)
            pen.setCosmetic(True)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            curve.setPen(pen)
            curve.setData(list(line.x), list(line.y))
            curve.setZValue(index)
            marks += self._marks_of(line)
        self._marks.setData(marks)

    def _marks_of(self, line: Line) -> list[dict[str, object]]:
        marks: list[dict[str, object]] = []
        color = QColor(line.color)
        if line.ring_at is not None:
            ring = QPen(color, LINE_WIDTH_PX)
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
