"""The 28×28 image that the network sees, as crisp pixels, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.widgets.buttons import IconButton, LinkButton
from desktop_app.widgets.card import Card
from desktop_app.widgets.pixel_image import PixelImage
from desktop_app.widgets.text import Text

if TYPE_CHECKING:  # the first paint waits for no array
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PreviewCard"]

_HEADING = "What the network sees · 28 × 28"
_HEADING_OF_SEVERAL = "What the network sees · 28 × 28 each"
_SHORT_HEADING = "What the network sees"
_NARROW_PX = 370
_COLUMN_FOR_LARGER_PIXELS = (760, 860, 960, 1060)
_WORDS = "Cropped, scaled to 20 pixels and centred by its weight."


class PreviewCard(Card):
    """What the network sees.

    Attributes
    ----------
    pixels
        The widget with the image.
    way_link
        The link that leads to the steps from ink to image.

    Signals
    -------
    copying_asked, saving_asked
        The person wants the 28×28 image on the clipboard, or in a file.
    """

    copying_asked = Signal()
    saving_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(_HEADING, parent=parent)
        self._several = False
        self._headings = (_HEADING, _HEADING_OF_SEVERAL)
        self.pixels = PixelImage("The 28 by 28 pixels that the network sees")
        self.way_link = LinkButton("How it got there")
        self.header.addWidget(self.way_link)
        self._words = Text(_WORDS, wrap=True)
        self._words.setProperty("role", "muted")
        self._copy = IconButton(theme, "copy", "Copy the 28 × 28 image", words="Copy")
        self._save = IconButton(theme, "save", "Save the 28 × 28 image", words="Save…")
        for button in (self._copy, self._save):
            button.setIconSize(QSize(16, 16))
            button.setFixedHeight(30)
        self._copy.clicked.connect(self._copy_clicked)
        self._save.clicked.connect(self._save_clicked)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        # Their icons, not their edges, line up with the words above.
        buttons.setContentsMargins(-10, 0, 0, 0)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self._words, 1, Qt.AlignmentFlag.AlignTop)
        side.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.pixels, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side, 1)
        self.body.addLayout(row)
        self.show_images([])

    def fit(self, width_px: int, column_px: int) -> None:
        """Suit the card's width, and the height of the column that it shares with others."""
        narrow = width_px < _NARROW_PX
        self._headings = (_SHORT_HEADING,) * 2 if narrow else (_HEADING, _HEADING_OF_SEVERAL)
        self._say_what_it_is()
        style = Qt.ToolButtonStyle
        for button in (self._copy, self._save):
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )
        times = sum(column_px >= least for least in _COLUMN_FOR_LARGER_PIXELS)
        self.pixels.set_side(28 * (4 + times))

    def show_images(self, images: Sequence[NDArray[np.uint8]]) -> None:
        """Show what the network saw: one image, several side by side, or none.

        Parameters
        ----------
        images
            uint8 ndarrays of shape (28, 28), ink = 255.
        """
        self.pixels.show_pixels(_side_by_side(images) if images else None)
        self._several = len(images) > 1
        self._say_what_it_is()
        self._copy.setEnabled(bool(images))
        self._save.setEnabled(bool(images))

    def _say_what_it_is(self) -> None:
        self.heading.setText(self._headings[self._several])

    @Slot()
    def _copy_clicked(self) -> None:
        self.copying_asked.emit()

    @Slot()
    def _save_clicked(self) -> None:
        self.saving_asked.emit()


def _side_by_side(images: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Lay images out in a square, row by row."""
    if len(images) == 1:
        return images[0]
    import numpy as np

    columns = ceil(sqrt(len(images)))
    height, width = images[0].shape
    square = np.zeros((columns * height, columns * width), dtype=np.uint8)
    for index, image in enumerate(images):
        top, left = height * (index // columns), width * (index % columns)
        square[top : top + height, left : left + width] = image
    return square
