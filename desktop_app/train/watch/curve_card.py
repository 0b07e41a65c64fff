"""A card with the curves of training and validation, and the latest figures in its heading."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import Theme
from desktop_app.train.watch.legend import Legend
from desktop_app.widgets import Card, Text, TextRole
from nn_core.axis_ticks import Ticks, epoch_ticks

if TYPE_CHECKING:
    from desktop_app.train.watch.plot import Plot

__all__ = ["CurveCard", "CurvePoint"]


HEADER_PADDING_PX = 20

SMOOTHING = 0.85
"""How much of a live value is taken from those before it: single batches differ widely."""

LIVE_WIDTH_PX = 1.5
REFRESH_MS = 120
MOST_LIVE_POINTS = 400
LIVE_ALPHA = "70"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What was measured at the end of one epoch.

    Attributes
    ----------
    epoch
        Counted from 1.
    training, validation
        The two values; validation is None where nothing was held back.
    """

    epoch: int
    training: float
    validation: float | None


class CurveCard(Card):
    """The course of one figure over the epochs, for training and for validation.

    Parameters
    ----------
    theme
        The colours.
    heading
        What the figure is.
    write
        Writes a value of it for people.
    mark
        Chooses the marks of the upright axis for all the values that are to be seen.
    has_legend
        Whether it says in the corner which line is which.
    """

    def __init__(
        self,
        theme: Theme,
        heading: str,
        *,
        write: Callable[[float], str],
        mark: Callable[[Sequence[float]], Ticks],
        has_legend: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(heading, parent=parent)
        self._theme = theme
        self._heading = heading
        self._write = write
        self._mark = mark
        self._points: list[CurvePoint] = []
        self._live: list[tuple[float, float]] = []
        self._smoothed: float | None = None
        self._keep_every = 1
        self._skipped = 0
        self._epochs = 10
        self._best_epoch: int | None = None
        self._note = ""
        self._legend = Legend(theme) if has_legend else None
        self._plot: Plot | None = None
        self._figure = Text("", TextRole.FIGURE)
        self.header.insertWidget(self.header.count() - 1, self._figure)
        self.header.setSpacing(5)
        self.detail.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(200, 150)
        self.setAccessibleName(heading)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        theme.changed.connect(self._restyle)

    def begin(self, epochs: int) -> None:
        """Forget what is shown and make room for a run of so many epochs."""
        self._epochs = max(epochs, 1)
        self._points.clear()
        self._live.clear()
        self._smoothed = None
        self._keep_every = 1
        self._skipped = 0
        self._best_epoch = None
        self._note = ""
        self._refresh()

    def add_live(self, epoch: float, value: float) -> None:
        """Add a value from within an epoch, drawn as a quiet line; `epoch` counts parts too."""
        if self._smoothed is not None:
            value = SMOOTHING * self._smoothed + (1 - SMOOTHING) * value
        self._smoothed = value
        self._skipped += 1
        if self._skipped < self._keep_every and len(self._live) > 1:
            return
        self._skipped = 0
        self._live.append((epoch, value))
        if len(self._live) > MOST_LIVE_POINTS:
            # Twice as coarse from now on: a line of thousands of points is slow to paint.
            self._live = self._live[::2]
            self._keep_every *= 2
        self._refresh_soon()

    def add(self, point: CurvePoint, *, best_epoch: int | None = None, note: str = "") -> None:
        """Add the end of an epoch.

        Parameters
        ----------
        point
            The values.
        best_epoch
            The epoch whose network is the best so far; it gets a ring.
        note
            Words that follow the latest value in the heading.
        """
        self._points.append(point)
        self._epochs = max(self._epochs, point.epoch)
        self._best_epoch = best_epoch
        self._note = note
        self._refresh_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the chart when it is first seen, if nobody did before."""
        super().showEvent(event)
        self.make_chart()

    def make_chart(self) -> None:
        """Import pyqtgraph, which is slow, and make the chart; without effect a second time."""
        if self._plot is None:
            from desktop_app.train.watch.plot import Plot

            self._plot = Plot(self)
            self._plot.setAccessibleName(f"{self._heading}, as curves")
            self._plot.pointed.connect(self._pointed)
            self._plot.left.connect(self._pointer_left)
            self.body.addWidget(self._plot, 1)
            if self._legend is not None:
                self._plot.put_in_corner(self._legend)
            self._restyle()

    @Slot()
    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self._theme.tokens)
            self._refresh()

    def _refresh_soon(self) -> None:
        """Draw once for all that comes within a moment: small epochs end by the hundred."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _refresh(self) -> None:
        self._show_latest()
        if self._plot is None:
            return
        from desktop_app.train.watch.plot import Line

        tokens = self._theme.tokens
        epochs = [float(point.epoch) for point in self._points]
        training = [point.training for point in self._points]
        checked = [point for point in self._points if point.validation is not None]
        validation = [point.validation for point in checked if point.validation is not None]
        # The first batches are so much worse than all that follows that they would flatten it.
        seen = training + validation or [value for _, value in self._live]
        self._plot.set_axes(epoch_ticks(self._epochs), self._mark(seen))
        ring = next((i for i, p in enumerate(checked) if p.epoch == self._best_epoch), None)
        self._plot.draw(
            [
                Line(
                    f"#{LIVE_ALPHA}{tokens.faint[1:]}",
                    [epoch for epoch, _ in self._live],
                    [value for _, value in self._live],
                    ends_in_dot=False,
                    width_px=LIVE_WIDTH_PX,
                ),
                Line(tokens.accent, epochs, training),
                Line(
                    tokens.validation,
                    [float(point.epoch) for point in checked],
                    validation,
                    ring_at=ring,
                ),
            ]
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the detail out where it would be cut off."""
        super().resizeEvent(event)
        self._fit_detail()

    def _fit_detail(self) -> None:
        words = (self.heading, self._figure, self.detail)
        wanted = sum(text.sizeHint().width() for text in words) + 3 * self.header.spacing()
        margins = self.contentsMargins()
        room = self.width() - 2 * HEADER_PADDING_PX - margins.left() - margins.right()
        self.detail.setVisible(bool(self.detail.text()) and wanted <= room)

    def _show_latest(self) -> None:
        if self._points:
            latest = self._points[-1]
            shown = latest.training if latest.validation is None else latest.validation
            self._figure.setText(self._write(shown))
            self.detail.setText(self._note)
        else:
            self._figure.setText(self._write(self._live[-1][1]) if self._live else "")
            self.detail.setText("")
        self._fit_detail()
        self.setAccessibleDescription(f"{self._figure.text()} {self.detail.text()}".strip())

    @Slot(float)
    def _pointed(self, x: float) -> None:
        if self._plot is None or not self._points:
            return
        nearest = min(self._points, key=lambda point: abs(point.epoch - x))
        self._plot.show_pointer(float(nearest.epoch))
        self._figure.setText(f"Epoch {nearest.epoch}")
        words = f"training {self._write(nearest.training)}"
        if nearest.validation is not None:
            words += f", validation {self._write(nearest.validation)}"
        self.detail.setText(words)
        self._fit_detail()

    @Slot()
    def _pointer_left(self) -> None:
        if self._plot is not None:
            self._plot.show_pointer(None)
        self._show_latest()
