"""Two networks read one drawing, side by side."""

from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.draw.drawing import Drawing
from desktop_app.draw.pad import Pad
from desktop_app.draw.paper_reading import read_paper
from desktop_app.theme import Theme
from desktop_app.train.judge.share_bars import MOST_BARS, Share, ShareBars
from desktop_app.widgets import ComboBox, LinkButton, Text, TextRole
from nn_core.digits.recognizer import Reading, Recognizer
from nn_core.errors import ImageError
from nn_core.wording import percent

__all__ = ["DuelPanel", "Fighter"]

NUMERAL_PX = 64
SMALL_NUMERAL_PX = 34
LOW_PX = 230
BARS_FROM_PX = 176
NARROW_PX = 520
SMALLEST_PAD_PX = 120
FAST_MS = 8
LONGEST_PAUSE_MS = 150
PEN_PX = 30.0
"""Wider than on the large sheet: the small one shows less of it."""

Fighter = Callable[[], Recognizer | None]
"""Loads a network when it is first called upon; None where it cannot be loaded."""


class _Side(QWidget):
    """One of the two: its name, what it reads, and how likely it thinks each digit."""

    chosen = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ComboBox(theme, name)
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.numeral = Text("")
        self.numeral.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = Text("", TextRole.CAPTION, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bars = ShareBars(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choice)
        column.addStretch(1)
        column.addWidget(self.numeral)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addWidget(self.bars)

    def show_answer(self, numeral: str, sentence: str, shares: Sequence[Share] = ()) -> None:
        """Show what was read."""
        self.numeral.setText(numeral or "–")
        self.sentence.setText(sentence)
        self.bars.show_shares(shares)

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self.choice.setToolTip(self.choice.currentText())
        self.chosen.emit()


class _Desk(QWidget):
    """The place of the paper, which keeps it square and in the middle."""

    def __init__(self, pad: Pad) -> None:
        super().__init__()
        self._pad = pad
        pad.setParent(self)
        pad.setMinimumSize(0, 0)
        self.setMinimumSize(SMALLEST_PAD_PX, SMALLEST_PAD_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = min(self.width(), self.height())
        self._pad.setGeometry((self.width() - side) // 2, (self.height() - side) // 2, side, side)


class DuelPanel(QWidget):
    """A small sheet of paper between two networks that read it.

    Parameters
    ----------
    theme
        The colours.
    current_drawing
        Gives what is on the Draw page's paper now.

    Attributes
    ----------
    pad
        The paper.
    """

    def __init__(
        self, theme: Theme, current_drawing: Callable[[], Drawing], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._current_drawing = current_drawing
        self._fighters: dict[str, Fighter] = {}
        self._recognizers: dict[str, Recognizer | None] = {}
        self._offered: list[tuple[str, str]] = []
        self._is_filling = False
        self._was_seen = False
        self.pad = Pad(theme, surface="card")
        self.pad.set_pen_width(PEN_PX, show=False)
        self.pad.hint = ("Draw a digit", "and both will read it")
        self.sides = (_Side(theme, "The first network"), _Side(theme, "The other network"))
        self._take = LinkButton("Take it from the Draw page")
        self._take.setToolTip("Read the drawing that is on the Draw page now")
        self._clear = LinkButton("Clear")
        self._take.clicked.connect(self.take_drawing)
        self._clear.clicked.connect(self._on_clear)
        links = QHBoxLayout()
        links.setSpacing(8)
        links.addStretch(1)
        for link in (self._take, self._clear):
            links.addWidget(link)
        links.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(_Desk(self.pad), 1)
        middle.addLayout(links)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.sides[0], 4)
        row.addLayout(middle, 5)
        row.addWidget(self.sides[1], 4)
        # Events of the pen that come in a bunch are read once, after the last of them.
        self._reading_due = QTimer(self)
        self._reading_due.setSingleShot(True)
        self._reading_due.setInterval(0)
        self._reading_due.timeout.connect(self._read)
        self.pad.ink_changed.connect(self._read_soon)
        for side in self.sides:
            side.chosen.connect(self._on_chosen)

    @property
    def answers(self) -> tuple[str, str]:
        """What the two read."""
        return self.sides[0].numeral.text(), self.sides[1].numeral.text()

    @property
    def names(self) -> tuple[str, str]:
        """Who the two are."""
        return self.sides[0].choice.currentText(), self.sides[1].choice.currentText()

    def offer(
        self, fighters: Sequence[tuple[str, str, Fighter]], wanted: Sequence[str] = ()
    ) -> None:
        """Offer networks to choose from.

        Parameters
        ----------
        fighters
            A key, a name and a way to load each.
        wanted
            The keys of up to two that shall fight now; those chosen before stay otherwise.
        """
        keys = [key for key, _, _ in fighters]
        before = [side.choice.currentData() for side in self.sides]
        chosen = [key for key in dict.fromkeys([*wanted[:2], *before]) if key in keys]
        others = [key for key in reversed(keys) if key not in chosen]
        self._fighters = {key: load for key, _, load in fighters}
        self._recognizers = {k: r for k, r in self._recognizers.items() if k in keys}
        names = [(key, name) for key, name, _ in fighters]
        self._is_filling = True
        for side, key in zip(self.sides, [*chosen, *others, *keys], strict=False):
            if names != self._offered:
                side.choice.clear()
                for offered, name in names:
                    side.choice.addItem(name, offered)
            side.choice.setCurrentIndex(keys.index(key))
        self._offered = names
        self._is_filling = False
        self._read_soon()

    @Slot()
    def take_drawing(self) -> None:
        """Put what is on the Draw page's paper on this one."""
        self.pad.show_drawing(self._current_drawing())

    @Slot()
    def _on_clear(self) -> None:
        self.pad.clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the drawing that the person has just made."""
        super().showEvent(event)
        if not self._was_seen:
            self._was_seen = True
            self.take_drawing()
        self._read_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        low = self.height() < LOW_PX
        narrow = self.width() < NARROW_PX
        self._take.setText("Take mine" if narrow else "Take it from the Draw page")
        for part in self.sides:
            size = SMALL_NUMERAL_PX if low or narrow else NUMERAL_PX
            # As a stylesheet: the window's own has a size for every label.
            part.numeral.setStyleSheet(f"font-size: {size}px; font-weight: 700;")
            part.bars.setVisible(self.height() >= BARS_FROM_PX)

    @Slot()
    def _on_chosen(self) -> None:
        if not self._is_filling:
            self._read_soon()

    @Slot()
    def _read_soon(self) -> None:
        if self.isVisible() and not self._reading_due.isActive():
            self._reading_due.start()

    @Slot()
    def _read(self) -> None:
        recognizers = [self._recognizer(side.choice.currentData()) for side in self.sides]
        began_s = perf_counter()
        for side, recognizer in zip(self.sides, recognizers, strict=True):
            self._show(side, recognizer)
        # Networks that take their time are asked less often, so that half of it is the pen's.
        milliseconds = round(1000 * (perf_counter() - began_s))
        slow = milliseconds > FAST_MS
        self._reading_due.setInterval(min(milliseconds, LONGEST_PAUSE_MS) if slow else 0)

    def _recognizer(self, key: str | None) -> Recognizer | None:
        if key is None:
            return None
        if key not in self._recognizers:
            self._recognizers[key] = self._fighters[key]()
        return self._recognizers[key]

    def _show(self, side: _Side, recognizer: Recognizer | None) -> None:
        if recognizer is None:
            side.show_answer("", "This network cannot read here.")
            return
        try:
            found = read_paper(recognizer, self.pad.drawing, self.pad.strokes())
        except ImageError as error:
            side.show_answer("", str(error))
            return
        if found is None:
            side.show_answer("", "Draw a digit.")
        elif found.digit is None:
            least = min(reading.confidence for reading in found.readings)
            side.show_answer(found.numeral, f"at least {min(int(100 * least), 99)}% sure of each")
        else:
            side.show_answer(found.numeral, _sentence(found.digit), _shares(found.digit))


def _sentence(reading: Reading) -> str:
    if not reading.is_digit:
        return "That does not look like a digit."
    return f"{percent(reading.confidence)} sure".replace(" %", "\u00a0%")


def _shares(reading: Reading) -> list[Share]:
    """List the likeliest digits; none for what is taken for no digit, which they would deny."""
    if not reading.is_digit:
        return []
    shares = reading.probabilities
    order = (-shares).argsort(kind="stable")[:MOST_BARS]
    return [
        Share(str(digit), float(shares[digit]), "accent" if digit == reading.digit else "faint")
        for digit in order.tolist()
    ]
