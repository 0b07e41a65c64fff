import numpy as np

from nn_core.data.rewriting import draw_rewritten, rewrite_strokes
from nn_core.ink.drawing import draw_strokes
from nn_core.ink.strokes import Stroke

FOUR = [
    Stroke.from_points([(40.0, 0.0), (0.0, 60.0), (70.0, 60.0)]),
    Stroke.from_points([(50.0, 30.0), (50.0, 100.0)]),
]


def test_the_same_seed_writes_the_same_and_another_seed_another():
    first, again, other = (
        draw_rewritten(FOUR, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_what_is_written_once_more_is_still_much_the_same_digit():
    rng = np.random.default_rng(3)
    plain = draw_strokes(FOUR).astype(float).ravel()
    likeness = [
        np.corrcoef(plain, draw_strokes(rewrite_strokes(FOUR, rng=rng)).astype(float).ravel())[0, 1]
        for _ in range(50)
    ]
    assert np.median(likeness) > 0.5
    assert max(likeness) < 0.999


def test_strokes_keep_their_number_and_their_points():
    written = rewrite_strokes(FOUR, rng=np.random.default_rng(4))
    assert [len(stroke.points) for stroke in written] == [3, 2]
