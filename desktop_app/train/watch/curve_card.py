"""A card with the curves of training and validation, and the latest figures in its heading."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import Theme
from desktop_app.train.watch.curve import Curve
from desktop_app.train.watch.heading_tabs import HeadingTabs
from desktop_app.train.watch.legend import Legend
from desktop_app.widgets import Card, Text, TextRole
from nn_core.axis_ticks import epoch_ticks

if TYPE_CHECKING:
    from desktop_app.train.watch.plot import Plot

__all__ = ["CurveCard"]

HEADER_PADDING_PX = 20
LIVE_WIDTH_PX = 1.5
REFRESH_MS = 120
LIVE_ALPHA = "70"


class CurveCard(Card):
    """The course of a figure over the epochs, for training and for validation.

    Parameters
    ----------
    theme
        The colours.
    curves
        The figures; where there are several, the heading lets one of them be chosen.
    has_legend
        Whether it says in the corner which line is which.
    """

    def __init__(
        self,
        theme: Theme,
        curves: Sequence[Curve],
        *,
        has_legend: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(curves[0].name, parent=parent)
        self._theme = theme
        self._curves = tuple(curves)
        self._curve = curves[0]
        self._tabs: HeadingTabs | None = None
        if len(curves) > 1:
            self._tabs = HeadingTabs(theme, [curve.short_name for curve in curves], "Curve")
            self._tabs.chosen.connect(self._choose)
            self.header.insertWidget(0, self._tabs)
            self.heading.hide()
        self._legend = Legend(theme) if has_legend else None
        self._plot: Plot | None = None
        self._figure = Text("", TextRole.FIGURE)
        self.header.insertWidget(self.header.count() - 1, self._figure)
        self.header.setSpacing(5)
        self.detail.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(200, 150)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self._name()

    @property
    def words(self) -> str:
        """The figure that is shown, with its latest value and note."""
        return f"{self._curve.name} {self._figure.text()} {self.detail.text()}".strip()

    def begin(self, epochs: int) -> None:
        """Forget what is shown and make room for a run of so many epochs."""
        for curve in self._curves:
            curve.begin(epochs)
        self._refresh()

    def refresh_soon(self) -> None:
        """Draw once for all that comes within a moment: small epochs end by the hundred."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot(int)
    def _choose(self, index: int) -> None:
        self._curve = self._curves[index]
        self._name()
        self._refresh()

    def _name(self) -> None:
        self.setAccessibleName(self._curve.name)
        if self._plot is not None:
            self._plot.setAccessibleName(f"{self._curve.name}, as curves")

    def showEvent(self, event: QShowEvent) -> None:
        """Make the chart when it is first seen, if nobody did before."""
        super().showEvent(event)
        self.make_chart()

    def make_chart(self) -> None:
        """Import pyqtgraph, which is slow, and make the chart; without effect a second time."""
        if self._plot is None:
            from desktop_app.train.watch.plot import Plot

            self._plot = Plot(self)
            self._plot.pointed.connect(self._pointed)
            self._plot.left.connect(self._pointer_left)
            self.body.addWidget(self._plot, 1)
            if self._legend is not None:
                self._plot.put_in_corner(self._legend)
            self._name()
            self._restyle()

    @Slot()
    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self._theme.tokens)
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._show_latest()
        if self._plot is None:
            return
        from desktop_app.train.watch.plot import Line

        tokens, curve = self._theme.tokens, self._curve
        epochs = [float(point.epoch) for point in curve.points]
        training = [point.training for point in curve.points]
        checked = [point for point in curve.points if point.validation is not None]
        validation = [point.validation for point in checked if point.validation is not None]
        # The first batches are so much worse than all that follows that they would flatten it.
        seen = training + validation or [value for _, value in curve.live]
        self._plot.set_axes(epoch_ticks(curve.epochs_shown), curve.mark(seen))
        ring = next((i for i, p in enumerate(checked) if p.epoch == curve.best_epoch), None)
        self._plot.draw(
            [
                Line(
                    f"#{LIVE_ALPHA}{tokens.faint[1:]}",
                    [epoch for epoch, _ in curve.live],
                    [value for _, value in curve.live],
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
        words = (self._tabs or self.heading, self._figure, self.detail)
        wanted = sum(text.sizeHint().width() for text in words) + 3 * self.header.spacing()
        margins = self.contentsMargins()
        room = self.width() - 2 * HEADER_PADDING_PX - margins.left() - margins.right()
        self.detail.setVisible(bool(self.detail.text()) and wanted <= room)

    def _show_latest(self) -> None:
        latest = self._curve.latest
        self._figure.setText("" if latest is None else self._curve.write(latest))
        self.detail.setText(self._curve.note)
        self._fit_detail()
        self.setAccessibleDescription(f"{self._figure.text()} {self.detail.text()}".strip())

    @Slot(float)
    def _pointed(self, x: float) -> None:
        points, write = self._curve.points, self._curve.write
        if self._plot is None or not points:
            return
        nearest = min(points, key=lambda point: abs(point.epoch - x))
        self._plot.show_pointer(float(nearest.epoch))
        self._figure.setText(f"Epoch {nearest.epoch}")
        words = write(nearest.training)
        if nearest.validation is not None:
            words = f"training {words}"
            words += f", validation {write(nearest.validation)}"
        self.detail.setText(words)
        self._fit_detail()

    @Slot()
    def _pointer_left(self) -> None:
        if self._plot is not None:
            self._plot.show_pointer(None)
        self._show_latest()
