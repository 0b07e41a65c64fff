"""Small data to train on for real, and the datasets' folders out of the way."""

from pathlib import Path

import numpy as np
import pytest

from nn_core.data import Dataset
from nn_core.data.readers.idx import write_idx


def make_bars(samples: int = 600, *, seed: int = 0) -> Dataset:
    """Make pictures of ten classes that any network learns at once: a bar at one of ten heights."""
    rng = np.random.default_rng(seed)
    labels = np.arange(samples, dtype=np.int64) % 10
    images = rng.integers(0, 40, (samples, 28, 28)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 + 2 * label : 4 + 2 * label, 4:24] = 255
    return Dataset(images, labels, tuple("0123456789"), "bars at ten heights")


@pytest.fixture
def bars() -> Dataset:
    return make_bars()


@pytest.fixture
def bars_folder(tmp_path: Path) -> Path:
    """Name a folder of IDX files with such pictures, some of them to test with."""
    folder = tmp_path / "bars"
    folder.mkdir()
    for prefix, samples, seed in (("train", 600, 0), ("t10k", 200, 1)):
        data = make_bars(samples, seed=seed)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", data.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", data.labels.astype(np.uint8))
    return folder


@pytest.fixture(autouse=True)
def no_real_datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the real datasets out of every test."""
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
