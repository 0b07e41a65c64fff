"""From the pixels of a picture to the 28×28 image that the network reads, made as MNIST was."""

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ImageError
from nn_core.ink.line_width import thicken_thin_lines
from nn_core.ink.paper import separate_ink
from nn_core.ink.placing import BOX_PX, IMAGE_PX, MIDDLE_PX, crop_to_ink, place
from nn_core.ink.strays import without_far_pieces

__all__ = ["check_picture", "lay_out", "normalise_pixels", "ready_made"]

_READY_MADE_PEAK = 160


def normalise_pixels(gray: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Find the ink of a picture and lay it out as MNIST does.

    The ink is cropped to its bounding box, its longer side brought to 20 pixels by area, and its
    centre of mass laid on the middle of 28×28.

    Parameters
    ----------
    gray
        uint8 ndarray of shape (height, width): dark ink on light paper or light on dark.

    Returns
    -------
    NDArray[np.uint8] | None
        uint8 ndarray of shape (28, 28), ink = 255, paper = 0; None where the picture is blank.

    Raises
    ------
    ImageError
        If `gray` is no two-dimensional uint8 array.
    """
    check_picture(gray)
    ready = ready_made(gray)
    return lay_out(separate_ink(gray)) if ready is None else ready


def check_picture(gray: NDArray[np.uint8]) -> None:
    """Make sure that something is a grey picture.

    Raises
    ------
    ImageError
        If `gray` is no two-dimensional uint8 array.
    """
    if gray.ndim != 2 or gray.dtype != np.uint8 or gray.size == 0:
        raise ImageError(
            "A grey picture comes as uint8 of shape (height, width), "
            f"not {gray.dtype} of shape {gray.shape}."
        )


def lay_out(ink: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """Lay ink out as MNIST does: its line not too thin, cropped, scaled and centred.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, paper = 0.

    Returns
    -------
    NDArray[np.uint8] | None
        uint8 ndarray of shape (28, 28); None where there is no ink.
    """
    cropped = crop_to_ink(without_far_pieces(ink))
    if cropped is not None:
        cropped = crop_to_ink(thicken_thin_lines(cropped))
    if cropped is None:
        return None
    return np.round(255 * np.clip(place(cropped), 0, 1)).astype(np.uint8)


def ready_made(gray: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Recognise an image that is laid out as MNIST's already, on black or inverted.

    Returns
    -------
    NDArray[np.uint8] | None
        The image with ink = 255; None where it is no such image.
    """
    if gray.shape != (IMAGE_PX, IMAGE_PX):
        return None
    rim = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    image = gray if np.median(rim) < 128 else 255 - gray
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    if not len(rows) or image.max() < _READY_MADE_PEAK:
        return None
    longer = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    places = np.arange(IMAGE_PX) + 0.5
    mass = float(image.sum())
    middle = image.sum(axis=1) @ places / mass, image.sum(axis=0) @ places / mass
    centred = max(abs(place - MIDDLE_PX) for place in middle) <= 1.25
    return image if centred and abs(longer - BOX_PX) <= 1 else None
