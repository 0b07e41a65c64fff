"""The runs of one person: added, listed, named, deleted, by several programs at the same time."""

import contextlib
import json
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nn_core.errors import InklingError, RunStoreError
from nn_core.model_file import Model, load_model, save_model
from nn_core.runs.database import BUSY_S, in_words, open_database, transaction
from nn_core.runs.folder import (
    MODEL_NAME,
    history_rows,
    write_history,
    write_settings,
)
from nn_core.runs.rows import COLUMNS, as_json, folder_of, read_history, read_row, row_of
from nn_core.runs.run import Outcome, Run, RunStatus
from nn_core.training import EpochReport
from nn_core.user_folders import runs_folder

__all__ = ["RUN_KEY", "RunStore"]

DATABASE_NAME = "runs.sqlite"

RUN_KEY = "run"
"""Where a model's provenance names the folder of the run that it came from."""

FORGET_AFTER_S = 3600.0
"""How long a run that was hidden can be brought back, should nobody make an end of it."""


class RunStore:
    """The list of runs, and the folders of their networks beside it.

    A store belongs to the thread that opened it; close it, or use it as a context manager.

    Parameters
    ----------
    folder
        Where everything lies; None takes the person's own folder.
    patience_s
        How long to wait, in seconds, for another program that is writing.

    Raises
    ------
    RunStoreError
        If the list cannot be opened, is damaged, or was made by a newer version.
    """

    def __init__(self, folder: Path | None = None, *, patience_s: float = BUSY_S) -> None:
        self.folder = runs_folder() if folder is None else folder
        self.path = self.folder / DATABASE_NAME
        self._patience_s = patience_s
        self._connection = open_database(self.path, patience_s=patience_s)
        self._file = _identity(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; safe to call again."""
        self._connection.close()

    # ---- looking

    def runs(self) -> list[Run]:
        """Give all runs, the latest first.

        Raises
        ------
        RunStoreError
            If the list cannot be read.
        """
        with in_words(self.path):
            rows = self._connection.execute(
                f"SELECT {COLUMNS} FROM run WHERE hidden_at IS NULL ORDER BY created DESC, id DESC"
            ).fetchall()
        return [self._run(row) for row in rows]

    def get(self, run_id: int) -> Run:
        """Give one run.

        Raises
        ------
        RunStoreError
            If there is none of this number.
        """
        with in_words(self.path):
            row = self._connection.execute(
                f"SELECT {COLUMNS} FROM run WHERE id = ? AND hidden_at IS NULL", (run_id,)
            ).fetchone()
        if row is None:
            raise RunStoreError(f"There is no run {run_id}.")
        return self._run(row)

    def find(self, named: str) -> Run:
        """Give the run of a number or a name.

        Raises
        ------
        RunStoreError
            If there is none, or several have the name.
        """
        if named.isascii() and named.isdecimal() and len(named) < 19:
            return self.get(int(named))
        found = [run for run in self.runs() if run.name == named]
        if not found:
            raise RunStoreError(f"There is no run {named!r}; `inkling runs list` lists them.")
        if len(found) > 1:
            numbers = ", ".join(str(run.id) for run in reversed(found))
            raise RunStoreError(f"Several runs are called {named!r}; name one of {numbers}.")
        return found[0]

    def history(self, run_id: int) -> tuple[EpochReport, ...]:
        """Give what was reported of each of a run's epochs.

        Raises
        ------
        RunStoreError
            If there is no such run.
        """
        with in_words(self.path):
            row = self._connection.execute(
                "SELECT history, config FROM run WHERE id = ?", (run_id,)
            ).fetchone()
        if row is None:
            raise RunStoreError(f"There is no run {run_id}.")
        try:
            return read_history(*row)
        except (ValueError, TypeError, KeyError) as error:
            raise self._damaged(run_id, error) from error

    def model(self, run_id: int) -> Model:
        """Load a run's network, by the run's present name.

        Raises
        ------
        RunStoreError
            If there is no such run, or its folder is gone.
        ModelFileError
            If the network's file is damaged.
        """
        run = self.get(run_id)
        if run.problem and not (run.folder / MODEL_NAME).exists():
            raise RunStoreError(f"The network of {run.name!r} cannot be loaded: {run.problem}")
        model = load_model(run.folder / MODEL_NAME)
        return replace(
            model, name=run.name, provenance={**model.provenance, RUN_KEY: run.folder.name}
        )

    def version(self) -> tuple[int, ...]:
        """Give numbers that change whenever something else than this store writes to the list.

        Raises
        ------
        RunStoreError
            If the list cannot be read.
        """
        if _identity(self.path) != self._file:
            # Somebody moved the file away, or put another one in its place.
            self._connection.close()
            self._connection = open_database(self.path, patience_s=self._patience_s)
            self._file = _identity(self.path)
        with in_words(self.path):
            number = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        return (number, *self._file)

    # ---- changing

    def add(self, outcome: Outcome) -> Run:
        """Keep what a training left.

        A stopped run that this training went on from gives it its place, its name and its note.

        Raises
        ------
        RunStoreError
            If it cannot be kept; nothing is left of it then.
        """
        with in_words(self.path):
            stopped = self._went_on_from(outcome)
            folder = self._new_folder(outcome)
            try:
                name = self._free_name(outcome.model.name) if stopped is None else stopped.name
                self._fill(folder, outcome, name)
                values = row_of(outcome, name=name, folder=folder.name)
                with transaction(self._connection):
                    run_id = self._insert(values, stopped)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            if stopped is not None:
                shutil.rmtree(stopped.folder, ignore_errors=True)
        return self.get(run_id)

    def judge(
        self, run_id: int, scores: Mapping[str, float], calibration: Mapping[str, float]
    ) -> Run:
        """Add what was measured of a run's network, and what makes its confidence honest.

        Raises
        ------
        RunStoreError
            If there is no such run, or the list cannot be written.
        ModelFileError
            If the network's file is damaged or cannot be written.
        """
        run = self.get(run_id)
        scores = {**run.scores, **scores}
        model = load_model(run.folder / MODEL_NAME)
        shares = {name: scores[name] for name in scores if name.endswith("accuracy")}
        calibration = {**model.calibration, **calibration}
        save_model(
            run.folder / MODEL_NAME,
            replace(model, scores={**model.scores, **shares}, calibration=calibration),
        )
        self._update(run_id, "scores", as_json(scores))
        return self.get(run_id)

    def rename(self, run_id: int, name: str) -> Run:
        """Call a run something else.

        Raises
        ------
        RunStoreError
            If there is no such run, or the name is empty.
        """
        name = " ".join(name.split())
        if not name:
            raise RunStoreError("A run needs a name.")
        self._update(run_id, "name", name)
        return self.get(run_id)

    def set_note(self, run_id: int, note: str) -> Run:
        """Write something about a run, in place of what stood there.

        Raises
        ------
        RunStoreError
            If there is no such run.
        """
        self._update(run_id, "note", note.strip())
        return self.get(run_id)

    def hide(self, run_id: int) -> None:
        """Delete a run in a way that can be undone for a while.

        Raises
        ------
        RunStoreError
            If there is no such run.
        """
        self._update(run_id, "hidden_at", time.time())

    def bring_back(self, run_id: int) -> Run:
        """Undo `hide`.

        Raises
        ------
        RunStoreError
            If the run is gone for good.
        """
        self._update(run_id, "hidden_at", None)
        return self.get(run_id)

    def delete(self, run_id: int) -> None:
        """Delete a run for good, its folder with it.

        Raises
        ------
        RunStoreError
            If there is no such run, or its folder cannot be removed.
        """
        with in_words(self.path):
            with transaction(self._connection):
                # RETURNING would say it in one, but older versions of SQLite do not know it.
                row = self._connection.execute(
                    "SELECT folder FROM run WHERE id = ?", (run_id,)
                ).fetchone()
                self._connection.execute("DELETE FROM run WHERE id = ?", (run_id,))
            if row is None:
                raise RunStoreError(f"There is no run {run_id}.")
            try:
                folder = folder_of(row[0], self.folder)
            except ValueError as error:
                raise self._damaged(run_id, error) from error
            if folder.exists():
                shutil.rmtree(folder)

    def forget_hidden(self, *, older_than_s: float = FORGET_AFTER_S) -> None:
        """Delete for good what was hidden that long ago and not brought back.

        Raises
        ------
        RunStoreError
            If the list cannot be written, or a folder cannot be removed.
        """
        with in_words(self.path):
            rows = self._connection.execute(
                "SELECT id FROM run WHERE hidden_at <= ?", (time.time() - older_than_s,)
            ).fetchall()
        for (run_id,) in rows:
            # Another program may have been quicker.
            with contextlib.suppress(RunStoreError):
                self.delete(run_id)

    # ---- the parts

    def _run(self, row: Sequence[Any]) -> Run:
        try:
            return read_row(row, self.folder)
        except (ValueError, TypeError) as error:
            raise self._damaged(row[0], error) from error

    def _damaged(self, run_id: int, error: Exception) -> RunStoreError:
        return RunStoreError(f"{self.path} is damaged: run {run_id} cannot be read ({error}).")

    def _went_on_from(self, outcome: Outcome) -> Run | None:
        """Find the stopped run whose epochs are the first ones of this training."""
        rows = self._connection.execute(
            "SELECT id, history FROM run WHERE status = ? AND config = ? AND epochs <= ? "
            "AND hidden_at IS NULL ORDER BY id DESC",
            (RunStatus.STOPPED.value, as_json(outcome.config.to_dict()), len(outcome.history)),
        ).fetchall()
        epochs = json.loads(as_json(history_rows(outcome.history)))
        for run_id, history in rows:
            before = json.loads(history)
            # The seconds that an epoch took tell it from the same epoch of a repeated training.
            if epochs[: len(before)] == before:
                return self.get(run_id)
        return None

    def _new_folder(self, outcome: Outcome) -> Path:
        architecture = outcome.config.architecture
        network = architecture if isinstance(architecture, str) else "network"
        stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
        folder = self.folder / f"{stamp}-{network}-{secrets.token_hex(3)}"
        folder.mkdir()
        return folder

    def _fill(self, folder: Path, outcome: Outcome, name: str) -> None:
        provenance = {**outcome.model.provenance, RUN_KEY: folder.name}
        model = replace(outcome.model, name=name, provenance=provenance)
        try:
            save_model(folder / MODEL_NAME, model)
        except InklingError as error:
            raise RunStoreError(str(error)) from error
        write_settings(folder, outcome.config)
        write_history(folder, outcome.history)

    def _free_name(self, wanted: str) -> str:
        """Put a number after a name that another run has."""
        taken = {name for (name,) in self._connection.execute("SELECT name FROM run")}
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted} {number}"
        return name

    def _insert(self, values: Mapping[str, Any], stopped: Run | None) -> int:
        if stopped is not None:
            changes = ", ".join(f"{column} = :{column}" for column in values)
            changed = self._connection.execute(
                f"UPDATE run SET {changes} WHERE id = :id AND hidden_at IS NULL",
                {**values, "id": stopped.id},
            )
            if changed.rowcount:
                return stopped.id
        names = ", ".join(values)
        places = ", ".join(f":{column}" for column in values)
        added = self._connection.execute(f"INSERT INTO run ({names}) VALUES ({places})", values)
        return int(added.lastrowid or 0)

    def _update(self, run_id: int, column: str, value: object) -> None:
        with in_words(self.path), transaction(self._connection):
            changed = self._connection.execute(
                f"UPDATE run SET {column} = ? WHERE id = ?", (value, run_id)
            )
        if not changed.rowcount:
            raise RunStoreError(f"There is no run {run_id}.")


def _identity(path: Path) -> tuple[int, int]:
    """Tell a file from another one that takes its place."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
