"""A card's heading that is a choice: a few words, of which one is what the card shows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.fonts import CAPTION_PX, MEDIUM, make_font
from desktop_app.theme import Theme

__all__ = ["HeadingTabs"]

GAP_PX = 14


class HeadingTabs(QWidget):
    """Words side by side in a heading's size; the chosen one stands out.

    Parameters
    ----------
    theme
        The colours.
    choices
        The words.
    name
        What is chosen, for those who hear the window.

    Signals
    -------
    chosen(int)
        Another one was chosen; carries its place, from 0.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, choices: Sequence[str], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        for place, words in enumerate(choices):
            tab = QPushButton(words)
            tab.setCheckable(True)
            tab.setFont(make_font(CAPTION_PX, MEDIUM))
            tab.setCursor(Qt.CursorShape.PointingHandCursor)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tab.setAccessibleName(f"{name}: {words}")
            tab.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._group.addButton(tab, place)
            row.addWidget(tab)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._on_clicked)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def index(self) -> int:
        """Which one is chosen, from 0."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Choose one without telling anyone."""
        self._group.button(index).setChecked(True)

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(index)

    @Slot()
    def _restyle(self) -> None:
        tokens = self._theme.tokens
        self.setStyleSheet(
            f"QPushButton {{ color: {tokens.accent}; background: transparent; border: none;"
            f" border-bottom: 2px solid transparent; padding: 0; min-height: 15px; }}"
            f"QPushButton:checked {{ color: {tokens.muted}; }}"
            f"QPushButton:hover:!checked {{ color: {tokens.accent_pressed}; }}"
            f"QPushButton:focus {{ border-bottom: 2px solid {tokens.accent}; }}"
        )
