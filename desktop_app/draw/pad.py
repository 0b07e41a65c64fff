"""The paper in the window: what was drawn on it is painted, and what is drawn comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.draw.curve import InkPoint
from desktop_app.draw.drawing import PAPER_PX, Drawing
from desktop_app.draw.ink_view import InkView
from desktop_app.draw.pad_hint import USUAL_HINT, paint_hint
from desktop_app.draw.pad_overlay import paint_frame, paint_marks, paint_ring, paint_width
from desktop_app.draw.pen_surface import PenSurface
from desktop_app.draw.sheet import Sheet
from desktop_app.draw.tools import ERASER_RADIUS_PX, Tool, width_pressed
from desktop_app.theme import Theme
from desktop_app.tokens import PAPER_RADIUS_PX
from desktop_app.widgets.dropping import accept_copy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nn_core.ink.strokes import Stroke

__all__ = ["Pad"]

_WIDTH_SHOWN_MS: Final = 700


class Pad(PenSurface):
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
        self._sheet = Sheet()
        self._tool = Tool.PEN
        self._pen_width = 26.0
        self._width_shown = QTimer(self)
        self._width_shown.setSingleShot(True)
        self._width_shown.setInterval(_WIDTH_SHOWN_MS)
        self._width_shown.timeout.connect(self._hide_width)
        self._pointer: QPointF | None = None
        self._marks: list[tuple[QRectF, str]] = []
        self._drop_hovers = False
        self._reached_by_key = False
        self._ink = InkView(theme, self._sheet)
        self.hint = USUAL_HINT
        self.setAccessibleName("Paper")
        self.setAccessibleDescription("Draw a digit here with the mouse, a finger or a pen.")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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
        return self._sheet.drawing

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._sheet.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._sheet.can_redo

    def strokes(self) -> tuple[Stroke, ...]:
        """Give all strokes, the one under the pen included as far as it goes."""
        return self._sheet.strokes()

    @property
    def is_wet(self) -> bool:
        """Whether a stroke is being drawn, or erased, at this moment."""
        return self._sheet.is_moving

    @property
    def is_blank(self) -> bool:
        """Whether there is neither ink, wet or dry, nor a picture."""
        return self._sheet.is_blank

    def show_drawing(self, drawing: Drawing) -> None:
        """Put another drawing on the paper, as a step that can be undone."""
        self._take_step(self._sheet.show(drawing))

    def begin_anew(self, drawing: Drawing) -> None:
        """Put a drawing on the paper, with nothing before it that undo could bring back."""
        self._take_step(self._sheet.begin_anew(drawing))

    def clear(self) -> None:
        """Take everything off the paper, as a step that can be undone."""
        self._take_step(self._sheet.clear())

    def undo(self) -> None:
        """Take the last step back; a stroke under the pen is what goes first."""
        self._take_step(self._sheet.undo())

    def redo(self) -> None:
        """Do again the step that was taken back last; not while the pen is on the paper."""
        self._take_step(self._sheet.redo())

    def _take_step(self, changed: bool) -> None:
        if not changed:
            return
        self._repaint_all()
        self.ink_changed.emit()
        self.drawing_changed.emit()

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

    def pen_pressed(
        self, position: QPointF, *, erases: bool, pressure: float | None = None
    ) -> None:
        """Put the pen down, or the eraser."""
        if self.is_wet:
            # The end of the last movement never came, as when another window took the pointer.
            self.pen_lifted()
        place = self._to_paper(position)
        if erases or self._tool is Tool.ERASER:
            self._sheet.press_eraser(place.toTuple())
            self._erase_to(place)
            self._update_ring()
            return
        if self._sheet.shows_picture:
            # A picture is not drawn upon: the pen begins anew, and undo brings the picture back.
            self._repaint_all()
        elif self.is_blank:
            self.update()  # the hint goes
        self._sheet.press_pen(self._ink_point(place, pressure))
        self._update_tail()
        self.ink_changed.emit()

    def pen_moved(self, position: QPointF, *, pressure: float | None = None) -> None:
        """Draw or erase up to a place."""
        place = self._to_paper(position)
        if self._sheet.is_erasing:
            self._erase_to(place)
        elif self._sheet.wet is not None:
            self._update_tail()
            piece = self._sheet.draw_to(self._ink_point(place, pressure))
            if piece is not None:
                self.update(self._ink.settle(piece))
            self._update_tail()
            self.ink_changed.emit()

    def pen_lifted(self) -> None:
        """End a stroke or an erasure, as a step that can be undone."""
        self._update_ring()
        for piece in [] if self._sheet.wet is None else self._sheet.wet.tail():
            self.update(self._ink.settle(piece))
        if self._sheet.release():
            self.ink_changed.emit()
            self.drawing_changed.emit()

    def pen_withdrawn(self) -> None:
        """Forget the stroke under the pen."""
        self._take_step(self._sheet.abandon())

    def pen_hovered(self, position: QPointF | None) -> None:
        """Show where the eraser is."""
        self._update_ring()
        self._pointer = position
        self._update_ring()

    def _ink_point(self, place: QPointF, pressure: float | None) -> InkPoint:
        return InkPoint(place.x(), place.y(), width_pressed(self.pen_width, pressure))

    def _erase_to(self, place: QPointF) -> None:
        changed = self._sheet.erase_to(place.toTuple())
        if changed is not None:
            self.update(self._ink.paint_within(changed))
            self.ink_changed.emit()

    def _shows_ring(self) -> bool:
        return self._tool is Tool.ERASER or self._sheet.is_erasing

    def _update_ring(self) -> None:
        if self._pointer is not None and self._shows_ring():
            self.update(self._ring(self._pointer).adjusted(-3, -3, 3, 3).toAlignedRect())

    def _ring(self, centre: QPointF) -> QRectF:
        radius = ERASER_RADIUS_PX * self._scale
        return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)

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
            accept_copy(event)
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
        accept_copy(event)
        self.dropped.emit(event.mimeData())

    # ---- painting

    def sizeHint(self) -> QSize:
        """Ask for the paper's own size."""
        return QSize(round(PAPER_PX), round(PAPER_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint everything anew at the new size."""
        self._ink.forget()

    @Slot()
    def _repaint_all(self) -> None:
        self._ink.forget()
        self.update()

    def _update_tail(self) -> None:
        for area in self._ink.tail():
            self.update(area)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the paper, its ink, the end of the line under the pen, and the frame around it."""
        painter = QPainter(self)
        self._ink.paint(painter, self.size(), self.devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        if self.is_blank and not self._width_shown.isActive():
            paint_hint(painter, self.rect(), tokens, *self.hint)
        ink_px = 0.0 if self._sheet.shows_picture else self._pen_width
        paint_marks(painter, self._marks, tokens, scale=self._scale, ink_px=ink_px)
        if self._pointer is not None and self._shows_ring():
            paint_ring(painter, self._ring(self._pointer), tokens, erasing=self._sheet.is_erasing)
        if self._width_shown.isActive():
            radius = self._pen_width * self._scale / 2
            paint_width(painter, QRectF(self.rect()).center(), radius, tokens)
        edge = PAPER_RADIUS_PX
        if not self.rect().adjusted(edge, edge, -edge, -edge).contains(event.rect()):
            beyond = getattr(tokens, self._surface)
            paint_frame(painter, self.rect(), tokens, beyond=beyond, frame=self._frame())
        painter.end()

    def _frame(self) -> str:
        if self._drop_hovers:
            return "drop"
        return "focus" if self.hasFocus() and self._reached_by_key else "hairline"
