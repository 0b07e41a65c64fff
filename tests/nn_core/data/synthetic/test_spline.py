import numpy as np
import pytest

from nn_core.data.synthetic.spline import blur_matrix, spline_matrix

POINTS = np.array([[0.0, 0.0], [30.0, 40.0], [60.0, 0.0], [100.0, 20.0]])
KNOTS = np.array([0.0, 50.0, 100.0, 150.0])
NO_CORNERS = np.zeros(4, dtype=bool)


def test_a_curve_passes_through_its_points():
    curve = spline_matrix(KNOTS, NO_CORNERS, closed=False, samples=151) @ POINTS
    np.testing.assert_allclose(curve[[0, 50, 100, 150]], POINTS, atol=1e-9)


def test_points_on_a_line_give_that_line():
    line = np.stack([KNOTS, 2 * KNOTS], axis=1)
    curve = spline_matrix(KNOTS, NO_CORNERS, closed=False, samples=40) @ line
    np.testing.assert_allclose(curve[:, 1], 2 * curve[:, 0], atol=1e-9)


def test_two_points_are_joined_straight():
    curve = spline_matrix(np.array([0.0, 10.0]), np.zeros(2, dtype=bool), closed=False, samples=5)
    np.testing.assert_allclose(curve, [[1, 0], [0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0, 1]])


def test_only_a_corner_turns_sharply():
    def sharpest_turn(corners):
        curve = spline_matrix(KNOTS, corners, closed=False, samples=601) @ POINTS
        directions = np.arctan2(*np.diff(curve, axis=0).T[::-1])
        return np.abs(np.diff(directions)).max()

    assert sharpest_turn(NO_CORNERS) < 0.1
    assert sharpest_turn(np.array([False, True, False, False])) > 0.5


def test_a_closed_curve_is_as_smooth_where_it_meets_as_elsewhere():
    angles = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    matrix = spline_matrix(np.arange(9.0), np.zeros(8, dtype=bool), closed=True, samples=64)
    np.testing.assert_allclose(np.hypot(*(matrix @ circle).T), 1, atol=2e-3)


@pytest.mark.parametrize("closed", [False, True])
def test_smoothing_weights_add_up_to_one(closed):
    matrix = blur_matrix(40, 5.0, closed=closed)
    np.testing.assert_allclose(matrix.sum(axis=1), 1)


def test_smoothing_keeps_straight_lines_and_both_ends():
    line = np.linspace([0.0, 5.0], [10.0, 25.0], 50)
    np.testing.assert_allclose(blur_matrix(50, 6.0, closed=False) @ line, line, atol=1e-9)
    wild = np.random.default_rng(0).normal(size=(50, 2))
    smooth = blur_matrix(50, 6.0, closed=False) @ wild
    np.testing.assert_allclose(smooth[[0, -1]], wild[[0, -1]])
    assert np.abs(np.diff(smooth, axis=0)).mean() < 0.3 * np.abs(np.diff(wild, axis=0)).mean()
