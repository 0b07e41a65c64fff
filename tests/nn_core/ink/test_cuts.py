from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from nn_core.ink.cuts import Cut, InkPixels, find_cuts, ink_pixels
from nn_core.ink.drawing import draw_lines
from nn_core.ink.placing import crop_to_ink

turn = np.linspace(0, 2 * np.pi, 60)
PEN = 5.0


def ring(middle: float, *, radius: float = 20.0) -> NDArray[np.float32]:
    path = [(middle + radius * np.sin(a), 60 + 1.4 * radius * np.cos(a)) for a in turn]
    return np.array(path, dtype=np.float32)


def bar(x: float) -> NDArray[np.float32]:
    return np.array([(x, 30), (x, 90)], dtype=np.float32)


def slanted(line: NDArray[np.float32]) -> NDArray[np.float32]:
    return line @ np.array([[1, 0], [-0.5, 1]], dtype=np.float32) + np.array(
        [30, 0], dtype=np.float32
    )


def cut(*lines: NDArray[np.float32]) -> tuple[InkPixels, list[Cut]]:
    drawn = draw_lines(lines, line_width=PEN, size_px=120)
    ink = crop_to_ink(drawn.astype(np.float32) / np.float32(255))
    assert ink is not None
    pixels = ink_pixels(ink, PEN)
    return pixels, find_cuts(pixels, PEN)


def test_the_ends_of_the_line_come_first_and_last() -> None:
    pixels, cuts = cut(bar(20), bar(50))
    assert not cuts[0].left.any()
    assert cuts[-1].left.all()
    assert cuts[-1].mass == pytest.approx(pixels.ink.sum())


def test_pieces_that_do_not_touch_are_parted_without_crossing_ink() -> None:
    pixels, cuts = cut(bar(20), bar(50), bar(80))
    shares = [cut.mass / float(pixels.ink.sum()) for cut in cuts if cut.crossed == 0]
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1], abs=0.01)


def test_rings_that_are_joined_are_cut_where_they_are() -> None:
    joint = np.array([(45, 60), (60, 60)], dtype=np.float32)
    pixels, cuts = cut(ring(30, radius=16), ring(76, radius=16), joint)
    halves = [cut for cut in cuts if abs(cut.mass / pixels.ink.sum() - 0.5) < 0.05]
    assert any(0.5 < cut.crossed < 1.6 for cut in halves)


def test_rings_that_lean_are_parted_along_their_slant() -> None:
    joint = np.array([(44, 60), (52, 60)], dtype=np.float32)
    pixels, cuts = cut(slanted(ring(30, radius=14)), slanted(ring(66, radius=14)), slanted(joint))
    halves = [cut for cut in cuts if abs(cut.mass / pixels.ink.sum() - 0.5) < 0.05]
    assert any(pixels.x[cut.left].max() > pixels.x[~cut.left].min() for cut in halves)


def test_no_crumbs_are_cut_off() -> None:
    pixels, cuts = cut(bar(30), ring(76, radius=16))
    for one, next_one in pairwise(cuts):
        assert next_one.mass - one.mass > 0.1 * pixels.unit


def test_a_line_is_no_cut_twice() -> None:
    _, cuts = cut(bar(20), bar(50))
    assert [cut.crossed for cut in cuts] == [0, 0, 0]
