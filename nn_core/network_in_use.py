"""The network that reads drawings: which one it is, remembered from one start to the next.

The window and the command line share it. A network of the person's own is kept as a copy, so that
the file that it came from can be moved away.
"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

from nn_core.atomic_write import write_atomically
from nn_core.errors import ConfigError, ModelFileError
from nn_core.resources import asset_path
from nn_core.user_folders import models_folder, user_folder

if TYPE_CHECKING:  # the window's first paint waits for no network
    from nn_core.digits.recognizer import Recognizer
    from nn_core.model_file import Model

__all__ = ["CHOICE_NAME", "SHIPPED", "choose", "choose_bundled", "chosen_name", "load_chosen"]

SHIPPED: Final = "inkling"
"""The network that reads until another one is chosen."""

CHOICE_NAME: Final = "in-use.txt"
_COPY_NAME: Final = "in-use.safetensors"


def chosen_name() -> str | None:
    """Name the bundled network that reads.

    Returns
    -------
    str | None
        None where it is one of the person's own.

    Raises
    ------
    ModelFileError
        If what was chosen cannot be read.
    """
    choice = _read_choice()
    return None if choice == _COPY_NAME else choice


def load_chosen() -> Recognizer:
    """Load the network that reads.

    Raises
    ------
    ConfigError
        If a bundled network was chosen that there is not.
    ModelFileError
        If its file is gone or damaged, or it does not read digits.
    """
    from nn_core.digits.recognizer import Recognizer
    from nn_core.model_file import load_model

    name = chosen_name()
    if name is None:
        return Recognizer(load_model(models_folder() / _COPY_NAME))
    return Recognizer.bundled(name)


def choose(model: Model) -> None:
    """Have a network read from the window's next start on; a copy of it is kept.

    Raises
    ------
    ModelFileError
        If it does not read digits, or cannot be kept. What was chosen then stays.
    """
    from nn_core.digits.recognizer import Recognizer
    from nn_core.model_file import save_model

    Recognizer(model)  # one that cannot read is told now, not at the next start
    save_model(models_folder() / _COPY_NAME, model)
    _write_choice(_COPY_NAME)


def choose_bundled(name: str) -> None:
    """Have a network that travels with the program read from the window's next start on.

    Raises
    ------
    ConfigError
        If there is no such network.
    ModelFileError
        If the choice cannot be written. What was chosen before then stays.
    """
    try:
        asset_path("models", f"{name}.safetensors")
    except FileNotFoundError as error:
        if name != SHIPPED:
            raise ConfigError(f'There is no bundled model "{name}".') from error
    _write_choice(name)


def _choice_path() -> Path:
    return models_folder() / CHOICE_NAME


def _read_choice() -> str:
    """Read the name of a bundled network, or that of the copy."""
    path = _choice_path()
    try:
        choice = path.read_text("utf-8", errors="replace").strip()
    except FileNotFoundError:
        return _choice_of_earlier_versions() or SHIPPED
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    return choice or SHIPPED


def _write_choice(choice: str) -> None:
    path = _choice_path()
    try:
        write_atomically(path, f"{choice}\n".encode())
    except OSError as error:
        raise ModelFileError(f"{path} cannot be written: {error.strerror or error}.") from error


def _choice_of_earlier_versions() -> str:
    """Look where the choice was kept first: among the window's settings, which are Qt's.

    A network of the person's own stood there by the whole path of its copy.
    """
    try:
        text = (user_folder() / "settings.ini").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    if "network" not in text:  # as in most, and what reads such files need not be loaded
        return ""
    import configparser

    settings = configparser.RawConfigParser(strict=False)
    try:
        settings.read_string(text)
    except configparser.Error:
        return ""
    kept = settings.get("reading", "network", fallback="").strip('"')
    return PureWindowsPath(kept).name  # takes / and \ alike
