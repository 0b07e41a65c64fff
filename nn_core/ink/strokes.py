"""A stroke: where the pen went between touching the paper and leaving it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ShapeError

__all__ = ["Box", "Stroke", "bounding_box", "usual_width"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """The path of one pen movement.

    Attributes
    ----------
    points
        float32 ndarray of shape (points, 2): x to the right, y down, in pixels of the paper. One
        point alone is a dot.
    widths
        float32 ndarray of shape (points,): the line's width at each point, in the same pixels.
        It is what the pad shows; the image that the network sees does not depend on it.
    """

    points: NDArray[np.float32]
    widths: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 2 or len(self.points) == 0:
            raise ShapeError(
                f"A stroke's points have the shape (points, 2), not {self.points.shape}."
            )
        if self.widths.shape != (len(self.points),):
            raise ShapeError(
                f"A stroke of {len(self.points)} points needs as many widths, "
                f"not an array of shape {self.widths.shape}."
            )
        if not (np.isfinite(self.points).all() and np.isfinite(self.widths).all()):
            raise ShapeError("A stroke's points and widths must be finite numbers.")

    @classmethod
    def from_points(cls, points: Sequence[Sequence[float]], width: float = 1.0) -> "Stroke":
        """Make a stroke of one width throughout.

        Parameters
        ----------
        points
            Pairs of x and y, in pixels, y down.
        width
            The line's width in pixels.

        Raises
        ------
        ShapeError
            If there is no point, or one that is not a pair of finite numbers.
        """
        try:
            array = np.asarray(points, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise ShapeError("A stroke's points are pairs of numbers.") from error
        return cls(array, np.full(len(array), width, dtype=np.float32))


def bounding_box(strokes: Sequence[Stroke]) -> Box:
    """Find the smallest box around the paths of some strokes, pen widths left aside.

    Raises
    ------
    ValueError
        If there are no strokes.
    """
    points = np.concatenate([stroke.points for stroke in strokes])
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def usual_width(widths: NDArray[np.float32]) -> float:
    """Find the median of some widths.

    `np.median` would load all of NumPy's masked arrays, at the first stroke that is drawn.
    """
    ordered = np.sort(widths, axis=None)
    count = len(ordered)
    return float((ordered[(count - 1) // 2] + ordered[count // 2]) / 2)
