import numpy as np
import pytest

from nn_core.data.dataset import Dataset
from nn_core.data.folds import folds
from nn_core.errors import ConfigError


def numbered(samples: int) -> Dataset:
    images = np.arange(samples, dtype=np.uint8).reshape(samples, 1, 1)
    return Dataset(images, np.zeros(samples, dtype=np.int64), ("a",), "numbers")


@pytest.mark.parametrize("count", [2, 3, 10])
def test_every_sample_is_held_back_exactly_once(count):
    held_back = []
    for train, validation in folds(numbered(10), count, seed=1):
        assert len(train) + len(validation) == 10
        assert not set(train.images.ravel()) & set(validation.images.ravel())
        held_back += validation.images.ravel().tolist()
    assert sorted(held_back) == list(range(10))


def test_the_seed_decides_what_goes_together():
    def first(seed):
        return next(folds(numbered(20), 4, seed=seed))[1].images.tolist()

    assert first(1) == first(1)
    assert first(1) != first(2)


@pytest.mark.parametrize("count", [0, 1, 11])
def test_a_number_of_parts_that_makes_no_sense_is_refused(count):
    with pytest.raises(ConfigError, match="10 samples divide into 2 to 10 parts"):
        next(folds(numbered(10), count, seed=0))
