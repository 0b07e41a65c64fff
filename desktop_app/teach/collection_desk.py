"""The collection and what was done with it last, so that each deed can be undone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from nn_core.errors import InklingError
from nn_core.teaching import Collection, OwnDigit

__all__ = ["CollectionDesk"]


class CollectionDesk(QObject):
    """Changes the collection, and takes the last change back.

    Signals
    -------
    changed
        The collection is another one than before.
    done(str)
        Something was done that can be undone; carries it in words.
    failed(str)
        Something could not be done; carries the sentence that says why.
    """

    changed = Signal()
    done = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo: Callable[[], object] | None = None

    def digits(self) -> list[OwnDigit]:
        """Give all digits; none, and a sentence, where they cannot be read."""
        try:
            return Collection().digits()
        except InklingError as error:
            self.failed.emit(str(error))
            return []

    def add(self, digits: Sequence[OwnDigit], words: str) -> bool:
        """Add digits; tell in some words how many, in place of `{}`."""
        collection = Collection()

        def add() -> Callable[[], object]:
            keys = collection.add(digits)
            return lambda: collection.delete(keys)

        return self._do(add, words.format(_count(len(digits))))

    def delete(self, keys: Sequence[int]) -> bool:
        """Take digits out."""
        collection = Collection()

        def delete() -> Callable[[], object]:
            gone = collection.delete(keys)
            return lambda: collection.restore(gone)

        return self._do(delete, f"Deleted {_count(len(keys))}")

    def relabel(self, keys: Sequence[int], label: int) -> bool:
        """Give digits another right answer."""
        collection = Collection()

        def relabel() -> Callable[[], object]:
            before = collection.relabel(dict.fromkeys(keys, label))
            return lambda: collection.relabel(before)

        return self._do(relabel, f"{_count(len(keys)).capitalize()} kept as {label}")

    @Slot()
    def undo(self) -> None:
        """Take back what was done last."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        try:
            undo()
        except InklingError as error:
            self.failed.emit(str(error))
        self.changed.emit()

    def _do(self, deed: Callable[[], Callable[[], object]], words: str) -> bool:
        try:
            self._undo = deed()
        except InklingError as error:
            self.failed.emit(str(error))
            return False
        self.changed.emit()
        self.done.emit(words)
        return True


def _count(count: int) -> str:
    return "one digit" if count == 1 else f"{count:,} digits"
