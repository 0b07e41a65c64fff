"""The choice of what to learn from: one dataset, or several of them, each with its share."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.setup.setting_fields import SettingField
from desktop_app.train.setup.share_balance import add_share, change_share, remove_share
from desktop_app.train.setup.source_row import SourceRow
from nn_core.data import MY_DIGITS, SIGNS, SYNTHETIC
from nn_core.data.shares import SharedPart, parse_shares, shares_text
from nn_core.errors import ConfigError

__all__ = ["MOST_SOURCES", "DatasetSetting"]

MOST_SOURCES = 6
USUAL_SOURCES = (SYNTHETIC, "mnist", "pendigits", MY_DIGITS)
"""What is offered first when one more is asked for."""


class DatasetSetting(SettingField):
    """A row for each dataset, and a link that adds one.

    Signals
    -------
    browse_asked()
        The person wants to choose a file or a folder; `put` takes it.
    """

    browse_asked = Signal()

    def __init__(self, theme: Theme, names: Sequence[str], parent: QWidget | None = None) -> None:
        self._holder = QWidget()
        super().__init__("dataset", "Learn from", self._holder, parent)
        self._theme = theme
        self._names = names
        self._rows: list[SourceRow] = []
        self._text = ""
        self._asking: SourceRow | None = None
        self._add = FlushLink("Mix with another")
        self._add.setToolTip("Learn from several datasets, each with its share of the pictures")
        self._add.clicked.connect(self._add_source)
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._add)
        self._show_parts([SharedPart(names[0], 100.0)])

    def value(self) -> str:
        """Give a dataset's name or path, or the text of a mixture."""
        return self._text

    def show_value(self, value: Any) -> None:
        """Show a name or path, or a mixture."""
        text = str(value)
        try:
            parts = parse_shares(text)
        except ConfigError:
            parts = ()
        self._show_parts(parts or (SharedPart(text, 100.0),))
        self._text = text

    def put(self, path: str) -> None:
        """Learn from a file or folder, in the place of the row that asked for one."""
        if self._asking is None:
            self.show_value(path)
        else:
            self._asking.show_source(path)
            self._read_rows()

    def _show_parts(self, parts: Sequence[SharedPart]) -> None:
        """Make as many rows as there are parts, and show each in one."""
        self._asking = None
        while len(self._rows) > len(parts):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(parts):
            self._rows.append(self._make_row())
            self._column.insertWidget(len(self._rows) - 1, self._rows[-1])
            self._rows[-1].show()  # at once, so that it can have the focus
        for place, (row, part) in enumerate(zip(self._rows, parts, strict=True)):
            row.show_source(part.name)
            row.show_share(part.percent)
            row.show_place(place, len(parts))
        self._add.setText("Mix with another" if len(parts) == 1 else "Add another")
        self._add.setVisible(len(parts) < MOST_SOURCES)
        chain = [widget for row in self._rows for widget in row.tab_chain()]
        for first, second in pairwise([*chain, self._add]):
            QWidget.setTabOrder(first, second)
        self._read_rows()

    def _make_row(self) -> SourceRow:
        # Signs alone are nothing to learn from.
        names = [name for name in self._names if self._rows or name != SIGNS]
        row = SourceRow(self._theme, names)
        row.chosen.connect(self._on_chosen)
        row.share_changed.connect(self._on_share_changed)
        row.browse_asked.connect(self._on_browse_asked)
        row.removal_asked.connect(self._on_removal_asked)
        return row

    def _parts(self) -> list[SharedPart]:
        return [SharedPart(row.name, row.share) for row in self._rows]

    def _read_rows(self) -> None:
        parts = self._parts()
        self._text = parts[0].name if len(parts) == 1 else shares_text(parts)

    def _show_shares(self, names: Sequence[str], shares: Sequence[float]) -> None:
        parts = [SharedPart(name, share) for name, share in zip(names, shares, strict=True)]
        self._show_parts(parts)
        self.changed.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._read_rows()
        self.changed.emit()

    @Slot()
    def _add_source(self) -> None:
        parts = self._parts()
        taken = [part.name for part in parts]
        shares = [100.0] if len(parts) == 1 else [part.percent for part in parts]
        offered = [*USUAL_SOURCES, *self._names]
        new = next((name for name in offered if name not in taken), SYNTHETIC)
        self._show_shares([*taken, new], add_share(shares))
        self._rows[-1].list.setFocus()

    @Slot()
    def _on_share_changed(self) -> None:
        row = self.sender()
        place = next(index for index, known in enumerate(self._rows) if known is row)
        parts = self._parts()
        before = [part.percent for part in parts]
        shares = change_share(before, place, parts[place].percent)
        self._show_shares([part.name for part in parts], shares)

    @Slot()
    def _on_removal_asked(self) -> None:
        row = self.sender()
        place = next(index for index, known in enumerate(self._rows) if known is row)
        parts = self._parts()
        names = [part.name for index, part in enumerate(parts) if index != place]
        shares = remove_share([part.percent for part in parts], place)
        self._show_shares(names, shares)
        self._rows[min(place, len(self._rows) - 1)].list.setFocus()

    @Slot()
    def _on_browse_asked(self) -> None:
        row = self.sender()
        self._asking = row if isinstance(row, SourceRow) else None
        self.browse_asked.emit()
