"""What a network knew before: pictures that are shown to it again while it learns new ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.data.loading import DatasetMissing, load_dataset
from nn_core.data.synthetic import TRAINING_KINDS, negative_dataset, synthetic_dataset

__all__ = ["OldData", "gather_old_data"]

SYNTHETIC_SHARE = 0.2
SIGNS = 300
TEST_SYNTHETIC = 2_000
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


def gather_old_data(digits: int, *, signs: bool, rng: np.random.Generator) -> OldData:
    """Put together what is replayed: digits of MNIST, synthetic ones, and signs that are none.

    Parameters
    ----------
    digits
        How many digits; where MNIST is not on this computer, all of them are synthetic.
    signs
        Whether signs that are no digits are among it, for a network that tells them apart.
    rng
        Decides what is chosen and made.
    """
    try:
        train, test = load_dataset("mnist"), load_dataset("mnist", split="test")
    except DatasetMissing:
        train = None
        test = synthetic_dataset(TEST_SYNTHETIC, rng=np.random.default_rng(TEST_SEED))
    made = digits if train is None else round(digits * SYNTHETIC_SHARE)
    synthetic = synthetic_dataset(made, rng=rng)
    images, labels = [synthetic.images], [synthetic.labels]
    if train is not None:
        chosen = rng.choice(len(train), min(digits - made, len(train)), replace=False)
        images.insert(0, train.images[chosen])
        labels.insert(0, train.labels[chosen])
    if signs:
        pictures, _ = negative_dataset(SIGNS, kinds=TRAINING_KINDS, rng=rng)
        images.append(pictures)
    return OldData(np.concatenate(images), np.concatenate(labels), test, train is not None)
