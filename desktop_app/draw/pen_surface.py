"""A widget to draw on: the mouse, the finger and the stylus move one and the same pen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QEventPoint,
    QHideEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

__all__ = ["PenSurface"]


class PenSurface(QWidget):
    """Takes whatever points at it for one pen, and leaves to its heirs what that does.

    Places are in pixels of the widget.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._touch_id: int | None = None
        self._stylus_is_down = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMouseTracking(True)

    # ---- what heirs do

    def pen_pressed(
        self, position: QPointF, *, erases: bool, pressure: float | None = None
    ) -> None:
        """Put the pen down.

        Parameters
        ----------
        erases
            Whether it is the end or the button of it that erases whatever tool was chosen.
        pressure
            From 0 to 1; None from what does not tell.
        """

    def pen_moved(self, position: QPointF, *, pressure: float | None = None) -> None:
        """Go on to a place, the pen on the paper or above it."""

    def pen_lifted(self) -> None:
        """End the movement; it may never have begun."""

    def pen_withdrawn(self) -> None:
        """Forget the movement: it was no pen."""

    def pen_hovered(self, position: QPointF | None) -> None:
        """Take note of where the pointer is, whether it draws or not; None where it has gone."""

    # ---- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down, or with the right button the eraser."""
        self.pen_hovered(event.position())
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            erases = event.button() == Qt.MouseButton.RightButton
            self.pen_pressed(event.position(), erases=erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw or erase along the way, or only show where the eraser is."""
        self.pen_hovered(event.position())
        if event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton):
            self.pen_moved(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.pen_moved(event.position())
            self.pen_lifted()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second of two quick dots for what it is: a pen put down."""
        self.mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that the pointer has come."""
        self.pen_hovered(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has gone."""
        self.pen_hovered(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Lift the pen: the end of a movement under way will be told to another widget."""
        self._touch_id = None
        self._stylus_is_down = False
        self.pen_lifted()

    # ---- the stylus

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a stylus, as wide as it presses; its other end and its button erase."""
        self.pen_hovered(event.position())
        if event.type() == QEvent.Type.TabletPress:
            self._stylus_is_down = True
            # Whatever touched before was the hand that holds the stylus.
            self._withdraw_finger()
            other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
            by_button = bool(event.buttons() & Qt.MouseButton.RightButton)
            self.pen_pressed(
                event.position(), erases=other_end or by_button, pressure=event.pressure()
            )
        elif event.type() == QEvent.Type.TabletMove and self._stylus_is_down:
            self.pen_moved(event.position(), pressure=event.pressure())
        elif event.type() == QEvent.Type.TabletRelease and self._stylus_is_down:
            self._stylus_is_down = False
            self.pen_lifted()
        # An event that is not accepted comes again, as one of the mouse.
        event.accept()

    # ---- the finger

    def event(self, event: QEvent) -> bool:
        """Draw with the first finger that touches; the others, and a resting hand, do nothing."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._withdraw_finger()
            return
        if self._stylus_is_down:
            return
        for point in event.points():
            if point.state() == QEventPoint.State.Pressed and self._touch_id is None:
                self._touch_id = point.id()
                self.pen_pressed(point.position(), erases=False)
            elif point.id() == self._touch_id:
                self.pen_moved(point.position())
                if point.state() == QEventPoint.State.Released:
                    self._touch_id = None
                    self.pen_lifted()

    def _withdraw_finger(self) -> None:
        if self._touch_id is not None:
            self._touch_id = None
            self.pen_withdrawn()
