"""The curves of the chosen runs, one upon the other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.widgets import Text, TextRole
from desktop_app.wording import percent
from nn_core.axis_ticks import Ticks, accuracy_ticks, epoch_ticks, loss_ticks
from nn_core.training import EpochReport

if TYPE_CHECKING:
    from desktop_app.train.watch.plot import Plot

__all__ = ["CurvesPanel", "Figure", "RunCurves"]

NOTHING_CHOSEN = "Choose a run in the table to see how it learnt; with Ctrl, several."
NO_EPOCHS = "No epoch of these runs was finished, so there are no curves."
HINT = "Strong lines: pictures held back. Thin lines: pictures it learnt from."
TRAINING_ALPHA = "60"
TRAINING_PX = 1.5
MOST_POINTED = 4
SKIPPED_FROM, SKIPPED_SHARE = 5, 0.15


class Figure(Enum):
    """What is drawn over the epochs."""

    ACCURACY = "accuracy"
    LOSS = "loss"


@dataclass(frozen=True, slots=True, eq=False)
class RunCurves:
    """The curves of one run.

    Attributes
    ----------
    name
        What it is called.
    color
        As `#RRGGBB`.
    history
        One report for each epoch.
    """

    name: str
    color: str
    history: tuple[EpochReport, ...]


class CurvesPanel(QWidget):
    """One figure of several runs over the epochs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[RunCurves, ...] = ()
        self._figure = Figure.ACCURACY
        self._plot: Plot | None = None
        self._empty = Text(NOTHING_CHOSEN, TextRole.MUTED, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = Text(HINT, TextRole.CAPTION)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._empty, 1)
        self._column.addWidget(self._hint)
        theme.changed.connect(self._restyle)

    @property
    def words(self) -> str:
        """What is said beneath the curves, or in their place."""
        return (self._hint if self._empty.isHidden() else self._empty).text()

    @property
    def lines(self) -> int:
        """How many lines are drawn."""
        return 0 if self._plot is None or self._plot.isHidden() else len(self._lines())

    def show_runs(self, runs: Sequence[RunCurves], figure: Figure) -> None:
        """Show a figure of some runs in place of what was shown."""
        self._runs, self._figure = tuple(runs), figure
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the chart when it is first seen: it brings a library with it."""
        super().showEvent(event)
        if self._plot is None:
            from desktop_app.train.watch.plot import Plot

            self._plot = Plot(self)
            self._plot.pointed.connect(self._on_pointed)
            self._plot.left.connect(self._on_pointer_left)
            self._plot.setMinimumHeight(60)
            self._column.insertWidget(0, self._plot, 1)
            self._restyle()

    @Slot()
    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self._theme.tokens)
            self._refresh()

    def _refresh(self) -> None:
        has_curves = any(run.history for run in self._runs)
        self._empty.setText(NO_EPOCHS if self._runs else NOTHING_CHOSEN)
        self._empty.setVisible(not has_curves)
        self._hint.setVisible(has_curves)
        self._hint.setText(HINT)
        if self._plot is None:
            return
        from desktop_app.train.watch.plot import Line

        self._plot.setVisible(has_curves)
        if not has_curves:
            return
        epochs = max(report.epoch for run in self._runs for report in run.history)
        lines = self._lines()
        seen = [y for _, xs, ys in lines for y in _worth_seeing(xs, ys, epochs)]
        self._plot.set_axes(epoch_ticks(epochs), self._ticks(seen))
        self._plot.draw(
            [
                Line(color, xs, ys, ends_in_dot=len(color) == 7, width_px=_width_px(color))
                for color, xs, ys in lines
            ]
        )
        names = ", ".join(run.name for run in self._runs)
        self._plot.setAccessibleName(f"{self._figure.value.capitalize()} of {names}, as curves")

    def _lines(self) -> list[tuple[str, list[float], list[float]]]:
        """Give all lines with their colours, those of training first: they lie beneath."""
        quiet, strong = [], []
        for run in self._runs:
            training = _points(run.history, self._figure, held_back=False)
            checked = _points(run.history, self._figure, held_back=True)
            if checked[0]:
                quiet.append((f"#{TRAINING_ALPHA}{run.color[1:]}", *training))
                strong.append((run.color, *checked))
            elif training[0]:
                strong.append((run.color, *training))
        return [*quiet, *strong]

    def _ticks(self, values: Sequence[float]) -> Ticks:
        if self._figure is Figure.ACCURACY:
            return accuracy_ticks(min(values, default=90.0))
        return loss_ticks(max(values, default=1.0))

    @Slot(float)
    def _on_pointed(self, x: float) -> None:
        epochs = max((report.epoch for run in self._runs for report in run.history), default=0)
        if self._plot is None or not epochs:
            return
        epoch = min(max(round(x), 1), epochs)
        self._plot.show_pointer(float(epoch))
        found = [words for run in self._runs if (words := self._words_at(run, epoch))]
        more = f" and {len(found) - MOST_POINTED} more" if len(found) > MOST_POINTED else ""
        self._hint.setText(f"Epoch {epoch}: {', '.join(found[:MOST_POINTED])}{more}")

    def _words_at(self, run: RunCurves, epoch: int) -> str:
        report = next((report for report in run.history if report.epoch == epoch), None)
        if report is None:
            return ""
        value = _value(report, self._figure, held_back=True)
        if value is None:
            value = _value(report, self._figure, held_back=False)
        if value is None:
            return ""
        shown = percent(value / 100) if self._figure is Figure.ACCURACY else f"{value:.3f}"
        return f"{run.name} {shown}"

    @Slot()
    def _on_pointer_left(self) -> None:
        if self._plot is not None:
            self._plot.show_pointer(None)
        self._hint.setText(HINT)


def _width_px(color: str) -> float:
    return 2.0 if len(color) == 7 else TRAINING_PX


def _worth_seeing(xs: Sequence[float], ys: Sequence[float], epochs: int) -> Sequence[float]:
    """Choose the values that decide on the axis: the first steep rise would flatten the rest."""
    start = 1 if epochs < SKIPPED_FROM else max(2, math.ceil(SKIPPED_SHARE * epochs))
    return [y for x, y in zip(xs, ys, strict=True) if x >= start] or ys[-1:]


def _points(
    history: Sequence[EpochReport], figure: Figure, *, held_back: bool
) -> tuple[list[float], list[float]]:
    xs, ys = [], []
    for report in history:
        value = _value(report, figure, held_back=held_back)
        if value is not None:
            xs.append(float(report.epoch))
            ys.append(value)
    return xs, ys


def _value(report: EpochReport, figure: Figure, *, held_back: bool) -> float | None:
    """Give a figure of an epoch; None where it was not measured or ran away."""
    if figure is Figure.ACCURACY:
        share = report.validation_accuracy if held_back else report.training_accuracy
        value = None if share is None else 100 * share
    else:
        value = report.validation_loss if held_back else report.training_loss
    return value if value is not None and value - value == 0 else None
