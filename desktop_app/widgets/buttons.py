"""Buttons: with an icon, with a word, with both, and rows of them of which one is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop_app.icons import tool_icon
from desktop_app.theme import Theme

__all__ = ["IconButton", "LinkButton", "PrimaryButton", "SecondaryButton", "SegmentedControl"]

_ICON_PX = 18


class IconButton(QToolButton):
    """A button with a line icon, and a tooltip that names its key.

    Parameters
    ----------
    icon
        The name of a file in `assets/icons`.
    name
        What it does, in a word or two: the accessible name and the tooltip.
    keys
        The shortcut that the tooltip names. The button does not listen for it.
    words
        Text that stands beside the icon; without it there is the icon alone.
    """

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        keys: QKeySequence | None = None,
        words: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._keys = keys
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name)
        if words:
            # Qt has no setting for the space between icon and word.
            self.setText(f" {words}")
            self.setProperty("role", "labelled")
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.setFixedHeight(36)
        else:
            self.setFixedSize(38, 36)
        theme.changed.connect(self.refresh_icon)
        self.refresh_icon()

    def rename(self, name: str) -> None:
        """Say what the button does now."""
        self.setAccessibleName(name)
        keys = self._keys.toString(QKeySequence.SequenceFormat.NativeText) if self._keys else ""
        self.setToolTip(f"{name}  ({keys})" if keys else name)

    @Slot()
    def refresh_icon(self) -> None:
        """Draw the icon in the theme's colours, for the screen the window is on."""
        size = self.iconSize().width()
        self.setIcon(tool_icon(self._icon_name, self._theme.tokens, size, self.devicePixelRatioF()))


class _PushButton(QPushButton):
    """A button with a word on it; reached by the Tab key, and by Enter when it has the focus.

    The second of two quick clicks does nothing where the first one was for what stood here before.
    """

    def __init__(self, words: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("role", role)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)
        self._pressed_ms: int | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take note of when it was pressed."""
        self._pressed_ms = event.timestamp()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a second click for what it is, or for one that was meant for another button."""
        before, now = self._pressed_ms, event.timestamp()
        if before is not None and now - before <= QApplication.doubleClickInterval():
            super().mouseDoubleClickEvent(event)


class PrimaryButton(_PushButton):
    """The one thing a person would do next."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, "primary", parent)


class SecondaryButton(_PushButton):
    """Something a person might do instead."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, "secondary", parent)


class LinkButton(_PushButton):
    """A quiet line of words in the accent colour that does something when clicked."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, "link", parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class SegmentedControl(QFrame):
    """A few words side by side, of which exactly one is chosen.

    Parameters
    ----------
    choices
        The words.
    name
        What is chosen, for those who hear the window.

    Signals
    -------
    chosen
        Another segment was chosen; carries its index.
    """

    chosen = Signal(int)

    def __init__(self, choices: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        for index, words in enumerate(choices):
            segment = _PushButton(words, "segment")
            segment.setCheckable(True)
            segment.setAccessibleName(f"{name}: {words}")
            self._group.addButton(segment, index)
            row.addWidget(segment, 1)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._segment_clicked)

    @property
    def index(self) -> int:
        """Which segment is chosen, counted from 0."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Choose a segment without telling anyone."""
        self._group.button(index).setChecked(True)

    @Slot(int)
    def _segment_clicked(self, index: int) -> None:
        self.chosen.emit(index)
