import itertools
from dataclasses import replace

import numpy as np
import pytest

from nn_core.data.synthetic import write_digit
from nn_core.digits.recognizer import Recognizer
from nn_core.errors import ConfigError
from nn_core.teaching import new_digit
from nn_core.teaching.guided_set import GuidedSet
from nn_core.teaching.handwriting_report import report_on


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer.bundled("textbook-256-128")


@pytest.fixture
def digits():
    """Clear digits, so that a wrong label alone makes a reading wrong."""
    rng = np.random.default_rng(3)
    return [new_digit(label, strokes=write_digit(label, rng=rng)) for label in (0, 1, 2, 3) * 3]


def read_as(digits, recognizer):
    return [
        reading.digit for reading in recognizer.read_images(np.stack([d.image for d in digits]))
    ]


def relabelled(digits, recognizer):
    """Say of each digit that it is what the network takes it for."""
    labels = read_as(digits, recognizer)
    return [replace(digit, label=label) for digit, label in zip(digits, labels, strict=True)]


def test_a_hand_that_is_read_rightly_has_no_weakest_digit(digits, recognizer):
    report = report_on(relabelled(digits, recognizer), recognizer)
    assert report.right == 12
    assert report.accuracy == 1.0
    assert report.confusions == ()
    assert report.weakest is None
    assert report.summary() == "All 12 of your digits were read as you meant them."


def test_what_is_taken_for_what_is_counted_and_the_weakest_digit_is_named(digits, recognizer):
    meant = relabelled(digits, recognizer)
    taken_for = meant[0].label
    other = (taken_for + 5) % 10
    meant[0] = replace(meant[0], label=other)
    report = report_on(meant, recognizer)
    assert report.right == 11
    (confusion,) = report.confusions
    assert (confusion.meant, confusion.taken_for, confusion.times) == (other, taken_for, 1)
    assert report.weakest == other
    assert f"The weakest is your {other}" in report.summary()
    assert sum(report.written_of) == 12
    assert sum(report.right_of) == 11


def test_it_says_whether_the_networks_word_can_be_taken(digits, recognizer):
    report = report_on(relabelled(digits, recognizer), recognizer)
    assert "its word can be taken" in replace(report, confidence=0.98).on_confidence()
    assert "more modest" in replace(report, confidence=0.8).on_confidence()
    assert "surer" in replace(report, right=6, confidence=0.9).on_confidence()


def test_nothing_written_makes_no_report(recognizer):
    with pytest.raises(ConfigError, match="no digit was written"):
        report_on([], recognizer)


@pytest.mark.parametrize("seed", range(20))
def test_the_guided_set_asks_for_three_of_each_and_never_twice_in_a_row(seed):
    order = GuidedSet(rng=np.random.default_rng(seed)).order
    assert sorted(order) == sorted([*range(10)] * 3)
    assert all(first != second for first, second in itertools.pairwise(order))


def test_the_guided_set_goes_back_and_forth_and_ends():
    guided = GuidedSet(rng=np.random.default_rng(0))
    guided.go_back()
    assert guided.wanted == guided.order[0]
    guided.advance()
    assert guided.wanted == guided.order[1]
    for _ in range(40):
        guided.advance()
    assert guided.wanted is None
    assert guided.position == len(guided) == 30
