"""The marks of a picture: connected pieces of ink, and wide ones cut where digits may touch."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.components import component_boxes, label_components
from nn_core.ink.strokes import Box

__all__ = ["Mark", "find_marks", "join_marks"]

_INKED = 0.3
_WIDE = 0.8
"""A mark wider than this, in its own heights, may be several digits that touch."""
_LEAST_PART = 0.3
"""Cuts keep at least this distance, in heights of the mark."""
_THIN = 0.55
"""A cut goes through columns that hold at most this share of the fullest column's ink."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A piece of ink.

    Attributes
    ----------
    piece
        The number of the connected piece that it is, or was cut from.
    left, top
        Where its first column and row lie in the picture.
    ink
        float32 ndarray of shape (height, width), ink = 1, without the ink of other marks.
    """

    piece: int
    left: int
    top: int
    ink: NDArray[np.float32]

    @property
    def box(self) -> Box:
        """The box around it, in pixels of the picture."""
        height, width = self.ink.shape
        return self.left, self.top, self.left + width, self.top + height


def find_marks(ink: NDArray[np.float32]) -> list[Mark]:
    """Take a picture's ink apart.

    Parameters
    ----------
    ink
        float32 ndarray of shape (height, width), ink = 1, paper = 0.
    """
    labels, count = label_components(ink > _INKED * ink.max(initial=0))
    boxes = component_boxes(labels, count)
    marks: list[Mark] = []
    for number, (left, top, right, bottom) in enumerate(boxes.tolist(), start=1):
        # A rim of one pixel keeps the soft edge that the threshold leaves out.
        left, top = max(left - 1, 0), max(top - 1, 0)
        window = slice(top, bottom + 1), slice(left, right + 1)
        own = np.where((labels[window] == number) | (labels[window] == 0), ink[window], 0)
        marks += _cut(Mark(number, left, top, own.astype(np.float32)))
    return marks


def join_marks(marks: list[Mark]) -> NDArray[np.float32]:
    """Put marks back together, in the box around them."""
    left = min(mark.left for mark in marks)
    top = min(mark.top for mark in marks)
    right = max(mark.left + mark.ink.shape[1] for mark in marks)
    bottom = max(mark.top + mark.ink.shape[0] for mark in marks)
    joined: NDArray[np.float32] = np.zeros((bottom - top, right - left), np.float32)
    for mark in marks:
        height, width = mark.ink.shape
        rows = slice(mark.top - top, mark.top - top + height)
        columns = slice(mark.left - left, mark.left - left + width)
        np.maximum(joined[rows, columns], mark.ink, out=joined[rows, columns])
    return joined


def _cut(mark: Mark) -> list[Mark]:
    """Cut a wide mark at its thinnest columns; what belongs together is joined when it is read."""
    height, width = mark.ink.shape
    if width <= _WIDE * height:
        return [mark]
    least = max(2, round(_LEAST_PART * height))
    reach = max(1, height // 24)
    profile = np.convolve(mark.ink.sum(axis=0), np.ones(2 * reach + 1) / (2 * reach + 1), "same")
    cuts: list[int] = []
    for column in np.argsort(profile[least : width - least], kind="stable") + least:
        if profile[column] > _THIN * profile.max():
            break
        if all(abs(int(column) - cut) >= least for cut in cuts):
            cuts.append(int(column))
    edges = [0, *sorted(cuts), width]
    return [
        Mark(mark.piece, mark.left + first, mark.top, mark.ink[:, first:last])
        for first, last in pairwise(edges)
    ]
