import numpy as np
import pytest

from nn_core.digits.recognizer import Recognizer
from nn_core.digits.stability import measure_stability
from nn_core.ink.strokes import Stroke

SEVEN = Stroke.from_points([(0.0, 0.0), (60.0, 0.0), (25.0, 100.0)])
SCRAWL = Stroke.from_points(np.random.default_rng(5).normal(50, 25, (40, 2)))


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer.bundled()


def test_a_plain_digit_stands_in_every_version(recognizer):
    plain = measure_stability(recognizer.read_strokes([SEVEN]), recognizer)
    assert (plain.same, plain.versions) == (24, 24)


def test_the_same_drawing_always_gets_the_same_mark(recognizer):
    reading = recognizer.read_strokes([SCRAWL])
    marks = [measure_stability(reading, recognizer, versions=12) for _ in range(2)]
    assert marks[0] == marks[1]
    assert 0 <= marks[0].same <= marks[0].versions == 12
