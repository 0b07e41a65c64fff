"""The collection as a wall of thumbnails, a class a row, to choose from with mouse and keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import CAPTION_PX, SEMIBOLD, TITLE_PX, make_font
from desktop_app.theme import Theme
from desktop_app.widgets.ink_sprites import ink_sprites
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.teaching import OwnDigit
from nn_core.teaching.collection import dataset_of_digits
from nn_core.wording import with_article

__all__ = ["DigitWall"]

_CELL_PX = 46
_GAP_PX = 6
_ROW_GAP_PX = 10
_SIDE_PX = 56
_RADIUS_PX = 7
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LINES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class _Row:
    """The digits of one class: their places among all, and where the row lies."""

    label: int
    first: int
    count: int
    top: int
    lines: int


class DigitWall(QWidget):
    """Shows all digits of the collection, and which of them are chosen.

    Attributes
    ----------
    digits
        What is shown, class by class.
    chosen
        The keys of the digits that are chosen.

    Signals
    -------
    selection_changed
        Others are chosen than before.
    deleting_asked
        The chosen digits are to be deleted.
    answered(int)
        The chosen digits are to have another right answer.
    gone_to(QRect)
        The keys went to another digit; carries where it lies.
    """

    selection_changed = Signal()
    deleting_asked = Signal()
    answered = Signal(int)
    gone_to = Signal(QRect)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.digits: list[OwnDigit] = []
        self.chosen: frozenset[int] = frozenset()
        self._sprites: list[QImage] = []
        self._rows: list[_Row] = []
        self._current = 0
        self._anchor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Your digits")
        theme.changed.connect(self._restyle)

    def show_digits(self, digits: Sequence[OwnDigit]) -> None:
        """Show other digits; those of the chosen ones that are still there stay chosen."""
        self.digits = sorted(digits, key=lambda digit: (digit.label, digit.key))
        self.chosen = self.chosen & {digit.key for digit in self.digits}
        self._current = min(self._current, max(len(self.digits) - 1, 0))
        self._anchor = self._current
        self._restyle()
        self._lay_out()
        self._selection_changed()

    def choose(self, keys: Sequence[int]) -> None:
        """Choose some digits and no others."""
        self.chosen = frozenset(keys)
        self._selection_changed()

    def choose_all(self) -> None:
        """Choose every digit."""
        self.choose([digit.key for digit in self.digits])

    @Slot()
    def _restyle(self) -> None:
        self._sprites = []
        if self.digits:
            images = dataset_of_digits(self.digits).images
            self._sprites = ink_sprites(images, self._theme.tokens.ink)
        self.update()

    # ---- layout

    @property
    def _columns(self) -> int:
        return max((self.width() - _SIDE_PX + _GAP_PX) // (_CELL_PX + _GAP_PX), 1)

    def _lay_out(self) -> None:
        self._rows = []
        top = first = 0
        for label in range(len(DIGIT_NAMES)):
            count = sum(digit.label == label for digit in self.digits)
            lines = max(-(-count // self._columns), 1)
            self._rows.append(_Row(label, first, count, top, lines))
            first += count
            top += lines * (_CELL_PX + _GAP_PX) - _GAP_PX + _ROW_GAP_PX
        self.setMinimumHeight(top - _ROW_GAP_PX)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for all rows."""
        return QSize(600, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        self._lay_out()

    def cell(self, index: int) -> QRectF:
        """Give the place of a digit, by its place among `digits`."""
        row = next(row for row in self._rows if row.first <= index < row.first + row.count)
        line, column = divmod(index - row.first, self._columns)
        pitch = _CELL_PX + _GAP_PX
        return QRectF(_SIDE_PX + column * pitch, row.top + line * pitch, _CELL_PX, _CELL_PX)

    def _index_at(self, position: QPointF) -> int | None:
        for index in range(len(self.digits)):
            if self.cell(index).contains(position):
                return index
        return None

    # ---- choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose one digit; with Ctrl one more or less, with Shift all up to it."""
        index = self._index_at(event.position())
        modifiers = event.modifiers()
        if index is None:
            if not modifiers & Qt.KeyboardModifier.ControlModifier:
                self.choose([])
            return
        key = self.digits[index].key
        self._current = index
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._choose_up_to(index)
            return
        self._anchor = index
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.choose(list(self.chosen ^ {key}))
        else:
            self.choose([] if self.chosen == {key} else [key])

    def _choose_up_to(self, index: int) -> None:
        low, high = sorted((self._anchor, index))
        self.choose([digit.key for digit in self.digits[low : high + 1]])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, choose with Space, delete with Delete, correct with a digit."""
        key, text = event.key(), event.text()
        if not self.digits:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go_to(self._current + _STEPS[Qt.Key(key)], event.modifiers())
        elif key in _LINES:
            self._go_to(self._beyond(_LINES[Qt.Key(key)]), event.modifiers())
        elif key == Qt.Key.Key_Space:
            self.choose(list(self.chosen ^ {self.digits[self._current].key}))
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose_all()
        elif key == Qt.Key.Key_Escape and self.chosen:
            self.choose([])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen:
            self.deleting_asked.emit()
        elif text in DIGIT_NAMES and self.chosen:
            self.answered.emit(int(text))
        else:
            super().keyPressEvent(event)

    def _go_to(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        self._current = min(max(index, 0), len(self.digits) - 1)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._choose_up_to(self._current)
        else:
            self._anchor = self._current
        self._describe()
        self.update()
        self.gone_to.emit(self.cell(self._current).toAlignedRect())

    def _beyond(self, step: int) -> int:
        """Find the digit on the line above or below the current one, in whatever row that is."""
        lines = [
            range(first, min(first + self._columns, row.first + row.count))
            for row in self._rows
            for first in range(row.first, row.first + row.count, self._columns)
        ]
        here = next(place for place, line in enumerate(lines) if self._current in line)
        there = lines[min(max(here + step, 0), len(lines) - 1)]
        return min(there.start + self._current - lines[here].start, there.stop - 1)

    def _selection_changed(self) -> None:
        self.update()
        self._describe()
        self.selection_changed.emit()

    def _describe(self) -> None:
        words = f"{len(self.chosen)} of {len(self.digits)} chosen"
        if self.digits:
            digit = self.digits[self._current]
            state = ", chosen" if digit.key in self.chosen else ""
            words = f"{with_article(str(digit.label)).capitalize()}{state}. {words}"
        self.setAccessibleDescription(words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which digit the keys are at."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no longer."""
        self.update()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are to be seen."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for row in self._rows:
            side = QRectF(0, row.top, _SIDE_PX - 12, _CELL_PX)
            painter.setFont(make_font(TITLE_PX, SEMIBOLD))
            painter.setPen(QColor(tokens.text if row.count else tokens.faint))
            align = Qt.AlignmentFlag.AlignLeft
            painter.drawText(side.adjusted(2, 3, 0, 0), align, str(row.label))
            painter.setFont(make_font(CAPTION_PX))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(side.adjusted(2, 25, 0, 0), align, str(row.count))
            if not row.count:
                place = QRectF(_SIDE_PX, row.top, 300, _CELL_PX)
                middle = align | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(place, middle, "none yet")
        for index, digit in enumerate(self.digits):
            cell = self.cell(index)
            if event.rect().intersects(cell.toAlignedRect()):
                self._paint_cell(painter, cell, index, digit.key in self.chosen)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: QRectF, index: int, chosen: bool) -> None:
        tokens = self._theme.tokens
        focused = self.hasFocus() and index == self._current
        painter.setBrush(QColor(tokens.accent_tint if chosen else tokens.paper))
        edge = tokens.accent if chosen or focused else tokens.hairline
        painter.setPen(QPen(QColor(edge), 2 if chosen or focused else 1))
        painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), _RADIUS_PX, _RADIUS_PX)
        painter.drawImage(cell.adjusted(4, 4, -4, -4), self._sprites[index])
