import numpy as np
import pytest

from nn_core.digits.recognizer import Reading
from nn_core.wording import describe, percent


def reading(confidence: float, *, is_digit: bool = True) -> Reading:
    return Reading(
        image=np.zeros((28, 28), np.uint8),
        probabilities=np.full(10, 0.1, np.float32),
        digit=7,
        label="7",
        confidence=confidence,
        runner_up=1,
        not_a_digit=0.0 if is_digit else 0.9,
        is_digit=is_digit,
    )


@pytest.mark.parametrize(
    ("confidence", "headline"),
    [
        (0.99, "Quite sure it is a seven"),
        (0.9, "It looks like a seven"),
        (0.6, "Probably a seven, perhaps a one"),
        (0.4, "Hard to say: a seven, or a one"),
    ],
)
def test_the_words_are_humbler_the_less_sure_the_network_is(
    confidence: float, headline: str
) -> None:
    answer = describe(reading(confidence))
    assert answer.headline == headline
    assert answer.numeral == "7"
    assert "next would be 1" in answer.detail


def test_what_is_no_digit_has_no_numeral() -> None:
    answer = describe(reading(0.9, is_digit=False))
    assert answer.headline == "That does not look like a digit"
    assert answer.numeral == ""


def test_no_network_is_said_to_be_wholly_sure() -> None:
    assert percent(0.99999) == "> 99.9 %"
    assert percent(0.978) == "97.8 %"
