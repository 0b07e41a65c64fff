"""An image file of any common kind, read as plain grey pixels."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ImageError

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["MAXIMUM_PIXELS", "read_image"]

MAXIMUM_PIXELS = 50_000_000
"""Images of more pixels than this are refused before they are decoded."""

# Formats outside this list stay shut: some of Pillow's readers start other programs (EPS).
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM", "ICO")
_LONGEST_SIDE = 2048
_DEEP_WHITES = (255, 1023, 4095, 65535)
_OPAQUE = 128
_SEVERAL_TONES = 40


def read_image(source: str | Path | bytes) -> NDArray[np.uint8]:
    """Read an image and flatten it to grey, upright and without transparency.

    Parameters
    ----------
    source
        A file's path, or a whole file's bytes (from the clipboard or the network).

    Returns
    -------
    NDArray[np.uint8]
        uint8 ndarray of shape (height, width), 0 = black, 255 = white. An image whose longer side
        passes 2048 pixels comes reduced by a whole factor.

    Raises
    ------
    ImageError
        If the file is missing, no image, damaged, or too large.
    """
    if isinstance(source, bytes):
        name, data = "The image", source
    else:
        name, data = Path(source).name, _read_bytes(Path(source))
    if not data:
        raise ImageError(f"{name} is empty.")
    image = _open(data, name)
    try:
        return _grey(_upright(image))
    # Damaged data trips Pillow's decoders in many ways: OSError, SyntaxError, IndexError, ...
    except Exception as error:
        raise ImageError(f"{name} is damaged or cut short.") from error


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImageError(f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise ImageError(f"{path} is a folder, not an image.") from error
    except (OSError, ValueError) as error:
        raise ImageError(f"{path} cannot be read.") from error


def _open(data: bytes, name: str) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    too_large = f"{name} has more than {MAXIMUM_PIXELS // 1_000_000} million pixels, too many."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(too_large) from error
    except UnidentifiedImageError as error:
        raise ImageError(
            f"{name} is not an image that Inkling can read (PNG, JPEG, GIF, BMP, WebP, TIFF)."
        ) from error
    # A damaged header trips Pillow's readers in as many ways as damaged pixels do.
    except Exception as error:
        raise ImageError(f"{name} is damaged or cut short.") from error
    if image.width * image.height > MAXIMUM_PIXELS:
        raise ImageError(too_large)
    if not (image.width and image.height):
        raise ImageError(f"{name} has no pixels.")
    return image


def _upright(image: Image.Image) -> Image.Image:
    from PIL import ImageOps

    if image.format == "JPEG" and image.mode == "RGB":
        # Lets the decoder itself halve a large photo, which is several times faster.
        image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    with warnings.catch_warnings():
        # What is wrong in the notes beside the pixels (odd EXIF entries) is no matter here.
        warnings.simplefilter("ignore")
        return ImageOps.exif_transpose(image)


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    factor = -(-max(image.size) // _LONGEST_SIDE)
    if image.mode.startswith(("I", "F")):
        return _eight_bits(np.asarray(image), factor)
    has_alpha = image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info
    if not has_alpha and image.mode in ("1", "L"):
        image = image.convert("L")
    else:
        image = image.convert("RGBA" if has_alpha else "RGB")
    if factor > 1:
        image = image.reduce(factor)
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        return pixels.copy()
    if has_alpha:
        return _on_paper(_luma(pixels[..., :3]), pixels[..., 3])
    return _most_telling(pixels)


def _eight_bits(values: NDArray[Any], factor: int) -> NDArray[np.uint8]:
    """Bring any numbers to 0 to 255, and take every so many rows and columns of them."""
    known = np.nan_to_num(values) if np.issubdtype(values.dtype, np.floating) else values
    low, high = float(known.min()), float(known.max())
    # Only what is kept is spread out to eight bytes a pixel.
    numbers = known[::factor, ::factor].astype(np.float64)
    if low < 0 or high > _DEEP_WHITES[-1]:
        numbers, white = numbers - low, max(high - low, 1.0)
    elif np.issubdtype(values.dtype, np.floating) and high <= 1:
        white = 1.0
    else:
        # Cameras and scanners store 10 or 12 bits in 16: white is the least that holds them all.
        white = next(white for white in _DEEP_WHITES if white >= high)
    return np.round(numbers * (255 / white)).astype(np.uint8)


def _luma(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.round(colours @ weights).astype(np.uint8)


def _most_telling(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take the luma, or one colour's channel where that alone shows the ink (red on green)."""
    luma = _luma(colours)
    sample = colours[:: max(1, len(colours) // 256), :: max(1, colours.shape[1] // 256)]
    spreads = np.ptp(np.percentile(sample, (1, 99), axis=(0, 1)), axis=0)
    luma_spread = np.ptp(np.percentile(_luma(sample), (1, 99)))
    best = int(spreads.argmax())
    if spreads[best] > 3 * luma_spread and spreads[best] > _SEVERAL_TONES:
        return colours[..., best].copy()
    return luma


def _on_paper(luma: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay what is partly transparent on the paper on which its ink is seen best."""
    opaque = alpha >= _OPAQUE
    if not opaque.any():
        opaque = alpha > 0
    if not opaque.any():
        return np.full_like(luma, 255)
    tones = luma[opaque]
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    box_area = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    fills_its_box = tones.size > 0.5 * box_area
    if fills_its_box and np.ptp(np.percentile(tones, (0.5, 99.5))) > _SEVERAL_TONES:
        # It brings its own paper (a card with clear corners): the rest becomes like it.
        paper = float(np.median(tones))
    else:
        paper = 255.0 if tones.mean() < 160 else 0.0
    share = alpha.astype(np.float32) / 255
    return np.round(luma * share + paper * (1 - share)).astype(np.uint8)
