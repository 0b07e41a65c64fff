"""The person's drawing as the network sees it, made anew only when it is another one."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.drawing import draw_strokes
from nn_core.ink.strokes import Stroke

__all__ = ["OwnDrawing"]


class OwnDrawing:
    """Watches what stands on the Draw page.

    Parameters
    ----------
    current_drawing
        Gives the strokes that stand there now; strokes are never changed, only added and removed.

    Attributes
    ----------
    image
        uint8 ndarray of shape (28, 28), ink = 255; None where there is no ink.
    """

    def __init__(self, current_drawing: Callable[[], Sequence[Stroke]]) -> None:
        self._current_drawing = current_drawing
        self._strokes: tuple[Stroke, ...] = ()
        self.image: NDArray[np.uint8] | None = None

    def forget(self) -> None:
        """Forget the last look: whoever is told next has seen no drawing yet."""
        self._strokes = ()
        self.image = None

    def has_changed(self) -> bool:
        """Look at the drawing, and say whether it is another one than at the last look."""
        strokes = tuple(self._current_drawing())
        same = len(strokes) == len(self._strokes) and all(
            new is old for new, old in zip(strokes, self._strokes, strict=True)
        )
        if same:
            return False
        self._strokes = strokes
        self.image = draw_strokes(strokes) if strokes else None
        return True
