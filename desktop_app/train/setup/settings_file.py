"""Settings as a TOML file, the same that the command line takes."""

from pathlib import Path

from nn_core.cli.toml_file import as_toml, read_toml
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

__all__ = ["open_settings", "save_settings"]


def open_settings(path: Path) -> TrainingConfig:
    """Read a configuration from a file.

    Raises
    ------
    ConfigError
        If the file cannot be read, is no TOML, or a setting in it makes no sense.
    """
    try:
        return TrainingConfig.from_dict(read_toml(path))
    except ConfigError as error:
        if str(path) in str(error):
            raise
        raise ConfigError(f"{path}: {error}") from error


def save_settings(path: Path, config: TrainingConfig) -> None:
    """Write a configuration to a file.

    Raises
    ------
    ConfigError
        If the file cannot be written.
    """
    text = as_toml(config.to_dict(), comment=f"inkling train --config {path.name}")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}.") from error
