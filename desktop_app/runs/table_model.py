"""The runs as rows of a table, with what each column shows and is sorted by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop_app.runs.colors import dot
from desktop_app.runs.wording import (
    accuracy_words,
    data_words,
    day,
    key_settings,
    network_words,
    problem_words,
    reliability_words,
    score_words,
    status_words,
)
from desktop_app.theme import Theme
from desktop_app.wording import duration
from nn_core.runs import Run

__all__ = ["COLUMNS", "ENDED", "NAME", "RUN_ROLE", "SORT_ROLE", "TEST", "RunsModel"]

SORT_ROLE = Qt.ItemDataRole.UserRole
RUN_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    title
        What stands above it.
    words
        What it shows of a run.
    key
        What it is sorted by.
    needed_px
        From which width of the table on it is shown.
    is_figure
        Whether it stands at the right edge, as figures do.
    """

    title: str
    words: Callable[[Run], str]
    key: Callable[[Run], str | float]
    needed_px: int = 0
    is_figure: bool = False


def _ended(run: Run) -> str:
    """Tell runs that ended in the same second apart by their numbers."""
    return f"{run.created} {run.id:09}"


def _or_less(accuracy: float | None) -> float:
    return -1.0 if accuracy is None else accuracy


COLUMNS = (
    Column("Name", lambda run: run.name, lambda run: run.name.lower()),
    Column("Data", data_words, lambda run: data_words(run).lower(), needed_px=470),
    Column("Network", network_words, lambda run: network_words(run).lower(), needed_px=640),
    Column("Settings", key_settings, lambda run: float(run.epochs), needed_px=800),
    Column("Test", accuracy_words, lambda run: _or_less(run.accuracy), is_figure=True),
    Column("Ended", lambda run: day(run.created), _ended, needed_px=340),
    Column(
        "Time",
        lambda run: _roughly(run.seconds),
        lambda run: run.seconds,
        needed_px=520,
        is_figure=True,
    ),
)
NAME, TEST, ENDED = 0, 4, 5


def _roughly(seconds: float) -> str:
    """Say a length of time in whole minutes or hours where it is long."""
    if seconds < 60:
        return duration(seconds)
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{seconds / 3600:.1f} h"


class RunsModel(QAbstractTableModel):
    """All runs, the latest first; the view sorts them.

    Signals
    -------
    renamed(Run, str)
        The person wrote another name into a row.
    """

    renamed = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._runs: list[Run] = []
        self._colors: dict[int, str] = {}
        self._in_use = ""
        theme.changed.connect(self.restyle)

    @property
    def runs(self) -> Sequence[Run]:
        """The runs in the rows' order."""
        return self._runs

    def show_runs(self, runs: Sequence[Run], in_use: str) -> None:
        """Show other runs.

        Parameters
        ----------
        runs
            The runs.
        in_use
            The name of the folder whose network reads now; empty for another network.
        """
        self.beginResetModel()
        self._runs, self._in_use = list(runs), in_use
        self.endResetModel()

    def show_colors(self, colors: Mapping[int, str]) -> None:
        """Mark some runs, by their numbers, with the colours of their curves."""
        self._colors = dict(colors)
        self.restyle()

    def restyle(self) -> None:
        """Draw what depends on the theme anew."""
        if self._runs:
            last = self.index(len(self._runs) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Count the runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Count the columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give what a cell shows, or how."""
        run, column = self._runs[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(run, index.column())
        if role == Qt.ItemDataRole.EditRole:
            return run.name
        if role == SORT_ROLE:
            return column.key(run)
        if role == RUN_ROLE:
            return run.id
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(run, index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(run, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME:
            return dot(self._colors.get(run.id))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names be written, and nothing else."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else usual

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell that a run is to be called something else; an empty name is not taken."""
        run, name = self._runs[index.row()], str(value).strip()
        if role != Qt.ItemDataRole.EditRole or name in ("", run.name):
            return False
        self.renamed.emit(run, name)
        return True

    def _words(self, run: Run, column: int) -> str:
        words = COLUMNS[column].words(run)
        if column == NAME and run.problem:
            return f"{words} – {problem_words(run).rstrip('.').lower()}"
        if column == NAME and run.folder.name == self._in_use:
            return f"{words} – in use"
        return words

    def _ink(self, run: Run, column: int) -> QColor:
        tokens = self._theme.tokens
        if run.problem:
            return QColor(tokens.warning if column == NAME else tokens.faint)
        matters = column == NAME or (column == TEST and "test_accuracy" in run.scores)
        return QColor(tokens.text if matters else tokens.muted)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _tooltip(run: Run, column: int) -> str:
    if column == TEST:
        return f"{score_words(run)}. {reliability_words(run)}".strip()
    if column == NAME:
        return run.problem or run.note or run.name
    if column == ENDED:
        return status_words(run)
    return COLUMNS[column].words(run)
