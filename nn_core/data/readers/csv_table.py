"""Pictures in a CSV table, one a row, as Kaggle keeps MNIST."""

import io
import re
import warnings

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.data.readers.arrays import as_labels, as_pictures, square_side
from nn_core.data.readers.idx_dataset import class_names_for
from nn_core.errors import DatasetError

__all__ = ["FEWEST_SEPARATORS", "UNLABELLED", "is_csv", "parse_csv"]

UNLABELLED: tuple[str, ...] = ("unlabelled",)
"""The one class of pictures that nobody has labelled, such as Kaggle's test.csv."""

FEWEST_SEPARATORS = 24
"""Between the pixels of the smallest square that is taken for a picture."""

LABEL_NAMES = frozenset({"label", "labels", "class", "target", "digit", "y"})

_CELL = re.compile(r"^(?:pixel)?(\d+)x(\d+)$", re.IGNORECASE)


def is_csv(content: bytes) -> bool:
    """Tell whether bytes are text whose first line has many values between commas."""
    first = content[: 1 << 18].split(b"\n", 1)[0]
    return b"\0" not in first and first.count(b",") >= FEWEST_SEPARATORS


def parse_csv(content: bytes, *, source: str) -> Dataset:
    """Read a table with one picture a row, label first, with or without a header.

    A header may put the label elsewhere, and may give pictures that are no squares: its last name
    is then the picture's size, as in "28x20". Rows without a label become one class, "unlabelled".

    Parameters
    ----------
    content
        The table's text.
    source
        Where it was read, for messages.

    Raises
    ------
    DatasetError
        If the rows are no pictures, differ in length, or hold anything but numbers.
    """
    text = content.decode("utf-8-sig", errors="replace")
    names = _header(text)
    table = _table(text, skip=0 if names is None else 1, source=source)
    label_column = _label_column(names, table.shape[1], source)
    if label_column is None:
        labels, class_names = np.zeros(len(table), dtype=np.int64), UNLABELLED
        pixels = table
    else:
        labels, _ = as_labels(table[:, label_column], source=source)
        class_names = class_names_for(labels)
        pixels = np.delete(table, label_column, axis=1)
    size = _size(names, pixels.shape[1])
    if size is not None:
        pixels = pixels.reshape(len(pixels), *size)
    return Dataset(as_pictures(pixels, source=source), labels, class_names, f"rows of {source}")


def _header(text: str) -> list[str] | None:
    """Give the names in the first line, or None if it holds numbers already."""
    first = [name.strip().strip('"') for name in text.split("\n", 1)[0].split(",")]
    try:
        for value in first:
            float(value)
    except ValueError:
        return first
    return None


def _table(text: str, *, skip: int, source: str) -> NDArray[np.float32]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an empty table is only warned about
            return np.loadtxt(
                io.StringIO(text), dtype=np.float32, delimiter=",", skiprows=skip, ndmin=2
            )
    except UserWarning as error:
        raise DatasetError(f"{source} is a table without rows.") from error
    except ValueError as error:
        reason = str(error).split(";")[0].rstrip(".")
        raise DatasetError(f"{source} is no table of numbers: {reason}.") from error


def _label_column(names: list[str] | None, columns: int, source: str) -> int | None:
    if names is not None:
        named = [index for index, name in enumerate(names) if name.lower() in LABEL_NAMES]
        if named:
            return named[0]
        if _size(names, columns) is not None:
            return None
    if square_side(columns - 1) is not None:
        return 0
    if square_side(columns) is not None:
        return None
    raise DatasetError(
        f"{source}: rows of {columns} values are no label and a square picture, nor one alone."
    )


def _size(names: list[str] | None, pixels: int) -> tuple[int, int] | None:
    """Read the size of a picture from the names of its pixels, "1x1" to "28x28"."""
    cells = [match for name in names or () if (match := _CELL.match(name))]
    if not cells:
        return None
    height, width = int(cells[-1][1]), int(cells[-1][2])
    return (height, width) if height * width == pixels else None
