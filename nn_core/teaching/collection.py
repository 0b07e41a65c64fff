"""The collection: the digits of a person's own hand, kept in the person's own folder."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.errors import DatasetError
from nn_core.ink.drawing import IMAGE_PX
from nn_core.teaching.collection_file import opened_for_reading, opened_for_writing
from nn_core.teaching.own_digit import OwnDigit, pack_strokes, unpack_strokes
from nn_core.user_folders import collection_path

__all__ = ["EMPTY_SENTENCE", "Collection", "collection_path", "dataset_of_digits"]

EMPTY_SENTENCE = (
    "Your own digits are a collection that is still empty. On the Draw page, “It was a …” keeps a "
    "drawing with its right answer."
)

_COLUMNS = "key, label, image, strokes, written, source"


class Collection:
    """Digits with their right answers.

    Each call opens the file anew and closes it again, so that a collection may be used from any
    thread, and several processes may use one file at the same time.

    Parameters
    ----------
    path
        The file; None takes the user's own. It is made when the first digit is added.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = collection_path() if path is None else path

    def __len__(self) -> int:
        return sum(self.counts())

    def counts(self) -> tuple[int, ...]:
        """Count the digits of each class, 0 to 9."""
        counts = [0] * len(DIGIT_NAMES)
        with opened_for_reading(self.path) as connection:
            if connection is not None:
                query = "SELECT label, COUNT(*) FROM digits GROUP BY label"
                for label, count in connection.execute(query):
                    counts[label] = count
        return tuple(counts)

    def digits(self, label: int | None = None) -> list[OwnDigit]:
        """Give the digits of one class, or of all, in the order in which they came.

        Raises
        ------
        DatasetError
            If the file is damaged, of a newer Inkling, or cannot be read.
        """
        with opened_for_reading(self.path) as connection:
            if connection is None:
                return []
            if label is None:
                rows = connection.execute(f"SELECT {_COLUMNS} FROM digits ORDER BY key").fetchall()
            else:
                rows = connection.execute(
                    f"SELECT {_COLUMNS} FROM digits WHERE label = ? ORDER BY key", (label,)
                ).fetchall()
        return [_digit(row) for row in rows]

    def label_of(self, key: int) -> int | None:
        """Tell what a digit is, by its key; None where it is no longer there."""
        with opened_for_reading(self.path) as connection:
            if connection is None:
                return None
            query = "SELECT label FROM digits WHERE key = ?"
            row = connection.execute(query, (key,)).fetchone()
        return None if row is None else int(row[0])

    def add(self, digits: Iterable[OwnDigit]) -> list[int]:
        """Add digits, all of them or none.

        Returns
        -------
        list[int]
            Their keys.

        Raises
        ------
        DatasetError
            If the file is damaged, of a newer Inkling, or cannot be written.
        """
        with opened_for_writing(self.path) as connection:
            return [_insert(connection, digit, key=None) for digit in digits]

    def delete(self, keys: Sequence[int]) -> list[OwnDigit]:
        """Take digits out of the collection.

        Returns
        -------
        list[OwnDigit]
            What was there, for `restore`.

        Raises
        ------
        DatasetError
            If the file is damaged, of a newer Inkling, or cannot be written.
        """
        gone: list[OwnDigit] = []
        with opened_for_writing(self.path) as connection:
            for key in keys:
                query = f"SELECT {_COLUMNS} FROM digits WHERE key = ?"
                row = connection.execute(query, (key,)).fetchone()
                if row is not None:
                    gone.append(_digit(row))
                    connection.execute("DELETE FROM digits WHERE key = ?", (key,))
        return gone

    def restore(self, digits: Iterable[OwnDigit]) -> None:
        """Put deleted digits back where they were; one that is there already stays.

        Raises
        ------
        DatasetError
            If the file is damaged, of a newer Inkling, or cannot be written.
        """
        with opened_for_writing(self.path) as connection:
            for digit in digits:
                _insert(connection, digit, key=digit.key)

    def relabel(self, labels: Mapping[int, int]) -> dict[int, int]:
        """Say of some digits that they are others than was said before.

        Parameters
        ----------
        labels
            The right answer by the digit's key.

        Returns
        -------
        dict[int, int]
            What was said before, to undo it with.

        Raises
        ------
        DatasetError
            If an answer is no digit, or the file is damaged, newer or cannot be written.
        """
        if wrong := [label for label in labels.values() if label not in range(len(DIGIT_NAMES))]:
            raise DatasetError(f"A digit is 0 to 9, not {wrong[0]!r}.")
        before: dict[int, int] = {}
        with opened_for_writing(self.path) as connection:
            for key, label in labels.items():
                query = "SELECT label FROM digits WHERE key = ?"
                row = connection.execute(query, (key,)).fetchone()
                if row is not None:
                    before[key] = int(row[0])
                    connection.execute("UPDATE digits SET label = ? WHERE key = ?", (label, key))
        return before

    def dataset(self) -> Dataset:
        """Give all digits as a dataset.

        Raises
        ------
        DatasetError
            If there is none, or the file is damaged, newer or cannot be read.
        """
        digits = self.digits()
        if not digits:
            raise DatasetError(EMPTY_SENTENCE)
        return dataset_of_digits(digits)


def dataset_of_digits(digits: Sequence[OwnDigit]) -> Dataset:
    """Make a dataset of some digits; there must be one at least."""
    return Dataset(
        np.stack([digit.image for digit in digits]),
        np.array([digit.label for digit in digits], dtype=np.int64),
        DIGIT_NAMES,
        f"{len(digits)} digits of your own",
    )


def _insert(connection: sqlite3.Connection, digit: OwnDigit, *, key: int | None) -> int:
    cursor = connection.execute(
        f"INSERT OR IGNORE INTO digits ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (
            key,
            digit.label,
            digit.image.tobytes(),
            pack_strokes(digit.strokes),
            digit.written,
            digit.source,
        ),
    )
    return cursor.lastrowid or 0


def _digit(row: tuple[int, int, bytes, bytes, str, str]) -> OwnDigit:
    key, label, image, strokes, written, source = row
    pixels = np.frombuffer(image, dtype=np.uint8).reshape(IMAGE_PX, IMAGE_PX)
    return OwnDigit(label, pixels, unpack_strokes(strokes), written, source, key)
