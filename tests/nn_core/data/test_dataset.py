import numpy as np
import pytest

from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError, DatasetError


def make_dataset(samples=10, labels=None):
    images = np.arange(samples, dtype=np.uint8)[:, None, None] * np.ones((1, 4, 3), np.uint8)
    if labels is None:
        labels = np.arange(samples, dtype=np.int64) % 2
    return Dataset(images, labels, ("even", "odd"), "numbers")


def test_a_split_holds_every_sample_once_with_its_label():
    larger, smaller = make_dataset().split(0.3, rng=np.random.default_rng(1))
    assert (len(larger), len(smaller)) == (7, 3)
    pictures = np.concatenate([larger.images, smaller.images])[:, 0, 0]
    labels = np.concatenate([larger.labels, smaller.labels])
    assert sorted(pictures) == list(range(10))
    assert (pictures % 2 == labels).all()


def test_a_split_that_leaves_a_part_empty_is_refused():
    with pytest.raises(ConfigError, match="leaves one part empty"):
        make_dataset().split(0.01, rng=np.random.default_rng(1))


def test_a_label_outside_the_classes_is_refused():
    with pytest.raises(DatasetError, match="there are 2 classes"):
        make_dataset(3, np.array([0, 1, 2], dtype=np.int64))


def test_labels_that_do_not_go_with_the_pictures_are_refused():
    with pytest.raises(DatasetError, match="10 pictures need as many"):
        make_dataset(10, np.zeros(9, dtype=np.int64))


def test_labels_are_counted_anew_in_another_order_of_the_classes():
    images = np.zeros((3, 2, 2), dtype=np.uint8)
    data = Dataset(images, np.array([0, 1, 1]), ("b", "d"), "letters")
    wider = data.with_classes(("a", "b", "c", "d"))
    assert wider.labels.tolist() == [1, 3, 3]
    assert wider.class_names == ("a", "b", "c", "d")
    with pytest.raises(DatasetError, match="the class 'd' is none of a, b"):
        data.with_classes(("a", "b"))
