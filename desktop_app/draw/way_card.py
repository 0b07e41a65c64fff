"""How the ink became the image that the network sees: step by step, each to be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.widgets.buttons import LinkButton
from desktop_app.widgets.card import CoveringCard
from desktop_app.widgets.fields import CheckBox
from desktop_app.widgets.pixel_image import PixelImage
from desktop_app.widgets.text import Text, TextRole

if TYPE_CHECKING:  # the first paint waits for no array
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ShownStep", "WayCard"]

_SIDES_PX: Final = (112, 84, 56, 42)
_BESIDE_ROWS_PX: Final = 68
_GAP_PX: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class ShownStep:
    """One step on the way.

    Attributes
    ----------
    name
        What tells it from the others.
    title
        What happens in it.
    words
        What the network would say without it, or says at the end.
    image
        uint8 ndarray of shape (height, width), ink = 255: how the ink looks after it.
    is_taken
        Whether it is taken or left out; None where it cannot be left out.
    """

    name: str
    title: str
    words: str
    image: NDArray[np.uint8]
    is_taken: bool | None = None


class _StepRow(QWidget):
    """A step: its image, its words, and a box to leave it out."""

    switched = Signal(str, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._name = ""
        self.image = PixelImage("The ink after this step", _SIDES_PX[-1])
        self._title = Text("", TextRole.STRONG)
        self._words = Text("", TextRole.CAPTION, wrap=True)
        self._switch = CheckBox(theme, "")
        self._switch.toggled.connect(self._toggled)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._words)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.image)
        row.addLayout(words, 1)
        row.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_step(self, step: ShownStep) -> None:
        """Show a step."""
        self._name = step.name
        self.image.show_pixels(step.image)
        self._title.setText(step.title)
        self._words.setText(step.words)
        self._switch.setVisible(step.is_taken is not None)
        self._switch.setAccessibleName(f"Take this step: {step.title}")
        self._switch.setToolTip("Untick it to see what comes of leaving it out")
        with QSignalBlocker(self._switch):
            self._switch.setChecked(step.is_taken is not False)

    @Slot(bool)
    def _toggled(self, taken: bool) -> None:
        self.switched.emit(self._name, taken)


class WayCard(CoveringCard):
    """The steps from ink to image, in place of the bars and the preview.

    Signals
    -------
    switched
        A step is to be taken or left out; carries its name and whether it is taken.
    closing_asked
        The person has seen enough.
    """

    switched = Signal(str, bool)
    closing_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("How it got there", parent=parent)
        self._theme = theme
        self._rows: list[_StepRow] = []
        close = LinkButton("Back to the bars")
        close.clicked.connect(self._close_clicked)
        self.header.addWidget(close)
        self._nothing = Text("Draw something, and see here how it is made ready.", wrap=True)
        self._nothing.setProperty("role", TextRole.MUTED.value)
        self.body.setSpacing(_GAP_PX)
        self.body.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignTop)

    def show_steps(self, steps: Sequence[ShownStep]) -> None:
        """Show the steps in their order; none at all where the paper is blank."""
        while len(self._rows) < len(steps):
            row = _StepRow(self._theme)
            row.switched.connect(self.switched)
            self.body.addWidget(row, 1)
            self._rows.append(row)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(steps))
            if index < len(steps):
                row.show_step(steps[index])
        self._nothing.setVisible(not steps)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the images as large as the steps leave room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [row for row in self._rows if row.isVisibleTo(self)]
        if shown:
            room = (self.height() - _BESIDE_ROWS_PX) / len(shown) - _GAP_PX
            side = next((side for side in _SIDES_PX if side <= room), _SIDES_PX[-1])
            for row in shown:
                row.image.set_side(side)

    @Slot()
    def _close_clicked(self) -> None:
        self.closing_asked.emit()
