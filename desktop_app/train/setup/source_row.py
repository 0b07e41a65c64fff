"""One of the datasets that are learnt from, with its share where there are several."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_app.theme import Theme
from desktop_app.widgets import ComboBox, DecimalBox, IconButton
from desktop_app.wording import dataset_description, dataset_title

__all__ = ["SourceRow"]

SHARE_PX = 60

_BROWSE: Final = object()


class SourceRow(QWidget):
    """A list of the datasets by name; its last line asks for a file or folder.

    Signals
    -------
    chosen()
        Another dataset was chosen.
    share_changed()
        It has another share.
    browse_asked(), removal_asked()
        The person wants to choose a file or a folder, the choice being what it was before; or to
        do without this dataset.
    """

    chosen = Signal()
    share_changed = Signal()
    browse_asked = Signal()
    removal_asked = Signal()

    def __init__(self, theme: Theme, names: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = ComboBox(theme, "Learn from")
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._values: list[object] = []
        self._current = ""
        for name in names:
            self.list.addItem(dataset_title(name))
            self._values.append(name)
        self.list.addItem("A file or folder…")
        self._values.append(_BROWSE)
        self.list.currentIndexChanged.connect(self._choose)
        self._share = DecimalBox("Share", 1, 99, decimals=1)
        self._share.setSuffix(" %")
        self._share.setFixedWidth(SHARE_PX)
        self._share.setKeyboardTracking(False)
        self._share.valueChanged.connect(self._tell_share)
        self._remove = IconButton(theme, "close", "Do without this dataset")
        self._remove.setFixedSize(24, 30)
        self._remove.clicked.connect(self._ask_removal)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.list, 1)
        row.addWidget(self._share)
        row.addWidget(self._remove)

    @property
    def name(self) -> str:
        """The dataset's name or path."""
        return self._current

    @property
    def share(self) -> float:
        """Its share in percent."""
        return self._share.value()

    def tab_chain(self) -> list[QWidget]:
        """Give what the Tab key goes through, in order."""
        return [self.list, self._share, self._remove]

    def show_source(self, name: str) -> None:
        """Show a name or path, without telling anyone; one that the list lacks joins it."""
        with QSignalBlocker(self.list):
            if name not in self._values:
                place = len(self._values) - 1
                self.list.insertItem(place, dataset_title(name))
                self._values.insert(place, name)
            self.list.setCurrentIndex(self._values.index(name))
        self._current = name
        self.list.setToolTip(dataset_description(name))
        self._remove.rename(f"Do without {dataset_title(name)}")

    def show_share(self, percent: float) -> None:
        """Show a share, without telling anyone."""
        with QSignalBlocker(self._share):
            self._share.setValue(percent)

    def show_place(self, place: int, count: int) -> None:
        """Say which of how many this is; one alone has no share and cannot be removed."""
        number = f" {place + 1}" if count > 1 else ""
        self.list.setAccessibleName(f"Learn from{number}")
        self._share.setAccessibleName(f"Share of dataset{number}")
        self._share.setVisible(count > 1)
        self._remove.setVisible(count > 1)

    @Slot(int)
    def _choose(self, index: int) -> None:
        chosen = self._values[index]
        if chosen is _BROWSE:
            self.show_source(self._current)
            self.browse_asked.emit()
            return
        self.show_source(str(chosen))
        self.chosen.emit()

    @Slot()
    def _tell_share(self) -> None:
        self.share_changed.emit()

    @Slot()
    def _ask_removal(self) -> None:
        self.removal_asked.emit()
