"""The card beside the table: one run in full, or what tells several apart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.runs.note_box import NoteBox
from desktop_app.runs.wording import (
    breakable,
    differing_settings,
    problem_words,
    reliability_words,
    score_words,
    setting_rows,
    status_words,
)
from desktop_app.theme import Theme
from desktop_app.widgets import (
    Card,
    LineEdit,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    Text,
    TextRole,
)
from desktop_app.wording import NOTHING_LEARNT
from nn_core.runs import Run

__all__ = ["RunCard"]

USE = "Read with it on the Draw page, from now on and after a restart"
NONE_CHOSEN = "Choose a run in the table to see its settings, use its network or train it again."
GAP_PX = 10


class RunCard(Card):
    """What is known of the chosen runs, and what can be done with them.

    Signals
    -------
    renamed(Run, str), noted(Run, str)
        The person wrote another name or another note.
    use_asked(Run), repeat_asked(Run)
        The person wants to read with its network, or to train with its settings.
    export_asked(), deletion_asked()
        The person wants the chosen runs as folders, or gone.
    """

    renamed = Signal(object, str)
    noted = Signal(object, str)
    use_asked = Signal(object)
    repeat_asked = Signal(object)
    export_asked = Signal()
    deletion_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("The chosen run", parent=parent)
        self._run: Run | None = None
        self._is_committing = False
        self._none = Text(NONE_CHOSEN, TextRole.MUTED, wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.name = LineEdit("Name of the run")
        self.name.editingFinished.connect(self.commit)
        self.note = NoteBox(theme, "Note", "A note, for yourself")
        self.note.left.connect(self.commit)
        self._status = Text("", TextRole.CAPTION, wrap=True)
        self._remark = Text("", TextRole.CAPTION, wrap=True)
        self._problem = Text("", TextRole.CAPTION, wrap=True)
        self._problem.setProperty("tone", "warning")
        self._score = Text("", TextRole.STRONG, wrap=True)
        self._reliability = Text("", TextRole.CAPTION, wrap=True)
        self._settings = _Rows()
        self._differences = _Rows()
        self._comparison = Text("", TextRole.CAPTION, wrap=True)
        self.use = PrimaryButton("Use this network")
        self.repeat = SecondaryButton("Train again…")
        self.export = SecondaryButton("Export…")
        self.delete = LinkButton("Delete")
        self.use.clicked.connect(self._ask_use)
        self.repeat.clicked.connect(self._ask_repeat)
        self.export.clicked.connect(self._ask_export)
        self.delete.clicked.connect(self._ask_deletion)
        self.use.setToolTip(USE)
        self.repeat.setToolTip("Open the Train page with these settings")
        self.export.setToolTip("A folder with network, settings, figures and curves")
        self._lay_out()
        self.show_runs([], in_use="", colors=[])

    def _lay_out(self) -> None:
        one, several = QWidget(), QWidget()
        column = QVBoxLayout(one)
        for part in (self.name, self._status, self._problem, self._score, self._reliability):
            column.addWidget(part)
        column.addWidget(self._remark)
        column.addWidget(_scrolling(self._settings, "Settings"), 1)
        column.addWidget(self.note)
        column.addWidget(self.use)
        others = QVBoxLayout(several)
        others.addWidget(self._comparison)
        others.addWidget(_scrolling(self._differences, "Settings that differ"), 1)
        for layout in (column, others):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(GAP_PX)
        self._pages = QStackedWidget()
        for page in (self._none, one, several):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        for button in (self.repeat, self.export):
            self._buttons.addWidget(button, 1)
        self.header.addWidget(self.delete)
        self.body.addLayout(self._buttons)

    @property
    def words(self) -> str:
        """What is said of the run, or of the runs."""
        if self._pages.currentIndex() == 1:
            texts = (self._status, self._problem, self._score, self._reliability, self._remark)
            parts = [text.text() for text in texts if not text.isHidden()]
            return " ".join([*parts, self._settings.words])
        if self._pages.currentIndex() == 2:
            return f"{self._comparison.text()} {self._differences.words}"
        return self._none.text()

    def show_runs(self, runs: Sequence[Run], *, in_use: str, colors: Sequence[str]) -> None:
        """Show the chosen runs.

        Parameters
        ----------
        runs
            None, one or several.
        in_use
            The name of the folder whose network reads now.
        colors
            The colours of those that are compared, which are the first ones.
        """
        run = runs[0] if len(runs) == 1 else None
        if run is None or self._run is None or run.id != self._run.id:
            self.commit()
        self._pages.setCurrentIndex(min(len(runs), 2))
        self.heading.setText("The chosen run" if len(runs) < 2 else f"{len(runs)} runs")
        for button in (self.export, self.delete):
            button.setVisible(bool(runs))
        self.repeat.setVisible(run is not None)
        is_new = run is None or self._run is None or run.id != self._run.id
        self._run = run
        if run is not None:
            self._show(run, in_use, is_new=is_new)
        elif runs:
            self._compare(runs, colors)

    def _show(self, run: Run, in_use: str, *, is_new: bool) -> None:
        # What is being written is not to be taken from under the person's hands.
        if is_new or not self.name.hasFocus():
            self.name.setText(run.name)
            self.name.setCursorPosition(0)
        if (is_new or not self.note.hasFocus()) and self.note.toPlainText() != run.note:
            self.note.setPlainText(run.note)
        for text, words in (
            (self._status, status_words(run)),
            (self._remark, breakable(run.remark)),
            (self._problem, problem_words(run)),
            (self._score, score_words(run)),
            (self._reliability, reliability_words(run)),
        ):
            text.setText(words)
            text.setVisible(bool(words))
        self._settings.show_rows([(title, [value]) for title, value in setting_rows(run.config)])
        is_used = run.folder.name == in_use
        self.use.setText("In use" if is_used else "Use this network")
        self.use.setEnabled(not is_used and not run.problem and run.has_learnt)
        self.use.setToolTip(USE if run.has_learnt else NOTHING_LEARNT)
        self.export.setEnabled(not run.problem)

    def _compare(self, runs: Sequence[Run], colors: Sequence[str]) -> None:
        compared = runs[: len(colors)]
        rows = differing_settings([run.config for run in compared])
        who = "them" if len(compared) == len(runs) else f"the first {len(compared)}"
        self._comparison.setText(
            f"What tells {who} apart, in the order of the table:"
            if rows
            else "They were trained with the same settings."
        )
        self._differences.show_rows(rows, colors)
        self.export.setEnabled(not any(run.problem for run in runs))

    @Slot()
    def commit(self) -> None:
        """Take what was written as final."""
        run = self._run
        if run is None or self._is_committing:
            return
        self._is_committing = True
        name = self.name.text().strip()
        if not name:
            self.name.setText(run.name)
        elif name != run.name:
            self.renamed.emit(run, name)
        if self.note.toPlainText().strip() != run.note:
            self.noted.emit(run, self.note.toPlainText())
        self._is_committing = False

    @Slot()
    def _ask_use(self) -> None:
        self.use_asked.emit(self._run)

    @Slot()
    def _ask_repeat(self) -> None:
        self.repeat_asked.emit(self._run)

    @Slot()
    def _ask_export(self) -> None:
        self.commit()
        self.export_asked.emit()

    @Slot()
    def _ask_deletion(self) -> None:
        self.deletion_asked.emit()


class _Rows(QWidget):
    """Names with one value or several beneath each other."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[str, list[str]]] = []

    @property
    def words(self) -> str:
        """All of it in a line."""
        return "; ".join(f"{title}: {', '.join(values)}" for title, values in self._shown)

    def show_rows(self, rows: Sequence[tuple[str, list[str]]], colors: Sequence[str] = ()) -> None:
        """Show other rows, the values in the colours of what they belong to."""
        self._shown = list(rows)
        _empty(self._grid)
        line = 0
        for title, values in rows:
            name = Text(title, TextRole.CAPTION)
            self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            for place, value in enumerate(values):
                words = Text(breakable(value), TextRole.FIGURE, wrap=True)
                if place < len(colors):
                    words.setStyleSheet(f"color: {colors[place]};")
                self._grid.addWidget(words, line, 1)
                line += 1
        self._grid.setRowStretch(line, 1)


def _empty(grid: QGridLayout) -> None:
    for row in range(grid.rowCount()):
        grid.setRowStretch(row, 0)
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _scrolling(rows: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidget(rows)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(60)
    return area
