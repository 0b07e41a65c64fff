"""The table of runs: sorted by a click on a heading, several chosen with Ctrl or Shift."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from desktop_app.fonts import CAPTION_PX
from desktop_app.runs.table_model import COLUMNS, ENDED, NAME, RUN_ROLE, SORT_ROLE, RunsModel
from desktop_app.theme import Theme
from nn_core.runs import Run

__all__ = ["RunsTable"]

ROW_PX = 34
MEASURED_ROWS = 60
"""So many rows decide how wide a column is."""


class _SortedRuns(QSortFilterProxyModel):
    """The runs as they are sorted, with an arrow beside the heading that sorts them."""

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        words = super().headerData(section, orientation, role)
        across = orientation is Qt.Orientation.Horizontal
        if across and role == Qt.ItemDataRole.DisplayRole and section == self.sortColumn():
            rising = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return f"{words} {'↑' if rising else '↓'}"
        return words


class _Names(QStyledItemDelegate):
    """Lets names be written, and leaves what is being written alone when the rows change."""

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)


class RunsTable(QTableView):
    """All runs, of which any number may be chosen.

    Signals
    -------
    chosen(tuple)
        Other runs are chosen; carries their numbers in the table's order.
    renamed(Run, str)
        The person wrote another name into a row, after F2 or a double click on its name.
    deletion_asked()
        The person pressed the Delete key.
    """

    chosen = Signal(tuple)
    renamed = Signal(object, str)
    deletion_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_filling = False
        self._waiting: tuple[Sequence[Run], str] | None = None
        self.rows = RunsModel(theme)
        self._sorted = _SortedRuns(self)
        self._sorted.setSourceModel(self.rows)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setItemDelegate(_Names(self))
        self.setAccessibleName("Runs")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(10, 10))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self._set_header_up()
        self.rows.renamed.connect(self.renamed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _set_header_up(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setResizeContentsPrecision(MEASURED_ROWS)
        header.setMinimumSectionSize(44)
        for section in range(len(COLUMNS)):
            mode = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(section, mode)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setSortingEnabled(True)
        self.sortByColumn(ENDED, Qt.SortOrder.DescendingOrder)

    @Slot()
    def _restyle(self) -> None:
        tokens = self._theme.tokens
        self.setStyleSheet(
            f"QTableView {{ background: transparent; border: none; outline: none;"
            f" color: {tokens.text}; font-size: 13px;"
            f" selection-background-color: {tokens.accent_tint};"
            f" selection-color: {tokens.text}; }}"
            f"QTableView::item {{ border: none; border-bottom: 1px solid {tokens.hairline};"
            f" padding: 0 6px; }}"
            f"QTableView::item:selected {{ background: {tokens.accent_tint}; }}"
            f"QTableView QLineEdit, QTableView QLineEdit:focus {{ min-height: 0; padding: 0 7px;"
            f" border-radius: 6px; }}"
            f"QHeaderView {{ background: transparent; border: none; }}"
            f"QHeaderView::section {{ background: transparent; border: none; padding: 4px 9px;"
            f" border-bottom: 1px solid {tokens.hairline}; color: {tokens.muted};"
            f" font-size: {CAPTION_PX}px; font-weight: 500; }}"
            f"QHeaderView::section:hover {{ color: {tokens.text}; }}"
            f"QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; }}"
        )

    # ---- what is shown and chosen

    def show_runs(self, runs: Sequence[Run], in_use: str) -> None:
        """Show other runs; those that were chosen and are still there stay chosen.

        While a name is being written they wait, so that it is not taken from under the hands.
        """
        if self.state() is QAbstractItemView.State.EditingState:
            self._waiting = (runs, in_use)
            return
        before, scrolled = self.chosen_ids(), self.verticalScrollBar().value()
        self._is_filling = True
        self.rows.show_runs(runs, in_use)
        self.choose(before)
        self._is_filling = False
        self.verticalScrollBar().setValue(scrolled)
        if self.chosen_ids() != before:
            self.chosen.emit(self.chosen_ids())

    def show_colors(self, colors: Mapping[int, str]) -> None:
        """Mark the chosen runs with the colours of their curves."""
        self.rows.show_colors(colors)

    def chosen_ids(self) -> tuple[int, ...]:
        """Give the numbers of the chosen runs in the table's order."""
        indexes = self.selectionModel().selectedRows()
        rows = sorted(indexes, key=lambda index: index.row())
        return tuple(int(index.data(RUN_ROLE)) for index in rows)

    def choose(self, run_ids: Sequence[int]) -> None:
        """Choose some runs and no others."""
        wanted, selection = set(run_ids), QItemSelection()
        first: QModelIndex | None = None
        for row in range(self._sorted.rowCount()):
            index = self._sorted.index(row, 0)
            if index.data(RUN_ROLE) in wanted:
                selection.select(index, self._sorted.index(row, len(COLUMNS) - 1))
                first = first or index
        flags = QItemSelectionModel.SelectionFlag
        if first is not None:
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, added: QItemSelection, taken: QItemSelection) -> None:
        if not self._is_filling:
            self.chosen.emit(self.chosen_ids())

    # ---- renaming

    def edit(  # type: ignore[override]  # the other overload takes no trigger, and is a slot
        self,
        index: QModelIndex | QPersistentModelIndex,
        trigger: QAbstractItemView.EditTrigger,
        event: QEvent,
    ) -> bool:
        """Begin to write a name: by the key in whatever column, of one run and not of several."""
        if trigger is QAbstractItemView.EditTrigger.EditKeyPressed:
            if len(self.chosen_ids()) != 1:
                return False
            index = self._sorted.index(index.row(), NAME)
        return super().edit(index, trigger, event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """End the writing of a name, and show what has waited for that."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_runs(*waiting)

    # ---- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out where they do not fit."""
        super().resizeEvent(event)
        for section, column in enumerate(COLUMNS):
            self.setColumnHidden(section, self.width() < column.needed_px)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete with the Delete key."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen_ids():
            self.deletion_asked.emit()
        else:
            super().keyPressEvent(event)
