"""Pen strokes in UNIPEN text: where a pen went on a tablet, digit by digit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from nn_core.data.readers.compressed import read_bytes
from nn_core.errors import DatasetError
from nn_core.ink.strokes import Stroke

__all__ = ["StrokeSample", "is_unipen", "parse_unipen", "read_unipen"]

BOX_HEIGHT = 500.0
"""Height of the boxes that Pendigits' writers wrote in, in the tablet's units."""

LARGEST_TABLET = 1e6
"""Points further out, in the tablet's units, are no points."""

NO_WRITER = -1

_SEGMENT = re.compile(r"\.SEGMENT\b", re.IGNORECASE)
_LABEL = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True, eq=False)
class StrokeSample:
    """One digit as a pen wrote it.

    Attributes
    ----------
    strokes
        In the order of writing, x to the right and y down, in the tablet's units.
    label
        The digit that the writer was asked for, 0 to 9.
    writer
        The writer's number, or -1 where the file names none.
    """

    strokes: tuple[Stroke, ...]
    label: int
    writer: int


def is_unipen(content: bytes) -> bool:
    """Tell whether bytes are text with UNIPEN's keywords."""
    start = content[: 1 << 16]
    return b"\0" not in start and b".PEN_DOWN" in start.upper()


def read_unipen(path: Path | str) -> list[StrokeSample]:
    """Read the digits of a UNIPEN file, plain or compressed.

    Returns
    -------
    list[StrokeSample]
        In the order of the file, with the y axis turned to point down.

    Raises
    ------
    DatasetError
        If the file cannot be read or holds no labelled digit.
    """
    return parse_unipen(read_bytes(Path(path)), source=str(path))


def parse_unipen(content: bytes, *, source: str) -> list[StrokeSample]:
    """Read the digits out of UNIPEN text.

    Lines that are neither keywords nor points are passed over, and so are segments that are no
    digit or have no ink: such files come from many hands.

    Parameters
    ----------
    content
        The text of the file.
    source
        Where it was read, for messages.

    Raises
    ------
    DatasetError
        If the text holds no labelled digit.
    """
    lines = content.decode("latin-1").splitlines()
    height = _box_height(lines)
    starts = [number for number, line in enumerate(lines) if _SEGMENT.match(line.lstrip())]
    samples: list[StrokeSample] = []
    for start, end in pairwise([*starts, len(lines)]):
        label, writer = _label_and_writer(lines[start:end])
        strokes = tuple(_strokes(lines[start + 1 : end], height))
        if label is not None and strokes:
            samples.append(StrokeSample(strokes, label, writer))
    if not samples:
        raise DatasetError(f"{source} holds no labelled digit in UNIPEN text.")
    return samples


def _box_height(lines: Sequence[str]) -> float:
    """Find the height that the file names for its box, or Pendigits' where it names none."""
    for line in lines[:200]:
        words = line.split()
        if len(words) >= 2 and words[0].upper() == ".Y_DIM":
            try:
                height = float(words[1])
            except ValueError:
                break
            return height if abs(height) <= LARGEST_TABLET else BOX_HEIGHT
    return BOX_HEIGHT


def _label_and_writer(lines: Sequence[str]) -> tuple[int | None, int]:
    """Read a segment's label, and its writer from the comment `label writer number`."""
    quoted = _LABEL.search(lines[0])
    label = _digit(quoted.group(1)) if quoted else None
    for line in lines[1:]:
        words = line.split()
        if not words or words[0].upper() != ".COMMENT":
            continue
        if len(words) >= 3 and _digit(words[1]) is not None and words[2].isdecimal():
            return (label if quoted else _digit(words[1])), int(words[2])
    return label, NO_WRITER


def _digit(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 1 else None


def _strokes(lines: Iterable[str], height: float) -> Iterable[Stroke]:
    """Cut a segment's lines into strokes, from each .PEN_DOWN to the next keyword."""
    points: list[tuple[float, float]] = []
    down = False
    for line in lines:
        words = line.split()
        if not words:
            continue
        if words[0].startswith("."):
            if words[0].upper() in (".PEN_DOWN", ".PEN_UP"):
                if points:
                    yield _stroke(points)
                points = []
                down = words[0].upper() == ".PEN_DOWN"
        elif down and len(words) >= 2:
            try:
                x, y = float(words[0]), float(words[1])
            except ValueError:
                continue
            if abs(x) <= LARGEST_TABLET and abs(y) <= LARGEST_TABLET:  # and no NaN
                points.append((x, height - y))
    if points:
        yield _stroke(points)


def _stroke(points: Sequence[tuple[float, float]]) -> Stroke:
    array = np.array(points, dtype=np.float32)
    return Stroke(array, np.ones(len(array), dtype=np.float32))
