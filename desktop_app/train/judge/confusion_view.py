"""The confusion matrix: what was taken for what, each cell a door to its pictures."""

from functools import lru_cache

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.fonts import MEDIUM, SEMIBOLD, make_font
from desktop_app.theme import Theme
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.wording import percent
from nn_core.wording import with_article

__all__ = ["ConfusionView"]

TEXT_PX = 11
SMALLEST_TEXT_PX = 8
CELL_GAP_PX = 2
CELL_RADIUS_PX = 4
HEAD_PX = 18
LONG_HEAD_PX = 72
FIGURE_PX = 38
FIGURES_FROM_PX = 270
SMALLEST_CELL_PX = 14
LARGEST_CELL_PX = 68
DARK_FROM = 0.6
"""How strong a cell's colour is before its number stands out in the colour of the card."""

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionView(QWidget):
    """True classes in rows, answers in columns, and how many of each class were found and right.

    Signals
    -------
    cell_chosen(int, int)
        The person chose a cell: the true class and the answer.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mistakes: Mistakes | None = None
        self._current: tuple[int, int] = (0, 0)
        self._chosen: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("What was taken for what")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for ten classes."""
        return QSize(320, 300)

    def minimumSizeHint(self) -> QSize:
        """Room for ten small cells."""
        return QSize(HEAD_PX + 10 * SMALLEST_CELL_PX, 11 * SMALLEST_CELL_PX)

    def show_mistakes(self, mistakes: Mistakes | None) -> None:
        """Show these answers, no cell chosen."""
        self._mistakes = mistakes
        self._current, self._chosen = (0, 0), None
        self._describe()
        self.update()

    def mark(self, cell: tuple[int, int] | None) -> None:
        """Show which cell's pictures are looked at, or that it is none."""
        self._chosen = cell
        if cell is not None:
            self._current = cell
        self._describe()
        self.update()

    # ---- where things lie

    @property
    def _classes(self) -> int:
        return 0 if self._mistakes is None else len(self._mistakes.confusion)

    def _has_figures(self) -> bool:
        return self.width() >= FIGURES_FROM_PX

    def _size(self) -> QSizeF:
        """Work out how large a cell is; cells may be higher than they are wide."""
        figures = 2 * FIGURE_PX if self._has_figures() else 0
        across = (self.width() - self._head_px() - figures) / max(self._classes, 1)
        down = (self.height() - HEAD_PX) / max(self._classes, 1)
        width = min(max(across, SMALLEST_CELL_PX), LARGEST_CELL_PX)
        return QSizeF(width, min(max(down, SMALLEST_CELL_PX), LARGEST_CELL_PX, 1.4 * width))

    def _head_px(self) -> int:
        if self._mistakes is None:
            return HEAD_PX
        longest = max(self._mistakes.data.class_names, key=len)
        return HEAD_PX if len(longest) <= 2 else LONG_HEAD_PX

    def _cell(self, row: int, column: int) -> QRectF:
        size = self._size()
        corner = QPointF(self._head_px() + column * size.width(), HEAD_PX + row * size.height())
        half = CELL_GAP_PX / 2
        return QRectF(corner, size).adjusted(half, half, -half, -half)

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        size = self._size()
        row = int((position.y() - HEAD_PX) // size.height())
        column = int((position.x() - self._head_px()) // size.width())
        inside = 0 <= row < self._classes and 0 <= column < self._classes
        return (row, column) if inside else None

    def place_of(self, truth: int, answer: int) -> QPoint:
        """Tell where the middle of a cell lies."""
        return self._cell(truth, answer).center().toPoint()

    def figures_of(self, row: int) -> tuple[str, str]:
        """Give the shares of a class that were found and right, a dash where nothing was."""
        if self._mistakes is None:
            return "", ""
        mistakes = self._mistakes
        pictures, answers = mistakes.confusion[row].sum(), mistakes.confusion[:, row].sum()
        found = f"{100 * mistakes.recall[row]:.1f}" if pictures else "–"
        right = f"{100 * mistakes.precision[row]:.1f}" if answers else "–"
        return found, right

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the matrix."""
        if self._mistakes is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        for row in range(self._classes):
            for column in range(self._classes):
                self._paint_cell(painter, row, column)
            if self._has_figures():
                self._paint_figures(painter, row)
        painter.end()

    def _paint_heads(self, painter: QPainter) -> None:
        mistakes, size = self._mistakes, self._size()
        if mistakes is None:
            return
        painter.setPen(QColor(self._theme.tokens.muted))
        painter.setFont(make_font(TEXT_PX, MEDIUM))
        metrics = painter.fontMetrics()
        for index, name in enumerate(mistakes.data.class_names):
            short = name
            while len(short) > 1 and metrics.horizontalAdvance(short) > size.width() - 2:
                short = short[:-1]
            top = QRectF(self._head_px() + index * size.width(), 0, size.width(), HEAD_PX)
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, short)
            left = QRectF(0, HEAD_PX + index * size.height(), self._head_px() - 6, size.height())
            fitting = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(left.width()))
            painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, fitting)
        if self._has_figures():
            for place, words in enumerate(("found", "right")):
                area = QRectF(self._figure_area(place, 0).left(), 0, FIGURE_PX, HEAD_PX)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def _figure_area(self, place: int, row: int) -> QRectF:
        size = self._size()
        left = self._head_px() + self._classes * size.width() + place * FIGURE_PX
        return QRectF(left, HEAD_PX + row * size.height(), FIGURE_PX, size.height())

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        mistakes, tokens = self._mistakes, self._theme.tokens
        if mistakes is None:
            return
        count = int(mistakes.confusion[row, column])
        area = self._cell(row, column)
        if row == column:
            color, strength = QColor(tokens.accent), 0.16
        else:
            total = max(int(mistakes.confusion[row].sum()), 1)
            color = QColor(tokens.warning)
            strength = min(0.12 + 8 * count / total, 0.9) if count else 0.0
        color.setAlphaF(strength)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color if strength else QColor(tokens.track))
        painter.drawRoundedRect(area, CELL_RADIUS_PX, CELL_RADIUS_PX)
        if (row, column) == self._chosen or ((row, column) == self._current and self.hasFocus()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRoundedRect(area, CELL_RADIUS_PX, CELL_RADIUS_PX)
        if count:
            on_mistake = tokens.card if strength >= DARK_FROM else tokens.text
            painter.setPen(QColor(tokens.accent if row == column else on_mistake))
            weight = MEDIUM if row == column else SEMIBOLD
            size_px = _fitting_px(str(count), area.width(), weight)
            painter.setFont(make_font(size_px, weight))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(count))

    def _paint_figures(self, painter: QPainter, row: int) -> None:
        mistakes = self._mistakes
        if mistakes is None:
            return
        painter.setPen(QColor(self._theme.tokens.text))
        painter.setFont(make_font(TEXT_PX, MEDIUM))
        for place, words in enumerate(self.figures_of(row)):
            painter.drawText(self._figure_area(place, row), Qt.AlignmentFlag.AlignCenter, words)

    # ---- choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be clicked."""
        over = self._cell_at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell with the arrows, and choose one with Enter or the space bar."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._classes:
            down, right = _STEPS[key]
            last = self._classes - 1
            row, column = self._current
            self._current = (min(max(row + down, 0), last), min(max(column + right, 0), last))
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._classes:
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which cell the arrows start from."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        super().focusOutEvent(event)
        self.update()

    def _choose(self, cell: tuple[int, int]) -> None:
        self.mark(cell)
        self.cell_chosen.emit(*cell)

    # ---- words

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the cell under the pointer means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(event.pos().toPointF())
            QToolTip.showText(event.globalPos(), "" if cell is None else self._words(cell), self)
            return True
        return super().event(event)

    def _words(self, cell: tuple[int, int]) -> str:
        if self._mistakes is None:
            return ""
        row, column = cell
        names, count = self._mistakes.data.class_names, int(self._mistakes.confusion[row, column])
        times = "once" if count == 1 else f"{count:,} times"
        what = with_article(names[row]).capitalize()
        if row == column:
            share = percent(float(self._mistakes.recall[row]))
            return f"{what} was read right {times}, {share} of all."
        return f"{what} was taken for {names[column]} {times}."

    def _describe(self) -> None:
        self.setAccessibleDescription(self._words(self._current) if self._classes else "")


@lru_cache(maxsize=4096)
def _fitting_px(words: str, width_px: float, weight: QFont.Weight) -> int:
    """Choose the largest type, of those one can still read, in which words fit into a width."""
    for size_px in range(TEXT_PX, SMALLEST_TEXT_PX, -1):
        if QFontMetricsF(make_font(size_px, weight)).horizontalAdvance(words) <= width_px:
            return size_px
    return SMALLEST_TEXT_PX
