"""Datasets in IDX files: pictures in one file, their labels in another."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.data.readers.idx import read_idx
from nn_core.errors import DatasetError

__all__ = ["class_names_for", "idx_pairs", "prefix_of", "read_idx_pair"]

MOST_CLASSES = 10_000
"""Labels that count further are numbers of another kind, such as those of rows."""


def read_idx_pair(
    images_path: Path, labels_path: Path, *, class_names: tuple[str, ...] | None, provenance: str
) -> Dataset:
    """Read pictures and labels from two IDX files.

    Parameters
    ----------
    images_path
        Bytes of shape (samples, height, width).
    labels_path
        Whole numbers of shape (samples,).
    class_names
        The names in the order of the labels; None calls each by its number.
    provenance
        One line for people.

    Raises
    ------
    DatasetError
        If a file cannot be read or the two do not go together.
    """
    images, labels = read_idx(images_path), read_idx(labels_path)
    if images.ndim != 3 or images.dtype != np.uint8:
        raise DatasetError(
            f"{images_path} holds {images.dtype} of shape {images.shape}; pictures are uint8 of "
            "shape (samples, height, width)."
        )
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise DatasetError(
            f"{labels_path} holds {labels.dtype} of shape {labels.shape}; labels are whole "
            "numbers of shape (samples,)."
        )
    numbers: NDArray[np.int64] = labels.astype(np.int64)
    return Dataset(
        np.asarray(images, dtype=np.uint8),
        numbers,
        class_names_for(numbers) if class_names is None else class_names,
        provenance,
    )


def class_names_for(labels: NDArray[np.int64]) -> tuple[str, ...]:
    """Name the classes of unnamed labels by their numbers, ten of them at the least.

    Raises
    ------
    DatasetError
        If the labels are too large to be classes.
    """
    count = max(len(DIGIT_NAMES), int(labels.max(initial=0)) + 1)
    if count > MOST_CLASSES:
        raise DatasetError(
            f"Labels up to {count - 1:,} are no classes; there may be {MOST_CLASSES:,} at most."
        )
    return tuple(str(label) for label in range(count))


def idx_pairs(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Find the pairs of IDX files that a folder holds; of a plain and a packed file, the plain one.

    Returns
    -------
    dict[str, tuple[Path, Path]]
        Pictures and labels by what their names start with: "train", "t10k" or "test", or
        whatever stands before "images" and "labels".
    """
    pairs: dict[str, tuple[Path, Path]] = {}
    labels_files = sorted(path for path in folder.glob("*labels*") if path.is_file())
    for images in sorted(path for path in folder.glob("*images*") if path.is_file()):
        start = images.name.partition("images")[0] + "labels"
        labels = [path for path in labels_files if path.name.startswith(start)]
        if labels:
            pairs.setdefault(prefix_of(images), (images, labels[0]))
    return pairs


def prefix_of(path: Path) -> str:
    """Give what a file's name starts with, before "images" or "labels"."""
    return re.split("images|labels", path.name, maxsplit=1)[0].rstrip("-_. ")
