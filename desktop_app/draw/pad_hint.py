"""What stands on blank paper: what to do with it."""

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.fonts import SEMIBOLD, TEXT_PX, TITLE_PX, make_font
from desktop_app.tokens import Tokens

__all__ = ["USUAL_HINT", "paint_hint"]

USUAL_HINT: Final = ("Draw a digit here", "or drop a picture of one, or paste it")


def paint_hint(painter: QPainter, area: QRect, tokens: Tokens, words: str, detail: str) -> None:
    """Write a line into the middle of an area, and a quieter one beneath it."""
    line = QRect(0, area.center().y() - 26, area.width(), 26)
    painter.setPen(QColor(tokens.muted))
    painter.setFont(make_font(TITLE_PX, SEMIBOLD))
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
    painter.setFont(make_font(TEXT_PX))
    line.translate(0, 28)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, detail)
