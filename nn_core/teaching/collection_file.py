"""The file that the collection lies in: SQLite, its schema and version, and how it is opened."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from nn_core.errors import DatasetError

__all__ = ["SCHEMA_VERSION", "opened_for_reading", "opened_for_writing"]

SCHEMA_VERSION = 1
"""The newest schema that this version knows, and the one that it writes."""

PATIENCE_S = 10.0
"""How long another process may write before this one gives up."""

_SCHEMA = """
CREATE TABLE digits (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
    image BLOB NOT NULL CHECK (length(image) = 784),
    strokes BLOB NOT NULL,
    written TEXT NOT NULL,
    source TEXT NOT NULL
)
"""


@contextlib.contextmanager
def opened_for_reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the file for reading; gives None where there is none yet.

    Raises
    ------
    DatasetError
        If the file is damaged, of a newer Inkling, or cannot be read.
    """
    if not path.is_file():
        yield None
        return
    with _told_in_words(path), contextlib.closing(_connect(path)) as connection:
        yield connection if _checked_version(connection, path) else None


@contextlib.contextmanager
def opened_for_writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction, and make it if need be.

    What happens inside is kept whole or, after an error, not at all. Another process that writes
    at the same time is waited for.

    Raises
    ------
    DatasetError
        If the file is damaged, of a newer Inkling, or cannot be written.
    """
    with _told_in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(_connect(path)) as connection:
            if _checked_version(connection, path) == 0:
                _keep_a_log(connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                # Another process may have made it in the meantime.
                if _checked_version(connection, path) == 0:
                    connection.execute(_SCHEMA)
                    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
    # With a write-ahead log this loses nothing but, at worst, the last digit before a power cut.
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Have changes written ahead, so that readers and a writer do not wait for each other."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            # Two processes make the file at once: SQLite does not wait for this one lock.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _checked_version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise DatasetError(
            f"{path} was written by a newer Inkling: it is of version {version}, and this one "
            f"knows versions up to {SCHEMA_VERSION}. It is left as it is."
        )
    return version


@contextlib.contextmanager
def _told_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise DatasetError(f"Your digits in {path} cannot be read or written: {error}.") from error
    except OSError as error:
        raise DatasetError(
            f"Your digits in {path} cannot be read or written: {error.strerror or error}."
        ) from error
