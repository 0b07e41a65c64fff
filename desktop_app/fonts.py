"""Inter, the typeface that travels with the program, so that it looks the same everywhere."""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from nn_core.resources import asset_path

__all__ = ["BOLD", "CAPTION_PX", "FAMILY", "MEDIUM", "REGULAR", "SEMIBOLD", "TEXT_PX", "TITLE_PX"]
__all__ += ["load_fonts", "make_font"]

FAMILY: Final = "Inter"
CAPTION_PX: Final = 12
TEXT_PX: Final = 14
TITLE_PX: Final = 17

REGULAR: Final = QFont.Weight.Normal
MEDIUM: Final = QFont.Weight.Medium
SEMIBOLD: Final = QFont.Weight.DemiBold
BOLD: Final = QFont.Weight.Bold

_FILES: Final[Sequence[str]] = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
)

_log = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the embedded weights of Inter known to Qt; without them the system's font serves."""
    for file in _FILES:
        try:
            path = asset_path("fonts", file)
        except FileNotFoundError as error:
            _log.warning("%s The system's own font stands in.", error)
            return
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _log.warning("Qt cannot read the font %s.", path)


def make_font(size_px: int = TEXT_PX, weight: QFont.Weight = REGULAR) -> QFont:
    """Make a font of the window's family, with figures of one width.

    Parameters
    ----------
    size_px
        Height of the type in device-independent pixels.
    weight
        One of `REGULAR`, `MEDIUM`, `SEMIBOLD`, `BOLD`.
    """
    return QFont(_font(size_px, weight))


@cache
def _font(size_px: int, weight: QFont.Weight) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(size_px)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
