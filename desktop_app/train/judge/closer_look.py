"""One judged picture at full size, beside what the network made of it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.fonts import MEDIUM, make_font
from desktop_app.theme import Theme
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.train.watch.track import with_article
from desktop_app.train.wording import percent
from desktop_app.widgets import PixelImage, Text, TextRole

__all__ = ["CloserLook"]

TEXT_PX = 11
ROW_PX = 15
BAR_PX = 6
MOST_BARS = 4


class _Bars(QWidget):
    """The likeliest classes as bars."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares: list[tuple[str, float, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(MOST_BARS * ROW_PX)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(160, MOST_BARS * ROW_PX)

    def show_shares(self, shares: list[tuple[str, float, bool]]) -> None:
        """Show names with their probabilities, and whether each is the truth."""
        self._shares = shares[:MOST_BARS]
        words = ", ".join(f"{name} {percent(share)}" for name, share, _ in self._shares)
        self.setAccessibleName(f"Probabilities: {words}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(make_font(TEXT_PX, MEDIUM))
        longest = max((len(name) for name, _, _ in self._shares), default=1)
        name_px, figure_px = (18, 44) if longest <= 2 else (78, 44)
        for row, (name, share, is_truth) in enumerate(self._shares):
            line = QRectF(0, row * ROW_PX, self.width(), ROW_PX)
            painter.setPen(QColor(tokens.good if is_truth else tokens.text))
            fitting = painter.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideRight, name_px - 4
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
            painter.setPen(QColor(tokens.muted))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, right, percent(share))
            room = self.width() - name_px - figure_px
            track = QRectF(name_px, line.center().y() - BAR_PX / 2, room, BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.track))
            painter.drawRoundedRect(track, BAR_PX / 2, BAR_PX / 2)
            painter.setBrush(QColor(tokens.good if is_truth else tokens.warning))
            track.setWidth(max(room * share, BAR_PX))
            painter.drawRoundedRect(track, BAR_PX / 2, BAR_PX / 2)
        painter.end()


class CloserLook(QWidget):
    """The chosen picture, its name, and the classes that the network thought of."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = PixelImage("The chosen picture", 84)
        self._words = Text("", TextRole.FIGURE, wrap=True)
        self._bars = _Bars(theme)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._words)
        column.addWidget(self._bars)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._picture)
        row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What is said about the picture."""
        return self._words.text()

    def show_picture(self, mistakes: Mistakes | None, index: int | None) -> None:
        """Look at one of the judged pictures, or at none."""
        self.setVisible(index is not None)
        if mistakes is None or index is None:
            return
        names = mistakes.data.class_names
        truth, answer = int(mistakes.data.labels[index]), int(mistakes.predicted[index])
        shares = mistakes.probabilities[index]
        self._picture.show_pixels(mistakes.data.images[index])
        what = with_article(names[truth]).capitalize()
        self._words.setText(
            f"{what}, read right"
            if truth == answer
            else f"{what}, taken for {with_article(names[answer])}"
        )
        order = (-shares).argsort(kind="stable")[:MOST_BARS]
        self._bars.show_shares(
            [(names[label], float(shares[label]), bool(label == truth)) for label in order]
        )
