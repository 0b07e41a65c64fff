"""`mnist.pkl.gz` as the textbooks ship it: three pairs of pictures and labels in a pickle."""

import numpy as np

from nn_core.data.dataset import Dataset
from nn_core.data.readers.arrays import as_labels, as_pictures
from nn_core.data.readers.idx_dataset import class_names_for
from nn_core.data.readers.number_pickle import load_numbers
from nn_core.errors import DatasetError

__all__ = ["parse_mnist_pickle"]


def parse_mnist_pickle(content: bytes, *, split: str, source: str) -> Dataset:
    """Read training, validation and test pictures, by whichever Python wrote them.

    Parameters
    ----------
    content
        The pickle, out of its gzip.
    split
        "train" for the first pairs together (which of them is held back is decided elsewhere), or
        "test" for the last one.
    source
        Where it was read, for messages.

    Raises
    ------
    DatasetError
        If the pickle is damaged, holds anything but arrays of numbers, or no pairs of them.
    """
    loaded = load_numbers(content, source=source)
    pairs = [pair for pair in loaded if _is_pair(pair)] if isinstance(loaded, tuple | list) else []
    if len(pairs) < 2 or len(pairs) != len(loaded):
        raise DatasetError(
            f"{source} is a pickle, but not of two or three pairs of pictures and labels."
        )
    chosen = pairs[-1:] if split == "test" else pairs[:-1]
    images = np.concatenate([as_pictures(pair[0], source=source) for pair in chosen])
    labels = np.concatenate([as_labels(pair[1], source=source)[0] for pair in chosen])
    words = "test images" if split == "test" else "training images"
    return Dataset(images, labels, class_names_for(labels), f"{words} of {source}")


def _is_pair(value: object) -> bool:
    return (
        isinstance(value, tuple | list)
        and len(value) == 2
        and all(isinstance(item, np.ndarray) for item in value)
    )
