import numpy as np
import pytest

from nn_core.data.readers.unipen import StrokeSample
from nn_core.data.replay import PAPER_PX, Replay, paint_pad, replay_strokes, replayed_dataset
from nn_core.errors import ConfigError
from nn_core.ink.strokes import Stroke, bounding_box

SEVEN = (
    Stroke.from_points([(100, 100), (200, 100), (300, 100), (250, 250), (200, 400)]),
    Stroke.from_points([(150, 250), (300, 250)]),
)


def replayed(seed: int = 0, **settings) -> list[Stroke]:
    return replay_strokes(SEVEN, Replay(**settings), rng=np.random.default_rng(seed))


def longer_side(strokes) -> float:
    left, top, right, bottom = bounding_box(strokes)
    return max(right - left, bottom - top)


def test_as_written_the_tablets_box_fills_the_pad():
    strokes = replayed()
    np.testing.assert_allclose(strokes[0].points, SEVEN[0].points * (PAPER_PX / 500), rtol=1e-5)
    assert (strokes[0].widths == 26).all()


def test_size_and_pen_width_are_those_of_the_ink():
    strokes = replayed(size_px=(200, 200), pen_width_px=(10, 10))
    assert longer_side(strokes) + 10 == pytest.approx(200, rel=1e-4)


def test_ranges_give_each_sample_another_value_by_the_seed():
    settings = {"size_px": (60, 400), "pen_width_px": (8, 50), "place": "random"}
    first, again, other = (replayed(seed, **settings) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0].points, again[0].points)
    assert not np.array_equal(first[0].points, other[0].points)


@pytest.mark.parametrize("seed", range(20))
def test_the_ink_stays_on_the_paper(seed):
    strokes = replayed(seed, size_px=(1, 580), pen_width_px=(1, 60), place="random")
    left, top, right, bottom = bounding_box(strokes)
    half = strokes[0].widths[0] / 2 - 1e-3
    assert min(left, top) >= half
    assert max(right, bottom) <= PAPER_PX - half


def test_a_digit_may_be_drawn_in_the_middle():
    left, top, right, bottom = bounding_box(replayed(size_px=(100, 100), place="centre"))
    assert (left + right) / 2 == pytest.approx(PAPER_PX / 2, abs=0.01)
    assert (top + bottom) / 2 == pytest.approx(PAPER_PX / 2, abs=0.01)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"place": "nowhere"}, "'nowhere'"),
        ({"size_px": (0, 10)}, "The size lies"),
        ({"size_px": (30, 20)}, "The size lies"),
        ({"pen_width_px": (5, 900)}, "The pen width lies"),
    ],
)
def test_settings_out_of_range_are_refused(settings, words):
    with pytest.raises(ConfigError, match=words):
        Replay(**settings)


def test_the_pad_is_painted_black_on_white_where_the_pen_went():
    paper = paint_pad([Stroke.from_points([(100, 300), (400, 300)], width=20)])
    assert paper.shape == (PAPER_PX, PAPER_PX)
    assert (paper[292:308, 110:390] == 0).all()
    assert (paper[:285] == 255).all()
    assert (paper[315:] == 255).all()
    ink = (255 - paper.astype(float)).sum() / 255
    assert ink == pytest.approx(300 * 20 + np.pi * 10**2, rel=0.02)


def test_a_dot_is_painted_round():
    paper = paint_pad([Stroke.from_points([(50, 60)], width=30)])
    assert (255 - paper.astype(float)).sum() / 255 == pytest.approx(np.pi * 15**2, rel=0.03)


@pytest.mark.parametrize("from_pixels", [False, True])
def test_a_digit_looks_alike_however_it_was_drawn(from_pixels):
    sample = StrokeSample(SEVEN, 7, 1)

    def image(**settings) -> np.ndarray:
        dataset = replayed_dataset(
            [sample],
            Replay(**settings),
            from_pixels=from_pixels,
            rng=np.random.default_rng(0),
            provenance="x",
        )
        assert dataset.labels.tolist() == [7]
        return dataset.images[0].astype(float)

    usual = image()
    for settings in (
        {"size_px": (150, 150), "pen_width_px": (12, 12)},
        {"size_px": (500, 500), "pen_width_px": (40, 40), "place": "random"},
    ):
        other = image(**settings)
        alike = (usual * other).sum() / np.sqrt((usual**2).sum() * (other**2).sum())
        assert alike > 0.9
