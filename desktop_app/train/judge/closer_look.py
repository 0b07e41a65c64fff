"""One judged picture at full size, beside what the network made of it."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.train.judge.share_bars import MOST_BARS, Share, ShareBars
from desktop_app.train.watch.track import with_article
from desktop_app.widgets import PixelImage, Text, TextRole

__all__ = ["CloserLook"]


class CloserLook(QWidget):
    """The chosen picture, its name, and the classes that the network thought of."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = PixelImage("The chosen picture", 84)
        self._words = Text("", TextRole.FIGURE, wrap=True)
        self._bars = ShareBars(theme)
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
            [
                Share(names[label], float(shares[label]), "good" if label == truth else "warning")
                for label in order
            ]
        )
