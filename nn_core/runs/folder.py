"""The folder of a run: the model, and all that it takes to make it again."""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import safetensors

from nn_core.cli.output import plain
from nn_core.cli.toml_file import as_toml
from nn_core.data import Dataset
from nn_core.data.shares import parse_shares
from nn_core.errors import ConfigError
from nn_core.model_file import Model, save_model
from nn_core.training import EpochReport, TrainingConfig

__all__ = [
    "CHECKPOINT_NAME",
    "MODEL_NAME",
    "fingerprint",
    "history_rows",
    "new_run_folder",
    "problem_of",
    "write_history",
    "write_run",
    "write_settings",
]

MODEL_NAME = "model.safetensors"
CONFIG_NAME = "run.toml"
HISTORY_NAME = "history.csv"
CHECKPOINT_NAME = "checkpoint.safetensors"

HISTORY_COLUMNS = (
    "epoch",
    "training_loss",
    "training_accuracy",
    "validation_loss",
    "validation_accuracy",
    "learning_rate",
    "gradient_norm",
    "seconds",
    "is_best",
)


def new_run_folder(named: Path | None, *, config: TrainingConfig, replace: bool) -> Path:
    """Settle on the folder of a run before it starts.

    Parameters
    ----------
    named
        The folder that was asked for; None makes a fresh one under `runs/`.
    config
        Gives a fresh folder its name.
    replace
        Whether a model that is there already may be replaced.

    Raises
    ------
    ConfigError
        If a model is there already, or the folder cannot be made.
    """
    if named is None:
        network = config.architecture if isinstance(config.architecture, str) else "network"
        stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
        named = _unused(Path("runs") / f"{stamp}-{network}-{_short(config.dataset)}")
    if (named / MODEL_NAME).exists() and not replace:
        raise ConfigError(f"{named / MODEL_NAME} exists already; --replace lets it be replaced.")
    try:
        named.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{named} cannot be made: {error.strerror or error}.") from error
    return named


def _unused(folder: Path) -> Path:
    """Put a number after the name of a folder that is there already, from the same second."""
    unused, number = folder, 1
    while unused.exists():
        number += 1
        unused = folder.with_name(f"{folder.name}-{number}")
    return unused


def _short(dataset: str) -> str:
    """Name what is learnt from in a few letters: without folders, endings and shares."""
    names = [part.name for part in parse_shares(dataset)] or [dataset]
    return "-".join(Path(name).stem for name in names)


def write_run(
    folder: Path,
    model: Model,
    config: TrainingConfig,
    history: Sequence[EpochReport],
    record: dict[str, Any],
) -> Path:
    """Write the model, the configuration, the history and a record of everything else.

    Parameters
    ----------
    folder
        Where to; it exists.
    model
        The network that was trained.
    config
        What it was trained by; `inkling train --config run.toml` does it again.
    history
        One report an epoch.
    record
        Versions, scores and times, for `run.json`.

    Returns
    -------
    Path
        The model's file.
    """
    path = folder / MODEL_NAME
    save_model(path, model)
    write_settings(folder, config)
    write_history(folder, history)
    rows = history_rows(history)
    record = {**record, "seed": config.seed, "config": config.to_dict(), "history": rows}
    text = json.dumps(plain(record), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "run.json").write_text(f"{text}\n", encoding="utf-8")
    return path


def write_settings(folder: Path, config: TrainingConfig) -> None:
    """Write the settings as a TOML file, which makes the same network again."""
    text = as_toml(config.to_dict(), comment="inkling train --config run.toml")
    (folder / CONFIG_NAME).write_text(text, encoding="utf-8")


def write_history(folder: Path, history: Sequence[EpochReport]) -> None:
    """Write the figures of all epochs as a table."""
    with (folder / HISTORY_NAME).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HISTORY_COLUMNS)
        writer.writeheader()
        writer.writerows(history_rows(history))


def problem_of(folder: Path) -> str:
    """Say what is wrong with the folder of a run; empty where nothing is.

    The network's file is opened and its length checked, but its weights are not read.
    """
    path = folder / MODEL_NAME
    if not folder.is_dir():
        return f"Its folder is gone ({folder})."
    try:
        found = path.stat()
    except OSError:
        return f"Its network is gone from its folder ({path})."
    if not _is_whole(path, found.st_mtime_ns, found.st_size):
        return f"Its network is damaged ({path})."
    return ""


@lru_cache(maxsize=4096)
def _is_whole(path: Path, changed_ns: int, size: int) -> bool:
    """Look into a file, once for each of its states: a long list is read often."""
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            file.metadata()
    except (OSError, safetensors.SafetensorError):
        return False
    return True


def history_rows(history: Sequence[EpochReport]) -> list[dict[str, Any]]:
    """Turn the reports of epochs into rows of numbers."""
    reports = (asdict(report) for report in history)
    return [{column: report[column] for column in HISTORY_COLUMNS} for report in reports]


def fingerprint(dataset: Dataset) -> str:
    """Tell a dataset's pictures and labels from any others: their SHA-256 in hexadecimal."""
    digest = hashlib.sha256(repr(dataset.images.shape).encode())
    digest.update(dataset.images.tobytes())
    digest.update(dataset.labels.tobytes())
    return digest.hexdigest()
