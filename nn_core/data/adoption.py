"""Taking over the files of a known dataset that already lie somewhere on this computer."""

import hashlib
import os
from pathlib import Path

from nn_core.atomic_write import write_atomically
from nn_core.data.catalogue import catalogue_entry
from nn_core.data.loading import find_files_in
from nn_core.data.readers.compressed import read_bytes
from nn_core.errors import DatasetError
from nn_core.user_folders import datasets_folder

__all__ = ["adopt_folder"]


def adopt_folder(name: str, folder: str | os.PathLike[str]) -> Path:
    """Copy a dataset of the catalogue from a folder into the user's own, checked by its hashes.

    Parameters
    ----------
    name
        A name of `CATALOGUE`.
    folder
        Where its files lie, compressed or not, or the folder above.

    Returns
    -------
    Path
        The folder that now holds the dataset's files.

    Raises
    ------
    DatasetError
        If the name is unknown, the folder lacks a file, a file differs from the published one, or
        the copy cannot be written.
    """
    entry = catalogue_entry(name)
    folder = Path(folder)
    paths = find_files_in(folder, entry)
    if paths is None:
        wanted = ", ".join(file.name for file in entry.files)
        raise DatasetError(f"{folder} does not hold {entry.title}; its files are {wanted}.")
    target = datasets_folder() / entry.name
    for file in entry.files:
        raw = read_bytes(paths[file.name])
        if hashlib.sha256(raw).hexdigest() != file.sha256:
            raise DatasetError(
                f"{paths[file.name]} is damaged: it differs from the published file of "
                f"{entry.title}."
            )
        try:
            write_atomically(target / file.name, raw)
        except OSError as error:
            raise DatasetError(
                f"{target / file.name} cannot be written: {error.strerror or error}."
            ) from error
    return target
