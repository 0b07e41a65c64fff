"""The parts that every page is built from, all in the theme's colours."""

from importlib import import_module
from typing import TYPE_CHECKING

from desktop_app.widgets.banner import Banner, Tone
from desktop_app.widgets.buttons import (
    IconButton,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    SegmentedControl,
)
from desktop_app.widgets.card import Card, Separator
from desktop_app.widgets.pixel_image import PixelImage, paint_pixels
from desktop_app.widgets.text import Text, TextRole

if TYPE_CHECKING:
    from desktop_app.widgets.fields import (
        CheckBox,
        ComboBox,
        DecimalBox,
        Field,
        LineEdit,
        NumberBox,
    )

__all__ = [
    "Banner",
    "Card",
    "CheckBox",
    "ComboBox",
    "DecimalBox",
    "Field",
    "IconButton",
    "LineEdit",
    "LinkButton",
    "NumberBox",
    "PixelImage",
    "PrimaryButton",
    "SecondaryButton",
    "SegmentedControl",
    "Separator",
    "Text",
    "TextRole",
    "Tone",
    "paint_pixels",
]

_FIELDS = frozenset({"CheckBox", "ComboBox", "DecimalBox", "Field", "LineEdit", "NumberBox"})


def __getattr__(name: str) -> object:
    # What is filled in loads when asked for: the first paint needs none of it, and the parts of
    # Qt behind it take some 8 ms.
    if name in _FIELDS:
        return getattr(import_module("desktop_app.widgets.fields"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
