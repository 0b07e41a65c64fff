"""Printed letters as examples of what is no digit, drawn with whatever fonts there are."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import DatasetError

__all__ = ["FONT_LETTERS", "HELD_BACK_FONTS", "font_letter", "is_held_back"]

_SIZE_PX = 96
_BOX_PX, _IMAGE_PX = 20, 28

FONT_LETTERS: dict[str, tuple[str, ...]] = {
    "A": ("A",),
    "C": ("C", "c"),
    "D": ("d",),
    "E": ("E", "e"),
    "F": ("F", "f"),
    "H": ("H", "h"),
    "I": ("i",),
    "J": ("J", "j"),
    "K": ("K", "k"),
    "L": ("L",),
    "M": ("M", "m"),
    "N": ("N", "n"),
    "P": ("P", "p"),
    "R": ("R", "r"),
    "T": ("t",),
    "U": ("U", "u"),
    "V": ("V", "v"),
    "W": ("W", "w"),
    "X": ("X", "x"),
}
"""The printed forms of each letter that is no digit, as among the written ones."""

HELD_BACK_FONTS: tuple[str, ...] = (
    "DejaVuSerif",
    "DejaVuMathTeXGyre",
    "LiberationSerif",
    "LiberationMono",
)
"""How the names of those font files begin that are kept for measuring."""


def is_held_back(font_path: Path) -> bool:
    """Tell whether a font is kept for measuring, so that no network may be trained on it."""
    return font_path.name.startswith(HELD_BACK_FONTS)


def font_letter(font_path: Path, letter: str, *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw a printed letter as MNIST would show it.

    Parameters
    ----------
    font_path
        A font file that Pillow can read.
    letter
        One character.
    rng
        Turns and stretches the letter a little.

    Returns
    -------
    uint8 ndarray of shape (28, 28), ink = 255, paper = 0

    Raises
    ------
    DatasetError
        If the font cannot be read or draws nothing for this letter.
    """
    from PIL import Image, ImageDraw, ImageFont  # only training needs it, and it loads slowly

    try:
        font = ImageFont.truetype(str(font_path), _SIZE_PX)
    except OSError as error:
        raise DatasetError(f"{font_path} is no font that can be read.") from error
    sheet = Image.new("L", (3 * _SIZE_PX, 3 * _SIZE_PX))
    ImageDraw.Draw(sheet).text((_SIZE_PX, _SIZE_PX), letter, fill=255, font=font)
    turned = sheet.rotate(float(rng.normal(0, 6)), resample=Image.Resampling.BILINEAR)
    box = turned.getbbox()
    if box is None:
        raise DatasetError(f"{font_path} draws nothing for {letter!r}.")
    width, height = box[2] - box[0], box[3] - box[1]
    width = max(1, round(width * float(np.exp(rng.normal(0, 0.15)))))
    scale = _BOX_PX / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    ink = np.asarray(turned.crop(box).resize(size, Image.Resampling.BOX), dtype=np.uint8)
    return _centred(ink)


def _centred(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay ink of at most 20×20 so that its centre of mass is in the middle of 28×28."""
    mass = max(int(ink.sum()), 1)
    image = np.zeros((_IMAGE_PX, _IMAGE_PX), dtype=np.uint8)
    corner = []
    for axis in (0, 1):
        along = ink.sum(axis=1 - axis, dtype=np.int64)
        middle = float(along @ (np.arange(len(along)) + 0.5)) / mass
        corner.append(int(np.clip(round(_IMAGE_PX / 2 - middle), 0, _IMAGE_PX - len(along))))
    image[corner[0] : corner[0] + ink.shape[0], corner[1] : corner[1] + ink.shape[1]] = ink
    return image
