"""One judged picture at full size, beside what the network made of it."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.train.judge.share_bars import MOST_BARS, Share, ShareBars
from desktop_app.widgets import PixelImage, Text, TextRole
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.wording import with_article

__all__ = ["CloserLook"]

LEAST_HEIGHT_PX = 98


class CloserLook(QWidget):
    """The chosen picture, its name, and the classes that the network thought of.

    Signals
    -------
    relabelled(int, int)
        The person said that a picture of their own shows something else: its place among all that
        were judged, and the class that it shows.
    """

    relabelled = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = PixelImage("The chosen picture", 84)
        self._words = Text("", TextRole.FIGURE, wrap=True)
        self._bars = ShareBars(theme)
        self._bars.setMinimumHeight(self._bars.sizeHint().height())
        self._index = 0
        self._wrong = FlushLink("Not a 0?")
        self._wrong.setToolTip("Say what this digit of your own hand really is")
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_answer)
        self._wrong.clicked.connect(self._open_menu)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._words, 1)
        line.addWidget(self._wrong)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self._bars)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._picture)
        row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # A title of two lines would else push the last bar out.
        self.setMinimumHeight(LEAST_HEIGHT_PX)

    @property
    def words(self) -> str:
        """What is said about the picture."""
        return self._words.text()

    def show_picture(
        self, mistakes: Mistakes | None, index: int | None, *, is_own: bool = False
    ) -> None:
        """Look at one of the judged pictures, or at none; the answer of one's own can be mended."""
        self.setVisible(index is not None)
        if mistakes is None or index is None:
            return
        names = mistakes.data.class_names
        self._index = index
        self._wrong.setVisible(is_own)
        self._offer(names, int(mistakes.data.labels[index]))
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

    def _offer(self, names: tuple[str, ...], truth: int) -> None:
        self._wrong.setText(f"Not {with_article(names[truth])}?")
        self._menu.clear()
        for label, name in enumerate(names):
            if name not in DIGIT_NAMES:  # "not a digit" is no answer for a digit of one's own
                continue
            action = self._menu.addAction(f"It is {with_article(name)}")
            action.setData(label)
            action.setEnabled(label != truth)

    @Slot()
    def _open_menu(self) -> None:
        self._menu.popup(self._wrong.mapToGlobal(QPoint(0, self._wrong.height())))

    @Slot(QAction)
    def _on_answer(self, action: QAction) -> None:
        self.relabelled.emit(self._index, int(action.data()))
