import numpy as np

from nn_core.ink.curve import follow_curve, smooth_strokes
from nn_core.ink.drawing import draw_strokes
from nn_core.ink.strokes import Stroke


def ring(places: int) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, places)
    path = np.stack([50 + 40 * np.sin(angles), 50 - 40 * np.cos(angles)], axis=1)
    return path.astype(np.float32)


def test_a_ring_of_few_places_is_round():
    line = follow_curve(ring(8), longest=8.0, spacing=4.0)
    radii = np.hypot(*(line - 50).T)
    assert len(line) > 40
    assert np.abs(radii - 40).max() < 2.5
    straight = np.hypot(*((ring(8)[:-1] + ring(8)[1:]) / 2 - 50).T)
    assert straight.min() < 36.5


def test_every_place_stays_on_the_line():
    line = follow_curve(ring(8), longest=8.0, spacing=4.0)
    for place in ring(8):
        assert np.hypot(*(line - place).T).min() < 1e-3


def test_close_places_stay_as_they_are():
    points = ring(100)
    assert follow_curve(points, longest=8.0, spacing=4.0) is points


def test_a_place_that_comes_twice_is_a_corner():
    corner = np.array([(0, 0), (100, 0), (100, 0), (100, 100)], dtype=np.float32)
    line = follow_curve(corner, longest=8.0, spacing=4.0)
    assert np.minimum(np.abs(line[:, 1]), np.abs(line[:, 0] - 100)).max() < 1e-3
    assert np.isfinite(line).all()


def test_dots_and_bars_stay_as_they_are():
    strokes = [Stroke.from_points([(0, 0), (0, 100)]), Stroke.from_points([(40, 50)])]
    assert smooth_strokes(strokes) == strokes


def test_a_fast_hand_draws_the_same_picture_as_a_slow_one():
    slow = draw_strokes([Stroke.from_points(ring(200))])
    fast = draw_strokes([Stroke.from_points(ring(10))])
    assert np.abs(slow.astype(int) - fast).mean() < 4
