"""What the Train page remembers from one time to the next."""

import json
import logging
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSettings

from desktop_app.settings import SettingsGroup, text
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
            values = json.loads(self.form)
        except ValueError as error:
            _log.warning("The settings of training cannot be read any more: %s", error)
            return TrainingConfig()
        return _read(values) or TrainingConfig()

    def save_config(self, config: TrainingConfig) -> None:
        """Keep a configuration for the next time."""
        self.form = json.dumps(config.to_dict())

    def load_queue(self) -> tuple[TrainingConfig, ...]:
        """Give the configurations that waited when the program ended, those that can be read."""
        if not self.queue:
            return ()
        try:
            waiting = [_read(values) for values in json.loads(self.queue)]
        except (ValueError, TypeError) as error:
            _log.warning("The trainings that waited cannot be read any more: %s", error)
            return ()
        return tuple(config for config in waiting if config is not None)

    def save_queue(self, waiting: Sequence[TrainingConfig]) -> None:
        """Keep the configurations that wait for the next time."""
        self.queue = json.dumps([config.to_dict() for config in waiting]) if waiting else ""


def _read(values: Any) -> TrainingConfig | None:
    try:
        return TrainingConfig.from_dict(values)
    except (ValueError, TypeError, AttributeError) as error:
        _log.warning("The settings of a training cannot be read any more: %s", error)
        return None
