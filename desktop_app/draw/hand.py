"""A hand that draws with the mouse: for the self-test, the pictures and the benchmark."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from desktop_app.draw.pad import Pad

__all__ = ["BARRED_SEVEN", "Place", "draw_stroke", "glide"]
__all__ += ["move_mouse", "press_mouse", "release_mouse"]

_LEFT: Final = Qt.MouseButton.LeftButton
_NONE: Final = Qt.MouseButton.NoButton

Place = tuple[float, float]
"""A place on the paper as shares of its side, (0, 0) being the upper left corner."""

BARRED_SEVEN: Final[Sequence[Sequence[Place]]] = (
    (
        (0.285, 0.285),
        (0.41, 0.263),
        (0.55, 0.262),
        (0.688, 0.25),
        (0.688, 0.25),  # twice: the pen turns sharply here
        (0.60, 0.42),
        (0.52, 0.585),
        (0.448, 0.76),
    ),
    ((0.38, 0.517), (0.50, 0.505), (0.638, 0.486)),
)
"""The strokes of a seven with a bar, as on the sketches of the design."""


def glide(places: Sequence[Place], steps: int = 6) -> Iterator[Place]:
    """Go from place to place in small steps, along a curve with corners only at doubled places.

    References
    ----------
    Catmull and Rom, "A class of local interpolating splines", 1974.
    """
    yield places[0]
    for index in range(len(places) - 1):
        before = places[max(index - 1, 0)]
        start, end = places[index], places[index + 1]
        if start == end:
            continue
        after = places[min(index + 2, len(places) - 1)]
        for step in range(1, steps + 1):
            t = step / steps
            yield (
                _catmull_rom(before[0], start[0], end[0], after[0], t),
                _catmull_rom(before[1], start[1], end[1], after[1], t),
            )


def _catmull_rom(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def draw_stroke(pad: Pad, places: Sequence[Place]) -> None:
    """Press the mouse at the first place, move it along the others, and let it go at the last.

    The window handles and paints each event before the next one comes.
    """
    press_mouse(pad, places[0])
    QCoreApplication.processEvents()
    for place in places[1:]:
        move_mouse(pad, place)
        QCoreApplication.processEvents()
    release_mouse(pad, places[-1])
    QCoreApplication.processEvents()


def press_mouse(pad: Pad, place: Place) -> None:
    """Press the left button at a place of the paper."""
    _send(pad, QEvent.Type.MouseButtonPress, place, _LEFT, _LEFT)


def move_mouse(pad: Pad, place: Place) -> None:
    """Move the mouse to a place of the paper, the left button held."""
    _send(pad, QEvent.Type.MouseMove, place, _NONE, _LEFT)


def release_mouse(pad: Pad, place: Place) -> None:
    """Let the left button go at a place of the paper."""
    _send(pad, QEvent.Type.MouseButtonRelease, place, _LEFT, _NONE)


def _send(
    pad: Pad, kind: QEvent.Type, place: Place, button: Qt.MouseButton, held: Qt.MouseButton
) -> None:
    position = QPointF(place[0] * pad.width(), place[1] * pad.height())
    no_keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, position, pad.mapToGlobal(position), button, held, no_keys)
    QCoreApplication.sendEvent(pad, event)
