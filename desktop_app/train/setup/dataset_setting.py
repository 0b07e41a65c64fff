"""The choice of what to learn from: known datasets by name, or any file or folder."""

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.setting_fields import SettingField
from desktop_app.train.wording import dataset_title
from desktop_app.widgets import ComboBox
from nn_core.data import CATALOGUE

__all__ = ["DatasetSetting"]

_BROWSE: Final = object()


class DatasetSetting(SettingField):
    """A list of the datasets by name; its last line asks for a file or folder.

    Signals
    -------
    browse_asked
        The person wants to choose a file or a folder; the choice is what it was before.
    """

    browse_asked = Signal()

    def __init__(self, theme: Theme, names: Iterable[str], parent: QWidget | None = None) -> None:
        self._list = ComboBox(theme, "Learn from")
        super().__init__("dataset", "Learn from", self._list, parent)
        self._values: list[object] = []
        self._current = ""
        for name in names:
            self._list.addItem(dataset_title(name))
            self._values.append(name)
        self._list.addItem("A file or folder…")
        self._values.append(_BROWSE)
        self._list.currentIndexChanged.connect(self._choose)

    def value(self) -> str:
        """Give the dataset's name or path."""
        return self._current

    def show_value(self, value: Any) -> None:
        """Show a name or path; one that the list lacks joins it."""
        with QSignalBlocker(self._list):
            if value not in self._values:
                place = len(self._values) - 1
                self._list.insertItem(place, dataset_title(value))
                self._values.insert(place, value)
            self._list.setCurrentIndex(self._values.index(value))
        self._current = value
        self._list.setToolTip(value if value not in CATALOGUE else CATALOGUE[value].description)

    @Slot(int)
    def _choose(self, index: int) -> None:
        chosen = self._values[index]
        if chosen is _BROWSE:
            self.show_value(self._current)
            self.browse_asked.emit()
            return
        self.show_value(chosen)
        self.changed.emit()
