"""One door to every dataset: by name or by path, in whatever format the file turns out to be."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from nn_core.data.catalogue import CATALOGUE, CatalogueEntry, DatasetFile
from nn_core.data.dataset import Dataset
from nn_core.data.readers import Split, read_dataset, splits_of
from nn_core.data.readers.compressed import read_bytes
from nn_core.data.readers.unipen import StrokeSample, is_unipen, parse_unipen, read_unipen
from nn_core.data.shares import SharedPart, mix_by_share, parse_shares
from nn_core.errors import ConfigError, DatasetError
from nn_core.user_folders import datasets_folder

__all__ = [
    "MY_DIGITS",
    "SIGNS",
    "SYNTHETIC",
    "DatasetMissing",
    "available_splits",
    "dataset_names",
    "find_files",
    "find_files_in",
    "imported_path",
    "load_dataset",
    "load_mixture",
    "load_strokes",
]

SYNTHETIC = "synthetic"
"""The dataset that is made on the spot, so that training works without any other."""

MY_DIGITS = "my-digits"
"""The digits of the person's own hand that were collected in the window."""

SIGNS = "signs"
"""Signs that are no digits, made on the spot; mixed with digits, they make an eleventh class."""

SYNTHETIC_SAMPLES = {"train": 12_000, "test": 2_000}
SYNTHETIC_SEEDS = {"train": 20_260_101, "test": 20_260_102}

SIGN_SAMPLES = {"train": 8_000, "test": 2_000}
SIGN_SEEDS = {"train": 20_260_105, "test": 20_260_106}

MIXING_SEEDS = {"train": 20_260_103, "test": 20_260_104}
"""A mixture is the same at every time, so that its name says all there is to know of it."""

COMPRESSED_ENDINGS = ("", ".gz", ".Z")


class DatasetMissing(DatasetError):
    """A dataset of the catalogue is not on this computer yet.

    Attributes
    ----------
    name
        The name to pass to `download`.
    """

    def __init__(self, entry: CatalogueEntry) -> None:
        super().__init__(
            f"{entry.title} is not on this computer yet; `inkling data download {entry.name}` "
            f"fetches it ({entry.download_size / 1e6:.0f} MB)."
        )
        self.name = entry.name


def dataset_names() -> tuple[str, ...]:
    """List the names that `load_dataset` takes on this computer, imported datasets last."""
    own = (SYNTHETIC, SIGNS, MY_DIGITS)
    imported = sorted(
        path.stem
        for path in datasets_folder().glob("*.npz")
        if path.stem not in CATALOGUE and path.stem not in own
    )
    return (*CATALOGUE, *own, *imported)


def load_dataset(
    name_or_path: str | os.PathLike[str],
    *,
    split: Split = "train",
    progress: Callable[[int, int], None] | None = None,
) -> Dataset:
    """Load a dataset by its name, from a file or folder, or several of them mixed by share.

    A name of the catalogue is looked for in the folders of `INKLING_DATASETS`, then in the user's
    folder. A path may lead to IDX files, `mnist.pkl.gz`, a CSV file, an NPZ file, a folder of
    pictures in one folder per class or pen strokes in UNIPEN text; the content decides which.
    "mnist 60%, synthetic 40%" is a mixture: `mix_by_share` puts it together, the same at every
    time, in the size of the first part's pictures. Its test part is made of those that have one,
    and holds no picture twice.

    Parameters
    ----------
    name_or_path
        A name from `dataset_names()`, a path, or a mixture of them.
    split
        Which part. A file that knows no parts gives all of its samples for either.
    progress
        Called with the samples done and the samples in all by what takes long, which is making
        synthetic strokes and signs. An exception that it raises ends the work and is passed on.

    Raises
    ------
    DatasetMissing
        If it is in the catalogue and must be downloaded first.
    DatasetError
        If it cannot be found or read, or parts of a mixture do not go together.
    ConfigError
        If `split` is neither "train" nor "test", or shares do not come to 100 %.
    """
    if split not in ("train", "test"):
        raise ConfigError(f"A dataset's parts are train and test, not {split!r}.")
    name = os.fspath(name_or_path)
    if parts := parse_shares(name):
        return load_mixture(
            parts, split, lambda part: load_dataset(part, split=split, progress=progress)
        )
    if name in CATALOGUE:
        return _load_entry(CATALOGUE[name], split)
    if name == SYNTHETIC:
        return _load_synthetic(split, progress)
    if name == SIGNS:
        return _load_signs(split, progress)
    if name == MY_DIGITS:
        # Imported here: nothing else that is loaded needs a database.
        from nn_core.teaching.collection import Collection

        return Collection().dataset()
    return read_dataset(_existing_path(name), split=split)


def load_mixture(
    parts: Sequence[SharedPart], split: Split, load: Callable[[str], Dataset]
) -> Dataset:
    """Mix datasets by share as `load_dataset` does, which calls this.

    Parameters
    ----------
    parts
        What it is made of.
    split
        Which part of each.
    load
        Loads that part of a dataset, or has it at hand.

    Raises
    ------
    DatasetError
        If the parts do not go together, or one of them cannot be had.
    """
    first = parts[0]
    if split == "test":
        parts = [part for part in parts if "test" in available_splits(part.name)] or parts
    loaded = [(part, load(part.name)) for part in parts]
    # The test is of the size that is learnt from, also where the first part has no test.
    pictures = loaded[0][1] if parts[0] == first else load(first.name)
    size = pictures.images.shape[1:]
    rng = np.random.default_rng(MIXING_SEEDS[split])
    return mix_by_share(loaded, repeat=split == "train", rng=rng, size=size)


def load_strokes(
    name_or_path: str | os.PathLike[str], *, split: Split = "train"
) -> list[StrokeSample] | None:
    """Load a dataset of pen strokes as strokes.

    Parameters
    ----------
    name_or_path
        "pendigits", or the path of a UNIPEN file.
    split
        As in `load_dataset`; a file has no parts.

    Returns
    -------
    list[StrokeSample] | None
        None if the dataset holds pictures.

    Raises
    ------
    DatasetMissing
        If it is in the catalogue and must be downloaded first.
    DatasetError
        If it cannot be found or read.
    """
    name = os.fspath(name_or_path)
    if name == "pendigits":
        paths = find_files(CATALOGUE[name])
        if paths is None:
            raise DatasetMissing(CATALOGUE[name])
        from nn_core.data.pen_dataset import HELD_BACK_WRITERS, split_by_writer

        parts = split_by_writer(read_unipen(next(iter(paths.values()))), HELD_BACK_WRITERS)
        return parts[1 if split == "test" else 0]
    if name in CATALOGUE or name in (SYNTHETIC, SIGNS, MY_DIGITS) or parse_shares(name):
        return None
    path = _existing_path(name)
    if path.is_dir():
        return None
    content = read_bytes(path)
    return parse_unipen(content, source=name) if is_unipen(content) else None


def available_splits(name_or_path: str | os.PathLike[str]) -> tuple[Split, ...]:
    """Tell which parts a dataset has: ("train", "test"), or ("train",) where it has but one."""
    name = os.fspath(name_or_path)
    if parts := parse_shares(name):
        splits = [available_splits(part.name) for part in parts]
        return ("train", "test") if any("test" in each for each in splits) else ("train",)
    if name in CATALOGUE or name in (SYNTHETIC, SIGNS):
        return ("train", "test")
    if name == MY_DIGITS:
        return ("train",)
    return splits_of(_existing_path(name))


def imported_path(name: str) -> Path:
    """Say where a dataset that was imported under a name is kept."""
    return datasets_folder() / f"{name}.npz"


def find_files(entry: CatalogueEntry) -> dict[str, Path] | None:
    """Look for the files of a dataset on this computer.

    Returns
    -------
    dict[str, Path] | None
        The path of each file by its name, or None if no folder holds all of them.
    """
    named = os.environ.get("INKLING_DATASETS", "")
    for folder in (Path(part).expanduser() for part in named.split(os.pathsep) if part.strip()):
        paths = find_files_in(folder, entry)
        if paths:
            return paths
    return _files_in(datasets_folder() / entry.name, entry)


def find_files_in(folder: Path, entry: CatalogueEntry) -> dict[str, Path] | None:
    """Look for the files of a dataset in one folder, and in the folders it usually comes in.

    Returns
    -------
    dict[str, Path] | None
        The path of each file by its name, or None if they are not all there.
    """
    for candidate in (*(folder / sub for sub in entry.folder_names), folder):
        paths = _files_in(candidate, entry)
        # Datasets share their files' names: one that lies in no folder of its own is known by the
        # hash of its smallest file.
        if paths and (candidate != folder or _is_the_one(entry, paths)):
            return paths
    return None


def _files_in(folder: Path, entry: CatalogueEntry) -> dict[str, Path] | None:
    paths: dict[str, Path] = {}
    for file in entry.files:
        choices = (folder / f"{file.name}{ending}" for ending in COMPRESSED_ENDINGS)
        path = next((choice for choice in choices if choice.is_file()), None)
        if path is None:
            return None
        paths[file.name] = path
    return paths


def _is_the_one(entry: CatalogueEntry, paths: dict[str, Path]) -> bool:
    smallest: DatasetFile = min(entry.files, key=lambda file: file.size)
    return hashlib.sha256(read_bytes(paths[smallest.name])).hexdigest() == smallest.sha256


def _load_entry(entry: CatalogueEntry, split: Split) -> Dataset:
    paths = find_files(entry)
    if paths is None:
        raise DatasetMissing(entry)
    if entry.name == "pendigits":
        # Imported here: drawing strokes needs Pillow, which the other datasets do without.
        from nn_core.data.pen_dataset import load_pendigits

        return load_pendigits(next(iter(paths.values())), split=split)
    from nn_core.data.readers.idx_dataset import read_idx_pair

    prefix: Literal["train", "t10k"] = "train" if split == "train" else "t10k"
    return read_idx_pair(
        paths[f"{prefix}-images-idx3-ubyte"],
        paths[f"{prefix}-labels-idx1-ubyte"],
        class_names=entry.class_names,
        provenance=f"{entry.title}, {'training' if split == 'train' else 'test'} images",
    )


def _load_synthetic(split: Split, progress: Callable[[int, int], None] | None) -> Dataset:
    # Imported here: only this dataset needs the generator of handwriting.
    from nn_core.data.synthetic import synthetic_dataset

    return synthetic_dataset(
        SYNTHETIC_SAMPLES[split],
        rng=np.random.default_rng(SYNTHETIC_SEEDS[split]),
        progress=progress,
    )


def _load_signs(split: Split, progress: Callable[[int, int], None] | None) -> Dataset:
    from nn_core.data.signs import sign_dataset  # imported here, as above

    rng = np.random.default_rng(SIGN_SEEDS[split])
    return sign_dataset(SIGN_SAMPLES[split], split=split, rng=rng, progress=progress)


def _existing_path(name: str) -> Path:
    path = Path(name).expanduser()
    if path.exists():
        return path
    imported = imported_path(name)
    if path.name == name and imported.is_file():
        return imported
    raise DatasetError(
        f"There is no dataset called {name!r} and no such file; the names known here are "
        f"{', '.join(dataset_names())}, and mixtures such as mnist 60%, synthetic 40%."
    )
