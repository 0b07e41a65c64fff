"""Checkpoints: all that a training run is at one moment, so that it can go on from there.

A checkpoint is a safetensors file, arrays in tensors and everything else as JSON in its header.
Nothing in it can run code.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.atomic_write import written_atomically
from nn_core.errors import ConfigError, ModelFileError, NewerFileError
from nn_core.training.config import TrainingConfig

__all__ = ["Checkpoint", "load_checkpoint", "save_checkpoint"]

HEADER_KEY = "inkling-checkpoint"

VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A moment of a training run.

    Attributes
    ----------
    config
        How the run trains.
    layers
        The network's layers, as `Network.config` gives them.
    progress
        How far the run is, with its history and the states of its sources of chance; all of it
        is what JSON can hold.
    arrays
        Weights, best weights, average, and the optimizer's state, by name.
    """

    config: TrainingConfig
    layers: list[dict[str, Any]]
    progress: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    def group(self, name: str) -> dict[str, NDArray[Any]]:
        """Take the arrays whose names begin with `name/`, without that beginning."""
        start = f"{name}/"
        return {
            key.removeprefix(start): values
            for key, values in self.arrays.items()
            if key.startswith(start)
        }


def save_checkpoint(path: str | os.PathLike[str], checkpoint: Checkpoint) -> None:
    """Write a checkpoint to a file, whole or not at all.

    Raises
    ------
    ModelFileError
        If the file cannot be written.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    path = Path(path)
    header = {
        "version": VERSION,
        "config": checkpoint.config.to_dict(),
        "layers": checkpoint.layers,
        "progress": dict(checkpoint.progress),
    }
    arrays = {name: np.ascontiguousarray(values) for name, values in checkpoint.arrays.items()}
    metadata = {HEADER_KEY: json.dumps(header, sort_keys=True)}
    try:
        with written_atomically(path) as part:
            # Straight to the file: to put tens of megabytes together in memory first would hold
            # up every other thread, the window's included.
            save_file(arrays, part, metadata)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelFileError(f"{path} cannot be written: {reason}.") from error


def load_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Read a checkpoint from a file.

    Raises
    ------
    ModelFileError
        If the file cannot be read, is damaged, or holds no checkpoint.
    NewerFileError
        If a newer version wrote it.
    """
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping, it only has keys()
    except OSError as error:
        reason = "there is no such file" if not path.exists() else error.strerror or str(error)
        raise ModelFileError(f"{path} cannot be read: {reason}.") from error
    except (SafetensorError, ValueError, TypeError, KeyError) as error:
        raise ModelFileError(f"{path} is no checkpoint, or a damaged one.") from error
    if HEADER_KEY not in metadata:
        raise ModelFileError(f"{path} is a safetensors file, but no checkpoint of Inkling.")
    try:
        header = json.loads(metadata[HEADER_KEY])
        if header["version"] > VERSION:
            raise NewerFileError(
                f"{path} was made by a newer Inkling: it is of version {header['version']}, and "
                f"this one reads versions up to {VERSION}."
            )
        config = TrainingConfig.from_dict(header["config"])
        return Checkpoint(config, list(header["layers"]), dict(header["progress"]), arrays)
    except (ValueError, TypeError, KeyError, RecursionError, ConfigError) as error:
        raise ModelFileError(f"{path} is damaged: its header does not hold together.") from error
