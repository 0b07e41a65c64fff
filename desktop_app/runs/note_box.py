"""A box for a few lines about a run."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_app.theme import Theme
from desktop_app.tokens import CONTROL_RADIUS_PX

__all__ = ["NoteBox"]

HEIGHT_PX = 64


class NoteBox(QPlainTextEdit):
    """Some lines of plain text.

    Signals
    -------
    left()
        The person has turned to something else.
    """

    left = Signal()

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(HEIGHT_PX)
        theme.changed.connect(self._restyle)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        tokens = self._theme.tokens
        self.setStyleSheet(
            f"QPlainTextEdit {{ color: {tokens.text}; background: {tokens.card};"
            f" border: 1px solid {tokens.hairline}; border-radius: {CONTROL_RADIUS_PX}px;"
            f" padding: 4px 7px; font-size: 13px; selection-background-color: {tokens.accent};"
            f" selection-color: {tokens.on_accent}; }}"
            f"QPlainTextEdit:hover {{ border: 1px solid {tokens.faint}; }}"
            f"QPlainTextEdit:focus {{ border: 2px solid {tokens.accent}; padding: 3px 6px; }}"
        )

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that what was written is complete."""
        super().focusOutEvent(event)
        self.left.emit()
