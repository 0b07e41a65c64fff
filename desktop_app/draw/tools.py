"""The pen and the eraser: which of them the pointer holds, and how wide they are."""

from enum import Enum
from typing import Final

__all__ = ["ERASER_RADIUS_PX", "NARROWEST_PEN_PX", "WIDEST_PEN_PX", "Tool", "width_pressed"]

NARROWEST_PEN_PX: Final = 8.0
WIDEST_PEN_PX: Final = 60.0
ERASER_RADIUS_PX: Final = 22.0

# A pen that presses half as hard as it can draws the width that was chosen.
_WIDTH_AT_NO_PRESSURE: Final = 0.45
_WIDTH_FOR_PRESSURE: Final = 1.1


class Tool(Enum):
    """What the pointer does to the paper."""

    PEN = "pen"
    ERASER = "eraser"


def width_pressed(width_px: float, pressure: float | None) -> float:
    """Work out how wide a pen draws, by how hard it presses; a mouse tells nothing of that."""
    if pressure is None:
        return width_px
    return width_px * (_WIDTH_AT_NO_PRESSURE + _WIDTH_FOR_PRESSURE * pressure)
