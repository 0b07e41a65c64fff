"""A lesson that takes a moment: few old digits, and none of the real datasets."""

from collections.abc import Generator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from nn_core.data.synthetic import synthetic_dataset, write_digit
from nn_core.teaching import Collection, new_digit
from nn_core.teaching import lesson as lesson_module
from nn_core.teaching.learning import TeachingSettings
from nn_core.teaching.old_data import OldData


@pytest.fixture(autouse=True)
def few_old_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay few old digits, and measure by few."""
    monkeypatch.delenv("INKLING_DATASETS", raising=False)

    def gather(
        digits: int, *, signs: bool, rng: np.random.Generator
    ) -> Generator[float, None, OldData]:
        yield 0.5
        replayed, test = synthetic_dataset(60, rng=rng), synthetic_dataset(60, rng=rng)
        return OldData(replayed.images, replayed.labels, test, is_mnist=False)

    quick = partial(TeachingSettings, steps=20, variations=24)
    monkeypatch.setattr(lesson_module, "gather_old_data", gather)
    monkeypatch.setattr(lesson_module, "TeachingSettings", quick)


def collect(count: int, *, seed: int = 0) -> Collection:
    """Put digits into the user's collection, each class in turn."""
    rng = np.random.default_rng(seed)
    collection = Collection()
    collection.add(
        [
            new_digit(number % 10, strokes=write_digit(number % 10, rng=rng))
            for number in range(count)
        ]
    )
    return collection


@pytest.fixture
def twelve(own_folder: Path) -> Collection:
    return collect(12)
