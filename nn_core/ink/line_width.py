"""The width of a line of ink: measured, and never thinner than MNIST's pens."""

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.filters import squared_distance
from nn_core.ink.placing import resample

__all__ = ["LEAST_SHARE", "line_width_px", "thicken_by", "thicken_thin_lines"]

LEAST_SHARE = 2.1 / 20
"""The width of the thinnest lines of MNIST, in longer sides of the digit."""
_SIDE = 96
_MARGIN = 6


def thicken_thin_lines(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring a line that is thinner than MNIST's pens to the width of the thinnest of them.

    Lines grow evenly on both sides. Thick lines stay as they are: thinning them was measured, and
    it loses more digits than it wins.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, cropped to what is written.

    Returns
    -------
    NDArray[np.float32]
        The ink as it came where its line is wide enough; otherwise redrawn, its longer side some
        100 pixels, with a margin on each side.
    """
    width_px = line_width_px(ink)
    side = max(ink.shape)
    if width_px >= LEAST_SHARE * side:
        return ink
    scale = _SIDE / side
    height, width = (max(3, round(length * scale)) for length in ink.shape)
    enlarged = np.pad(resample(ink, (height, width)), _MARGIN)
    mask = enlarged > 0.5 * enlarged.max()
    # The longer side grows with the line, and the share is meant of what comes out.
    wanted = LEAST_SHARE * (_SIDE - width_px * scale) / (1 - LEAST_SHARE)
    inside = np.sqrt(squared_distance(~mask)) - 0.5
    outside = np.sqrt(squared_distance(mask)) - 0.5
    depth = np.where(mask, inside, -outside) + (wanted - width_px * scale) / 2
    thicker: NDArray[np.float32] = np.clip(depth + 0.5, 0, 1).astype(np.float32)
    return thicker


def thicken_by(ink: NDArray[np.float32], extra_px: float) -> NDArray[np.float32]:
    """Make all lines wider by a few pixels, half of that on either side.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, with a margin for what is added.
    extra_px
        How much wider; nothing happens from 0 down.
    """
    reach = extra_px / 2
    if reach <= 0:
        return ink
    steps = int(np.ceil(reach)) + 1
    height, width = ink.shape
    padded = np.pad(ink, steps)
    thicker = ink.copy()
    for down in range(-steps, steps + 1):
        for along in range(-steps, steps + 1):
            share = min(reach + 1 - float(np.hypot(down, along)), 1.0)
            if share > 0:
                top, left = steps + down, steps + along
                moved = padded[top : top + height, left : left + width]
                np.maximum(thicker, np.float32(share) * moved, out=thicker)
    return thicker


def line_width_px(ink: NDArray[np.float32]) -> float:
    """Measure the usual width of a line: twice its area over the length of its edge.

    The edge's length is the sum of the ink's slope over the picture, so soft edges count rightly.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1.

    Returns
    -------
    float
        In pixels; 0 where there is no ink.
    """
    padded = np.pad(ink, 1)
    across = padded[:, 1:] - padded[:, :-1]
    down = padded[1:, :] - padded[:-1, :]
    edge = float(np.hypot(across[1:], down[:, 1:]).sum())
    return 2 * float(ink.sum()) / edge if edge > 0 else 0.0
