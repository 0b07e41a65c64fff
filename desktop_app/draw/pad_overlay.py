"""What lies above the ink while the paper is shown: its frame, marks, and the pointer's signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop_app.draw.ink_view import scaled
from desktop_app.fonts import CAPTION_PX, SEMIBOLD, make_font
from desktop_app.tokens import PAPER_RADIUS_PX, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["paint_frame", "paint_marks", "paint_ring", "paint_width"]

_MARK_MARGIN_PX: Final = 8.0
_WORD_PX: Final = 16
_FRAME_PX: Final = {"hairline": 1, "focus": 2, "drop": 3}


def paint_frame(
    painter: QPainter, area: QRect, tokens: Tokens, *, beyond: str, frame: str = "hairline"
) -> None:
    """Round the paper's corners off and draw its edge.

    Parameters
    ----------
    area
        The widget's.
    beyond
        The colour around the paper.
    frame
        "hairline", "focus" or "drop".
    """
    paper = QPainterPath()
    edge = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
    paper.addRoundedRect(edge, PAPER_RADIUS_PX, PAPER_RADIUS_PX)
    around = QPainterPath()
    around.addRect(QRectF(area))
    painter.fillPath(around.subtracted(paper), QColor(beyond))
    color = tokens.hairline if frame == "hairline" else tokens.accent
    painter.setPen(QPen(QColor(color), _FRAME_PX[frame]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(paper)


def paint_marks(
    painter: QPainter,
    marks: Iterable[tuple[QRectF, str]],
    tokens: Tokens,
    *,
    scale: float,
    ink_px: float,
) -> None:
    """Frame what was taken for a digit, each with its word above it, or below where no room is.

    Parameters
    ----------
    marks
        Boxes around the middle of the lines, in pixels of the paper, and the words.
    scale
        Pixels of the widget to one of the paper.
    ink_px
        How wide the lines are, in pixels of the paper.
    """
    margin = (ink_px / 2 + _MARK_MARGIN_PX) * scale
    for place, words in marks:
        box = scaled(place, scale).adjusted(-margin, -margin, margin, margin)
        painter.setPen(QPen(QColor(tokens.faint), 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(QColor(tokens.muted))
        painter.setFont(make_font(CAPTION_PX, SEMIBOLD))
        above = box.top() >= _WORD_PX
        painter.drawText(
            box.topLeft() + QPointF(4, -5) if above else box.bottomLeft() + QPointF(4, _WORD_PX),
            words,
        )


def paint_ring(painter: QPainter, area: QRectF, tokens: Tokens, *, erasing: bool) -> None:
    """Show where the eraser is, in pixels of the widget."""
    painter.setPen(QPen(QColor(tokens.accent if erasing else tokens.muted), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(area)


def paint_width(painter: QPainter, centre: QPointF, radius: float, tokens: Tokens) -> None:
    """Show how wide the pen is, in pixels of the widget."""
    painter.setPen(QPen(QColor(tokens.card), 2))
    painter.setBrush(QColor(tokens.accent))
    painter.drawEllipse(centre, radius, radius)
