import numpy as np
from numpy.typing import NDArray

from nn_core.ink.strays import without_far_pieces, without_strays


def sheet() -> NDArray[np.float32]:
    """Lay a bar of 60×10 pixels on a sheet of 100×100."""
    ink = np.zeros((100, 100), dtype=np.float32)
    ink[20:80, 45:55] = 1
    return ink


def test_crumbs_and_hairs_go_and_broken_parts_stay() -> None:
    ink = sheet()
    ink[5:8, 5:8] = 1
    ink[50, 60:95] = 1
    ink[60:70, 20:40] = 1
    kept = without_strays(ink)
    assert not kept[:10].any()
    assert not kept[50, 60:].any()
    assert kept[65, 30] == 1
    assert kept[50, 50] == 1


def test_what_reaches_in_from_the_edge_goes() -> None:
    ink = sheet()
    ink[90:, :15] = 1
    assert not without_strays(ink)[90:].any()


def test_writing_at_the_edge_stays() -> None:
    ink = np.zeros((100, 100), dtype=np.float32)
    ink[0:90, 0:12] = 1
    ink[40:50, 16:40] = 1
    np.testing.assert_array_equal(without_strays(ink), ink)


def test_small_piece_far_from_a_digit_is_no_part_of_it() -> None:
    ink = sheet()
    ink[20:25, 90:98] = 1
    ink[20:25, 60:68] = 1
    kept = without_far_pieces(ink)
    assert not kept[:, 85:].any()
    assert kept[22, 64] == 1


def test_blank_sheet_stays_blank() -> None:
    blank = np.zeros((30, 40), dtype=np.float32)
    assert not without_strays(blank).any()
    assert not without_far_pieces(blank).any()
