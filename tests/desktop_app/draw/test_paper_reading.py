import numpy as np
import pytest

from desktop_app.draw.drawing import BLANK
from desktop_app.draw.hand import BARRED_SEVEN, glide
from desktop_app.draw.paper_reading import read_paper
from nn_core.digits.recognizer import Recognizer
from nn_core.ink.strokes import Stroke


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer.bundled()


def test_two_digits_side_by_side_are_a_number(recognizer: Recognizer) -> None:
    strokes = [
        Stroke.from_points([(240 * place + 240 * x, 240 * y) for x, y in glide(stroke)], width=16)
        for place in range(2)
        for stroke in BARRED_SEVEN
    ]
    found = read_paper(recognizer, BLANK, strokes)
    assert found is not None
    assert found.numeral == "77"


def test_a_wild_scribble_is_not_searched_for_a_number(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nn_core.digits.numbers.read_number", None)
    places = np.random.default_rng(0).uniform(50, 500, (100, 2))
    strokes = [Stroke.from_points([(x, y), (x + 20, y + 20)], width=16) for x, y in places]
    found = read_paper(recognizer, BLANK, strokes)
    assert found is not None
    assert len(found.readings) == 1
