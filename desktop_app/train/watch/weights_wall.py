"""What the first layer looks for, as pictures: where ink speaks for a neuron, and where against."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.theme import Theme
from desktop_app.tokens import Tokens
from desktop_app.train.reports import WeightPictures
from desktop_app.train.watch.cell_grid import CellGrid

__all__ = ["WeightsWall", "color_maps"]

SMALLEST_CELL_PX = 36
LARGEST_CELL_PX = 72
CELL_GAP_PX = 6
CELL_RADIUS_PX = 6


def color_maps(maps: NDArray[np.int8], tokens: Tokens) -> list[QImage]:
    """Paint weights: those for in the accent colour, those against in that of validation.

    Parameters
    ----------
    maps
        int8 ndarray of shape (units, height, width), from -127 to 127.
    tokens
        The colours; a weight of nothing is the card's.
    """
    shares = np.abs(maps.astype(np.float32))[..., None] / 127.0
    ends = np.where(maps[..., None] >= 0, _rgb(tokens.accent), _rgb(tokens.validation))
    mixed = _rgb(tokens.card) * (1.0 - shares) + ends * shares
    pixels = np.full((*maps.shape, 4), 255, np.uint8)
    pixels[..., :3] = mixed.astype(np.uint8)
    _, height, width = maps.shape
    format_ = QImage.Format.Format_RGBX8888
    return [QImage(unit.tobytes(), width, height, 4 * width, format_).copy() for unit in pixels]


def _rgb(color: str) -> NDArray[np.float32]:
    parsed = QColor(color)
    return np.array([parsed.red(), parsed.green(), parsed.blue()], np.float32)


class WeightsWall(QWidget):
    """The weights of the first layer's neurons or filters, live."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._weights: WeightPictures | None = None
        self._images: list[QImage] = []
        self._grid = CellGrid.fit(0, 1, 1, smallest=1, largest=1, gap=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(SMALLEST_CELL_PX)
        self.setAccessibleName("Weights of the first layer")
        theme.changed.connect(self._repaint_weights)

    def sizeHint(self) -> QSize:
        """Three rows."""
        pitch = SMALLEST_CELL_PX + CELL_GAP_PX
        return QSize(10 * pitch, 3 * pitch)

    def show_weights(self, weights: WeightPictures | None) -> None:
        """Show these weights, or none."""
        self._weights = weights
        if self.isVisible() or weights is None:
            self._repaint_weights()

    def showEvent(self, event: object) -> None:
        """Paint the latest weights, which were not while nobody saw them."""
        self._repaint_weights()

    def _repaint_weights(self) -> None:
        count = 0 if self._weights is None else len(self._weights.maps)
        self._lay_out(count)
        self._images = (
            []
            if self._weights is None
            else color_maps(self._weights.maps[: self._grid.visible], self._theme.tokens)
        )
        self.setAccessibleDescription(f"{count} neurons or filters")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._repaint_weights()

    def _lay_out(self, count: int) -> None:
        self.setMinimumHeight(
            CellGrid.height_of(count, self.width(), cell_px=SMALLEST_CELL_PX, gap=CELL_GAP_PX)
        )
        self._grid = CellGrid.fit(
            count,
            self.width(),
            self.height(),
            smallest=SMALLEST_CELL_PX,
            largest=LARGEST_CELL_PX,
            gap=CELL_GAP_PX,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the weights, with soft corners and a hairline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, image in enumerate(self._images):
            area = self._grid.cell(index)
            outline = QPainterPath()
            outline.addRoundedRect(area, CELL_RADIUS_PX, CELL_RADIUS_PX)
            painter.save()
            painter.setClipPath(outline)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.drawImage(area, image)
            painter.restore()
            painter.setPen(QPen(QColor(self._theme.tokens.hairline), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(outline)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip how to read the picture under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._grid.index_at(event.pos().toPointF())
            words = (
                ""
                if index is None
                else f"Number {index + 1} of the first layer: ink on blue speaks for it, "
                "ink on orange against it."
            )
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)
