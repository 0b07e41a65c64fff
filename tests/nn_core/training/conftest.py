"""A dataset that is learnt in moments: upright bars, lying bars and crosses."""

import numpy as np
import pytest

from nn_core.data.dataset import Dataset


@pytest.fixture(scope="session")
def bars() -> Dataset:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 240)
    images = rng.integers(0, 60, (240, 12, 12), dtype=np.uint8)
    for image, label, (row, column) in zip(
        images, labels, rng.integers(2, 10, (240, 2)), strict=True
    ):
        if label != 1:
            image[:, column] = 255
        if label != 0:
            image[row] = 255
    return Dataset(images, labels, ("upright", "lying", "cross"), "bars")
