"""A white sheet with a hairline around it, on which things that belong together stand."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.widgets.text import Text, TextRole

__all__ = ["Card", "CoveringCard", "Separator"]

_PADDING_PX = 20


class Card(QFrame):
    """A card with an optional line of heading, and a column for what it holds.

    Parameters
    ----------
    heading
        What the card shows, in a few words; without it the card has no heading line.
    padding_px
        The free space inside its edge.

    Attributes
    ----------
    body
        The column to add widgets and layouts to.
    header
        The heading's line, to add a detail or a link to its right end.
    heading, detail
        The labels at the left and the right end of that line.
    """

    def __init__(
        self, heading: str = "", *, padding_px: int = _PADDING_PX, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(padding_px, max(padding_px - 4, 0), padding_px, padding_px)
        column.setSpacing(12)
        self.header = QHBoxLayout()
        self.header.setSpacing(8)
        self.heading = Text(heading, TextRole.CAPTION)
        self.detail = Text("", TextRole.CAPTION)
        if heading:
            self.header.addWidget(self.heading)
            self.header.addStretch(1)
            self.header.addWidget(self.detail)
            column.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column.addLayout(self.body, 1)


class CoveringCard(Card):
    """A card that is laid over others for a while.

    Signals
    -------
    covering(bool)
        It appeared, or it went away.
    """

    covering = Signal(bool)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that what lies beneath is covered."""
        self.covering.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is not covered any more."""
        self.covering.emit(False)


class Separator(QFrame):
    """An upright hairline between groups of controls."""

    def __init__(self, height_px: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("separator")
        self.setFixedSize(1, height_px)
