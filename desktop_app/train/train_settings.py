"""What the Train page remembers from one time to the next."""

import json
import logging
from collections.abc import Sequence

from PySide6.QtCore import QSettings

from desktop_app.settings import SettingsGroup, text
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

__all__ = ["TrainSettings"]

_log = logging.getLogger(__name__)


class TrainSettings(SettingsGroup):
    """The form and the queue as they were left, and where files were last saved.

    Attributes
    ----------
    form
        The configuration as JSON; empty before the first time.
    queue
        The configurations that wait, as JSON; empty where none does.
    folder
        Where a file was last opened or saved.
    """

    form = text("train/form", "")
    queue = text("train/queue", "")
    folder = text("train/folder", "")

    def __init__(self, store: QSettings) -> None:
        super().__init__(store)

    def load_config(self) -> TrainingConfig:
        """Give the configuration as it was left, or the usual one."""
        if not self.form:
            return TrainingConfig()
        try:
            return TrainingConfig.from_dict(json.loads(self.form))
        except (ValueError, TypeError, AttributeError, ConfigError) as error:
            _log.warning("The settings of training cannot be read any more: %s", error)
            return TrainingConfig()

    def save_config(self, config: TrainingConfig) -> None:
        """Keep a configuration for the next time."""
        self.form = json.dumps(config.to_dict())

    def load_queue(self) -> tuple[TrainingConfig, ...]:
        """Give the configurations that waited when the program ended."""
        if not self.queue:
            return ()
        try:
            return tuple(TrainingConfig.from_dict(values) for values in json.loads(self.queue))
        except (ValueError, TypeError, AttributeError, ConfigError) as error:
            _log.warning("The trainings that waited cannot be read any more: %s", error)
            return ()

    def save_queue(self, waiting: Sequence[TrainingConfig]) -> None:
        """Keep the configurations that wait for the next time."""
        self.queue = json.dumps([config.to_dict() for config in waiting]) if waiting else ""
