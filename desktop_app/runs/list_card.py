"""The card with the table of runs, and what is said where there are none."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.runs.table import RunsTable
from desktop_app.runs.wording import breakable, shortened
from desktop_app.theme import Theme
from desktop_app.widgets import Card, LinkButton, Text, TextRole
from nn_core.runs import Run

__all__ = ["ListCard"]

NO_RUNS = (
    "There are no runs yet. Every training is kept here, those of “inkling train” too: "
    "its settings, its curves, how well it reads, and its network."
)
UNDO_SHOWN_S = 12


class ListCard(Card):
    """All runs.

    Attributes
    ----------
    table
        The table.

    Signals
    -------
    training_asked(), shipped_asked(), undo_asked()
        The person wants to train, to read with the network that ships, or to have the runs back
        that were deleted last.
    """

    training_asked = Signal()
    shipped_asked = Signal()
    undo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Runs", parent=parent)
        self.table = RunsTable(theme)
        self._words = Text("", TextRole.MUTED, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._train = LinkButton("Train a network")
        self._train.clicked.connect(self._ask_training)
        self._shipped = LinkButton("Back to the shipped one")
        self._shipped.setToolTip("Read with the network that came with Inkling")
        self._shipped.clicked.connect(self._ask_shipped)
        self.header.addWidget(self._shipped)
        self.header.addStrut(self._shipped.sizeHint().height())  # as high without the link
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addWidget(self._train, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(empty)
        self._deleted = Text("", TextRole.CAPTION)
        self._undo = LinkButton("Undo")
        self._undo.clicked.connect(self._ask_undo)
        self._undo_bar = QWidget()
        bar = QHBoxLayout(self._undo_bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self._deleted)
        bar.addWidget(self._undo)
        bar.addStretch(1)
        self.body.setSpacing(6)
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._undo_bar)
        self._undo_bar.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_SHOWN_S * 1000)
        self._timer.timeout.connect(self._undo_bar.hide)

    @property
    def words(self) -> str:
        """What is said in place of the table; empty where there are runs."""
        return "" if self._pages.currentIndex() == 0 else self._words.text()

    def show_runs(
        self,
        runs: Sequence[Run],
        in_use: str,
        problem: str,
        network_name: str,
        *,
        is_shipped: bool = False,
    ) -> None:
        """Show all runs, or why there are none.

        Parameters
        ----------
        runs
            The runs.
        in_use
            The name of the folder whose network reads now.
        problem
            Why the list cannot be read; empty where it can.
        network_name
            What people call the network that reads now.
        is_shipped
            Whether that is the one that ships, so that there is no way back to it.
        """
        self._shipped.setVisible(not is_shipped)
        self.table.show_runs(runs, in_use)
        self._pages.setCurrentIndex(0 if runs else 1)
        self._words.setText(breakable(problem) or NO_RUNS)
        self._train.setVisible(not problem)
        self.detail.setText(f"In use: {shortened(network_name)}" if network_name else "")

    def show_deleted(self, runs: Sequence[Run] | None) -> None:
        """Offer for a while to bring runs back that were deleted; None offers nothing."""
        self._undo_bar.setVisible(bool(runs))
        if runs:
            what = shortened(runs[0].name) if len(runs) == 1 else f"{len(runs)} runs"
            self._deleted.setText(f"{what} {'is' if len(runs) == 1 else 'are'} deleted.")
            self._timer.start()

    @Slot()
    def _ask_training(self) -> None:
        self.training_asked.emit()

    @Slot()
    def _ask_shipped(self) -> None:
        self.shipped_asked.emit()

    @Slot()
    def _ask_undo(self) -> None:
        self.undo_asked.emit()
