"""A dataset at a glance: a row of samples for each class, and how many there are of it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import CAPTION_PX, MEDIUM, make_font
from desktop_app.theme import Theme
from desktop_app.train.setup.dataset_jobs import LoadedDataset
from desktop_app.widgets.ink_sprites import ink_sprites

__all__ = ["SampleRows"]

PICTURE_PX = 28
LARGEST_PICTURE_PX = 42
LARGEST_PITCH_PX = 64
ROW_GAP_PX = 6
NAME_GAP_PX = 12
MOST_NAME_PX = 92
COUNT_PX = 58
BAR_PX = 3
BAR_WIDTH_PX = 40
MOST_SAMPLES = 60


class SampleRows(QWidget):
    """Samples of a dataset, painted in the colour of ink, as many as there is room for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._loaded: LoadedDataset | None = None
        self._sprites: list[list[QImage]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Samples of what to learn from")
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Ten rows."""
        return QSize(400, 10 * (PICTURE_PX + ROW_GAP_PX))

    def show_dataset(self, loaded: LoadedDataset | None) -> None:
        """Show samples of a dataset, or nothing."""
        self._loaded = loaded
        rows = 3 if loaded is None else len(loaded.data.class_names)
        # Where they do not all fit, the rows are higher than what is seen of them, and scroll.
        self.setMinimumHeight(rows * (PICTURE_PX + 2))
        self._restyle()
        if loaded is None:
            self.setAccessibleDescription("")
            return
        names = loaded.data.class_names
        self.setAccessibleDescription(
            ", ".join(
                f"{count:,} of {name}" for name, count in zip(names, loaded.counts, strict=True)
            )
        )

    def _restyle(self) -> None:
        self._sprites = []
        if self._loaded is not None:
            data = self._loaded.data
            for label in range(len(data.class_names)):
                # The first few thousand labels hold enough of every class and are quick to search.
                places = (data.labels[:20_000] == label).nonzero()[0][:MOST_SAMPLES]
                self._sprites.append(ink_sprites(data.images[places], self._theme.tokens.ink))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        if self._loaded is None:
            return
        names = self._loaded.data.class_names
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(make_font(CAPTION_PX, MEDIUM))
        widest = max(painter.fontMetrics().horizontalAdvance(name) for name in names)
        name_px = min(widest + NAME_GAP_PX, MOST_NAME_PX)
        pitch = min(max(self.height() / len(names), PICTURE_PX + 2), LARGEST_PITCH_PX)
        side = max(PICTURE_PX, min(LARGEST_PICTURE_PX, int(pitch) - ROW_GAP_PX))
        room = self.width() - name_px - COUNT_PX
        columns = max(int((room + ROW_GAP_PX) // (side + ROW_GAP_PX)), 1)
        step = (room - side) / max(columns - 1, 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, (name, sprites) in enumerate(zip(names, self._sprites, strict=True)):
            top = round(row * pitch)
            if top + side > self.height() + 1:
                break
            line = QRectF(0, top, self.width(), side)
            painter.setPen(QColor(tokens.text))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, name_px - 6)
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, shown)
            self._paint_count(painter, line, self._loaded.counts[row])
            for column, sprite in enumerate(sprites[:columns]):
                left = round(name_px + column * step)
                painter.drawImage(QRectF(left, top, side, side), sprite)
        painter.end()

    def _paint_count(self, painter: QPainter, line: QRectF, count: int) -> None:
        """Paint how many there are, and beneath it a bar that is long where they are many."""
        tokens = self._theme.tokens
        if self._loaded is None:
            return
        words = line.adjusted(0, -4, 0, -4)
        right = Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(tokens.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | right, f"{count:,}")
        painter.setPen(Qt.PenStyle.NoPen)
        top = line.center().y() + 7
        for share, color in ((1.0, tokens.track), (count / max(self._loaded.counts), tokens.faint)):
            width = BAR_WIDTH_PX * share
            bar = QRectF(line.right() - BAR_WIDTH_PX, top, width, BAR_PX)
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
