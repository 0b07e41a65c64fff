import numpy as np
import pytest

from nn_core.ink.drawing import draw_lines, draw_strokes
from nn_core.ink.strokes import Stroke

SEVEN = [(0.0, 0.0), (60.0, 0.0), (25.0, 100.0)]


def centre_of_mass(image):
    ink = image / image.sum()
    rows, columns = np.indices(image.shape) + 0.5
    return float((ink * columns).sum()), float((ink * rows).sum())


def test_ink_is_twenty_pixels_tall_and_centred_by_mass():
    image = draw_strokes([Stroke.from_points(SEVEN)])
    rows = np.flatnonzero((image > 127).any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(20, abs=1)
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.15)


@pytest.mark.parametrize("scale", [0.2, 1, 9])
@pytest.mark.parametrize("place", [(0, 0), (413.0, 27.0), (-50.0, 900.0)])
@pytest.mark.parametrize("width", [1.0, 8.0])
def test_size_place_and_pen_do_not_change_the_picture(scale, place, width):
    moved = np.array(SEVEN) * scale + place
    image = draw_strokes([Stroke.from_points(moved, width)])
    plain = draw_strokes([Stroke.from_points(SEVEN)])
    assert np.abs(image.astype(int) - plain).max() <= 2


def test_the_line_is_as_wide_as_asked():
    upright = np.array([[14.0, 4.0], [14.0, 24.0]], dtype=np.float32)
    for width in (1.5, 2.5, 4.0):
        image = draw_lines([upright], line_width=width)
        assert image[14].sum() / 255 == pytest.approx(width, abs=0.02)


def test_more_points_on_the_same_path_draw_the_same_picture():
    corners = np.array(SEVEN)
    steps = np.linspace(0, 1, 201)[:, None]
    path = np.concatenate(
        [corners[i] + steps * (corners[i + 1] - corners[i]) for i in range(len(corners) - 1)]
    )
    few = draw_strokes([Stroke.from_points(np.concatenate([path[:201:10], path[201::10]]))])
    many = draw_strokes([Stroke.from_points(path)])
    assert np.abs(many.astype(int) - few).max() <= 40
    assert np.abs(many.astype(int) - few).mean() < 1


def test_a_dot_stays_a_dot():
    image = draw_strokes([Stroke.from_points([(5.0, 5.0)], 12.0)])
    assert 3 < image.sum() / 255 < 10
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.01)


def test_no_strokes_give_no_picture():
    assert draw_strokes([]) is None
