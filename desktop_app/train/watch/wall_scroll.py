"""A view of a wall that may be higher than there is room; the keys scroll it too."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

__all__ = ["WallScroll"]


class WallScroll(QScrollArea):
    """Scrolls up and down over one widget; the Tab key stops at it where there is more to see.

    Parameters
    ----------
    wall
        What is looked at; its name is the view's.
    """

    def __init__(self, wall: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "wall")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(wall.accessibleName())
        self.setWidget(wall)
        self.setWidgetResizable(True)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._on_range_changed(0, 0)

    @Slot(int, int)
    def _on_range_changed(self, smallest: int, largest: int) -> None:
        is_scrollable = largest > smallest
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_scrollable else Qt.FocusPolicy.NoFocus)
