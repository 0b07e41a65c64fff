"""The card beneath the table: the curves of the chosen runs, or a duel."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_app.draw.drawing import Drawing
from desktop_app.runs.curves_panel import CurvesPanel, Figure, RunCurves
from desktop_app.runs.duel_panel import DuelPanel
from desktop_app.theme import Theme
from desktop_app.widgets import Card, SegmentedControl

__all__ = ["ComparisonCard"]

FIGURES = (Figure.ACCURACY, Figure.LOSS)


class ComparisonCard(Card):
    """Accuracy, loss or a duel of the chosen runs.

    Attributes
    ----------
    switch
        The choice between them.
    curves, duel
        What is chosen from.
    """

    def __init__(
        self, theme: Theme, current_drawing: Callable[[], Drawing], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._shown: tuple[RunCurves, ...] = ()
        self.switch = SegmentedControl(["Accuracy", "Loss", "Duel"], "Comparison")
        self.switch.chosen.connect(self._on_switched)
        self.curves = CurvesPanel(theme)
        self.duel = DuelPanel(theme, current_drawing)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.curves)
        self._pages.addWidget(self.duel)
        line = QHBoxLayout()
        line.addWidget(self.switch)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self._pages, 1)

    def show_curves(self, runs: Sequence[RunCurves]) -> None:
        """Show the curves of other runs."""
        self._shown = tuple(runs)
        self._on_switched(self.switch.index)

    @Slot(int)
    def _on_switched(self, index: int) -> None:
        if index < len(FIGURES):
            self.curves.show_runs(self._shown, FIGURES[index])
            self._pages.setCurrentWidget(self.curves)
        else:
            self._pages.setCurrentWidget(self.duel)
