"""How far the training has come: the epoch, the time left, the speed and a bar."""

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from desktop_app.theme import Theme
from desktop_app.widgets import Card, Text, TextRole
from desktop_app.wording import duration, speed
from nn_core.training import BatchReport

__all__ = ["LEAST_HEIGHT_PX", "ProgressCard", "ProgressLine"]

LEAST_HEIGHT_PX = 108
"""With a line of notes, and as high as the result that takes its place: nothing beneath moves."""

LINE_HEIGHT_PX = 8
STEPS = 10_000
SWEEP_MS = 1400
SWEEP_SHARE = 0.25


class ProgressLine(QProgressBar):
    """A slim bar with round ends; while nobody knows how long it takes, a piece of it wanders."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setFixedHeight(LINE_HEIGHT_PX)
        self._sweep = QVariantAnimation(self)
        self._sweep.setStartValue(0.0)
        self._sweep.setEndValue(1.0)
        self._sweep.setDuration(SWEEP_MS)
        self._sweep.setLoopCount(-1)
        self._sweep.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._sweep.valueChanged.connect(self._repaint)
        theme.changed.connect(self.update)

    def show_fraction(self, fraction: float | None) -> None:
        """Show how much is done, from 0 to 1; None where nobody knows."""
        if fraction is None:
            self._sweep.start()
        else:
            self._sweep.stop()
            self.setValue(round(fraction * STEPS))
        self.update()

    @Slot()
    def _repaint(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track and what is done of it."""
        tokens = self._theme.tokens
        area = QRectF(self.rect())
        radius = area.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(area, radius, radius)
        painter.setBrush(QColor(tokens.accent))
        if self._sweep.state() == QVariantAnimation.State.Running:
            length = area.width() * SWEEP_SHARE
            left = float(self._sweep.currentValue()) * (area.width() + length) - length
            done = QRectF(left, 0, length, area.height()).intersected(area)
        else:
            length = area.width() * self.value() / STEPS
            done = QRectF(0, 0, max(length, area.height()) if self.value() else 0, area.height())
        if done.width() > 0:
            painter.drawRoundedRect(done, radius, radius)
        painter.end()


class ProgressCard(Card):
    """The line of words and the bar at the top of a training."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", TextRole.TITLE)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._detail = Text("", TextRole.MUTED)
        self._line = ProgressLine(theme, "Progress of the training")
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        row.addWidget(self._detail)
        self.body.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self._line)
        self._note = Text("", TextRole.CAPTION, wrap=True)
        self._note.hide()
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What the card says, title, detail and note."""
        return f"{self._title.text()} {self._detail.text()} {self._note.text()}".strip()

    def show_work(self, sentence: str, fraction: float | None = None, detail: str = "") -> None:
        """Show what is being done, and how far it has come where that is known."""
        self._title.setText(sentence)
        self._detail.setText(detail)
        self._line.show_fraction(fraction)

    def show_report(self, report: BatchReport) -> None:
        """Show how far training has come."""
        self.show_work(
            f"Epoch {report.epoch} of {report.epochs}",
            report.fraction,
            f"{speed(report.samples_per_second)} · {duration(report.seconds_left)} left",
        )

    def show_note(self, sentence: str, *, is_warning: bool) -> None:
        """Show a sentence beneath the bar, or none."""
        if sentence == self._note.text():
            return
        self._note.setText(sentence)
        self._note.setProperty("tone", "warning" if is_warning else "")
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)
        self._note.setVisible(bool(sentence))

    def show_title(self, title: str) -> None:
        """Change the words on the left alone."""
        self._title.setText(title)
