"""The sheet of paper: it takes the pen, the finger, the mouse and the eraser."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QEventPoint,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.draw.curve import InkPoint, WetStroke
from desktop_app.draw.drawing import BLANK, PAPER_PX, Drawing, DrawingLog
from desktop_app.draw.dry_paper import DryPaper, scaled
from desktop_app.draw.ink import piece_outline
from desktop_app.draw.pad_hint import USUAL_HINT, paint_hint
from desktop_app.draw.pad_overlay import paint_frame, paint_marks, paint_ring, paint_width
from desktop_app.theme import Theme
from desktop_app.tokens import PAPER_RADIUS_PX
from desktop_app.widgets.pixel_image import grey_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nn_core.ink.strokes import Stroke

__all__ = ["NARROWEST_PEN_PX", "WIDEST_PEN_PX", "Pad", "Tool"]

NARROWEST_PEN_PX: Final = 8.0
WIDEST_PEN_PX: Final = 60.0

_ERASER_RADIUS_PX: Final = 22.0
_WIDTH_SHOWN_MS: Final = 700
_MARK_MARGIN_PX: Final = 8.0
# A pen that presses half as hard as it can draws the width that was chosen.
_WIDTH_AT_NO_PRESSURE: Final = 0.45
_WIDTH_FOR_PRESSURE: Final = 1.1


class Tool(Enum):
    """What the pointer does to the paper."""

    PEN = "pen"
    ERASER = "eraser"


class Pad(QWidget):
    """A square sheet of paper to draw on.

    Everything on it is kept in pixels of the paper (`PAPER_PX` to a side), so that a drawing
    keeps its shape when the window's size changes.

    Parameters
    ----------
    theme
        The colours.
    surface
        What it lies on, which is seen at its round corners.

    Attributes
    ----------
    tool
        What the pointer does; the other end of a stylus and the right button erase anyway.
    pen_width
        Width of the line, in pixels of the paper.
    drawing
        What is on the paper, the stroke under the pen left aside.
    hint
        What stands on blank paper: a line, and a quieter one beneath it.

    Signals
    -------
    ink_changed
        The ink changed in any way, also in the middle of a stroke.
    drawing_changed
        A step was done, undone or redone: the drawing is another one.
    dropped
        Something was dropped on the paper; carries its QMimeData, valid during the signal only.
    """

    ink_changed = Signal()
    drawing_changed = Signal()
    dropped = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        surface: Literal["background", "card"] = "background",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._surface = surface
        self._log = DrawingLog()
        self._tool = Tool.PEN
        self._pen_width = 26.0
        self._width_shown = QTimer(self)
        self._width_shown.setSingleShot(True)
        self._width_shown.setInterval(_WIDTH_SHOWN_MS)
        self._width_shown.timeout.connect(self._hide_width)
        self._wet: WetStroke | None = None
        self._erasing_from: Drawing | None = None
        self._erased_at: QPointF | None = None
        self._dry_strokes: tuple[Stroke, ...] = ()
        self._pointer: QPointF | None = None
        self._touch_id: int | None = None
        self._tablet_down = False
        self._marks: list[tuple[QRectF, str]] = []
        self._drop_hovers = False
        self._reached_by_key = False
        self._paper = DryPaper(theme)
        self._picture: QImage | None = None
        self.hint = USUAL_HINT
        self.setAccessibleName("Paper")
        self.setAccessibleDescription("Draw a digit here with the mouse, a finger or a pen.")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self._show_cursor()
        theme.changed.connect(self._repaint_all)

    # ---- what is on the paper

    @property
    def drawing(self) -> Drawing:
        """What is on the paper, the stroke under the pen left aside."""
        return self._log.current

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._log.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._log.can_redo

    def strokes(self) -> tuple[Stroke, ...]:
        """Give all strokes, the one under the pen included as far as it goes."""
        if self._wet is None:
            return self._dry_strokes
        return (*self._dry_strokes, _as_stroke(self._wet))

    @property
    def is_wet(self) -> bool:
        """Whether a stroke is being drawn, or erased, at this moment."""
        return self._wet is not None or self._erasing_from is not None

    @property
    def is_blank(self) -> bool:
        """Whether there is neither ink, wet or dry, nor a picture."""
        return self._wet is None and not self._dry_strokes and self._picture is None

    def show_drawing(self, drawing: Drawing) -> None:
        """Put another drawing on the paper, as a step that can be undone."""
        self._abandon()
        if drawing is not self.drawing:
            self._log.push(drawing)
            self._drawing_replaced()

    def clear(self) -> None:
        """Take everything off the paper, as a step that can be undone."""
        if self.is_blank:
            return
        self._abandon()
        if self.drawing.is_blank:
            self._drawing_replaced()
        else:
            self.show_drawing(BLANK)

    def undo(self) -> None:
        """Take the last step back; a stroke under the pen is what goes first."""
        if self._wet is not None:
            self._abandon()
            self._drawing_replaced()
        elif self._log.undo():
            self._drawing_replaced()

    def redo(self) -> None:
        """Do again the step that was taken back last."""
        self._abandon()
        if self._log.redo():
            self._drawing_replaced()

    def _drawing_replaced(self) -> None:
        drawing = self.drawing
        self._dry_strokes = drawing.strokes
        self._picture = None if drawing.picture is None else grey_image(drawing.picture)
        self._repaint_all()
        self.ink_changed.emit()
        self.drawing_changed.emit()

    def _abandon(self) -> None:
        """Forget the movement in progress, as if the pen had not touched the paper."""
        self._wet = None
        self._erased_at = None
        self._erasing_from = None
        self._dry_strokes = self.drawing.strokes

    def show_marks(self, marks: Sequence[tuple[QRectF, str]]) -> None:
        """Frame what was taken for a digit, with a word above; an empty sequence frames nothing.

        Parameters
        ----------
        marks
            Boxes in pixels of the paper, and the words.
        """
        if list(marks) != self._marks:
            self._marks = list(marks)
            self.update()

    # ---- tools

    @property
    def tool(self) -> Tool:
        """What the pointer does."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Take up the pen or the eraser."""
        self._tool = tool
        self._show_cursor()
        self.update()

    @property
    def pen_width(self) -> float:
        """Width of the line, in pixels of the paper."""
        return self._pen_width

    def set_pen_width(self, width_px: float, *, show: bool = True) -> None:
        """Take a wider or narrower pen, and show for a moment in the middle how wide it is."""
        self._pen_width = width_px
        if show:
            self._width_shown.start()
            self.update()

    @Slot()
    def _hide_width(self) -> None:
        self.update()

    def _show_cursor(self) -> None:
        erasing = self._tool is Tool.ERASER
        self.setCursor(Qt.CursorShape.BlankCursor if erasing else Qt.CursorShape.CrossCursor)

    # ---- pen movements, in pixels of the paper

    @property
    def _scale(self) -> float:
        """Pixels of the widget to one of the paper."""
        return self.width() / PAPER_PX

    def _to_paper(self, position: QPointF) -> QPointF:
        """Find a place on the paper; what lies beyond its edge is drawn along the edge."""
        scale = self._scale
        return QPointF(
            min(max(position.x() / scale, 0.0), PAPER_PX),
            min(max(position.y() / scale, 0.0), PAPER_PX),
        )

    def _press(self, position: QPointF, tool: Tool, pressure: float | None = None) -> None:
        if self.is_wet:
            # The end of the last movement never came, as when another window took the pointer.
            self._release()
        place = self._to_paper(position)
        if tool is Tool.ERASER:
            self._erasing_from = self.drawing
            self._erase_to(place)
            return
        if self._picture is not None:
            # A picture is not drawn upon: the pen begins anew, and undo brings the picture back.
            self._picture = None
            self._repaint_all()
        elif self.is_blank:
            self.update()  # the hint goes
        self._wet = WetStroke(self._ink_point(place, pressure))
        self._update_tail()
        self.ink_changed.emit()

    def _move(self, position: QPointF, pressure: float | None = None) -> None:
        place = self._to_paper(position)
        if self._erasing_from is not None:
            self._erase_to(place)
        elif self._wet is not None:
            self._update_tail()
            piece = self._wet.move(self._ink_point(place, pressure))
            if piece is not None:
                self._settle(piece_outline(piece))
            self._update_tail()
            self.ink_changed.emit()

    def _release(self) -> None:
        if self._erasing_from is not None:
            before, strokes = self._erasing_from, self._dry_strokes
            self._erasing_from = self._erased_at = None
            if strokes != before.strokes:
                self._log.push(Drawing(strokes))
                self.drawing_changed.emit()
        elif self._wet is not None:
            for piece in self._wet.tail():
                self._settle(piece_outline(piece))
            stroke, self._wet = _as_stroke(self._wet), None
            self._dry_strokes = (*self._dry_strokes, stroke)
            self._log.push(Drawing(self._dry_strokes))
            self.ink_changed.emit()
            self.drawing_changed.emit()

    def _ink_point(self, place: QPointF, pressure: float | None) -> InkPoint:
        width = self.pen_width
        if pressure is not None:
            width *= _WIDTH_AT_NO_PRESSURE + _WIDTH_FOR_PRESSURE * pressure
        return InkPoint(place.x(), place.y(), width)

    def _erase_to(self, place: QPointF) -> None:
        # Loaded here, since the first paint needs no arrays.
        from desktop_app.draw.eraser import erase

        start = place if self._erased_at is None else self._erased_at
        self._erased_at = place
        strokes = erase(self._dry_strokes, start.toTuple(), place.toTuple(), _ERASER_RADIUS_PX)
        if strokes != self._dry_strokes:
            reach = _ERASER_RADIUS_PX + max(float(ink.widths.max()) for ink in self._dry_strokes)
            self._dry_strokes = strokes
            area = QRectF(start, place).normalized().adjusted(-reach, -reach, reach, reach)
            self.update(self._paper.paint_within(area, strokes))
            self.ink_changed.emit()

    # ---- the pointer, whatever it is

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down, or with the right button the eraser."""
        self._pointer = event.position()
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), self._tool)
        elif event.button() == Qt.MouseButton.RightButton:
            self._press(event.position(), Tool.ERASER)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw or erase along the way, or only show where the eraser is."""
        self._follow_pointer(event.position())
        if event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton):
            self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._move(event.position())
            self._release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second of two quick dots for what it is: a pen put down."""
        self.mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the eraser's ring."""
        self._follow_pointer(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Take the eraser's ring away."""
        self._follow_pointer(None)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a stylus, as wide as it presses; its other end and its button erase."""
        erases = (
            event.pointerType() == QPointingDevice.PointerType.Eraser
            or bool(event.buttons() & Qt.MouseButton.RightButton)
            or self._tool is Tool.ERASER
        )
        self._follow_pointer(event.position())
        if event.type() == QEvent.Type.TabletPress:
            self._tablet_down = True
            tool = Tool.ERASER if erases else Tool.PEN
            self._press(event.position(), tool, event.pressure())
        elif event.type() == QEvent.Type.TabletMove and self._tablet_down:
            self._move(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease and self._tablet_down:
            self._tablet_down = False
            self._release()
        # An event that is not accepted comes again, as one of the mouse.
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Draw with the first finger that touches; the others, and a resting hand, do nothing."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._touch_id = None
            self._abandon()
            self._drawing_replaced()
            return
        if self._tablet_down:
            return
        for point in event.points():
            if point.state() == QEventPoint.State.Pressed and self._touch_id is None:
                self._touch_id = point.id()
                self._press(point.position(), self._tool)
            elif point.id() == self._touch_id:
                self._move(point.position())
                if point.state() == QEventPoint.State.Released:
                    self._touch_id = None
                    self._release()

    def _follow_pointer(self, position: QPointF | None) -> None:
        shows_ring = self._tool is Tool.ERASER or self._erasing_from is not None
        if shows_ring:
            self._update_ring()
        self._pointer = position
        if shows_ring:
            self._update_ring()

    def _update_ring(self) -> None:
        if self._pointer is not None:
            reach = _ERASER_RADIUS_PX * self._scale + 3
            self.update(_around(self._pointer, reach).toAlignedRect())

    # ---- the keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus to those who came by key; a pen on the paper shows itself."""
        self._reached_by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus frame away."""
        self.update()

    # ---- things that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and images from elsewhere."""
        if event.source() is None and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()
            self._drop_hovers = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what hovered."""
        self._drop_hovers = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was dropped."""
        self._drop_hovers = False
        self.update()
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    # ---- painting

    def sizeHint(self) -> QSize:
        """Ask for the paper's own size."""
        return QSize(round(PAPER_PX), round(PAPER_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint everything anew at the new size."""
        self._paper.forget()

    @Slot()
    def _repaint_all(self) -> None:
        self._paper.forget()
        self.update()

    def _ensure_paper(self) -> None:
        if self._paper.fit(self.size(), self.devicePixelRatioF()):
            self._paper.paint(self._dry_strokes, self._picture)
            if self._wet is not None:
                for piece in self._wet.settled():
                    self._settle(piece_outline(piece))

    def _settle(self, shape: QPainterPath) -> None:
        self.update(self._paper.settle(shape))

    def _update_tail(self) -> None:
        if self._wet is None:
            return
        for piece in self._wet.tail():
            area = scaled(piece_outline(piece).controlPointRect(), self._scale)
            self.update(area.adjusted(-2, -2, 2, 2).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the paper, its ink, the end of the line under the pen, and the frame around it."""
        self._ensure_paper()
        dirty = event.rect()
        painter = QPainter(self)
        painter.drawImage(0, 0, self._paper.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        if self._wet is not None:
            painter.save()
            painter.scale(self._scale, self._scale)
            for piece in self._wet.tail():
                painter.fillPath(piece_outline(piece), QColor(tokens.ink))
            painter.restore()
        if self.is_blank and not self._width_shown.isActive():
            paint_hint(painter, self.rect(), self._theme.tokens, *self.hint)
        paint_marks(painter, self._placed_marks(), tokens)
        erasing = self._erasing_from is not None
        if self._pointer is not None and (erasing or self._tool is Tool.ERASER):
            radius = _ERASER_RADIUS_PX * self._scale
            paint_ring(painter, self._pointer, radius, tokens, erasing=erasing)
        if self._width_shown.isActive():
            radius = self._pen_width * self._scale / 2
            paint_width(painter, QRectF(self.rect()).center(), radius, tokens)
        edge = PAPER_RADIUS_PX
        if not self.rect().adjusted(edge, edge, -edge, -edge).contains(dirty):
            beyond = getattr(tokens, self._surface)
            paint_frame(painter, self.rect(), tokens, beyond=beyond, frame=self._frame())
        painter.end()

    def _frame(self) -> str:
        if self._drop_hovers:
            return "drop"
        return "focus" if self.hasFocus() and self._reached_by_key else "hairline"

    def _placed_marks(self) -> list[tuple[QRectF, str]]:
        """Give the marks in pixels of the widget, with room for the ink's width around them."""
        ink_width = 0.0 if self._picture is not None else self._pen_width
        margin = (ink_width / 2 + _MARK_MARGIN_PX) * self._scale
        return [
            (scaled(place, self._scale).adjusted(-margin, -margin, margin, margin), words)
            for place, words in self._marks
        ]


def _around(centre: QPointF, reach: float) -> QRectF:
    return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach)


def _as_stroke(wet: WetStroke) -> Stroke:
    # Loaded here, since the first paint needs no arrays.
    import numpy as np

    from nn_core.ink.strokes import Stroke

    rows = np.array(wet.points, dtype=np.float32)
    return Stroke(rows[:, :2].copy(), rows[:, 2].copy())
