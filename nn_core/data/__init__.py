"""Datasets: what they are, where they come from, and every format that they are read from."""

from nn_core.data.adoption import adopt_folder
from nn_core.data.catalogue import CATALOGUE, CatalogueEntry, catalogue_entry
from nn_core.data.dataset import Dataset
from nn_core.data.download import DownloadCancelled, download, folder_of_whole_copy
from nn_core.data.loading import (
    MY_DIGITS,
    SIGNS,
    SYNTHETIC,
    DatasetMissing,
    available_splits,
    dataset_names,
    find_files,
    imported_path,
    load_dataset,
    load_mixture,
    load_strokes,
)
from nn_core.data.readers import Split
from nn_core.data.readers.arrays import dataset_of
from nn_core.data.readers.unipen import StrokeSample, read_unipen

__all__ = [
    "CATALOGUE",
    "MY_DIGITS",
    "SIGNS",
    "SYNTHETIC",
    "CatalogueEntry",
    "Dataset",
    "DatasetMissing",
    "DownloadCancelled",
    "Split",
    "StrokeSample",
    "adopt_folder",
    "available_splits",
    "catalogue_entry",
    "dataset_names",
    "dataset_of",
    "download",
    "find_files",
    "folder_of_whole_copy",
    "imported_path",
    "load_dataset",
    "load_mixture",
    "load_strokes",
    "read_unipen",
]
