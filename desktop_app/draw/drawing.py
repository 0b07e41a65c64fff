"""What is on the paper, and every earlier state of it that undo can bring back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the first paint waits for no array
    import numpy as np
    from numpy.typing import NDArray

    from nn_core.ink.strokes import Stroke

__all__ = ["BLANK", "PAPER_PX", "Drawing", "DrawingLog"]

PAPER_PX: Final = 580.0
"""Side of the paper in its own pixels, in which strokes are kept whatever the window's size."""

_STEPS_KEPT: Final = 200
_PICTURES_KEPT: Final = 20


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Drawing:
    """Either some strokes, or a picture that was opened, dropped or pasted.

    Attributes
    ----------
    strokes
        The pen's paths, in pixels of the paper.
    picture
        uint8 ndarray of shape (height, width), 0 = black, 255 = white; None on drawn paper.
    """

    strokes: tuple[Stroke, ...] = ()
    picture: NDArray[np.uint8] | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on the paper."""
        return not self.strokes and self.picture is None


BLANK: Final = Drawing()


class DrawingLog:
    """The drawing now, with a step back for each stroke, erasure, clearing and picture.

    Parameters
    ----------
    first
        What it begins with.

    Attributes
    ----------
    current
        The drawing now.
    """

    def __init__(self, first: Drawing = BLANK) -> None:
        self.current = first
        self._undone: list[Drawing] = []
        self._done: list[Drawing] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back and nothing was drawn since."""
        return bool(self._undone)

    def push(self, drawing: Drawing) -> None:
        """Make `drawing` the current one, as a step of its own."""
        self._done.append(self.current)
        del self._done[:-_STEPS_KEPT]
        # A picture takes up to four megabytes.
        pictures = [place for place, one in enumerate(self._done) if one.picture is not None]
        if len(pictures) > _PICTURES_KEPT:
            del self._done[: pictures[-_PICTURES_KEPT]]
        self._undone.clear()
        self.current = drawing

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if not self._done:
            return False
        self._undone.append(self.current)
        self.current = self._done.pop()
        return True

    def redo(self) -> bool:
        """Do again the step that was taken back last; False when there is none."""
        if not self._undone:
            return False
        self._done.append(self.current)
        self.current = self._undone.pop()
        return True
