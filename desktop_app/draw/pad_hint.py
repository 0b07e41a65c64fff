"""What stands on blank paper: what to do with it."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextOption

from desktop_app.fonts import SEMIBOLD, TEXT_PX, TITLE_PX, make_font
from desktop_app.tokens import Tokens

__all__ = ["USUAL_HINT", "paint_hint"]

_MARGIN_PX: Final = 10

USUAL_HINT: Final = ("Draw a digit here", "or drop a picture of one, or paste it")


def paint_hint(painter: QPainter, area: QRect, tokens: Tokens, words: str, detail: str) -> None:
    """Write a line into the middle of an area, and a quieter one beneath it.

    On narrow paper what does not fit into a line goes on in the next one.
    """
    inside = QRectF(area.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0))
    above, below = QRectF(inside), QRectF(inside)
    above.setBottom(area.center().y() - 3)
    below.setTop(area.center().y() + 6)
    centred = Qt.AlignmentFlag.AlignHCenter
    painter.setPen(QColor(tokens.muted))
    painter.setFont(make_font(TITLE_PX, SEMIBOLD))
    painter.drawText(above, words, QTextOption(centred | Qt.AlignmentFlag.AlignBottom))
    painter.setFont(make_font(TEXT_PX))
    painter.drawText(below, detail, QTextOption(centred | Qt.AlignmentFlag.AlignTop))
