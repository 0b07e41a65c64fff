"""Ink: pen strokes and pictures, and the 28×28 image that is made of them."""

from importlib import import_module
from typing import TYPE_CHECKING

from nn_core.ink.drawing import draw_strokes
from nn_core.ink.strokes import Box, Stroke, bounding_box

if TYPE_CHECKING:
    from nn_core.ink.image_file import read_image
    from nn_core.ink.pixels import normalise_pixels

__all__ = ["Box", "Stroke", "bounding_box", "draw_strokes", "normalise_pixels", "read_image"]

_MODULES = {"normalise_pixels": "nn_core.ink.pixels", "read_image": "nn_core.ink.image_file"}


def __getattr__(name: str) -> object:
    # What pictures need loads when asked for: most ink is drawn.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
