import numpy as np
from numpy.typing import NDArray

from nn_core.ink.components import component_boxes, label_components


def flood(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """Label by flooding, the plain way."""
    labels = np.zeros(mask.shape, dtype=np.int32)
    count = 0
    for start in zip(*np.nonzero(mask), strict=True):
        if labels[start]:
            continue
        count += 1
        waiting = [start]
        while waiting:
            y, x = waiting.pop()
            window = np.s_[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
            fresh = mask[window] & (labels[window] == 0)
            labels[window][fresh] = count
            ys, xs = np.nonzero(fresh)
            waiting += list(zip(ys + max(y - 1, 0), xs + max(x - 1, 0), strict=True))
    return labels, count


def test_parts_are_those_that_flooding_finds() -> None:
    rng = np.random.default_rng(4)
    for share in (0.1, 0.3, 0.45, 0.6, 0.9):
        for _ in range(10):
            mask = rng.random(rng.integers(1, 20, 2)) < share
            labels, count = label_components(mask)
            expected, expected_count = flood(mask)
            assert count == expected_count
            np.testing.assert_array_equal(labels, expected)


def test_pixels_that_touch_at_a_corner_are_one_part() -> None:
    _, count = label_components(np.eye(5, dtype=bool))
    assert count == 1


def test_left_and_right_edge_do_not_touch() -> None:
    mask = np.zeros((2, 4), dtype=bool)
    mask[0, 3] = mask[1, 0] = True
    _, count = label_components(mask)
    assert count == 2


def test_boxes_enclose_their_parts() -> None:
    mask = np.zeros((6, 9), dtype=bool)
    mask[1:3, 2:5] = True
    mask[4, 8] = True
    labels, count = label_components(mask)
    assert component_boxes(labels, count).tolist() == [[2, 1, 5, 3], [8, 4, 9, 5]]


def test_empty_mask_has_no_parts() -> None:
    labels, count = label_components(np.zeros((3, 3), dtype=bool))
    assert count == 0
    assert component_boxes(labels, count).shape == (0, 4)
