"""Work on datasets in the background: looking at one, fetching one, taking one over."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from desktop_app.background import Cancelled, JobControl
from nn_core.data import (
    CATALOGUE,
    SIGNS,
    SYNTHETIC,
    Dataset,
    DownloadCancelled,
    adopt_folder,
    download,
    load_dataset,
    load_mixture,
)
from nn_core.data.shares import parse_shares

__all__ = [
    "AdoptJob",
    "DownloadJob",
    "DownloadProgress",
    "LoadJob",
    "LoadProgress",
    "LoadedDataset",
]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedDataset:
    """A dataset that is in memory.

    Attributes
    ----------
    name
        The name or path that it goes by.
    data
        Its pictures to learn from.
    counts
        How many there are of each class.
    """

    name: str
    data: Dataset
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How far a download has come, in bytes."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How many samples are there already, of those that will be."""

    done: int
    total: int


LASTING = (*CATALOGUE, SYNTHETIC, SIGNS)
"""Datasets that are the same whenever they are loaded."""


class LoadJob:
    """Loads what there is to learn from in a dataset, or in a mixture of several.

    Parameters
    ----------
    name
        Its name or path, or the text of a mixture.
    at_hand
        Datasets that were loaded before, by name; those that last join it.
    """

    def __init__(self, name: str, at_hand: dict[str, Dataset] | None = None) -> None:
        self._name = name
        self._at_hand = {} if at_hand is None else at_hand

    def __call__(self, control: JobControl) -> LoadedDataset:
        """Load it.

        Raises
        ------
        Cancelled
            If the job was called off.
        DatasetError
            If it is missing or cannot be read, or parts of a mixture do not go together.
        """
        parts = parse_shares(self._name)
        load = partial(self._load, control)
        data = load_mixture(parts, "train", load) if parts else load(self._name)
        control.raise_if_cancelled()
        counts = np.bincount(data.labels, minlength=len(data.class_names))
        return LoadedDataset(self._name, data, tuple(int(count) for count in counts))

    def _load(self, control: JobControl, name: str) -> Dataset:
        control.raise_if_cancelled()
        data = self._at_hand.get(name)
        if data is None:
            data = load_dataset(name, progress=report_to(control))
            if name in LASTING:
                self._at_hand[name] = data
        return data


def report_to(control: JobControl) -> Callable[[int, int], None]:
    """Make of a job's control what `load_dataset` takes to tell of its progress."""

    def progress(done: int, total: int) -> None:
        control.raise_if_cancelled()
        control.tell_progress(LoadProgress(done, total))

    return progress


class DownloadJob:
    """Fetches a dataset of the catalogue."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, control: JobControl) -> Path:
        """Fetch it, telling of `DownloadProgress`.

        Raises
        ------
        Cancelled
            If the job was called off.
        DatasetError
            If no mirror gave the right files.
        """

        def progress(done: int, total: int) -> None:
            control.tell_progress(DownloadProgress(done, total))

        try:
            return download(self._name, progress=progress, cancelled=control.is_cancelled)
        except DownloadCancelled:
            raise Cancelled from None


class AdoptJob:
    """Copies a dataset of the catalogue from a folder that the person named."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    def __call__(self, control: JobControl) -> Path:
        """Copy it.

        Raises
        ------
        DatasetError
            If the folder does not hold it, or a file is damaged.
        """
        return adopt_folder(self._name, self._folder)
