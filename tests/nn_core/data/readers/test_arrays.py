"""Datasets made of arrays that are there already."""

from typing import Any

import numpy as np
import pytest

from nn_core.data import dataset_of
from nn_core.errors import DatasetError

PICTURES = np.random.default_rng(0).random((4, 5, 5))


@pytest.mark.parametrize(
    "images",
    [
        PICTURES,
        PICTURES.astype(np.float32).reshape(4, 25),
        np.rint(PICTURES * 255).astype(np.uint8),
        np.rint(PICTURES * 255).astype(np.int32)[..., np.newaxis],
        np.rint(PICTURES * 255).tolist(),
    ],
    ids=["to 1", "rows", "bytes", "integers", "lists"],
)
def test_pictures_of_any_kind_become_bytes(images: Any) -> None:
    dataset = dataset_of(images, [0, 2, 1, 2])
    np.testing.assert_array_equal(dataset.images, np.rint(PICTURES * 255))
    assert dataset.images.dtype == np.uint8


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64, np.float64])
def test_labels_of_any_whole_numbers_are_taken(kind: type[np.generic]) -> None:
    dataset = dataset_of(PICTURES, np.array([0, 2, 1, 2], kind))
    np.testing.assert_array_equal(dataset.labels, [0, 2, 1, 2])
    assert dataset.class_names == ("0", "1", "2")


def test_names_are_given_or_found() -> None:
    assert dataset_of(PICTURES, ["b", "a", "b", "b"]).class_names == ("a", "b")
    assert dataset_of(PICTURES, [0, 1, 0, 1], ["cat", "dog", "cow"]).class_names == (
        "cat",
        "dog",
        "cow",
    )


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (PICTURES, [0, 1, 2], "4 pictures need as many"),
        (PICTURES, [0, 1, 2, -1], "labels run from -1"),
        (PICTURES, [0, 1, 2, 0.5], "whole numbers"),
        (PICTURES.reshape(4, 25)[:, :24], [0, 1, 2, 3], "no square picture"),
        (PICTURES * 1000, [0, 1, 2, 3], "from 0 to 255"),
        ([], [], "shape"),
    ],
    ids=["fewer", "below 0", "halves", "no square", "too large", "nothing"],
)
def test_what_is_no_dataset_is_refused(images: Any, labels: Any, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        dataset_of(images, labels)
