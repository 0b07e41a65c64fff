"""The drawings of this session, each with what was read in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from desktop_app.draw.drawing import Drawing

__all__ = ["History", "Remembered"]

_KEPT: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """One drawing of the session.

    Attributes
    ----------
    drawing
        What was on the paper.
    numeral
        What was read; empty where it was nothing.
    """

    drawing: Drawing
    numeral: str


class History:
    """The session's drawings, the newest first.

    A drawing that grows stroke by stroke stays one entry; the next one begins when the paper was
    blank, or something else was put on it.

    Attributes
    ----------
    entries
        The drawings, the newest first.
    current
        The one that is on the paper; None while that is blank.
    """

    def __init__(self) -> None:
        self.entries: list[Remembered] = []
        self.current: Remembered | None = None

    def begin_anew(self) -> None:
        """Say that what comes next is another drawing."""
        self.current = None

    def remember(self, drawing: Drawing, numeral: str) -> bool:
        """Take note of what is on the paper now, and of what is read in it.

        Returns
        -------
        bool
            Whether there is anything new to show.
        """
        before = self.current
        if drawing.is_blank:
            self.begin_anew()
            return before is not None
        known = next((entry for entry in self.entries if entry.drawing is drawing), None)
        if known is None and before is not None and not _continues(before.drawing, drawing):
            before = None
        entry = known or before
        if entry is None:
            self.current = Remembered(drawing, numeral)
            self.entries.insert(0, self.current)
            del self.entries[_KEPT:]
            return True
        if entry.drawing is drawing and entry.numeral == numeral:
            self.current = entry
            return entry is not before
        self.current = replace(entry, drawing=drawing, numeral=numeral)
        self.entries[self.entries.index(entry)] = self.current
        return True


def _continues(before: Drawing, after: Drawing) -> bool:
    """Tell a drawing that was changed from another one: a pen begins anew on a picture."""
    return before.picture is after.picture
