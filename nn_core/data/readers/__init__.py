"""Every format that datasets are read from, told apart by content."""

from nn_core.data.readers.formats import Split, read_dataset, splits_of

__all__ = ["Split", "read_dataset", "splits_of"]
