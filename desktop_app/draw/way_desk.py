"""The card with the steps from ink to image: opened when asked for, and kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.draw.pad import Pad
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.theme import Theme

if TYPE_CHECKING:
    from desktop_app.draw.paper_reading import PaperReading
    from desktop_app.draw.way_card import WayCard

__all__ = ["WayDesk"]


class WayDesk(QObject):
    """Shows how the ink on the paper became what the network sees.

    Parameters
    ----------
    theme
        The colours.
    host
        The network in use.
    pad
        The paper.
    page
        Where the card stands.

    Signals
    -------
    covering(bool)
        The card covers a part of the page, or does so no longer.
    closed
        The person has seen enough of it.
    """

    covering = Signal(bool)
    closed = Signal()

    def __init__(self, theme: Theme, host: RecognizerHost, pad: Pad, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._host = host
        self._pad = pad
        self._page = page
        self._place = QRect()
        self._card: WayCard | None = None
        self._found: PaperReading | None = None
        self._left_out: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether the card covers a part of the page."""
        return self._card is not None and not self._card.isHidden()

    def place(self, area: QRect) -> None:
        """Stand somewhere on the page."""
        self._place = area
        if self._card is not None:
            self._card.setGeometry(area)

    def show_found(self, found: PaperReading | None) -> None:
        """Take note of what was read, now that the pen is lifted."""
        self._found = found
        self._show_steps()

    @Slot()
    def open(self) -> None:
        """Show the card, with every step taken."""
        self._left_out = frozenset()
        if self._card is None:
            self._card = self._make_card()
        self._card.show()
        self._show_steps()

    def _make_card(self) -> WayCard:
        # Loaded here: the first paint does without it.
        from desktop_app.draw.way_card import WayCard

        card = WayCard(self._theme, self._page)
        card.switched.connect(self._switch_step)
        card.closing_asked.connect(self._close)
        card.covering.connect(self.covering)
        card.setGeometry(self._place)
        return card

    @Slot()
    def _close(self) -> None:
        if self._card is not None:
            self._card.hide()
        self.closed.emit()

    @Slot(str, bool)
    def _switch_step(self, name: str, taken: bool) -> None:
        self._left_out = self._left_out - {name} if taken else self._left_out | {name}
        self._show_steps()

    def _show_steps(self) -> None:
        """Show the steps of the drawing that is on the paper, or of its least certain digit."""
        recognizer = self._host.recognizer
        if self._card is None or not self._card.isVisible() or recognizer is None:
            return
        # Loaded when first asked for: the first paint needs no arrays.
        from desktop_app.draw.way_steps import steps_shown

        self._card.show_steps(
            steps_shown(
                recognizer, self._pad.drawing, self._pad.strokes(), self._found, self._left_out
            )
        )
