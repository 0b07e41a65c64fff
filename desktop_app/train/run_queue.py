"""Trainings that wait for the one under way to end."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from nn_core.training import TrainingConfig

__all__ = ["RunQueue"]


class RunQueue(QObject):
    """Configurations in the order in which they will be trained.

    Parameters
    ----------
    waiting
        Those that wait already.

    Attributes
    ----------
    waiting
        The configurations, the next one first.

    Signals
    -------
    changed()
        One came or went.
    """

    changed = Signal()

    def __init__(
        self, waiting: Iterable[TrainingConfig] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._waiting = list(waiting)

    @property
    def waiting(self) -> tuple[TrainingConfig, ...]:
        """The configurations, the next one first."""
        return tuple(self._waiting)

    def add(self, config: TrainingConfig) -> None:
        """Put a configuration at the end."""
        self._waiting.append(config)
        self.changed.emit()

    def remove(self, place: int) -> None:
        """Take the configuration at a place, counted from 0, out."""
        del self._waiting[place]
        self.changed.emit()

    def take_next(self) -> TrainingConfig | None:
        """Take the next configuration out, and give it; None where none waits."""
        if not self._waiting:
            return None
        config = self._waiting.pop(0)
        self.changed.emit()
        return config
