"""What a person says of a drawing, "it was a seven", kept in the collection with its strokes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.draw.drawing import Drawing
from nn_core.errors import InklingError
from nn_core.user_folders import collection_path
from nn_core.wording import with_article

if TYPE_CHECKING:  # the first paint waits for no database, no array and no button of the row
    from desktop_app.draw.pad import Pad
    from desktop_app.draw.paper_reading import PaperReading
    from desktop_app.draw.truth_row import TruthRow
    from nn_core.teaching import Collection

__all__ = ["Keeping"]

_SEVERAL: Final = "Drawn one at a time, digits can be kept and taught."
_NO_INK: Final = "With no ink in it, there is nothing to keep."
_NOTHING_YET: Final = "Say what it was, and Inkling can learn your hand."


class Keeping(QObject):
    """Keeps drawings with their right answers.

    It never touches the paper: ink stays where it is.

    Parameters
    ----------
    pad
        The paper.
    page
        Where the row with the question is made, once the window was seen; while it is open, a
        digit key is an answer.
    read_now
        Reads the paper at once, and calls `show_found`.

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

    def __init__(self, pad: Pad, page: QWidget, read_now: Callable[[], None]) -> None:
        super().__init__(page)
        self._pad = pad
        self._page = page
        self._place = QRect()
        self.row: TruthRow | None = None
        self._read_now = read_now
        self._found: PaperReading | None = None
        self._read_drawing: Drawing | None = None
        self._told = ""
        # No longer than undo or the row of earlier drawings can bring a drawing back.
        self._kept: WeakKeyDictionary[Drawing, int] = WeakKeyDictionary()

    def load(self) -> None:
        """Make the row, and let the digit keys answer."""
        from desktop_app.draw.truth_row import TruthRow

        self.row = TruthRow(self._page)
        self.row.setGeometry(self._place)
        self.row.answered.connect(self.keep)
        self.row.undo_asked.connect(self.undo)
        self.row.teaching_asked.connect(self.teaching_asked)
        for digit in range(10):
            shortcut = QShortcut(QKeySequence(str(digit)), self._page)
            shortcut.setProperty("digit", digit)
            shortcut.activated.connect(self._digit_key_pressed)
        self.refresh()
        self.row.show()

    def place(self, area: QRect) -> None:
        """Stand somewhere on the page."""
        self._place = area
        if self.row is not None:
            self.row.setGeometry(area)

    @Slot(bool)
    def cover(self, covered: bool) -> None:
        """Leave the place to something else, or take it again."""
        if self.row is not None:
            self.row.setVisible(not covered)

    def show_found(self, found: PaperReading | None) -> None:
        """Take note of what was read, now that the pen is lifted."""
        self._found = found
        self._read_drawing = self._pad.drawing
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say or ask what there is to say or to ask."""
        if self.row is None:
            return
        label = self._kept_as()
        if label is not None:
            self.row.say(f"Kept as {with_article(str(label))}", undo=True, teach=self._count())
        elif self._pad.is_blank:
            count = self._count()
            kept = f"{count:,} digit{'s'[: count != 1]} of yours kept"
            self.row.say(kept if count else _NOTHING_YET, teach=count)
        elif self._found is None and self._read_drawing is self._pad.drawing:
            self.row.say(_NO_INK)
        elif self._found is None or self._found.digit is not None:
            self.row.ask()
        else:
            self.row.say(_SEVERAL)

    @Slot(int)
    def keep(self, digit: int) -> None:
        """Keep what is on the paper as a digit; said again, correct what was said."""
        drawing = self._pad.drawing
        if self._pad.is_wet or self._pad.is_blank:
            return
        if self._read_drawing is not drawing:  # an answer may be quicker than the reading
            self._read_now()
        if self._found is None or self._found.digit is None:
            return
        from nn_core.teaching import Collection, new_digit

        try:
            if self._kept_as() is not None:
                Collection().relabel({self._key_of(drawing): digit})
            else:
                image = self._found.digit.image
                (key,) = Collection().add([new_digit(digit, strokes=drawing.strokes, image=image)])
                self._kept[drawing] = key
        except InklingError as error:
            self.failed.emit(str(error))
            return
        self.refresh()
        self.collection_changed.emit()

    @Slot()
    def undo(self) -> None:
        """Keep no longer what is on the paper."""
        drawing = self._pad.drawing
        try:
            _collection().delete([self._key_of(drawing)])
        except InklingError as error:
            self.failed.emit(str(error))
            return
        self._kept.pop(drawing, None)
        self.refresh()
        self.collection_changed.emit()

    def _key_of(self, drawing: Drawing) -> int:
        """Give the key under which a drawing was kept in this session, or 0."""
        return self._kept.get(drawing, 0)

    def _kept_as(self) -> int | None:
        """Tell what the drawing on the paper is kept as; None where it is not, or no longer."""
        key = self._key_of(self._pad.drawing)
        if not key:
            return None
        try:
            label = _collection().label_of(key)
        except InklingError as error:
            self._tell_once(error)
            return None
        if label is None:
            self._kept.pop(self._pad.drawing, None)
        return label

    @Slot()
    def _digit_key_pressed(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.keep(int(shortcut.property("digit")))

    def _count(self) -> int:
        if not collection_path().exists():  # a start without digits of one's own loads no library
            return 0
        try:
            count = len(_collection())
        except InklingError as error:
            self._tell_once(error)
            return 0
        self._told = ""
        return count

    def _tell_once(self, error: InklingError) -> None:
        """Tell what nobody asked for just now, and not with every drawing anew."""
        if str(error) != self._told:
            self._told = str(error)
            self.failed.emit(self._told)


def _collection() -> Collection:
    from nn_core.teaching import Collection

    return Collection()
