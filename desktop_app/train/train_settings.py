"""What the Train page remembers from one time to the next."""

import json
import logging

from PySide6.QtCore import QSettings

from desktop_app.settings import SettingsGroup, text
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

__all__ = ["TrainSettings"]

_log = logging.getLogger(__name__)


class TrainSettings(SettingsGroup):
    """The form as it was left, and where files were last saved.

    Attributes
    ----------
    form
        The configuration as JSON; empty before the first time.
    folder
        Where a file was last opened or saved.
    """

    form = text("train/form", "")
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
