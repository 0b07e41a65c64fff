"""What lies beside the writing: crumbs, rests of ruled lines, what reaches in from the edge."""

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.components import component_boxes, label_components
from nn_core.ink.line_width import line_width_px

__all__ = ["without_far_pieces", "without_strays"]

_INKED = 0.15
_CRUMB = 0.02
"""Pieces with less than this share of the largest one's ink are crumbs."""
_AT_THE_EDGE = 0.3
"""Pieces at the picture's edge with less than this share, beside the largest, reach in."""
_BESIDE = 0.15
_FAR = 0.3
_SMALL = 0.12
"""A piece of less than this share of the largest, and `_FAR` from it, is no part of one digit."""
_HAIR = 0.5
"""Pieces thinner than this share of the largest one's line are no work of the same pen."""


def without_strays(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Leave out the pieces of ink that the pen did not write.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, paper = 0.

    Returns
    -------
    NDArray[np.float32]
        The ink of the pieces that remain.
    """
    labels, count = label_components(ink > _INKED)
    if count == 0:
        return np.zeros_like(ink)
    mass = np.bincount(labels.ravel(), weights=ink.ravel(), minlength=count + 1)[1:]
    boxes = component_boxes(labels, count)
    largest = int(mass.argmax())
    stray = mass < _CRUMB * mass[largest]
    stray |= (
        _reaches_in(boxes, ink.shape)
        & _lies_beside(boxes, boxes[largest], _BESIDE)
        & (mass < _AT_THE_EDGE * mass[largest])
    )
    longer = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    line_width = line_width_px(np.where(labels == largest + 1, ink, np.float32(0)))
    stray |= (mass / longer < _HAIR * line_width) & (mass < _AT_THE_EDGE * mass[largest])
    kept = np.concatenate([[False], ~stray])
    return np.where(kept[labels], ink, np.float32(0))


def without_far_pieces(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Leave out small pieces that lie too far from the largest to be part of the same digit.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, paper = 0: one digit's, strays aside.
    """
    labels, count = label_components(ink > _INKED)
    if count < 2:
        return ink
    mass = np.bincount(labels.ravel(), weights=ink.ravel(), minlength=count + 1)[1:]
    boxes = component_boxes(labels, count)
    largest = int(mass.argmax())
    far = _lies_beside(boxes, boxes[largest], _FAR) & (mass < _SMALL * mass[largest])
    return np.where(np.concatenate([[False], far])[labels], np.float32(0), ink)


def _reaches_in(boxes: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    height, width = shape
    touches: NDArray[np.bool_] = (
        (boxes[:, 0] <= 0) | (boxes[:, 1] <= 0) | (boxes[:, 2] >= width) | (boxes[:, 3] >= height)
    )
    return touches


def _lies_beside(
    boxes: NDArray[np.int64], box: NDArray[np.int64], distance: float
) -> NDArray[np.bool_]:
    """Tell which boxes lie farther from another than a share of that one's longer side."""
    left, top, right, bottom = (int(edge) for edge in box)
    reach = distance * max(right - left, bottom - top)
    apart: NDArray[np.bool_] = (
        (boxes[:, 2] < left - reach)
        | (boxes[:, 0] > right + reach)
        | (boxes[:, 3] < top - reach)
        | (boxes[:, 1] > bottom + reach)
    )
    return apart
