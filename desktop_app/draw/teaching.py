"""The Draw page's way to a lesson: nothing of it is loaded before the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.recognizer_host import RecognizerHost
from desktop_app.theme import Theme

if TYPE_CHECKING:
    from desktop_app.teach.teach_desk import TeachDesk

__all__ = ["Teaching"]


class Teaching(QObject):
    """Begins lessons, and gives their card a place on the page.

    Parameters
    ----------
    theme
        The colours.
    host
        The network in use, which is taught.
    page
        Where the card stands.

    Attributes
    ----------
    desk
        What runs the lessons; None before the first.

    Signals
    -------
    failed
        A lesson could not be given; carries the sentence that says why.
    covering(bool)
        The card covers a part of the page, or does so no longer.
    """

    failed = Signal(str)
    covering = Signal(bool)

    def __init__(self, theme: Theme, host: RecognizerHost, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._host = host
        self._page = page
        self._place = QRect()
        self.desk: TeachDesk | None = None

    def place(self, area: QRect) -> None:
        """Stand somewhere on the page."""
        self._place = area
        if self.desk is not None:
            self.desk.card.setGeometry(area)

    @Slot()
    def begin(self) -> None:
        """Let the network in use learn all digits that were kept."""
        if self.desk is None:
            from desktop_app.teach.teach_desk import TeachDesk

            self.desk = TeachDesk(self._theme, self._host, self._page)
            self.desk.card.setGeometry(self._place)
            self.desk.failed.connect(self.failed)
            self.desk.card.covering.connect(self.covering)
        self.desk.begin()

    def stop_and_wait(self) -> None:
        """Call a lesson off, and return when its thread has ended."""
        if self.desk is not None:
            self.desk.stop_and_wait()
