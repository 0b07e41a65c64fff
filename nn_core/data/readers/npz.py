"""NumPy's own archive (NPZ), in which Keras ships MNIST and imported datasets are kept."""

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nn_core.atomic_write import write_atomically
from nn_core.data.dataset import Dataset
from nn_core.data.readers.arrays import as_labels, as_pictures
from nn_core.data.readers.compressed import LARGEST_CONTENT
from nn_core.data.readers.idx_dataset import class_names_for
from nn_core.errors import DatasetError

__all__ = ["is_npz", "npz_has_test", "parse_npz", "write_npz"]

TRAIN_KEYS = (("x_train", "y_train"), ("train_images", "train_labels"))
TEST_KEYS = (("x_test", "y_test"), ("test_images", "test_labels"))
WHOLE_KEYS = (("images", "labels"), ("x", "y"), ("X", "y"), ("data", "target"), ("data", "labels"))
NAMES_KEY = "class_names"
SOURCE_KEY = "provenance"

_DAMAGE = (
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile and NumPy are known to raise for archives that are damaged or locked."""


def is_npz(content: bytes) -> bool:
    """Tell whether bytes are a zip archive of NumPy arrays."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except _DAMAGE:
        return False
    return bool(names) and all(name.endswith(".npy") for name in names)


def parse_npz(content: bytes, *, split: str, source: str) -> Dataset:
    """Read a dataset out of an NPZ archive; arrays of objects are never unpickled.

    Parameters
    ----------
    content
        The bytes of the archive.
    split
        "train" or "test"; an archive that knows no parts gives all of its samples for either.
    source
        Where it was read, for messages.

    Raises
    ------
    DatasetError
        If the archive is damaged, holds objects, or lacks a pair of pictures and labels.
    """
    arrays = _arrays(content, source)
    first, second = (TEST_KEYS, TRAIN_KEYS) if split == "test" else (TRAIN_KEYS, TEST_KEYS)
    for keys in (*first, *WHOLE_KEYS, *second):
        if keys[0] in arrays and keys[1] in arrays:
            return _dataset(arrays, keys, source)
    raise DatasetError(
        f"{source} holds {', '.join(sorted(arrays)) or 'nothing'}, but no pair such as x_train and "
        "y_train, or images and labels."
    )


def npz_has_test(content: bytes, *, source: str) -> bool:
    """Tell whether an archive has a test part beside another one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.removesuffix(".npy") for name in archive.namelist()}
    except _DAMAGE as error:
        raise DatasetError(f"{source} is a damaged or incomplete NPZ archive.") from error
    return any(set(keys) <= names for keys in TEST_KEYS) and any(
        set(keys) <= names for keys in (*TRAIN_KEYS, *WHOLE_KEYS)
    )


def write_npz(path: Path, train: Dataset, test: Dataset | None = None) -> None:
    """Write a dataset as an NPZ archive that `parse_npz` and NumPy read.

    Raises
    ------
    DatasetError
        If the file cannot be written, or `test` has a class that `train` has not.
    """
    arrays: dict[str, NDArray[np.generic]] = {
        "x_train": train.images,
        "y_train": train.labels,
        NAMES_KEY: np.array(train.class_names, dtype=np.str_),
        SOURCE_KEY: np.array(train.provenance, dtype=np.str_),
    }
    if test is not None:
        in_order = test.with_classes(train.class_names)
        arrays |= {"x_test": in_order.images, "y_test": in_order.labels}
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    try:
        write_atomically(path, content.getvalue())
    except OSError as error:
        raise DatasetError(f"{path} cannot be written: {error.strerror or error}.") from error


def _arrays(content: bytes, source: str) -> dict[str, NDArray[np.generic]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_CONTENT:
                raise DatasetError(f"{source} unpacks to more than {LARGEST_CONTENT:,} bytes.")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except ValueError as error:
        if "pickle" in str(error).lower():
            raise DatasetError(
                f"{source} holds Python objects; only arrays of numbers and names are read."
            ) from error
        raise DatasetError(f"{source} is a damaged or incomplete NPZ archive.") from error
    except _DAMAGE as error:
        raise DatasetError(f"{source} is a damaged or incomplete NPZ archive.") from error


def _dataset(arrays: dict[str, NDArray[np.generic]], keys: tuple[str, str], source: str) -> Dataset:
    images = as_pictures(arrays[keys[0]], source=f"{source}, {keys[0]}")
    labels, names = as_labels(arrays[keys[1]], source=f"{source}, {keys[1]}")
    if names is not None:
        names, labels = _shared_names(arrays, names, labels)
    if NAMES_KEY in arrays and arrays[NAMES_KEY].ndim == 1 and arrays[NAMES_KEY].dtype.kind == "U":
        names = tuple(str(name) for name in arrays[NAMES_KEY])
    provenance = f"{keys[0]} of {source}"
    if SOURCE_KEY in arrays and arrays[SOURCE_KEY].dtype.kind == "U":
        provenance = str(arrays[SOURCE_KEY])
    return Dataset(images, labels, names or class_names_for(labels), provenance)


def _shared_names(
    arrays: dict[str, NDArray[np.generic]], names: tuple[str, ...], labels: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Count labels that are names among those of all parts, so that they mean the same in each."""
    parts = [arrays[key] for _, key in (*TRAIN_KEYS, *TEST_KEYS) if key in arrays]
    found = {
        str(name) for part in parts if part.dtype.kind in "US" for name in part.astype(str).ravel()
    }
    shared = tuple(sorted(found | set(names)))
    places = np.array([shared.index(name) for name in names], dtype=np.int64)
    return shared, places[labels]
