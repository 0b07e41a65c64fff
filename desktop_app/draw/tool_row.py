"""The tools in one row beneath the paper."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSlider, QToolButton, QWidget

from desktop_app.draw.tools import NARROWEST_PEN_PX, WIDEST_PEN_PX, Tool
from desktop_app.theme import Theme
from desktop_app.widgets.buttons import IconButton
from desktop_app.widgets.card import Separator

__all__ = ["ToolRow"]

_NARROW_PX: Final = 500
_SLIDER_PX: Final = 110
_SHORT_SLIDER_PX: Final = 72


class ToolRow(QWidget):
    """Pen, eraser, width, undo, redo, clear; open and save.

    Attributes
    ----------
    save_menu
        The menu behind the save button, for the page to fill.

    Signals
    -------
    tool_chosen
        The pen or the eraser was taken up; carries the Tool.
    width_chosen
        The pen's width was changed; carries pixels of the paper.
    undo_asked, redo_asked, clearing_asked, opening_asked
        A button was clicked.
    """

    tool_chosen = Signal(Tool)
    width_chosen = Signal(float)
    undo_asked = Signal()
    redo_asked = Signal()
    clearing_asked = Signal()
    opening_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        key = QKeySequence
        standard = QKeySequence.StandardKey
        self._pen = IconButton(theme, "draw", "Pen", keys=key("P"))
        self._eraser = IconButton(theme, "eraser", "Eraser", keys=key("E"))
        self._tools = QButtonGroup(self)
        for button in (self._pen, self._eraser):
            button.setCheckable(True)
            self._tools.addButton(button)
        self._pen.setChecked(True)
        self._tools.buttonClicked.connect(self._tool_clicked)

        self._width = QSlider(Qt.Orientation.Horizontal)
        self._width.setRange(round(NARROWEST_PEN_PX), round(WIDEST_PEN_PX))
        self._width.setPageStep(6)
        self._width.setAccessibleName("Pen width")
        self._width.setToolTip("Pen width  ([ and ])")
        self._width.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._width.setCursor(Qt.CursorShape.PointingHandCursor)
        self._width.valueChanged.connect(self._width_changed)

        self._undo = IconButton(theme, "undo", "Undo", keys=key(standard.Undo))
        self._redo = IconButton(theme, "redo", "Redo", keys=key("Ctrl+Shift+Z"))
        self._clear = IconButton(theme, "clear", "Clear the paper", keys=key("Del"), words="Clear")
        self._open = IconButton(theme, "open", "Open a picture of a digit", keys=key(standard.Open))
        self._save = IconButton(theme, "save", "Save or copy", keys=key(standard.Save))
        self.save_menu = QMenu(self._save)
        self._save.setMenu(self.save_menu)
        self._save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._undo.clicked.connect(self._undo_clicked)
        self._redo.clicked.connect(self._redo_clicked)
        self._clear.clicked.connect(self._clear_clicked)
        self._open.clicked.connect(self._open_clicked)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._pen)
        row.addWidget(self._eraser)
        row.addSpacing(4)
        row.addWidget(Separator())
        row.addSpacing(4)
        row.addWidget(self._width)
        row.addSpacing(4)
        row.addWidget(Separator())
        row.addSpacing(4)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        row.addWidget(self._clear)
        row.addStretch(1)
        row.addWidget(self._open)
        row.addWidget(self._save)

    def show_tool(self, tool: Tool) -> None:
        """Mark the tool in use."""
        (self._eraser if tool is Tool.ERASER else self._pen).setChecked(True)

    def show_width(self, width_px: float) -> None:
        """Put the slider where the pen's width is."""
        with QSignalBlocker(self._width):
            self._width.setValue(round(width_px))

    def set_available(self, *, undo: bool, redo: bool, ink: bool) -> None:
        """Say what there is to undo, to redo, and to clear or save."""
        self._undo.setEnabled(undo)
        self._redo.setEnabled(redo)
        self._clear.setEnabled(ink)
        self._save.setEnabled(ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window, leave out the word and shorten the slider."""
        narrow = event.size().width() < _NARROW_PX
        style = Qt.ToolButtonStyle
        self._clear.setToolButtonStyle(
            style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        )
        self._width.setFixedWidth(_SHORT_SLIDER_PX if narrow else _SLIDER_PX)

    @Slot()
    def _tool_clicked(self) -> None:
        self.tool_chosen.emit(Tool.ERASER if self._eraser.isChecked() else Tool.PEN)

    @Slot(int)
    def _width_changed(self, width_px: int) -> None:
        self.width_chosen.emit(float(width_px))

    @Slot()
    def _undo_clicked(self) -> None:
        self.undo_asked.emit()

    @Slot()
    def _redo_clicked(self) -> None:
        self.redo_asked.emit()

    @Slot()
    def _clear_clicked(self) -> None:
        self.clearing_asked.emit()

    @Slot()
    def _open_clicked(self) -> None:
        self.opening_asked.emit()
