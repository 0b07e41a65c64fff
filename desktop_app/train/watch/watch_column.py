"""The wide column of the Train page while a network learns: progress, curves, what it reads."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.judge.judge_board import JudgeBoard
from desktop_app.train.reports import (
    EpochFinished,
    Preparing,
    RateChanged,
    TrainingBegun,
    WallReading,
)
from desktop_app.train.watch.curve import Curve, CurvePoint
from desktop_app.train.watch.curve_card import CurveCard
from desktop_app.train.watch.learning_card import LearningCard
from desktop_app.train.watch.overfitting import overfitting_sentence
from desktop_app.train.watch.progress_card import ProgressCard
from desktop_app.widgets import SegmentedControl
from nn_core.axis_ticks import Ticks, accuracy_ticks, loss_ticks
from nn_core.training import BatchReport, EpochReport

__all__ = ["WatchColumn"]

SPACING_PX = 16
BOTH_FROM_PX = 440
"""From which height on there is room for the curves and for what is read."""

CURVES, READING = range(2)


class WatchColumn(QWidget):
    """Everything that moves while a network is trained.

    Attributes
    ----------
    progress
        The line at the top, and its bar.
    accuracy, loss
        The two charts; the second one can also show the learning rate and the gradient.
    learning
        One's own drawing and the wall of digits.
    board
        How the finished network reads; it takes the curves' place when asked to.
    top
        The place at the very top, for the progress and, later, the result.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressCard(theme)
        self._accuracy = Curve("Accuracy", write=_percent, mark=_mark_accuracy)
        self._loss = Curve("Loss", write=_three_places, mark=_mark_from_nothing)
        self._rate = Curve(
            "Learning rate",
            short_name="Rate",
            write=_three_figures,
            mark=_mark_from_nothing,
            smoothing=0.0,
        )
        self._gradient = Curve(
            "Length of the gradient",
            short_name="Gradient",
            write=_three_places,
            mark=_mark_from_nothing,
        )
        self.accuracy = CurveCard(theme, (self._accuracy,), has_legend=True)
        self.loss = CurveCard(theme, (self._loss, self._rate, self._gradient))
        self.learning = LearningCard(theme)
        self.board = JudgeBoard(theme)
        self._history: list[EpochReport] = []
        self._rate_words = ""
        self._choice = SegmentedControl(("How it learns", "What it reads"), "Look at")
        self._choice.chosen.connect(self._share_room)
        self._has_room = True
        self._lay_out()

    def _lay_out(self) -> None:
        self.top = QVBoxLayout()
        self.top.setSpacing(SPACING_PX)
        self.top.addWidget(self.progress)
        self._curves = QWidget()
        curves = QHBoxLayout(self._curves)
        curves.setContentsMargins(0, 0, 0, 0)
        curves.setSpacing(SPACING_PX)
        curves.addWidget(self.accuracy, 1)
        curves.addWidget(self.loss, 1)
        self._lower = QWidget()
        lower = QVBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(SPACING_PX)
        lower.addWidget(self._choice)
        lower.addWidget(self._curves, 10)
        lower.addWidget(self.learning, 13)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        column.addLayout(self.top)
        column.addWidget(self._lower, 1)
        column.addWidget(self.board, 1)
        self.board.hide()
        self._share_room()

    def event(self, event: QEvent) -> bool:
        """Share the height anew when there is more or less of it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            room = self.height() - self.top.sizeHint().height() - 2 * SPACING_PX
            if (room >= BOTH_FROM_PX) != self._has_room:
                self._has_room = not self._has_room
                self._share_room()
        return super().event(event)

    @Slot()
    def _share_room(self) -> None:
        """Show the curves and what is read, or the one that is chosen where both do not fit."""
        self._choice.setVisible(not self._has_room)
        self._curves.setVisible(self._has_room or self._choice.index == CURVES)
        self.learning.setVisible(self._has_room or self._choice.index == READING)

    def warm_up(self, size: QSize) -> None:
        """Do now, while nothing runs, what would make the first training stutter.

        Parameters
        ----------
        size
            How large the column will be.
        """
        for card in (self.accuracy, self.loss):
            card.make_chart()
        self.resize(size)
        self.grab()

    @Slot(bool)
    def show_board(self, is_shown: bool) -> None:
        """Show how the network reads, or how it learnt."""
        self._lower.setVisible(not is_shown)
        self.board.setVisible(is_shown)

    def prepare(self, preparing: Preparing) -> None:
        """Show what is done before training can begin."""
        self.progress.show_work(preparing.sentence, preparing.fraction)

    def begin(self, begun: TrainingBegun) -> None:
        """Make ready for a run."""
        epochs = begun.config.epochs
        self.progress.show_work(f"Epoch 1 of {epochs}", 0.0, "")
        self.accuracy.begin(epochs)
        self.loss.begin(epochs)
        self.learning.begin(begun)
        self._history = []
        self._rate_words = ""
        self._show_note()

    def show_progress(self, report: BatchReport) -> None:
        """Show how far training has come."""
        self.progress.show_report(report)
        epoch = report.epoch - 1 + report.batch / report.batches
        self._accuracy.add_live(epoch, 100 * report.accuracy)
        self._loss.add_live(epoch, report.loss)
        self._rate.add_live(epoch, report.learning_rate)
        self._gradient.add_live(epoch, report.gradient_norm)
        self._refresh_soon()

    def _refresh_soon(self) -> None:
        self.accuracy.refresh_soon()
        self.loss.refresh_soon()

    def show_wall_reading(self, reading: WallReading) -> None:
        """Show which pictures are read right by now."""
        self.learning.show_wall_reading(reading)

    def show_rate(self, changed: RateChanged) -> None:
        """Show that the learning rate is another one now."""
        self._rate_words = (
            f"Since epoch {changed.epoch} the learning rate is {changed.learning_rate:g}."
        )
        self._show_note()

    def _show_note(self) -> None:
        warnings = self._history[-1].warnings if self._history else ()
        overfitting = overfitting_sentence(self._history)
        self.progress.show_note(
            " ".join(filter(None, (*warnings, overfitting, self._rate_words))),
            is_warning=bool(warnings or overfitting),
        )

    def finish_epoch(self, finished: EpochFinished) -> None:
        """Show how an epoch went."""
        report = finished.report
        validated = report.validation_accuracy is not None
        self._accuracy.add(
            CurvePoint(
                report.epoch,
                100 * report.training_accuracy,
                None if report.validation_accuracy is None else 100 * report.validation_accuracy,
            ),
            best_epoch=finished.best_epoch if validated else None,
            note=f"best {_percent(100 * finished.best_accuracy)} in epoch {finished.best_epoch}",
        )
        self._loss.add(CurvePoint(report.epoch, report.training_loss, report.validation_loss))
        self._rate.add(CurvePoint(report.epoch, report.learning_rate))
        self._gradient.add(CurvePoint(report.epoch, report.gradient_norm))
        self._refresh_soon()
        self.learning.finish_epoch(finished)
        self._history.append(report)
        self._show_note()


def _percent(value: float) -> str:
    return f"{value:.1f} %"


def _three_places(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def _three_figures(value: float) -> str:
    return f"{value:.3g}"


def _mark_accuracy(values: Sequence[float]) -> Ticks:
    return accuracy_ticks(min(values, default=90.0))


def _mark_from_nothing(values: Sequence[float]) -> Ticks:
    return loss_ticks(max(values, default=1.0))
