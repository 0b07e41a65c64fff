from itertools import pairwise

import numpy as np
import pytest

from nn_core.data import Dataset
from nn_core.errors import ConfigError
from nn_core.learning_rate_search import search_learning_rate
from nn_core.training import TrainingConfig

CONFIG = TrainingConfig(architecture="small-30", batch_size=16, optimizer="sgd", seed=1)


@pytest.fixture(scope="module")
def bars() -> Dataset:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 400)
    images = np.zeros((400, 8, 8), dtype=np.uint8)
    for image, label, place in zip(images, labels, rng.integers(0, 8, 400), strict=True):
        image[place if label else slice(None), slice(None) if label else place] = 255
    return Dataset(images, labels.astype(np.int64), ("|", "-"), "bars")


def test_rates_rise_by_one_factor_from_the_lowest_to_the_highest(bars):
    search = search_learning_rate(CONFIG, bars, low=1e-4, high=1e-2, steps=40)
    assert len(search.rates) == len(search.losses) == 40
    assert search.rates[0] == pytest.approx(1e-4)
    assert search.rates[-1] == pytest.approx(1e-2)
    factors = [later / earlier for earlier, later in pairwise(search.rates)]
    assert factors == pytest.approx([factors[0]] * 39)


def test_the_suggestion_lies_where_the_loss_falls_and_learning_works_with_it(bars):
    search = search_learning_rate(CONFIG, bars, low=1e-4, high=30.0)
    assert 1e-3 < search.suggestion < 30.0
    assert min(search.losses) < search.losses[0]


def test_the_search_ends_when_the_loss_blows_up(bars):
    search = search_learning_rate(CONFIG, bars, low=1e-3, high=1e6)
    assert search.rates[-1] < 1e6
    assert max(search.losses) <= 4.0 * min(search.losses)


def test_the_same_seed_gives_the_same_search(bars):
    first, again = (search_learning_rate(CONFIG, bars, steps=20) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    "settings", [{"low": 0.0}, {"low": 1.0, "high": 0.1}, {"steps": 3}, {"low": -1.0}]
)
def test_a_search_that_makes_no_sense_is_refused(bars, settings):
    with pytest.raises(ConfigError, match="at least 10 steps from a rate above 0"):
        search_learning_rate(CONFIG, bars, **settings)
