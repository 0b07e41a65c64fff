"""A run as a folder to give away: the network, the settings, the figures and the curves."""

import json
import re
import unicodedata
from pathlib import Path

from nn_core.cli.output import plain
from nn_core.errors import InklingError, RunStoreError
from nn_core.model_file import save_model
from nn_core.runs.curves import save_curves
from nn_core.runs.database import in_words
from nn_core.runs.folder import MODEL_NAME, history_rows, write_history, write_settings
from nn_core.runs.run import Run
from nn_core.runs.store import RunStore

__all__ = ["export_run", "folder_name"]


def folder_name(run: Run) -> str:
    """Make a name for a run's folder out of what the run is called."""
    plain_letters = unicodedata.normalize("NFKD", run.name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain_letters.lower())
    return "-".join(words)[:60].rstrip("-") or f"run-{run.id}"


def export_run(store: RunStore, run_id: int, parent: Path) -> Path:
    """Write a run into a new folder.

    Parameters
    ----------
    store
        Where the run is.
    run_id
        Its number.
    parent
        The folder in which the new one is made, named for the run.

    Returns
    -------
    Path
        The new folder. It holds `model.safetensors`, `run.toml` (the settings, with which
        `inkling train --config` makes the same network again), `history.csv`, `curves.png` and
        `run.json`.

    Raises
    ------
    RunStoreError
        If there is no such run, or the folder cannot be written.
    ModelFileError
        If the run's network is gone or damaged.
    """
    run, history, model = store.get(run_id), store.history(run_id), store.model(run_id)
    try:
        config = run.settings()
    except InklingError as error:
        raise RunStoreError(f"The settings of {run.name!r} cannot be read: {error}") from error
    with in_words(parent):
        folder = _new_folder(parent, folder_name(run))
        save_model(folder / MODEL_NAME, model)
        write_settings(folder, config)
        write_history(folder, history)
        save_curves(folder / "curves.png", history, title=run.name, sentence=summary(run))
        record = {
            "name": run.name,
            "note": run.note,
            "created": run.created,
            "seconds": run.seconds,
            "status": run.status.value,
            "remark": run.remark,
            "made_by": run.made_by.value,
            "provenance": run.provenance,
            "scores": run.scores,
            "best_epoch": run.best_epoch,
            "config": run.config,
            "history": history_rows(history),
        }
        text = json.dumps(plain(record), ensure_ascii=False, indent=2, allow_nan=False)
        (folder / "run.json").write_text(f"{text}\n", encoding="utf-8")
    return folder


def summary(run: Run) -> str:
    """Say in a line what a run learnt from, and how well it reads."""
    parts = [f"learnt from {run.dataset}", "1 epoch" if run.epochs == 1 else f"{run.epochs} epochs"]
    if "test_accuracy" in run.scores:
        parts.append(f"{run.scores['test_accuracy']:.2%} of the test pictures read rightly")
    elif "validation_accuracy" in run.scores:
        parts.append(f"{run.scores['validation_accuracy']:.2%} of the validation pictures")
    return " · ".join(parts)


def _new_folder(parent: Path, name: str) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        folder = parent / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder
