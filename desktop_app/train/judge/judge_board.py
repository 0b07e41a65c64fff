"""How a network reads: its confusions, the pictures behind them, and the hardest of all."""

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.judge.closer_look import CloserLook
from desktop_app.train.judge.confusion_view import ConfusionView
from desktop_app.train.judge.judging_job import Judgement
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.train.judge.own_pictures import relabel_own
from desktop_app.train.judge.picture_grid import PictureGrid
from desktop_app.widgets import Card, LinkButton, Text, TextRole
from desktop_app.wording import percent
from nn_core.errors import DatasetError
from nn_core.metrics import likely_range
from nn_core.wording import with_article

__all__ = ["JudgeBoard", "reliability_sentence"]

SPACING_PX = 16
HARDEST = 60
MOST_OF_A_CELL = 200
NARROW_BELOW_PX = 600

NARROW_SPACE_PERCENT = "\u00a0%"
"""Keeps a number and its sign on one line."""


def reliability_sentence(mistakes: Mistakes) -> str:
    """Say how far the accuracy and the confidence can be trusted."""
    samples = len(mistakes.data)
    low, high = likely_range(samples - mistakes.errors, samples)
    off = 100 * mistakes.calibration_error()
    words = (
        f"With 95 % certainty its true accuracy lies from {percent(low, 2)} to {percent(high, 2)}. "
        f"Its confidence is off by {off:.1f} points on average."
    )
    return words.replace(" %", NARROW_SPACE_PERCENT)


class JudgeBoard(QWidget):
    """Two cards: what was taken for what, and the pictures of the cell that was clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mistakes: Mistakes | None = None
        self._own: Mapping[int, int] = {}
        self.matrix = ConfusionView(theme)
        self.pictures = PictureGrid(theme)
        self.closer = CloserLook(theme)
        self._reliability = Text("", TextRole.CAPTION, wrap=True)
        self._is_narrow = False
        self._is_cell = False
        self._pictures_alone = False
        self._left = Card("What was taken for what")
        self._left.body.addWidget(self.matrix, 1)
        self._left.body.addWidget(self._reliability)
        self._right = Card("The hardest pictures")
        self._back = LinkButton("The hardest of all")
        self._back.clicked.connect(self._go_back)
        self._right.header.addWidget(self._back)
        self._to_pictures = LinkButton("The hardest pictures")
        self._to_pictures.clicked.connect(self._show_pictures_alone)
        self._left.header.addWidget(self._to_pictures)
        self._right.body.addWidget(self.pictures, 1)
        self._right.body.addWidget(self.closer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        row.addWidget(self._left, 5)
        row.addWidget(self._right, 4)
        self.matrix.cell_chosen.connect(self._show_cell)
        self.pictures.picture_chosen.connect(self._look_at)
        self.closer.relabelled.connect(self._relabel)

    @property
    def words(self) -> str:
        """What stands above the pictures, and beneath the matrix."""
        return f"{self._right.heading.text()}. {self._reliability.text()}"

    def show_judgement(self, judgement: Judgement) -> None:
        """Show how a network did."""
        if judgement.data is None or judgement.probabilities is None:
            self._mistakes = None
        else:
            self._mistakes = Mistakes.of(judgement.data, judgement.probabilities)
        self._own = judgement.own
        self._show_mistakes()
        self._show_hardest()

    def _show_mistakes(self) -> None:
        self.matrix.show_mistakes(self._mistakes)
        self._reliability.setText(
            "" if self._mistakes is None else reliability_sentence(self._mistakes)
        )

    @Slot(int, int)
    def _relabel(self, index: int, label: int) -> None:
        """Mend the answer of a digit of the person's own, and count anew."""
        mistakes = self._mistakes
        if mistakes is None or index not in self._own:
            return
        try:
            is_there = relabel_own(self._own[index], label)
        except DatasetError as error:
            self._reliability.setText(str(error))
            return
        if not is_there:
            self._reliability.setText("This digit is not in your collection any more.")
            return
        self._mistakes = mistakes.relabelled(index, label)
        self._show_mistakes()
        self.pictures.show_pictures(self._mistakes, self.pictures.indices)
        self.pictures.choose(index)
        self._look_at(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one card at a time where two do not fit side by side."""
        super().resizeEvent(event)
        self._is_narrow = self.width() < NARROW_BELOW_PX
        self._share_room()

    def _share_room(self) -> None:
        self._left.setVisible(not (self._is_narrow and self._pictures_alone))
        self._right.setVisible(not self._is_narrow or self._pictures_alone)
        self._to_pictures.setVisible(self._is_narrow)
        self._back.setText("What was taken for what" if self._is_narrow else "The hardest of all")
        self._back.setVisible(self._is_narrow or self._is_cell)

    @Slot()
    def _show_pictures_alone(self) -> None:
        self._pictures_alone = True
        self._share_room()

    @Slot()
    def _go_back(self) -> None:
        self._pictures_alone = False
        self._show_hardest()

    @Slot()
    def _show_hardest(self) -> None:
        mistakes = self._mistakes
        self._right.heading.setText("The hardest pictures")
        self._right.detail.setText("" if mistakes is None else f"{mistakes.errors:,} read wrongly")
        self._is_cell = False
        self._share_room()
        self.matrix.mark(None)
        self._show_pictures([] if mistakes is None else list(mistakes.hardest(HARDEST)))

    @Slot(int, int)
    def _show_cell(self, truth: int, answer: int) -> None:
        mistakes = self._mistakes
        if mistakes is None:
            return
        names, found = mistakes.data.class_names, mistakes.of_cell(truth, answer)
        what = with_article(names[truth]).capitalize()
        self._right.heading.setText(
            f"{what}, read right" if truth == answer else f"{what}, taken for {names[answer]}"
        )
        self._right.detail.setText(f"{len(found):,}")
        self._is_cell = self._pictures_alone = True
        self._share_room()
        self._show_pictures([int(index) for index in found[:MOST_OF_A_CELL]])

    def _show_pictures(self, indices: list[int]) -> None:
        self.pictures.show_pictures(self._mistakes, indices)
        self._look_at(self.pictures.chosen)

    @Slot(int)
    def _look_at(self, index: int | None) -> None:
        self.closer.show_picture(self._mistakes, index, is_own=index in self._own)
