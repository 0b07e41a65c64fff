"""The window's line icons, drawn in whatever colour the theme asks for."""

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from desktop_app.line_art import paint_line_art
from desktop_app.tokens import Tokens
from nn_core.resources import asset_path

__all__ = ["app_icon", "icon_pixmap", "mark_pixmap", "tool_icon"]

_APP_ICON_SIZES_PX = (16, 24, 32, 48, 64, 128)


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return asset_path("icons", f"{name}.svg").read_text(encoding="utf-8")


def _render(svg: str, size: QSize, ratio: float) -> QPixmap:
    """Draw a vector image onto a transparent pixmap of `size` device-independent pixels."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_line_art(painter, svg, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap


@lru_cache(maxsize=64)
def _stencil(name: str, size_px: int, ratio: float) -> QPixmap:
    """Draw a line icon in black: parsing and drawing take longer than any colouring."""
    svg = _source(name).replace("currentColor", "#000000")
    return _render(svg, QSize(size_px, size_px), ratio)


@lru_cache(maxsize=512)
def icon_pixmap(name: str, color: str, size_px: int = 18, ratio: float = 1.0) -> QPixmap:
    """Draw one of the line icons of `assets/icons`.

    Parameters
    ----------
    name
        The file's name without its ending.
    color
        The line's colour, as `#RRGGBB`.
    size_px
        Width and height in device-independent pixels.
    ratio
        Device pixels to one of those.
    """
    stencil = _stencil(name, size_px, ratio)
    pixmap = QPixmap(stencil.size())
    pixmap.setDevicePixelRatio(ratio)
    # First clear: a pixmap filled with an opaque colour has no transparency to cut away.
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.fill(QColor(color))
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawPixmap(0, 0, stencil)
    painter.end()
    return pixmap


def tool_icon(name: str, tokens: Tokens, size_px: int = 18, ratio: float = 1.0) -> QIcon:
    """Make a button's icon: quiet, in the accent colour when checked, faint when disabled."""
    icon = QIcon()
    for color, mode, state in (
        (tokens.muted, QIcon.Mode.Normal, QIcon.State.Off),
        (tokens.text, QIcon.Mode.Active, QIcon.State.Off),
        (tokens.accent, QIcon.Mode.Normal, QIcon.State.On),
        (tokens.accent, QIcon.Mode.Active, QIcon.State.On),
        (tokens.faint, QIcon.Mode.Disabled, QIcon.State.Off),
        (tokens.faint, QIcon.Mode.Disabled, QIcon.State.On),
    ):
        icon.addPixmap(icon_pixmap(name, color, size_px, ratio), mode, state)
    return icon


def mark_pixmap(tokens: Tokens, height_px: int, ratio: float) -> QPixmap:
    """Draw Inkling's mark: a drop of ink with a seven left white in it."""
    svg = _source("mark").replace("currentColor", tokens.accent)
    svg = svg.replace("knockout", tokens.background)
    return _render(svg, QSize(round(height_px * 0.75), height_px), ratio)


def app_icon() -> QIcon:
    """Make the icon that stands in task bars and title bars."""
    icon = QIcon()
    source = _source("inkling")
    for size in _APP_ICON_SIZES_PX:
        icon.addPixmap(_render(source, QSize(size, size), 1.0))
    return icon
