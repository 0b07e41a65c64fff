"""What a network gets wrong is counted, found and told."""

import numpy as np
import pytest

from desktop_app.train.judge.mistakes import Mistakes
from nn_core.data import Dataset

PROBABILITIES = np.array(
    [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.1, 0.9, 0.0], [0.0, 0.05, 0.95], [0.3, 0.3, 0.4]],
    np.float32,
)
LABELS = np.array([0, 1, 1, 1, 2], np.int64)


@pytest.fixture
def mistakes() -> Mistakes:
    images = np.zeros((5, 4, 4), np.uint8)
    data = Dataset(images, LABELS, ("a", "b", "c"), "five pictures")
    return Mistakes.of(data, PROBABILITIES)


def test_truth_is_down_and_answers_are_across(mistakes: Mistakes) -> None:
    assert mistakes.confusion.tolist() == [[1, 0, 0], [1, 1, 1], [0, 0, 1]]
    assert mistakes.recall.tolist() == [1.0, pytest.approx(1 / 3), 1.0]
    assert mistakes.precision.tolist() == [0.5, 1.0, 0.5]
    assert mistakes.errors == 2


def test_the_hardest_pictures_come_first(mistakes: Mistakes) -> None:
    assert mistakes.hardest(3).tolist() == [3, 1, 4]


def test_a_cell_leads_to_its_pictures(mistakes: Mistakes) -> None:
    assert mistakes.of_cell(1, 2).tolist() == [3]
    assert mistakes.of_cell(0, 2).tolist() == []
    assert mistakes.of_cell(1, 1).tolist() == [2]
