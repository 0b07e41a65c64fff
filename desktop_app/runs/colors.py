"""The colours by which the chosen runs are told apart, in the table, the curves and the words."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from desktop_app.theme import Theme

__all__ = ["dot", "run_color"]

_LIGHT: Final = (
    "#3F51E0",
    "#D9822B",
    "#2E8B57",
    "#B5408F",
    "#0F8FA8",
    "#8A5A2B",
    "#7A5CD6",
    "#C23B3B",
)
_DARK: Final = (
    "#8E9BFF",
    "#F0A75A",
    "#5FC48D",
    "#E885C4",
    "#5CC8DE",
    "#C99A6B",
    "#B6A0FF",
    "#F08080",
)
_DOT_PX: Final = 10


def run_color(theme: Theme, place: int) -> str:
    """Give the colour of the run that stands at a place among the chosen ones, from 0."""
    colors = _DARK if theme.is_dark else _LIGHT
    return colors[place % len(colors)]


def dot(color: str | None, ratio: float = 2.0) -> QIcon:
    """Draw a dot in a colour; without one, as much empty room."""
    pixmap = QPixmap(round(_DOT_PX * ratio), round(_DOT_PX * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    if color is not None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(1, 1, _DOT_PX - 2, _DOT_PX - 2)
        painter.end()
    icon = QIcon(pixmap)
    # Qt would tint it where its row is selected.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
