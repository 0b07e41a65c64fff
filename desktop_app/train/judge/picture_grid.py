"""Pictures in a grid, each with what it is and what it was taken for; a click looks closer."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.theme import Theme
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.train.watch.cell_grid import CellGrid
from desktop_app.widgets.ink_sprites import ink_sprites
from desktop_app.wording import certainty
from nn_core.wording import with_article

__all__ = ["PictureGrid"]

SMALLEST_CELL_PX = 40
LARGEST_CELL_PX = 84
CELL_GAP_PX = 6
RADIUS_PX = 7


class PictureGrid(QWidget):
    """Some of the pictures that were judged.

    Signals
    -------
    picture_chosen(int)
        The person chose a picture, by its place among all that were judged.
    """

    picture_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mistakes: Mistakes | None = None
        self._indices: list[int] = []
        self._sprites: list[QImage] = []
        self._current = 0
        self._grid = CellGrid.fit(0, 1, 1, smallest=1, largest=1, gap=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(SMALLEST_CELL_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Pictures")
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Four rows."""
        pitch = SMALLEST_CELL_PX + CELL_GAP_PX
        return QSize(7 * pitch, 4 * pitch)

    def show_pictures(self, mistakes: Mistakes | None, indices: Sequence[int]) -> None:
        """Show some of the pictures, the first one chosen."""
        self._mistakes = mistakes
        self._indices = [int(index) for index in indices]
        self._current = 0
        self._restyle()
        self._lay_out()
        self._describe()

    @property
    def indices(self) -> tuple[int, ...]:
        """The places of the pictures shown among all that were judged."""
        return tuple(self._indices)

    @property
    def chosen(self) -> int | None:
        """The chosen picture's place among all that were judged; None where there is none."""
        return self._indices[self._current] if self._indices else None

    def choose(self, index: int) -> None:
        """Choose one of the pictures shown, by its place among all that were judged."""
        if index in self._indices:
            self._current = self._indices.index(index)
            self._describe()
            self.update()

    def _restyle(self) -> None:
        self._sprites = []
        if self._mistakes is not None and self._indices:
            images = self._mistakes.data.images[self._indices]
            self._sprites = ink_sprites(images, self._theme.tokens.ink)
        self.update()

    def _lay_out(self) -> None:
        self._grid = CellGrid.fit(
            len(self._indices),
            self.width(),
            self.height(),
            smallest=SMALLEST_CELL_PX,
            largest=LARGEST_CELL_PX,
            gap=CELL_GAP_PX,
        )
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place in range(self._grid.visible):
            area = self._grid.cell(place)
            chosen = place == self._current
            width = 2 if chosen else 1
            painter.setPen(QPen(QColor(tokens.accent if chosen else tokens.hairline), width))
            painter.setBrush(QColor(tokens.accent_tint) if chosen else Qt.BrushStyle.NoBrush)
            half = width / 2
            painter.drawRoundedRect(area.adjusted(half, half, -half, -half), RADIUS_PX, RADIUS_PX)
            inset = max((area.width() - 28) / 2, 4) if area.width() < 46 else 6
            side = area.width() - 2 * inset
            painter.drawImage(
                QRectF(area.left() + inset, area.top() + inset, side, side), self._sprites[place]
            )
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the pointer."""
        place = self._grid.index_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from picture to picture with the arrows."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._grid.columns,
            Qt.Key.Key_Down: self._grid.columns,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self._current + step < self._grid.visible:
            self._choose(self._current + step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the arrows start from."""
        super().focusInEvent(event)
        self.update()

    def _choose(self, place: int) -> None:
        self._current = place
        self._describe()
        self.update()
        self.picture_chosen.emit(self._indices[place])

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what the picture under the pointer is and was taken for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._grid.index_at(event.pos().toPointF())
            words = "" if place is None else self._words(self._indices[place])
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _words(self, index: int) -> str:
        if self._mistakes is None:
            return ""
        names = self._mistakes.data.class_names
        truth = names[int(self._mistakes.data.labels[index])]
        answer = int(self._mistakes.predicted[index])
        sure = certainty(float(self._mistakes.probabilities[index, answer]), places=0)
        if names[answer] == truth:
            return f"{with_article(truth).capitalize()}, read right, {sure} sure."
        return f"{with_article(truth).capitalize()}, taken for {names[answer]}, {sure} sure."

    def _describe(self) -> None:
        chosen = self.chosen
        self.setAccessibleDescription("" if chosen is None else self._words(chosen))
