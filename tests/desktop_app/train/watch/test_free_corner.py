import numpy as np

from desktop_app.train.watch.free_corner import Area, Trace, freest

LOWER_RIGHT, UPPER_RIGHT = Area(70, 70, 25, 20), Area(70, 5, 25, 20)
CORNERS = (LOWER_RIGHT, UPPER_RIGHT)


def trace(*points: tuple[float, float], marked: tuple[int, ...] = ()) -> Trace:
    return Trace(np.array(points, float).reshape(-1, 2), marked)


def test_the_first_corner_is_taken_where_there_is_nothing() -> None:
    assert freest(CORNERS, [], margin_px=5) == 0
    assert freest(CORNERS, [trace()], margin_px=5) == 0


def test_a_lone_dot_is_not_hidden() -> None:
    assert freest(CORNERS, [trace((80, 80), marked=(0,))], margin_px=5) == 1
    assert freest(CORNERS, [trace((67, 80), marked=(0,))], margin_px=5) == 1
    assert freest(CORNERS, [trace((60, 80), marked=(0,))], margin_px=5) == 0


def test_a_line_that_passes_between_its_points_is_not_hidden() -> None:
    assert freest(CORNERS, [trace((0, 80), (200, 80))], margin_px=0) == 1


def test_where_all_are_taken_a_dot_is_hidden_last() -> None:
    through = trace((0, 80), (200, 80))
    dot = trace((80, 10), marked=(0,))
    assert freest(CORNERS, [through, dot], margin_px=0) == 0
