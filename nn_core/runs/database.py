"""The file in which the list of runs is kept: SQLite, safe for several programs at once."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from nn_core.errors import RunStoreError

__all__ = ["BUSY_S", "MIGRATIONS", "in_words", "open_database", "transaction"]

BUSY_S = 15.0
"""How long one program usually waits for another one that is writing."""

Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            created TEXT NOT NULL,
            seconds REAL NOT NULL,
            status TEXT NOT NULL,
            remark TEXT NOT NULL,
            made_by TEXT NOT NULL,
            dataset TEXT NOT NULL,
            provenance TEXT NOT NULL,
            config TEXT NOT NULL,
            epochs INTEGER NOT NULL,
            best_epoch INTEGER NOT NULL,
            history TEXT NOT NULL,
            scores TEXT NOT NULL,
            folder TEXT NOT NULL UNIQUE,
            hidden_at REAL
        )
        """,
    ),
)
"""What makes each version of the tables out of the one before; the last one is the present one.

`config`, `history`, `provenance` and `scores` are JSON. `hidden_at` is the time at which a run was
deleted in a way that can still be undone.
"""


def open_database(
    path: Path,
    *,
    migrations: Sequence[Migration] = MIGRATIONS,
    patience_s: float = BUSY_S,
) -> sqlite3.Connection:
    """Open the list, make it where there is none, and bring an older one up to date.

    Parameters
    ----------
    path
        The file; folders are made as needed.
    migrations
        What makes each version out of the one before.
    patience_s
        How long to wait, in seconds, for another program that is writing.

    Raises
    ------
    RunStoreError
        If the file cannot be opened, is no such list, or is of a newer version.
    """
    with in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Transactions are begun and ended here, not by Python's driver.
        connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
        try:
            _refuse_newer(connection, path, len(migrations))
            _write_ahead(connection, patience_s)
            _migrate(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of what is within, or nothing; other programs wait so long with their writing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what goes wrong within into a sentence.

    Raises
    ------
    RunStoreError
        In place of any error of SQLite or of the file system.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise RunStoreError(
                f"{path} is busy: another program is writing to it. Try again in a moment."
            ) from error
        raise RunStoreError(f"{path} cannot be used: {error}.") from error
    except sqlite3.Error as error:
        raise RunStoreError(
            f"{path} is damaged ({error}). Move it away, and a new list of runs is begun."
        ) from error
    except OSError as error:
        where = error.filename or path
        raise RunStoreError(f"{where} cannot be used: {error.strerror or error}.") from error


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_newer(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    version = _version(connection)
    if version > newest:
        raise RunStoreError(
            f"{path} was made by a newer Inkling: it is of version {version}, and this one knows "
            f"versions up to {newest}."
        )


def _write_ahead(connection: sqlite3.Connection, patience_s: float) -> None:
    """Let readers and a writer work at the same time."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite does not wait for others here, as it does elsewhere.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    if _version(connection) == len(migrations):
        return
    with transaction(connection):
        # Another program may have done it in the meantime.
        _refuse_newer(connection, path, len(migrations))
        for migration in migrations[_version(connection) :]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
