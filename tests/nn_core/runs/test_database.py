"""The list's file: versions follow each other, newer ones and damage are refused in words."""

import sqlite3
from pathlib import Path

import pytest

from nn_core.errors import RunStoreError
from nn_core.runs import RunStore
from nn_core.runs.database import MIGRATIONS, open_database


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    return {name for (name,) in found}


def test_a_new_list_is_of_the_newest_version_and_written_ahead(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "deep" / "runs.sqlite")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000
    connection.close()


def test_an_older_list_is_brought_up_to_date_step_by_step(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first = (("CREATE TABLE word (text TEXT)", "INSERT INTO word VALUES ('kept')"),)
    second = ("ALTER TABLE word ADD COLUMN length INTEGER",)
    third = ("UPDATE word SET length = length(text)",)
    open_database(path, migrations=first).close()
    connection = open_database(path, migrations=(*first, second, third))
    assert connection.execute("SELECT text, length FROM word").fetchall() == [("kept", 4)]
    assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    connection.close()


def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first = (("CREATE TABLE word (text TEXT)",),)
    open_database(path, migrations=first).close()
    broken = ("CREATE TABLE other (text TEXT)", "INSERT INTO nowhere VALUES (1)")
    with pytest.raises(RunStoreError, match="nowhere"):
        open_database(path, migrations=(*first, broken))
    assert "other" not in tables(path)
    open_database(path, migrations=first).close()


def test_a_newer_list_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RunStoreError, match="newer Inkling: it is of version 99"):
        RunStore(tmp_path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_list_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").write_bytes(b"this is no database at all, by any means" * 40)
    with pytest.raises(RunStoreError, match="is damaged"):
        RunStore(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunStoreError, match="cannot be used"):
        RunStore(tmp_path / "file" / "runs")


def test_a_row_that_leads_out_of_the_folder_is_refused(store: RunStore, make_outcome) -> None:
    run = store.add(make_outcome())
    outside = store.folder.parent / "precious"
    outside.mkdir()
    connection = sqlite3.connect(store.path)
    connection.execute("UPDATE run SET folder = '../precious'")
    connection.commit()
    connection.close()
    with pytest.raises(RunStoreError, match="no folder of a run"):
        store.runs()
    with pytest.raises(RunStoreError, match="no folder of a run"):
        store.delete(run.id)
    assert outside.exists()
