"""The card beneath the curves: one's own drawing as it is learnt, and a wall of digits."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.reports import (
    DrawingReading,
    EpochFinished,
    TrainingBegun,
    WallPictures,
    WallReading,
)
from desktop_app.train.watch.digit_wall import DigitWall
from desktop_app.train.watch.drawing_track import DrawingTrack
from desktop_app.train.watch.track import TrackEntry, track_sentence
from desktop_app.train.watch.wall_scroll import WallScroll
from desktop_app.train.watch.weights_wall import WeightsWall
from desktop_app.widgets import Card, Text, TextRole

__all__ = ["LearningCard"]

REFRESH_MS = 50
HIGH_TRACK_FROM_PX = 360
TO_WEIGHTS = "Show its weights"
TO_PICTURES = "Show pictures"


class LearningCard(Card):
    """What the network in the making reads, for those who watch it learn."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Your drawing, as it learns", parent=parent)
        self.track = DrawingTrack(theme)
        self.wall = DigitWall(theme)
        self._has_pictures = False
        self._entries: list[TrackEntry] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._show_latest)
        self._wall_words = Text("", TextRole.CAPTION)
        self._wall_count = Text("", TextRole.CAPTION)
        self.weights = WeightsWall(theme)
        self._switch = FlushLink(TO_WEIGHTS)
        self._switch.setCheckable(True)
        self._switch.toggled.connect(self._show_weights)
        self.body.addWidget(self.track)
        self._wall_part = QWidget()
        part = QVBoxLayout(self._wall_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(self._wall_words)
        line.addStretch(1)
        line.addWidget(self._wall_count)
        line.insertWidget(1, self._switch)
        line.insertSpacing(1, 8)
        part.addLayout(line)
        self._walls = QStackedWidget()
        for wall in (self.wall, self.weights):
            self._walls.addWidget(WallScroll(wall))
        part.addWidget(self._walls, 1)
        self.body.setSpacing(8)
        self.body.addWidget(self._wall_part, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave more of a small height to the wall."""
        super().resizeEvent(event)
        self.track.set_low(self.height() < HIGH_TRACK_FROM_PX)

    @property
    def entries(self) -> tuple[TrackEntry, ...]:
        """The readings of one's own drawing so far, one for each epoch."""
        return tuple(self._entries)

    @Slot(bool)
    def _show_weights(self, are_shown: bool) -> None:
        self._walls.setCurrentIndex(1 if are_shown else 0)
        self._wall_count.setVisible(not are_shown)
        self._switch.setText(TO_PICTURES if are_shown else TO_WEIGHTS)
        self._name_wall()

    def begin(self, begun: TrainingBegun) -> None:
        """Make ready for a run."""
        self._entries = []
        self._timer.stop()
        self.track.begin(begun.config.epochs)
        self.detail.setText("")
        self._show_pictures(begun.pictures)

    def finish_epoch(self, finished: EpochFinished) -> None:
        """Take in the end of an epoch."""
        epoch = finished.report.epoch
        self._entries.append(_entry(epoch, finished.drawing))
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _show_latest(self) -> None:
        """Show all that came within a moment: small epochs end by the hundred."""
        self.track.show_entries(self._entries)
        self.detail.setText(track_sentence(self._entries))

    def show_wall_reading(self, reading: WallReading) -> None:
        """Frame the wall's pictures by whether they are read right."""
        self.wall.show_reading(reading)
        learnt, shown = self.wall.count_learnt()
        self._wall_count.setText(f"{learnt} of {shown} learnt")

    def _show_pictures(self, pictures: WallPictures | None) -> None:
        self.wall.show_pictures(pictures)
        self._has_pictures = pictures is not None
        self._wall_count.setText("")
        self._name_wall()

    def _name_wall(self) -> None:
        if self._switch.isChecked():
            words = "What its first layer looks for"
        elif self._has_pictures:
            words = "Pictures it never learns from"
        else:
            words = "No pictures are held back to check with"
        self._wall_words.setText(words)


def _entry(epoch: int, drawing: DrawingReading | None) -> TrackEntry:
    if drawing is None:
        return TrackEntry(epoch, "", 0.0)
    return TrackEntry(epoch, drawing.label, drawing.confidence, drawing.drawing)
