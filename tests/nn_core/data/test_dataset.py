import re

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


@pytest.mark.parametrize(
    ("labels", "count", "told"),
    [
        ([0, 1], 10, "Labels 0 and 1 alone occur; a network that learns from this gets 10 outputs"),
        ([10, 500], 501, "Labels 10 and 500 alone occur"),
        ([3, 3], 10, "Label 3 alone occurs"),
        (range(1, 11), 11, "No picture has the label 0; .* gets 11 outputs, 0 to 10"),
        (range(1, 9), 10, "No picture has one of the labels 0 and 9"),
        (range(20), 2000, "Labels 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … .* 0 to 1,999"),
    ],
)
def test_labels_that_do_not_occur_are_noted(labels, count, told):
    names = tuple(str(label) for label in range(count))
    images = np.zeros((len(labels), 2, 2), np.uint8)
    note = Dataset(images, np.array(labels, dtype=np.int64), names, "some").note_on_labels()
    assert re.match(told, note)


@pytest.mark.parametrize(("labels", "names"), [([0, 1], "01"), ([0], "ab"), ([], "01")])
def test_nothing_is_noted_of_labels_that_all_occur_or_have_names(labels, names):
    images = np.zeros((len(labels), 2, 2), np.uint8)
    some = Dataset(images, np.array(labels, dtype=np.int64), tuple(names), "some")
    assert some.note_on_labels() is None
