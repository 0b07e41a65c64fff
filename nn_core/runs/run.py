"""What is known of one training: its settings, how it went, how well it reads, where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from nn_core.model_file import Model
from nn_core.training import EpochReport, TrainingConfig

__all__ = ["MadeBy", "Outcome", "Run", "RunStatus"]


class RunStatus(Enum):
    """How a training ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    DIVERGED = "diverged"


class MadeBy(Enum):
    """Who ran a training."""

    WINDOW = "window"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome:
    """What a training left, to be kept as a run.

    Attributes
    ----------
    model
        The network; its name becomes the run's, with a number where there is one of that name.
    config
        How it was trained.
    history
        One report for each finished epoch.
    best_epoch
        The epoch whose weights the network has; 0 for those that it began with.
    status
        How it ended.
    made_by
        Who ran it.
    remark
        Why it ended before its time, or what its settings do not tell; empty for nothing.
    scores
        What was measured, by name, as `test_scores` gives it.
    """

    model: Model
    config: TrainingConfig
    history: tuple[EpochReport, ...]
    best_epoch: int
    status: RunStatus
    made_by: MadeBy
    remark: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long the training took."""
        return sum(report.seconds for report in self.history)


@dataclass(frozen=True, slots=True)
class Run:
    """A training that was kept.

    Attributes
    ----------
    id
        Its number, which no other run ever gets.
    name, note
        What a person calls it, and what they wrote about it.
    created
        When it ended, as `nn_core.model_file.now` writes it.
    seconds
        How long it took.
    status, remark
        How it ended, and why before its time.
    made_by
        Who ran it.
    dataset
        The name or path of what it learnt from.
    provenance
        Where that came from, and by which versions of what it was trained.
    config
        Its settings, as `TrainingConfig.to_dict` gave them.
    epochs, best_epoch
        How many epochs were finished, and the best of them.
    scores
        What was measured, by name.
    folder
        Where its network lies.
    problem
        What is wrong with that folder, in a sentence; empty where nothing is.
    """

    id: int
    name: str
    note: str
    created: str
    seconds: float
    status: RunStatus
    remark: str
    made_by: MadeBy
    dataset: str
    provenance: Mapping[str, Any]
    config: Mapping[str, Any]
    epochs: int
    best_epoch: int
    scores: Mapping[str, float]
    folder: Path
    problem: str = ""

    def settings(self) -> TrainingConfig:
        """Give its settings, to train again with.

        Raises
        ------
        ConfigError
            If this version does not know them.
        """
        return TrainingConfig.from_dict(self.config)

    @property
    def has_learnt(self) -> bool:
        """Whether its network has learnt anything, be it before this training."""
        return self.best_epoch > 0 or "from" in self.provenance

    @property
    def accuracy(self) -> float | None:
        """The share read rightly in the test; without one, of what was held back; or None."""
        for score in ("test_accuracy", "validation_accuracy"):
            if score in self.scores:
                return self.scores[score]
        return None
