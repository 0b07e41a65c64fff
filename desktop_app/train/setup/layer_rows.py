"""The layers of the chosen network, one line each, with the numbers that each has to learn."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.train.elided_text import ElidedText
from desktop_app.train.setup.outline import Outline, OutlineRow
from desktop_app.widgets import Text, TextRole

__all__ = ["LayerRows"]

ROW_HEIGHT_PX = 32


class LayerRows(QWidget):
    """A stack of small tiles, one for each layer that has something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self._rows: list[QFrame] = []

    def show_outline(self, outline: Outline) -> None:
        """Show the layers of this network."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._make_row(row) for row in outline.rows]
        for frame in self._rows:
            self._column.addWidget(frame)
        self.setAccessibleName("Layers of the network")
        self.setAccessibleDescription(
            "; ".join(f"{row.words}, {row.parameters:,} weights" for row in outline.rows)
        )

    def _make_row(self, row: OutlineRow) -> QFrame:
        frame = QFrame()
        frame.setObjectName("tile")
        frame.setFixedHeight(ROW_HEIGHT_PX)
        line = QHBoxLayout(frame)
        line.setContentsMargins(12, 0, 12, 0)
        line.addWidget(ElidedText(row.words, TextRole.FIGURE), 1)
        figure = Text(f"{row.parameters:,}" if row.parameters else "", TextRole.CAPTION)
        line.addWidget(figure)
        if row.shape is not None:
            shape = " × ".join(str(length) for length in row.shape)
            frame.setToolTip(f"{row.words}: gives {shape} numbers, learns {row.parameters:,}")
        return frame
