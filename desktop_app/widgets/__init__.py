"""The parts that every page is built from, all in the theme's colours."""

from desktop_app.widgets.banner import Banner, Tone
from desktop_app.widgets.buttons import (
    IconButton,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    SegmentedControl,
)
from desktop_app.widgets.card import Card, Separator
from desktop_app.widgets.fields import CheckBox, ComboBox, DecimalBox, Field, LineEdit, NumberBox
from desktop_app.widgets.pixel_image import PixelImage, paint_pixels
from desktop_app.widgets.text import Text, TextRole

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
