"""Where the data and the models that a person makes are kept on this computer."""

import os
import sys
from pathlib import Path

from nn_core.errors import ConfigError

__all__ = ["collection_path", "datasets_folder", "models_folder", "runs_folder", "user_folder"]


def user_folder() -> Path:
    """Name the folder that holds everything a person makes or downloads.

    Returns
    -------
    Path
        `INKLING_DATA_DIR` where it is set, else the platform's own folder for the data of a
        program. It need not exist yet.

    Raises
    ------
    ConfigError
        If it lies in a home folder, and there is none.
    """
    named = os.environ.get("INKLING_DATA_DIR", "").strip()
    if named:
        return _expanded(named)
    if sys.platform.startswith("linux"):
        # As platformdirs has it, whose import would be 8 ms of every start.
        shared = Path(os.environ.get("XDG_DATA_HOME", ""))
        if not shared.is_absolute():
            shared = _expanded("~/.local/share")
        return shared / "inkling"
    from platformdirs import user_data_path

    return user_data_path("inkling", appauthor=False)


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ConfigError(
            f"There is no home folder for {path}; INKLING_DATA_DIR names a folder for Inkling's "
            "data by its whole path."
        ) from error


def datasets_folder() -> Path:
    """Name the folder of downloaded and imported datasets, one folder in it for each."""
    return user_folder() / "datasets"


def models_folder() -> Path:
    """Name the folder of the models that a person trained or taught."""
    return user_folder() / "models"


def runs_folder() -> Path:
    """Name the folder of the trainings that were kept: their list, and one folder for each."""
    return user_folder() / "runs"


def collection_path() -> Path:
    """Name the file of the digits of a person's own hand."""
    return user_folder() / "my-digits.sqlite"
