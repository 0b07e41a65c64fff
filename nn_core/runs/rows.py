"""Runs as rows of a table, and back."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nn_core.cli.output import plain
from nn_core.runs.folder import history_rows, problem_of
from nn_core.runs.run import MadeBy, Outcome, Run, RunStatus
from nn_core.training import EpochReport

__all__ = ["COLUMNS", "as_json", "folder_of", "read_history", "read_row", "row_of"]

COLUMNS = (
    "id, name, note, created, seconds, status, remark, made_by, dataset, provenance, config, "
    "epochs, best_epoch, scores, folder"
)
"""What `read_row` needs of a row."""


def row_of(outcome: Outcome, *, name: str, folder: str) -> dict[str, Any]:
    """Write an outcome as the values of a row, by the names of their columns."""
    return {
        "name": name,
        "created": outcome.model.created,
        "seconds": outcome.seconds,
        "status": outcome.status.value,
        "remark": outcome.remark,
        "made_by": outcome.made_by.value,
        "dataset": outcome.config.dataset,
        "provenance": as_json(outcome.model.provenance),
        "config": as_json(outcome.config.to_dict()),
        "epochs": len(outcome.history),
        "best_epoch": outcome.best_epoch,
        "history": as_json(history_rows(outcome.history)),
        "scores": as_json(outcome.scores),
        "folder": folder,
    }


def read_row(row: Sequence[Any], parent: Path) -> Run:
    """Make a run of a row.

    Parameters
    ----------
    row
        The values of `COLUMNS`.
    parent
        The folder in which those of the runs lie.

    Raises
    ------
    ValueError, TypeError
        If the row is damaged.
    """
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    for column in ("provenance", "config", "scores"):
        values[column] = json.loads(values[column])
    folder = folder_of(values["folder"], parent)
    values["status"] = RunStatus(values["status"])
    values["made_by"] = MadeBy(values["made_by"])
    return Run(**{**values, "folder": folder, "problem": problem_of(folder)})


def folder_of(name: object, parent: Path) -> Path:
    """Find the folder that a row names.

    Raises
    ------
    ValueError
        If it lies anywhere else than beside the list: what is deleted with its run must not.
    """
    if not isinstance(name, str) or Path(name).name != name or name in ("", ".", ".."):
        raise ValueError(f"{name!r} is no folder of a run")
    return parent / name


def read_history(history: str, config: str) -> tuple[EpochReport, ...]:
    """Read the reports of a run's epochs.

    Raises
    ------
    ValueError, TypeError, KeyError
        If the row is damaged.
    """
    epochs = int(json.loads(config)["epochs"])
    return tuple(EpochReport(epochs=epochs, **_figures(row)) for row in json.loads(history))


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read one epoch's figures; what overflowed is kept as null, and is no number again."""
    needed = ("training_loss", "training_accuracy", "learning_rate", "gradient_norm", "seconds")
    return {**row, **{name: float("nan") for name in needed if row.get(name) is None}}


def as_json(value: Any) -> str:
    """Write a value so that equal ones give equal texts."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True)
