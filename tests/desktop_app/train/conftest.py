"""Small data to train on for real, and the datasets' folders out of the way."""

import numpy as np
import pytest

from nn_core.data import Dataset


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
def bars_file(tmp_path):
    """Name an NPZ file with the same pictures, as a person might have one."""
    data = make_bars()
    path = tmp_path / "bars.npz"
    np.savez(path, images=data.images, labels=data.labels)
    return path


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory, monkeypatch):
    """Keep the user's folder and the real datasets out of every test."""
    folder = tmp_path_factory.mktemp("inkling")
    monkeypatch.setenv("INKLING_DATA_DIR", str(folder))
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
    return folder
