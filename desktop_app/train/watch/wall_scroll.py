"""A view of a wall that may be higher than there is room; the keys scroll it too."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

__all__ = ["WallScroll"]


class WallScroll(QScrollArea):
    """Scrolls up and down over one widget.

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
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(wall.accessibleName())
        self.setWidget(wall)
        self.setWidgetResizable(True)
