"""Cross-validation: a dataset divided so that every sample is held back exactly once."""

from collections.abc import Iterator

import numpy as np

from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError

__all__ = ["folds"]


def folds(dataset: Dataset, count: int, *, seed: int) -> Iterator[tuple[Dataset, Dataset]]:
    """Divide a dataset into equal parts, and hold back each of them in turn.

    All copies of a picture are in one part.

    Parameters
    ----------
    dataset
        What is divided.
    count
        How many parts there are, at least 2.
    seed
        Decides which samples go together.

    Yields
    ------
    tuple[Dataset, Dataset]
        What is learnt from, and what is held back.

    Raises
    ------
    ConfigError
        If there are fewer than two parts, or fewer samples than parts.
    """
    if not 2 <= count <= len(dataset):
        raise ConfigError(
            f"{len(dataset):,} samples divide into 2 to {len(dataset):,} parts, not into {count}."
        )
    originals = np.arange(len(dataset)) if dataset.originals is None else dataset.originals
    known = np.random.default_rng(seed).permutation(np.unique(originals))
    parts = [np.flatnonzero(np.isin(originals, part)) for part in np.array_split(known, count)]
    for held_back in range(count):
        others = [part for index, part in enumerate(parts) if index != held_back]
        yield (
            dataset.take(np.sort(np.concatenate(others))),
            dataset.take(parts[held_back]),
        )
