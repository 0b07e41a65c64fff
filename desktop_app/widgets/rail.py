"""The slim column at the window's left edge that leads from page to page."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop_app.icons import mark_pixmap, tool_icon
from desktop_app.theme import Theme

__all__ = ["Rail"]

_WIDTH_PX = 80
_BUTTON_PX = QSize(67, 54)
_MARK_PX = 32
_ICON_PX = 19


class _RailButton(QToolButton):
    """The way to one page: an icon with its word beneath."""

    def __init__(self, theme: Theme, icon: str, title: str, keys: QKeySequence) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = icon
        self.setText(title)
        self.setProperty("role", "rail")
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setFixedSize(_BUTTON_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        self.setToolTip(f"{title}  ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
        theme.changed.connect(self.refresh_icon)
        self.refresh_icon()

    @Slot()
    def refresh_icon(self) -> None:
        """Draw the icon in the theme's colours, for the screen the window is on."""
        tokens, ratio = self._theme.tokens, self.devicePixelRatioF()
        self.setIcon(tool_icon(self._icon_name, tokens, _ICON_PX, ratio))


class Rail(QFrame):
    """Inkling's mark, a button for each page, and room for more at the bottom.

    Signals
    -------
    page_chosen
        The person asked for a page; carries its index.
    """

    page_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Pages")
        self.setFixedWidth(_WIDTH_PX)
        self._theme = theme
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._mark.setAccessibleName("Inkling")
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 19, 1, 12)
        self._column.setSpacing(6)
        self._column.addWidget(self._mark)
        self._column.addSpacing(16)
        self._column.addStretch(1)
        theme.changed.connect(self._refresh_mark)
        self._refresh_mark()

    def add_page(self, icon: str, title: str, keys: QKeySequence) -> None:
        """Add the button of the next page."""
        button = _RailButton(self._theme, icon, title, keys)
        index = len(self._group.buttons())
        self._group.addButton(button, index)
        self._column.insertWidget(2 + index, button, 0, Qt.AlignmentFlag.AlignHCenter)

    def add_at_bottom(self, widget: QWidget) -> None:
        """Add a control at the foot of the rail."""
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_chosen(self, index: int) -> None:
        """Mark the page that is open."""
        self._group.button(index).setChecked(True)

    @Slot(int)
    def _clicked(self, index: int) -> None:
        self.page_chosen.emit(index)

    @Slot()
    def _refresh_mark(self) -> None:
        self._mark.setPixmap(mark_pixmap(self._theme.tokens, _MARK_PX, self.devicePixelRatioF()))
