"""The ink on the paper, and the movement of the pen or the eraser that is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.draw.curve import InkPoint, Piece, WetStroke
from desktop_app.draw.drawing import BLANK, Drawing, DrawingLog
from desktop_app.draw.tools import ERASER_RADIUS_PX

if TYPE_CHECKING:  # the first paint needs no arrays
    from nn_core.ink.strokes import Stroke

__all__ = ["Sheet"]

_Place = tuple[float, float]
_Area = tuple[float, float, float, float]


class Sheet:
    """What is on the paper, in pixels of the paper; one movement at a time changes it.

    Attributes
    ----------
    dry_strokes
        All strokes but the one under the pen, less what the eraser has taken so far.
    wet
        The stroke under the pen; None while there is none.
    """

    def __init__(self) -> None:
        self._log = DrawingLog()
        self.dry_strokes: tuple[Stroke, ...] = self.drawing.strokes
        self.wet: WetStroke | None = None
        self._erased_to: _Place | None = None

    @property
    def drawing(self) -> Drawing:
        """What is on the paper, the movement under way left aside."""
        return self._log.current

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._log.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._log.can_redo

    @property
    def is_erasing(self) -> bool:
        """Whether the eraser is on the paper."""
        return self._erased_to is not None

    @property
    def is_moving(self) -> bool:
        """Whether a stroke is being drawn, or erased, at this moment."""
        return self.wet is not None or self.is_erasing

    @property
    def shows_picture(self) -> bool:
        """Whether a picture is to be seen: a pen that begins upon it puts it away."""
        return self.drawing.picture is not None and self.wet is None

    @property
    def is_blank(self) -> bool:
        """Whether there is neither ink, wet or dry, nor a picture."""
        return self.wet is None and not self.dry_strokes and not self.shows_picture

    def strokes(self) -> tuple[Stroke, ...]:
        """Give all strokes, the one under the pen included as far as it goes."""
        if self.wet is None:
            return self.dry_strokes
        return (*self.dry_strokes, _as_stroke(self.wet))

    # ---- steps; each tells whether the paper looks different after it

    def begin_anew(self, drawing: Drawing = BLANK) -> bool:
        """Put a drawing on the paper, with nothing before it that undo could bring back."""
        self._log = DrawingLog(drawing)
        self.abandon()
        return True

    def show(self, drawing: Drawing) -> bool:
        """Put another drawing on the paper, as a step that can be undone."""
        was_moving = self.abandon()
        if drawing is self.drawing:
            return was_moving
        self._log.push(drawing)
        self.dry_strokes = drawing.strokes
        return True

    def clear(self) -> bool:
        """Take everything off the paper, as a step that can be undone."""
        if self.is_blank:
            return False
        was_moving = self.abandon()
        return was_moving if self.drawing.is_blank else self.show(BLANK)

    def undo(self) -> bool:
        """Take the last step back; what is under way goes first."""
        if self.wet is not None or self.dry_strokes is not self.drawing.strokes:
            return self.abandon()
        self.abandon()
        return self._log.undo() and self._settle()

    def redo(self) -> bool:
        """Do again the step that was taken back last, unless the pen is on the paper."""
        return not self.is_moving and self._log.redo() and self._settle()

    def abandon(self) -> bool:
        """Forget the movement under way, as if the pen had not touched the paper."""
        was_moving = self.is_moving
        self.wet = self._erased_to = None
        self._settle()
        return was_moving

    def _settle(self) -> bool:
        self.dry_strokes = self.drawing.strokes
        return True

    # ---- the movement under way

    def press_pen(self, point: InkPoint) -> None:
        """Begin a stroke."""
        self.wet = WetStroke(point)

    def press_eraser(self, place: _Place) -> None:
        """Put the eraser down; it takes nothing before `erase_to`."""
        self._erased_to = place

    def draw_to(self, point: InkPoint) -> Piece | None:
        """Move the pen; return the piece of line that is settled by that, if one is."""
        return None if self.wet is None else self.wet.move(point)

    def erase_to(self, place: _Place) -> _Area | None:
        """Take away the ink between where the eraser was and where it is now.

        Returns
        -------
        tuple of float | None
            The left, upper, right and lower edge of what looks different; None if nothing does.
        """
        # Loaded here, since the first paint needs no arrays.
        from desktop_app.draw.eraser import erase

        start, self._erased_to = self._erased_to or place, place
        before = self.dry_strokes
        left = erase(before, start, place, ERASER_RADIUS_PX)
        if left == before:
            return None
        self.dry_strokes = left
        reach = ERASER_RADIUS_PX + max(float(ink.widths.max()) for ink in before)
        (x, y), (u, v) = start, place
        return min(x, u) - reach, min(y, v) - reach, max(x, u) + reach, max(y, v) + reach

    def release(self) -> bool:
        """End the movement; return whether it was a step, and the drawing is another one now."""
        if self.wet is not None:
            self.dry_strokes = (*self.dry_strokes, _as_stroke(self.wet))
        self.wet = self._erased_to = None
        if self.dry_strokes is self.drawing.strokes:
            return False
        self._log.push(Drawing(self.dry_strokes))
        return True


def _as_stroke(wet: WetStroke) -> Stroke:
    # Loaded here, since the first paint needs no arrays.
    import numpy as np

    from nn_core.ink.strokes import Stroke

    rows = np.array(wet.points, dtype=np.float32)
    return Stroke(rows[:, :2].copy(), rows[:, 2].copy())
