"""What a network knew before: pictures that are shown to it again while it learns new ones."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.data.loading import DatasetMissing, load_dataset
from nn_core.data.synthetic import TRAINING_KINDS, negative_dataset, synthetic_dataset

__all__ = ["OldData", "gather_old_data"]

SYNTHETIC_SHARE = 0.2
MOST_MADE = 2_000
SIGNS = 300
AT_ONCE = 500
TEST_SYNTHETIC = 1_500
TEST_SEED = 20_261_120


@dataclass(frozen=True, slots=True, eq=False)
class OldData:
    """Pictures of the kinds that the network has learnt before.

    Attributes
    ----------
    images
        uint8 ndarray of shape (pictures, 28, 28): what is replayed. The first are digits.
    labels
        int64 ndarray with the right answers of the first of them, the digits.
    test
        Digits to measure by before and after; none of them is replayed.
    is_mnist
        Whether these are MNIST's; otherwise all are synthetic strokes.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    test: Dataset
    is_mnist: bool

    @property
    def test_name(self) -> str:
        """What people call the digits that are measured by."""
        return "MNIST" if self.is_mnist else "made-up digits"


def gather_old_data(
    digits: int, *, signs: bool, rng: np.random.Generator
) -> Generator[float, None, OldData]:
    """Put together what is replayed: digits of MNIST, synthetic ones, and signs that are none.

    Parameters
    ----------
    digits
        How many digits; where MNIST is not on this computer, all of them are synthetic, and no
        more than `MOST_MADE`.
    signs
        Whether signs that are no digits are among it, for a network that tells them apart.
    rng
        Decides what is chosen and made.

    Yields
    ------
    float
        The share that is done, from 0 to 1.

    Returns
    -------
    OldData
        All of it.
    """
    train: Dataset | None = None
    test: Dataset | None = None
    with contextlib.suppress(DatasetMissing):
        train, test = load_dataset("mnist"), load_dataset("mnist", split="test")
    made = min(digits, MOST_MADE) if train is None else round(digits * SYNTHETIC_SHARE)
    tested = TEST_SYNTHETIC if test is None else 0
    whole = made + tested + (SIGNS if signs else 0)
    synthetic = yield from _synthetic(made, rng, 0, whole)
    images, labels = [synthetic.images], [synthetic.labels]
    if train is not None:
        chosen = rng.choice(len(train), min(digits - made, len(train)), replace=False)
        images.insert(0, train.images[chosen])
        labels.insert(0, train.labels[chosen])
    if test is None:
        test = yield from _synthetic(tested, np.random.default_rng(TEST_SEED), made, whole)
    for done in range(0, SIGNS if signs else 0, AT_ONCE):
        pictures, _ = negative_dataset(min(AT_ONCE, SIGNS - done), kinds=TRAINING_KINDS, rng=rng)
        images.append(pictures)
        yield (made + tested + done) / whole
    return OldData(np.concatenate(images), np.concatenate(labels), test, train is not None)


def _synthetic(
    count: int, rng: np.random.Generator, done: int, whole: int
) -> Generator[float, None, Dataset]:
    """Make synthetic digits, a few at a time."""
    parts = []
    for start in range(0, count, AT_ONCE):
        parts.append(synthetic_dataset(min(AT_ONCE, count - start), rng=rng))
        yield (done + start) / whole
    return Dataset(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
        parts[0].class_names,
        f"{count:,} synthetic digits",
    )
