import numpy as np

from desktop_app.draw.eraser import erase
from nn_core.ink.strokes import Stroke


def test_a_stroke_that_was_not_touched_stays_the_same_object() -> None:
    stroke = Stroke.from_points([(0, 0), (100, 0)], width=10)
    assert erase([stroke], (50, 80), (60, 90), 10) == (stroke,)


def test_what_lies_beyond_the_cut_stays_where_it_was() -> None:
    stroke = Stroke.from_points([(0, 0), (30, 60), (80, 70), (200, 0)], width=4)
    left, right = erase([stroke], (80, 40), (80, 100), 10)
    assert np.hypot(*(left.points[0] - (0, 0))) < 0.1
    assert np.hypot(*(right.points[-1] - (200, 0))) < 0.1
    assert np.abs(left.points - (30, 60)).sum(axis=1).min() < 2
    assert (left.widths == 4).all()


def test_a_fast_eraser_misses_nothing_on_its_way() -> None:
    strokes = [Stroke.from_points([(x, -50), (x, 50)], width=4) for x in range(20, 200, 20)]
    assert len(erase(strokes, (0, 0), (220, 0), 6)) == 2 * len(strokes)


def test_a_thick_line_gives_way_where_the_eraser_covers_most_of_it() -> None:
    thick = Stroke.from_points([(0, 0), (200, 0)], width=40)
    assert len(erase([thick], (100, 20), (100, 20), 10)) == 2
    assert erase([thick], (100, 30), (100, 30), 10) == (thick,)


def test_cutting_again_and_again_does_not_wear_a_corner_down() -> None:
    strokes = (Stroke.from_points([(0, 0), (100, 100), (200, 0), (400, 0)], width=4),)
    for x in range(395, 300, -5):
        strokes = erase(strokes, (x, 0), (x, 0), 3)
    corner = strokes[0].points
    assert np.hypot(*(corner - (100, 100)).T).min() < 0.5


def test_crumbs_are_swept_up() -> None:
    stroke = Stroke.from_points([(0, 0), (100, 0)], width=4)
    strokes = erase([stroke], (20, 0), (20, 0), 18.5)
    assert len(strokes) == 1
    assert strokes[0].points[0, 0] > 30
