"""A digit of a person's own hand: its strokes, its picture, and what it was meant to be."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.errors import DatasetError
from nn_core.ink.drawing import IMAGE_PX, draw_strokes
from nn_core.ink.strokes import Stroke

__all__ = ["DRAWN", "GUIDED", "IMPORTED", "OwnDigit", "new_digit", "pack_strokes", "unpack_strokes"]

DRAWN, GUIDED, IMPORTED = "drawn", "guided", "imported"
"""Where a digit came from: the Draw page, the guided set, or a file."""

MOST_POINTS = 1_000_000
_NUMBERS_A_POINT = 3


@dataclass(frozen=True, slots=True, eq=False)
class OwnDigit:
    """One digit of the collection.

    Attributes
    ----------
    label
        What it is, 0 to 9.
    image
        uint8 ndarray of shape (28, 28), ink = 255: what a network sees of it.
    strokes
        The pen's paths in pixels of the paper; empty where the digit came as a picture.
    written
        When it came into the collection: ISO 8601, in UTC, to the second.
    source
        `DRAWN`, `GUIDED` or `IMPORTED`.
    key
        Its number in the collection, never given to another digit; 0 while it is in none.
    """

    label: int
    image: NDArray[np.uint8]
    strokes: tuple[Stroke, ...]
    written: str
    source: str
    key: int = 0

    def __post_init__(self) -> None:
        if self.label not in range(len(DIGIT_NAMES)):
            raise DatasetError(f"A digit is 0 to 9, not {self.label!r}.")
        if self.image.shape != (IMAGE_PX, IMAGE_PX) or self.image.dtype != np.uint8:
            raise DatasetError(
                f"A digit's picture is uint8 of shape ({IMAGE_PX}, {IMAGE_PX}), "
                f"not {self.image.dtype} of shape {self.image.shape}."
            )


def new_digit(
    label: int,
    *,
    strokes: Sequence[Stroke] = (),
    image: NDArray[np.uint8] | None = None,
    source: str = DRAWN,
) -> OwnDigit:
    """Make a digit that is to go into the collection.

    Parameters
    ----------
    label
        What it is, 0 to 9.
    strokes
        The pen's paths; the picture is drawn from them.
    image
        The picture of a digit without strokes, uint8 ndarray of shape (28, 28), ink = 255.
    source
        Where it came from.

    Raises
    ------
    DatasetError
        If there is neither a stroke nor a picture, or the label is no digit.
    """
    picture = draw_strokes(strokes) if strokes else image
    if picture is None or not picture.any():
        raise DatasetError("A digit for the collection needs ink: strokes or a picture.")
    written = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return OwnDigit(label, picture, tuple(strokes), written, source)


def pack_strokes(strokes: Sequence[Stroke]) -> bytes:
    """Write strokes as little-endian bytes: how many points each has, then x, y and width."""
    counts = [len(stroke.points) for stroke in strokes]
    rows = [np.column_stack([stroke.points, stroke.widths]) for stroke in strokes]
    numbers = np.concatenate(rows) if rows else np.zeros((0, _NUMBERS_A_POINT))
    return struct.pack(f"<I{len(counts)}I", len(counts), *counts) + numbers.astype("<f4").tobytes()


def unpack_strokes(content: bytes) -> tuple[Stroke, ...]:
    """Read what `pack_strokes` wrote.

    Raises
    ------
    DatasetError
        If the bytes are damaged.
    """
    try:
        (strokes,) = struct.unpack_from("<I", content)
        counts = struct.unpack_from(f"<{min(strokes, MOST_POINTS)}I", content, 4)
        start = 4 + 4 * len(counts)
        if len(content) != start + 4 * _NUMBERS_A_POINT * sum(counts):
            raise ValueError("the length is wrong")
        numbers = np.frombuffer(content, dtype="<f4", offset=start).astype(np.float32)
        rows = np.split(numbers.reshape(-1, _NUMBERS_A_POINT), np.cumsum(counts)[:-1])
        return tuple(Stroke(part[:, :2].copy(), part[:, 2].copy()) for part in rows[: len(counts)])
    except (struct.error, ValueError) as error:
        raise DatasetError(f"The strokes of a digit in the collection are damaged: {error}.") from (
            error
        )
