"""Square cells in rows that fill a widget: as large as lets all of them be seen."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

__all__ = ["CellGrid"]


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Where the cells lie.

    Attributes
    ----------
    width
        The widget's width in pixels.
    cell_px, gap_px
        The side of a cell, and the space between two rows.
    columns
        How many cells a row has.
    visible
        How many cells there is room for, of those that were asked for.
    """

    width: int
    cell_px: int
    gap_px: int
    columns: int
    visible: int

    @classmethod
    def fit(
        cls, count: int, width: int, height: int, *, smallest: int, largest: int, gap: int
    ) -> "CellGrid":
        """Choose the largest cells that let all be seen, or the smallest ones."""
        for cell_px in range(largest, smallest - 1, -1):
            columns = max((width + gap) // (cell_px + gap), 1)
            rows = max((height + gap) // (cell_px + gap), 1)
            if columns * rows >= count:
                break
        return cls(width, cell_px, gap, columns, min(count, columns * rows))

    @classmethod
    def height_of(cls, count: int, width: int, *, cell_px: int, gap: int) -> int:
        """Say how high a widget of this width must be for so many cells of a size."""
        columns = max((width + gap) // (cell_px + gap), 1)
        rows = -(-count // columns)
        return max(rows * (cell_px + gap) - gap, cell_px)

    def cell(self, index: int) -> QRectF:
        """Give the place of a cell; full rows end flush with the widget."""
        row, column = divmod(index, self.columns)
        pitch = self.cell_px + self.gap_px
        spare = self.width - self.columns * pitch + self.gap_px
        fills = self.columns > 1 and self.visible >= self.columns
        shift = spare / (self.columns - 1) if fills else 0.0
        return QRectF(round(column * (pitch + shift)), row * pitch, self.cell_px, self.cell_px)

    def index_at(self, position: QPointF) -> int | None:
        """Find the cell at a place, or None."""
        for index in range(self.visible):
            if self.cell(index).contains(position):
                return index
        return None
