"""Recognising a dataset's format by its content, and reading it."""

from pathlib import Path
from typing import Literal

from nn_core.data.compressed import read_bytes
from nn_core.data.dataset import Dataset
from nn_core.data.idx import is_idx
from nn_core.data.idx_dataset import idx_pairs, read_idx_pair
from nn_core.data.unipen import is_unipen, parse_unipen
from nn_core.errors import DatasetError

__all__ = ["Split", "read_dataset", "splits_of"]

Split = Literal["train", "test"]

TEST_PREFIXES = ("t10k", "test")


def read_dataset(path: Path, *, split: Split) -> Dataset:
    """Read a dataset from a file or folder of any known format.

    Raises
    ------
    DatasetError
        If the path leads to nothing that is known, or to a damaged file.
    """
    if path.is_dir():
        return _read_folder(path, split)
    content = read_bytes(path)
    if is_idx(content):
        return _read_idx_file(path)
    if is_unipen(content):
        # Imported here: drawing strokes needs Pillow, which the other formats do without.
        from nn_core.data.pen_dataset import dataset_of_strokes

        return dataset_of_strokes(
            parse_unipen(content, source=str(path)), provenance=f"pen strokes of {path}"
        )
    raise DatasetError(f"{path} is in no format of datasets that Inkling reads.")


def splits_of(path: Path) -> tuple[Split, ...]:
    """Tell which parts the dataset at a path has."""
    if path.is_dir() and any(prefix.startswith(TEST_PREFIXES) for prefix in idx_pairs(path)):
        return ("train", "test")
    return ("train",)


def _read_folder(folder: Path, split: Split) -> Dataset:
    pairs = idx_pairs(folder)
    if not pairs:
        raise DatasetError(f"{folder} holds no dataset that Inkling reads.")
    tests = [prefix for prefix in pairs if prefix.startswith(TEST_PREFIXES)]
    others = [prefix for prefix in pairs if prefix not in tests]
    chosen = (tests or others if split == "test" else others or tests)[0]
    images, labels = pairs[chosen]
    return read_idx_pair(images, labels, class_names=None, provenance=f"{chosen} of {folder}")


def _read_idx_file(path: Path) -> Dataset:
    """Read the pair of IDX files that one file of pictures or labels belongs to."""
    for images, labels in idx_pairs(path.parent).values():
        if path in (images, labels):
            return read_idx_pair(images, labels, class_names=None, provenance=str(path))
    raise DatasetError(
        f"{path} is an IDX file without its partner: pictures and labels come as two files whose "
        "names differ in the words images and labels."
    )
