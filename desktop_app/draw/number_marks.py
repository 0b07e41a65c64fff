"""Where on the paper the digits of a number are, to be framed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from desktop_app.draw.bars import digit_row
from desktop_app.draw.pictures import picture_area

if TYPE_CHECKING:
    from desktop_app.draw.pad import Pad
    from desktop_app.draw.paper_reading import PaperReading

__all__ = ["marks_on"]


def marks_on(pad: Pad, found: PaperReading | None) -> list[tuple[QRectF, str]]:
    """List what was taken for one digit, where there are several.

    Returns
    -------
    list of (QRectF, str)
        Its box in pixels of the paper, and what it was taken for.
    """
    placed = () if found is None or found.number is None else found.number.digits
    marks = []
    for digit in placed:
        left, top, right, bottom = digit.box
        box = QRectF(QPointF(left, top), QPointF(right, bottom))
        marks.append((_on_paper(box, pad), digit_row(digit.reading).label))
    return marks


def _on_paper(box: QRectF, pad: Pad) -> QRectF:
    """Find the place on the paper of a box on the paper, or on the picture that lies there."""
    picture = pad.drawing.picture
    if picture is None or pad.strokes():
        return box
    height, width = picture.shape
    area = picture_area(width, height)
    scale = area.width() / width
    return QRectF(
        area.x() + box.x() * scale,
        area.y() + box.y() * scale,
        box.width() * scale,
        box.height() * scale,
    )
