"""Recognising a dataset's format by its content, and reading it."""

import io
import re
import zipfile
from pathlib import Path
from typing import Literal

from nn_core.data.dataset import Dataset
from nn_core.data.readers.compressed import read_bytes
from nn_core.data.readers.csv_table import FEWEST_SEPARATORS, is_csv, parse_csv
from nn_core.data.readers.idx import is_idx
from nn_core.data.readers.idx_dataset import idx_pairs, prefix_of, read_idx_pair
from nn_core.data.readers.npz import is_npz, npz_has_test, parse_npz
from nn_core.data.readers.number_pickle import is_pickle
from nn_core.data.readers.unipen import is_unipen, parse_unipen
from nn_core.errors import DatasetError

__all__ = ["Split", "read_dataset", "splits_of"]

Split = Literal["train", "test"]

TEST_PREFIXES = ("t10k", "test")

ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
ARRAY_MAGIC = b"\x93NUMPY"
PICTURE_MAGICS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
PICKLE = re.compile(rb"\x80[\x01-\x05]|\(?c[\w.]+\n[\w.]+\n")
"""A protocol's number, or in the oldest protocol the name of something to call."""

SEPARATORS = {b";": "semicolons", b"\t": "tabs"}


def read_dataset(path: Path, *, split: Split) -> Dataset:
    """Read a dataset from a file or folder of any known format.

    Raises
    ------
    DatasetError
        If the path leads to nothing that is known, or to a damaged file.
    """
    if path.is_dir():
        return _read_folder(path, split)
    content, source = read_bytes(path), str(path)
    if is_idx(content):
        return _read_idx_file(path)
    if is_npz(content):
        return parse_npz(content, split=split, source=source)
    if is_unipen(content):
        # Imported here: drawing strokes needs Pillow, which files of numbers do without.
        from nn_core.data.pen_dataset import dataset_of_strokes

        return dataset_of_strokes(
            parse_unipen(content, source=source), provenance=f"pen strokes of {source}"
        )
    if is_pickle(content):
        # Imported here: nothing else needs the unpickler.
        from nn_core.data.readers.mnist_pickle import parse_mnist_pickle

        return parse_mnist_pickle(content, split=split, source=source)
    if is_csv(content):
        return parse_csv(content, source=source)
    raise DatasetError(f"{path} {_what_it_is_instead(content)}.")


def _what_it_is_instead(content: bytes) -> str:
    """Say of a file that is no dataset what its bytes show; none of it is opened for that."""
    if not content:
        return "is empty; make or fetch it again"
    if content.startswith(ZIP_MAGICS):
        if zipfile.is_zipfile(io.BytesIO(content)):
            return "is a zip archive of other files than NumPy's arrays; unpack it first"
        return "is a damaged or incomplete zip archive, as NPZ is one; make or fetch it again"
    if content.startswith(ARRAY_MAGIC):
        return "is a single array; pictures and labels go together into one NPZ file"
    if content.startswith(PICTURE_MAGICS):
        return "is a single picture; a dataset is a folder of them with one folder for each class"
    if PICKLE.match(content):
        return (
            "is a pickle that is incomplete or not of NumPy's arrays; it was not opened, as "
            "pickles may run commands: keep the pictures and labels as NPZ"
        )
    first = content[: 1 << 18].split(b"\n", 1)[0]
    for separator, name in SEPARATORS.items():
        if b"\0" not in first and first.count(separator) >= FEWEST_SEPARATORS:
            return f"looks like a table with {name} between its values; save it with commas"
    return (
        "is in no format of datasets that Inkling reads: IDX, NPZ, CSV, mnist.pkl.gz, UNIPEN, or "
        "a folder of pictures"
    )


def splits_of(path: Path) -> tuple[Split, ...]:
    """Tell which parts the dataset at a path has.

    Raises
    ------
    DatasetError
        If the path cannot be read.
    """
    return ("train", "test") if _has_test(path) else ("train",)


def _has_test(path: Path) -> bool:
    if path.is_dir():
        from nn_core.data.readers.image_folder import part_folder

        pairs = idx_pairs(path)
        if pairs:
            return len({prefix.startswith(TEST_PREFIXES) for prefix in pairs}) == 2
        return part_folder(path, "test") != path
    content = read_bytes(path)
    return is_pickle(content) or (is_npz(content) and npz_has_test(content, source=str(path)))


def _read_folder(folder: Path, split: Split) -> Dataset:
    pairs = idx_pairs(folder)
    if not pairs:
        if lonely := sorted(path for path in folder.glob("*idx?-ubyte*") if path.is_file()):
            return _read_idx_file(lonely[0])
        # Imported here: pictures need Pillow, which files of numbers do without.
        from nn_core.data.readers.image_folder import ink_on_paper, read_image_folder

        return read_image_folder(folder, split=split, prepare=ink_on_paper)
    tests = [prefix for prefix in pairs if prefix.startswith(TEST_PREFIXES)]
    others = [prefix for prefix in pairs if prefix not in tests]
    chosen = (tests or others if split == "test" else others or tests)[0]
    images, labels = pairs[chosen]
    return read_idx_pair(images, labels, class_names=None, provenance=f"{chosen} of {folder}")


def _read_idx_file(path: Path) -> Dataset:
    """Read the pair of IDX files that one file of pictures or labels belongs to."""
    pair = idx_pairs(path.parent).get(prefix_of(path))
    if pair is not None:
        images, labels = (path, pair[1]) if "images" in path.name else (pair[0], path)
        return read_idx_pair(images, labels, class_names=None, provenance=str(path))
    raise DatasetError(
        f"{path} is an IDX file without its partner: pictures and labels come as two files whose "
        "names differ in the words images and labels."
    )
