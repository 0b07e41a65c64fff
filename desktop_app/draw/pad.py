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
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.draw.curve import InkPoint, WetStroke
from desktop_app.draw.drawing import BLANK, PAPER_PX, Drawing, DrawingLog
from desktop_app.draw.ink import paint_strokes, paint_strokes_within, piece_outline
from desktop_app.draw.pad_hint import USUAL_HINT, paint_hint
from desktop_app.draw.pictures import paint_picture
from desktop_app.fonts import CAPTION_PX, SEMIBOLD, make_font
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

# The dashed frame that shows where a digit sits well.
_GUIDE_INSET_PX: Final = 82.0


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
        self._backing = QImage()
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
            self._repaint(QRectF(start, place).normalized().adjusted(-reach, -reach, reach, reach))
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
        self._backing = QImage()

    def _repaint_all(self) -> None:
        self._backing = QImage()
        self.update()

    def _paper_painter(self, image: QImage) -> QPainter:
        """Paint in pixels of the paper on an image of the widget's size."""
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        return painter

    def _ensure_backing(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._backing.size() == size and self._backing.devicePixelRatio() == ratio:
            return
        self._backing = QImage(size, QImage.Format.Format_RGB32)
        self._backing.setDevicePixelRatio(ratio)
        tokens = self._theme.tokens
        self._backing.fill(QColor(tokens.paper))
        painter = self._paper_painter(self._backing)
        if self._picture is not None:
            paint_picture(painter, self._picture)
        else:
            self._paint_guide(painter)
            paint_strokes(painter, self._dry_strokes, QColor(tokens.ink))
        painter.end()
        if self._wet is not None:
            for piece in self._wet.settled():
                self._settle(piece_outline(piece))

    def _repaint(self, area: QRectF) -> None:
        """Paint a part of the paper anew, given in pixels of the paper."""
        if self._backing.isNull():
            return
        painter = self._paper_painter(self._backing)
        painter.setClipRect(area)
        painter.fillRect(area, QColor(self._theme.tokens.paper))
        self._paint_guide(painter)
        paint_strokes_within(painter, self._dry_strokes, QColor(self._theme.tokens.ink), area)
        painter.end()
        self.update(_scaled(area, self._scale).toAlignedRect().adjusted(-1, -1, 1, 1))

    def _paint_guide(self, painter: QPainter) -> None:
        """Show where a digit sits well, in a dashed line as thin and sharp as the screen has it."""
        scale = self._scale
        inset = (round(_GUIDE_INSET_PX * scale) + 0.5) / scale
        side = PAPER_PX - 2 * inset
        pen = QPen(QColor(self._theme.tokens.hairline), 1 / scale)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(inset, inset, side, side), 12, 12)

    def _settle(self, shape: QPainterPath) -> None:
        """Let a piece of wet line dry into the backing image, where its ink is.

        Pieces overlap by half the line's width. Painted one over the other their soft edges would
        add up to hard ones, so each is painted apart and the inkier pixel of the two is kept.
        """
        if self._backing.isNull():
            return
        ratio = self._backing.devicePixelRatio()
        scale = self._scale * ratio
        area = _scaled(shape.controlPointRect(), scale).adjusted(-2, -2, 2, 2)
        pixels = area.toAlignedRect() & self._backing.rect()
        if pixels.isEmpty():
            return
        tokens = self._theme.tokens
        piece = QImage(pixels.size(), QImage.Format.Format_RGB32)
        piece.fill(QColor(tokens.paper))
        painter = QPainter(piece)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-pixels.topLeft())
        painter.scale(scale, scale)
        painter.fillPath(shape, QColor(tokens.ink))
        painter.end()
        inkier = (
            QPainter.CompositionMode.CompositionMode_Lighten
            if self._theme.is_dark
            else QPainter.CompositionMode.CompositionMode_Darken
        )
        painter = QPainter(self._backing)
        painter.setCompositionMode(inkier)
        place = _scaled(QRectF(pixels), 1 / ratio)
        painter.drawImage(place, piece)
        painter.end()
        self.update(place.toAlignedRect())

    def _update_tail(self) -> None:
        if self._wet is None:
            return
        for piece in self._wet.tail():
            area = _scaled(piece_outline(piece).controlPointRect(), self._scale)
            self.update(area.adjusted(-2, -2, 2, 2).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the paper, its ink, the end of the line under the pen, and the frame around it."""
        self._ensure_backing()
        dirty = event.rect()
        painter = QPainter(self)
        painter.drawImage(0, 0, self._backing)
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
        self._paint_marks(painter)
        self._paint_ring(painter)
        if self._width_shown.isActive():
            radius = self._pen_width * self._scale / 2
            painter.setPen(QPen(QColor(tokens.card), 2))
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(QRectF(self.rect()).center(), radius, radius)
        edge = PAPER_RADIUS_PX
        if not self.rect().adjusted(edge, edge, -edge, -edge).contains(dirty):
            self._paint_frame(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        """Round the paper's corners off and draw its edge."""
        tokens = self._theme.tokens
        paper = QPainterPath()
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paper.addRoundedRect(edge, PAPER_RADIUS_PX, PAPER_RADIUS_PX)
        beyond = QPainterPath()
        beyond.addRect(QRectF(self.rect()))
        painter.fillPath(beyond.subtracted(paper), QColor(getattr(tokens, self._surface)))
        if self._drop_hovers:
            painter.setPen(QPen(QColor(tokens.accent), 3))
        elif self.hasFocus() and self._reached_by_key:
            painter.setPen(QPen(QColor(tokens.accent), 2))
        else:
            painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(paper)

    def _paint_marks(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        ink_width = 0.0 if self._picture is not None else self._pen_width
        margin = (ink_width / 2 + _MARK_MARGIN_PX) * self._scale
        for place, words in self._marks:
            box = _scaled(place, self._scale)
            box.adjust(-margin, -margin, margin, margin)
            painter.setPen(QPen(QColor(tokens.faint), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 8, 8)
            painter.setPen(QColor(tokens.muted))
            painter.setFont(make_font(CAPTION_PX, SEMIBOLD))
            painter.drawText(box.topLeft() + QPointF(4, -5), words)

    def _paint_ring(self, painter: QPainter) -> None:
        erasing = self._erasing_from is not None
        if self._pointer is None or not (erasing or self._tool is Tool.ERASER):
            return
        tokens = self._theme.tokens
        radius = _ERASER_RADIUS_PX * self._scale
        painter.setPen(QPen(QColor(tokens.accent if erasing else tokens.muted), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self._pointer, radius, radius)


def _around(centre: QPointF, reach: float) -> QRectF:
    return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach)


def _scaled(area: QRectF, factor: float) -> QRectF:
    return QRectF(
        area.x() * factor, area.y() * factor, area.width() * factor, area.height() * factor
    )


def _as_stroke(wet: WetStroke) -> Stroke:
    # Loaded here, since the first paint needs no arrays.
    import numpy as np

    from nn_core.ink.strokes import Stroke

    rows = np.array(wet.points, dtype=np.float32)
    return Stroke(rows[:, :2].copy(), rows[:, 2].copy())
