"""Boxes that a person fills in, and the words above them."""

from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop_app.icons import icon_pixmap
from desktop_app.theme import Theme
from desktop_app.widgets.text import Text, TextRole

__all__ = ["CheckBox", "ComboBox", "DecimalBox", "Field", "LineEdit", "NumberBox"]

_CHEVRON_PX = 16
_TICK_PX = 14
_HEIGHT_PX = 36
_TEXT_INSET_PX = 10
_QT_LARGEST = 2**31 - 1


class ComboBox(QComboBox):
    """A box with a list that opens beneath it.

    A wheel turned over it scrolls the page, as people mean it to, until it has the focus.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        # The default delegate ignores the stylesheet's padding of an item; a list view's does not.
        self.setView(QListView(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box as the stylesheet has it, its text cut short, and a chevron of our own."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - _CHEVRON_PX - 2 * _TEXT_INSET_PX - 18
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        styled = QStylePainter(self)
        styled.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        styled.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        styled.end()
        tokens = self._theme.tokens
        color = tokens.muted if self.isEnabled() else tokens.faint
        painter = QPainter(self)
        painter.drawPixmap(
            self.width() - _CHEVRON_PX - 12,
            (self.height() - _CHEVRON_PX) // 2,
            icon_pixmap("chevron", color, _CHEVRON_PX, self.devicePixelRatioF()),
        )
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel with the focus only."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _give_text_its_room(box: QAbstractSpinBox, event: QEvent) -> None:
    """Let the text have the whole box: Qt leaves one pixel to it beside styled, absent buttons."""
    if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange, QEvent.Type.Polish):
        box.lineEdit().setGeometry(box.rect().adjusted(_TEXT_INSET_PX, 1, -_TEXT_INSET_PX, -1))


class NumberBox(QSpinBox):
    """A box for a whole number; the arrow keys and the wheel change it, no buttons crowd it.

    `show_number` and `number` also take numbers that are too large for Qt's own.
    """

    def __init__(
        self, name: str, smallest: int, largest: int, parent: QWidget | None = None
    ) -> None:
        self._beyond = 0
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(smallest, largest)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFixedHeight(_HEIGHT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def number(self) -> int:
        """Give the number."""
        value = self.value()
        return self._beyond if self._beyond and value == _QT_LARGEST else value

    def show_number(self, number: int) -> None:
        """Show a number, and let the range reach as far."""
        self._beyond = number if number > _QT_LARGEST else 0
        value = min(number, _QT_LARGEST)
        self.setMaximum(max(self.maximum(), value))
        self.setValue(value)

    def textFromValue(self, value: int) -> str:
        """Write a number that Qt takes for another."""
        if self._beyond and value == _QT_LARGEST:
            return str(self._beyond)
        return super().textFromValue(value)

    def event(self, event: QEvent) -> bool:
        """Keep the text in its place after whatever happened."""
        handled = super().event(event)
        _give_text_its_room(self, event)
        return handled

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel with the focus only."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DecimalBox(QDoubleSpinBox):
    """A box for a number with decimals, shown with a point and without needless zeros.

    A comma is taken for a point, in whatever country: as the mark of thousands, either of them
    would make another number of what was typed.
    """

    def __init__(
        self,
        name: str,
        smallest: float,
        largest: float,
        *,
        decimals: int = 6,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setLocale(QLocale.c())
        self.setDecimals(decimals)
        self.setRange(smallest, largest)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFixedHeight(_HEIGHT_PX)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def textFromValue(self, value: float) -> str:
        """Write 0.001, where Qt would write 0.001000."""
        return f"{value:.{self.decimals()}f}".rstrip("0").rstrip(".")

    def valueFromText(self, text: str) -> float:
        """Read 0,001 as 0.001."""
        return super().valueFromText(text.replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let a comma be typed, and show it as a point."""
        return super().validate(text.replace(",", "."), position)

    def event(self, event: QEvent) -> bool:
        """Keep the text in its place after whatever happened."""
        handled = super().event(event)
        _give_text_its_room(self, event)
        return handled

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Take the wheel with the focus only."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CheckBox(QCheckBox):
    """A box with words beside it that is on or off."""

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box as the stylesheet has it, and a tick of our own."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        tokens = self._theme.tokens
        color = tokens.on_accent if self.isEnabled() else tokens.faint
        painter = QPainter(self)
        tick = icon_pixmap("check", color, _TICK_PX, self.devicePixelRatioF())
        painter.drawPixmap(
            box.center().x() - _TICK_PX // 2 + 1, box.center().y() - _TICK_PX // 2 + 1, tick
        )
        painter.end()


class LineEdit(QLineEdit):
    """A box for a line of text."""

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)


class Field(QWidget):
    """A box with its name above it, and room for a detail at the name's right.

    Attributes
    ----------
    caption, detail
        The labels above the box, left and right.
    box
        What the person fills in.
    """

    def __init__(
        self, caption: str, box: QWidget, detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.box = box
        self.caption = Text(caption, TextRole.CAPTION)
        self.caption.setBuddy(box)
        self.detail = Text(detail, TextRole.CAPTION)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        line = QHBoxLayout()
        line.addWidget(self.caption)
        line.addStretch(1)
        line.addWidget(self.detail)
        column.addLayout(line)
        column.addWidget(box)
