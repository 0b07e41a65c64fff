"""The handwriting report as a page: painted alike on the screen, in a PDF and in a PNG."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from desktop_app.fonts import BOLD, MEDIUM, SEMIBOLD, make_font
from desktop_app.tokens import LIGHT
from desktop_app.widgets.pixel_image import grey_image
from nn_core.teaching.handwriting_report import Confusion, HandwritingReport, ReadDigit

__all__ = ["SHEET_SIZE", "ReportSheet"]

SHEET_SIZE: Final = QSizeF(595, 842)
"""A sheet of A4 in points."""

_MARGIN: Final = 50.0
_COLUMNS: Final = 10
_PICTURE: Final = 38.0
_MOST_ROWS: Final = 4
_MOST_CONFUSIONS: Final = 7
_NAMES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE: Final = Qt.AlignmentFlag.AlignCenter


class ReportSheet:
    """Paints one report, in dark ink on white paper whatever the window looks like.

    Parameters
    ----------
    report
        What it says.
    written
        When the digits were written.
    """

    def __init__(self, report: HandwritingReport, written: datetime) -> None:
        self.report = report
        self._written = written

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the sheet into an area of A4's proportions."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(area.topLeft())
        scale = area.width() / SHEET_SIZE.width()
        painter.scale(scale, scale)
        painter.fillRect(
            QRectF(0, 0, SHEET_SIZE.width(), SHEET_SIZE.height()), Qt.GlobalColor.white
        )
        top = self._paint_head(painter, _MARGIN)
        top = self._paint_digits(painter, top + 30)
        self._paint_findings(painter, top + 30)
        self._paint_foot(painter)
        painter.restore()

    # ---- its parts, from top to bottom

    def _paint_head(self, painter: QPainter, top: float) -> float:
        width = SHEET_SIZE.width() - 2 * _MARGIN
        # The system's own names of the months would stand among English words.
        written = QDate(self._written.year, self._written.month, self._written.day)
        day = QLocale.c().toString(written, "d MMMM yyyy")
        line = QRectF(_MARGIN, top, width, 14)
        self._write(painter, line, "Inkling", make_font(10, SEMIBOLD), LIGHT.accent)
        self._write(painter, line, day, make_font(10), LIGHT.muted, _RIGHT)
        title = QRectF(_MARGIN, top + 26, width, 34)
        self._write(painter, title, "Handwriting report", make_font(28, BOLD))
        self._rule(painter, top + 72)

        figure = f"{self.report.right}"
        font = make_font(64, BOLD)
        self._write(painter, QRectF(_MARGIN, top + 88, width, 66), figure, font, LIGHT.accent)
        beside = _MARGIN + QFontMetricsF(font).horizontalAdvance(figure) + 12
        of = QRectF(beside, top + 124, 120, 24)
        self._write(painter, of, f"of {len(self.report.digits)}", make_font(17, SEMIBOLD))
        words = QRectF(_MARGIN + 190, top + 92, width - 190, 60)
        flags = int(Qt.TextFlag.TextWordWrap) | int(_LEFT)
        painter.setFont(make_font(14))
        painter.setPen(QColor(LIGHT.text))
        painter.drawText(words, flags, self.report.summary())
        return top + 154

    def _paint_digits(self, painter: QPainter, top: float) -> float:
        self._heading(painter, top, "Digit by digit")
        top += 26
        pitch = (SHEET_SIZE.width() - 2 * _MARGIN - _PICTURE) / (_COLUMNS - 1)
        rows = 0
        for label in range(_COLUMNS):
            left = _MARGIN + label * pitch
            self._write(
                painter, QRectF(left, top, _PICTURE, 20), str(label), make_font(15, SEMIBOLD),
                align=_MIDDLE,
            )  # fmt: skip
            own = [one for one in self.report.digits if one.digit.label == label][:_MOST_ROWS]
            rows = max(rows, len(own))
            for row, one in enumerate(own):
                self._paint_sample(painter, left, top + 26 + row * (_PICTURE + 18), one)
        below = top + 26 + rows * (_PICTURE + 18) + 2
        for label in range(_COLUMNS):
            self._paint_share(painter, _MARGIN + label * pitch, below, label)
        return below + 26

    def _paint_sample(self, painter: QPainter, left: float, top: float, one: ReadDigit) -> None:
        place = QRectF(left, top, _PICTURE, _PICTURE)
        image = grey_image(255 - one.digit.image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(LIGHT.hairline if one.is_right else LIGHT.warning))
        painter.drawRoundedRect(place, 4, 4)
        if not one.is_right:
            taken = "no digit" if one.taken_for is None else f"read {one.taken_for}"
            words = QRectF(left - 6, place.bottom() + 1, _PICTURE + 12, 12)
            self._write(painter, words, taken, make_font(8, MEDIUM), LIGHT.warning, _MIDDLE)

    def _paint_share(self, painter: QPainter, left: float, top: float, label: int) -> None:
        written, right = self.report.written_of[label], self.report.right_of[label]
        track = QRectF(left, top, _PICTURE, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.track))
        painter.drawRoundedRect(track, 2, 2)
        words = f"{right} of {written}" if written else "none"
        if right:
            track.setWidth(_PICTURE * right / written)
            painter.setBrush(QColor(LIGHT.accent if right == written else LIGHT.warning))
            painter.drawRoundedRect(track, 2, 2)
        line = QRectF(left, top + 8, _PICTURE, 12)
        self._write(painter, line, words, make_font(9), LIGHT.muted, _MIDDLE)

    def _paint_findings(self, painter: QPainter, top: float) -> None:
        self._rule(painter, top - 14)
        half = (SHEET_SIZE.width() - 2 * _MARGIN) / 2
        self._heading(painter, top, "What was taken for what")
        confusions = self.report.confusions
        lines = [_say(confusion) for confusion in confusions[:_MOST_CONFUSIONS]]
        if len(confusions) > _MOST_CONFUSIONS:
            lines.append(f"and {len(confusions) - _MOST_CONFUSIONS} more")
        for row, words in enumerate(lines or ["Nothing was taken for anything else."]):
            line = QRectF(_MARGIN, top + 24 + row * 17, half - 24, 16)
            self._write(painter, line, words, make_font(11))

        left = _MARGIN + half
        self._write(
            painter, QRectF(left, top, half, 16), "How sure it was", make_font(12, SEMIBOLD)
        )
        bars = (("sure", self.report.confidence), ("right", self.report.accuracy))
        for row, (word, share) in enumerate(bars):
            self._paint_bar(painter, QRectF(left, top + 26 + row * 20, half, 16), word, share)
        painter.setFont(make_font(11))
        painter.setPen(QColor(LIGHT.text))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
        painter.drawText(QRectF(left, top + 74, half, 48), flags, self.report.on_confidence())
        error = f"Expected calibration error: {100 * self.report.calibration_error:.1f} points"
        line = QRectF(left, top + 112, half, 14)
        self._write(painter, line, error, make_font(9), LIGHT.muted)

    def _paint_bar(self, painter: QPainter, line: QRectF, word: str, share: float) -> None:
        self._write(painter, line, word, make_font(10), LIGHT.muted)
        self._write(painter, line, f"{100 * share:.0f} %", make_font(11, SEMIBOLD), align=_RIGHT)
        bar = QRectF(line.left() + 38, line.center().y() - 3, line.width() - 84, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.track))
        painter.drawRoundedRect(bar, 3, 3)
        bar.setWidth(max(bar.width() * share, 6))
        painter.setBrush(QColor(LIGHT.accent if word == "right" else LIGHT.faint))
        painter.drawRoundedRect(bar, 3, 3)

    def _paint_foot(self, painter: QPainter) -> None:
        top = SHEET_SIZE.height() - _MARGIN - 14
        self._rule(painter, top - 10)
        line = QRectF(_MARGIN, top, SHEET_SIZE.width() - 2 * _MARGIN, 14)
        words = f"Read by the network “{self.report.network}”."
        self._write(painter, line, words, make_font(9), LIGHT.muted)
        count = len(self.report.digits)
        words = f"Of {count} digits, one is {100 / count:.1f} points."
        self._write(painter, line, words, make_font(9), LIGHT.muted, _RIGHT)

    # ---- words and lines

    def _heading(self, painter: QPainter, top: float, words: str) -> None:
        line = QRectF(_MARGIN, top, SHEET_SIZE.width() - 2 * _MARGIN, 16)
        self._write(painter, line, words, make_font(12, SEMIBOLD))

    def _rule(self, painter: QPainter, top: float) -> None:
        width = SHEET_SIZE.width() - 2 * _MARGIN
        painter.fillRect(QRectF(_MARGIN, top, width, 0.8), QColor(LIGHT.hairline))

    def _write(
        self,
        painter: QPainter,
        place: QRectF,
        words: str,
        font: QFont,
        color: str = LIGHT.text,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(color))
        painter.drawText(place, align, words)


def _say(confusion: Confusion) -> str:
    times = {1: "once", 2: "twice"}.get(confusion.times, f"{confusion.times} times")
    if confusion.taken_for is None:
        return f"A {_NAMES[confusion.meant]} was taken for no digit, {times}"
    article = "An" if confusion.meant == 8 else "A"
    other = "an eight" if confusion.taken_for == 8 else f"a {_NAMES[confusion.taken_for]}"
    return f"{article} {_NAMES[confusion.meant]} was taken for {other}, {times}"
