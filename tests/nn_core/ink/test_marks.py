from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nn_core.ink.drawing import draw_lines
from nn_core.ink.marks import find_marks, join_marks

turn = np.linspace(0, 2 * np.pi, 60)


def ring(middle: float, *, radius: float = 20.0) -> NDArray[np.float32]:
    path = [(middle + radius * np.sin(a), 60 + 1.4 * radius * np.cos(a)) for a in turn]
    return np.array(path, dtype=np.float32)


def bar(x: float) -> NDArray[np.float32]:
    return np.array([(x, 30), (x, 90)], dtype=np.float32)


def slanted(line: NDArray[np.float32]) -> NDArray[np.float32]:
    return line @ np.array([[1, 0], [-0.5, 1]], dtype=np.float32) + np.float32([30, 0])


def drawn(*lines: NDArray[np.float32]) -> NDArray[np.float32]:
    return draw_lines(lines, line_width=5, size_px=120).astype(np.float32) / 255


def test_pieces_that_do_not_touch_are_a_mark_each() -> None:
    marks = find_marks(drawn(bar(20), bar(50), bar(80)))
    assert sorted(round(mark.box[0]) for mark in marks) == [16, 46, 76]
    assert len({mark.piece for mark in marks}) == 3


def test_rings_that_touch_are_cut_where_they_touch() -> None:
    joint = np.array([(45, 60), (60, 60)], dtype=np.float32)
    marks = find_marks(drawn(ring(30, radius=16), ring(76, radius=16), joint))
    assert len({mark.piece for mark in marks}) == 1
    edges = [edge for mark in marks for edge in (mark.box[0], mark.box[2])]
    assert any(47 <= edge <= 58 for edge in edges)


def test_rings_that_lean_are_parted_along_their_slant() -> None:
    joint = np.array([(46, 60), (59, 60)], dtype=np.float32)
    marks = find_marks(drawn(slanted(ring(30, radius=14)), slanted(ring(74, radius=14)), joint))
    shares = np.cumsum([mark.ink.sum() for mark in marks])
    assert np.abs(shares / shares[-1] - 0.5).min() < 0.05
    assert any(one.box[2] > other.box[0] for one, other in pairwise(marks))


def test_narrow_piece_is_not_cut() -> None:
    flag = np.array([(45, 45), (60, 30)], dtype=np.float32)
    assert len(find_marks(drawn(bar(60), flag))) == 1


def test_marks_put_together_are_the_whole() -> None:
    ink = drawn(ring(35), ring(75))
    marks = find_marks(ink)
    joined = join_marks(marks)
    left = min(mark.left for mark in marks)
    top = min(mark.top for mark in marks)
    whole = ink[top : top + joined.shape[0], left : left + joined.shape[1]]
    np.testing.assert_array_equal(joined, whole)


def test_blank_picture_has_no_marks() -> None:
    assert find_marks(np.zeros((40, 40), dtype=np.float32)) == []
