"""What a person says of a drawing, "it was a seven", kept in the collection with its strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.draw.drawing import Drawing
from nn_core.errors import InklingError
from nn_core.user_folders import collection_path

if TYPE_CHECKING:  # the first paint waits for no database, no array and no button of the row
    from desktop_app.draw.pad import Pad
    from desktop_app.draw.paper_reading import PaperReading
    from desktop_app.draw.truth_row import TruthRow
    from nn_core.teaching import Collection

__all__ = ["Keeping"]

_SEVERAL: Final = "Drawn one at a time, digits can be kept and taught."
_NOTHING_YET: Final = "Say what it was, and Inkling can learn your hand."


class Keeping(QObject):
    """Keeps drawings with their right answers.

    It never touches the paper: ink stays where it is.

    Parameters
    ----------
    pad
        The paper; while it has the focus, a digit key is an answer.
    page
        Where the row with the question is made, once the window was seen.

    Attributes
    ----------
    row
        The row with the question; None until `load`.

    Signals
    -------
    collection_changed
        A digit was kept, or is kept no longer.
    teaching_asked
        The network is to learn what was kept.
    failed
        Something could not be kept; carries the sentence that says why.
    """

    collection_changed = Signal()
    teaching_asked = Signal()
    failed = Signal(str)

    def __init__(self, pad: Pad, page: QWidget) -> None:
        super().__init__(page)
        self._pad = pad
        self._page = page
        self._place = QRect()
        self.row: TruthRow | None = None
        self._found: PaperReading | None = None
        self._kept: tuple[Drawing, int, int] | None = None

    def load(self) -> None:
        """Make the row, and let the digit keys answer."""
        if self.row is not None:
            return
        from desktop_app.draw.truth_row import TruthRow

        self.row = TruthRow(self._page)
        self.row.setGeometry(self._place)
        self.row.answered.connect(self.keep)
        self.row.undo_asked.connect(self.undo)
        self.row.teaching_asked.connect(self.teaching_asked)
        for digit in range(10):
            shortcut = QShortcut(QKeySequence(str(digit)), self._pad)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.setProperty("digit", digit)
            shortcut.activated.connect(self._digit_key_pressed)
        self.refresh()
        self.row.show()

    def place(self, area: QRect) -> None:
        """Stand somewhere on the page."""
        self._place = area
        if self.row is not None:
            self.row.setGeometry(area)

    def show_found(self, found: PaperReading | None) -> None:
        """Take note of what was read, now that the pen is lifted."""
        self._found = found
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say or ask what there is to say or to ask."""
        if self.row is None:
            return
        if self._kept is not None and self._kept[0] is not self._pad.drawing:
            self._kept = None
        if self._kept is not None:
            self.row.say(f"Kept as a {self._kept[2]}", undo=True, teach=self._count())
        elif self._pad.is_blank:
            count = self._count()
            kept = f"{count:,} digit{'s'[: count != 1]} of yours kept"
            self.row.say(kept if count else _NOTHING_YET, teach=count)
        elif self._found is None or self._found.digit is not None:
            self.row.ask()
        else:
            self.row.say(_SEVERAL)

    @Slot(int)
    def keep(self, digit: int) -> None:
        """Keep what is on the paper as a digit; said again, correct what was said."""
        if self._found is None or self._found.digit is None or self._pad.is_wet:
            return
        from nn_core.teaching import Collection, new_digit

        drawing = self._pad.drawing
        try:
            if self._kept is not None and self._kept[0] is drawing:
                Collection().relabel({self._kept[1]: digit})
                key = self._kept[1]
            else:
                image = self._found.digit.image
                (key,) = Collection().add([new_digit(digit, strokes=drawing.strokes, image=image)])
        except InklingError as error:
            self.failed.emit(str(error))
            return
        self._kept = (drawing, key, digit)
        self.refresh()
        self.collection_changed.emit()

    @Slot()
    def undo(self) -> None:
        """Keep no longer what was kept last."""
        if self._kept is None:
            return
        try:
            _collection().delete([self._kept[1]])
        except InklingError as error:
            self.failed.emit(str(error))
            return
        self._kept = None
        self.refresh()
        self.collection_changed.emit()

    @Slot()
    def _digit_key_pressed(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.keep(int(shortcut.property("digit")))

    def _count(self) -> int:
        if not collection_path().exists():  # a start without digits of one's own loads no library
            return 0
        try:
            return len(_collection())
        except InklingError as error:
            self.failed.emit(str(error))
            return 0


def _collection() -> Collection:
    from nn_core.teaching import Collection

    return Collection()
