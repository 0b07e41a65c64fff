import numpy as np
import pytest

from nn_core.data.synthetic.digit_skeletons import DIGIT_SKELETONS
from nn_core.data.synthetic.signs import write_signs
from nn_core.data.synthetic.skeleton import parse_path, skeleton
from nn_core.data.synthetic.variation import Variation
from nn_core.data.synthetic.writing import write_skeleton
from nn_core.errors import ConfigError
from nn_core.ink.drawing import draw_strokes

STILL = Variation(
    jitter=0,
    lift=0,
    bend=0,
    taper=0,
    sway=0,
    balance=0,
    aspect=0,
    slant=0,
    slant_spread=0,
    turn_degrees=0,
    overshoot=0,
    tremor=0,
)


def test_the_notation_says_points_corners_and_counters():
    path = parse_path("0,0 (10,-5 20,30^ 5,12.5) 0,40")
    np.testing.assert_array_equal(path.masters[0], [[0, 0], [10, -5], [20, 30], [5, 12.5], [0, 40]])
    assert path.corners.tolist() == [False, False, True, False, False]
    assert path.counters == ((1, 3),)
    assert not path.closed


def test_one_point_may_end_a_counter_and_begin_the_next():
    path = parse_path("o (32,46 12,24 52,20 (32,46) 6,74 56,76)")
    assert path.closed
    assert path.counters == ((0, 3), (3, 5))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("0,0 12", "'12'"),
        ("0,0 a,b", "a,b"),
        ("0,0", "two points"),
        ("(0,0 5,5", "each"),
        ("0,0 5,5)", "never opened"),
    ],
)
def test_a_slip_in_the_notation_is_named(text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        parse_path(text)


def test_masters_of_different_lengths_do_not_go_together():
    with pytest.raises(ConfigError, match="as many points"):
        skeleton("odd", 1, "0,0 10,10", "0,0 5,5 10,10")
    with pytest.raises(ConfigError, match="number of paths"):
        skeleton("odd", 1, ("0,0 10,10", "0,0 5,5"), "0,0 10,10")


def test_each_digit_is_written_in_several_ways():
    assert all(len(ways) >= 4 for ways in DIGIT_SKELETONS)
    names = {way.name for ways in DIGIT_SKELETONS for way in ways}
    assert {"barred", "hooked", "flag and foot", "lightning", "slashed", "looped"} <= names


def test_a_hand_without_variation_writes_the_skeleton_itself():
    bent = skeleton("bent", 1, "0,0 0,50^ 40,50")
    written = write_skeleton(bent, 20, rng=np.random.default_rng(0), variation=STILL)
    path = written.paths[0]
    np.testing.assert_allclose(np.ptp(path, axis=1), np.tile([40, 50], (20, 1)), atol=0.5)


def test_a_closed_path_may_stay_open_or_overlap():
    ring = skeleton("ring", 1, "o 50,0 0,50 50,100 100,50", turns=(0.8, 0.8))
    path = write_skeleton(ring, 30, rng=np.random.default_rng(0), variation=STILL).paths[0]
    gaps = np.hypot(*(path[:, -1] - path[:, 0]).T)
    assert gaps.min() > 30


def test_the_room_in_a_counter_is_the_radius_of_its_disc():
    angles = np.linspace(0, 2 * np.pi, 17)[:-1]
    points = [f"{50 + 50 * np.cos(a):.3f},{50 + 50 * np.sin(a):.3f}" for a in angles]
    circle = skeleton("circle", 1, "o (" + " ".join(points) + ")", turns=(1, 1))
    written = write_skeleton(circle, 5, rng=np.random.default_rng(0), variation=STILL)
    np.testing.assert_allclose(written.narrowest, 0.5, atol=0.07)
    np.testing.assert_array_equal(written.narrowest, written.widest)


def test_a_slit_has_hardly_any_room():
    slit = skeleton("slit", 1, "o (10,0 2,25 0,50 2,75 10,100 18,75 20,50 18,25)", turns=(1, 1))
    written = write_skeleton(slit, 5, rng=np.random.default_rng(0), variation=STILL)
    assert written.widest.max() < 0.13


def test_a_sign_without_a_counter_has_all_the_room_in_the_world():
    bar = skeleton("bar", 1, "0,0 0,100")
    written = write_skeleton(bar, 3, rng=np.random.default_rng(0))
    assert np.isinf(written.narrowest).all()


def test_no_zero_closes_up_even_under_the_thickest_pen():
    samples = write_signs(DIGIT_SKELETONS[0][:1], np.full(60, 4.5), rng=np.random.default_rng(0))
    for strokes in samples:
        image = draw_strokes(strokes, line_width=4.5)
        assert image[10:18, 9:19].min() < 128
