"""Horizontal bars: how likely each of the ten digits is, or how sure each digit of a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.fonts import MEDIUM, REGULAR, SEMIBOLD, make_font
from desktop_app.theme import Theme
from nn_core.wording import percent

if TYPE_CHECKING:  # the first paint waits for no network
    from nn_core.digits.recognizer import Reading

__all__ = ["BarRow", "ProbabilityBars", "digit_row"]

_DIGITS: Final = 10
_EDGE_PX: Final = 20.0
_LABEL_PX: Final = 28.0
_FIGURE_PX: Final = 74.0
_BAR_PX: Final = 10.0
_MUTED_BAR_PX: Final = 2.0
_FONT_PX: Final = 13
_LEAST_BAR_PX: Final = 2.0
_MIDDLE_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_MIDDLE_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar.

    Attributes
    ----------
    label
        What stands before it.
    share
        How far it reaches, from 0 to 1; None leaves it empty, without a figure.
    leads
        Whether it is in the accent colour.
    is_muted
        Whether it only hints at what a drawing that is taken for no digit resembles: a thin bar
        without a figure, which would contradict the answer.
    """

    label: str
    share: float | None = None
    leads: bool = False
    is_muted: bool = False

    def looks_like(self, other: BarRow) -> bool:
        """Compare as finely as a bar and its figure show it."""
        if self.share is None or other.share is None:
            return self == other
        mine, others = ((row.label, row.leads, row.is_muted) for row in (self, other))
        same_words = mine == others
        return same_words and round(self.share, 4) == round(other.share, 4)


def digit_row(reading: Reading) -> BarRow:
    """Show one digit of a number as a bar: which it is, and how sure that is."""
    if not reading.is_digit:
        return BarRow("?", 1 - reading.not_a_digit, is_muted=True)
    return BarRow(str(reading.digit), reading.confidence, leads=True)


_EMPTY: Final = tuple(BarRow(str(digit)) for digit in range(_DIGITS))


class ProbabilityBars(QWidget):
    """Shows how likely each digit is, or how sure each digit of a number.

    Attributes
    ----------
    rows
        What each bar says, from the top.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: tuple[BarRow, ...] = _EMPTY
        self.setAccessibleName("How likely each digit is")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._repaint)

    @property
    def leader(self) -> str | None:
        """The label of the bar that leads alone; None where none does, or several."""
        leading = [row.label for row in self.rows if row.leads]
        return leading[0] if len(leading) == 1 else None

    def show_probabilities(self, probabilities: Sequence[float], leader: int | None) -> None:
        """Show how likely each digit is.

        Parameters
        ----------
        probabilities
            Ten shares between 0 and 1; none at all leaves the bars empty.
        leader
            The digit that leads; None where the drawing is taken for no digit.
        """
        self.show_rows(
            [
                BarRow(str(digit), share, digit == leader, is_muted=leader is None)
                for digit, share in enumerate(probabilities)
            ]
            or _EMPTY
        )

    def show_rows(self, rows: Sequence[BarRow]) -> None:
        """Show other bars."""
        before, self.rows = self.rows, tuple(rows)
        if len(before) != len(self.rows):
            self.update()
            return
        # Most rows say the same at each move of the pen; only the others are painted.
        for index, (old, new) in enumerate(zip(before, self.rows, strict=True)):
            if not new.looks_like(old):
                self.update(self._place(index).toAlignedRect())

    def speak(self) -> None:
        """Say all of it to those who hear the window; too much to do at each move of the pen."""
        said = (
            f"{row.label}: {'no digit' if row.label == '?' else percent(row.share)}"
            for row in self.rows
            if row.share is not None and (row.label == "?" or not row.is_muted)
        )
        self.setAccessibleDescription(", ".join(said))

    def sizeHint(self) -> QSize:
        """Ask for the room that the design gives the bars."""
        return QSize(420, 288)

    @Slot()
    def _repaint(self) -> None:
        self.update()

    def _place(self, index: int) -> QRectF:
        height = self.height() / max(_DIGITS, len(self.rows))
        return QRectF(_EDGE_PX, index * height, self.width() - 2 * _EDGE_PX, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that changed."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().base())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, row in enumerate(self.rows):
            place = self._place(index)
            if event.region().intersects(place.toAlignedRect()):
                self._paint_row(painter, place, row)
        painter.end()

    def _paint_row(self, painter: QPainter, place: QRectF, row: BarRow) -> None:
        tokens = self._theme.tokens
        painter.setFont(make_font(_FONT_PX, SEMIBOLD if row.leads else MEDIUM))
        quiet = tokens.text if row.share is not None else tokens.muted
        quiet = tokens.muted if row.is_muted else quiet
        painter.setPen(QColor(tokens.accent if row.leads else quiet))
        painter.drawText(place, _MIDDLE_LEFT, row.label)

        bar = QRectF(
            place.left() + _LABEL_PX,
            place.center().y() - _BAR_PX / 2,
            place.width() - _LABEL_PX - _FIGURE_PX,
            _BAR_PX,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        if row.share is None:
            return
        # Clipped to the track's round ends by its own radius, a small share stays a sliver.
        filled = QRectF(bar)
        if row.is_muted:
            filled.setTop(bar.center().y() - _MUTED_BAR_PX / 2)
            filled.setHeight(_MUTED_BAR_PX)
        least_px = 0.0 if row.is_muted else _LEAST_BAR_PX
        filled.setWidth(max(least_px, bar.width() * row.share))
        radius = min(filled.height() / 2, filled.width() / 2)
        painter.setBrush(QColor(tokens.accent if row.leads else tokens.faint))
        painter.drawRoundedRect(filled, radius, radius)
        if row.is_muted:
            return
        painter.setFont(make_font(_FONT_PX, SEMIBOLD if row.leads else REGULAR))
        painter.setPen(QColor(tokens.text if row.leads else tokens.muted))
        painter.drawText(place, _MIDDLE_RIGHT, percent(row.share))
