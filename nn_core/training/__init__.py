"""Training: a configuration goes in, a generator of reports comes out."""

from nn_core.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from nn_core.training.config import TrainingConfig
from nn_core.training.reports import BatchReport, EpochReport, Report, TrainingResult
from nn_core.training.trainer import Trainer

__all__ = [
    "BatchReport",
    "Checkpoint",
    "EpochReport",
    "Report",
    "Trainer",
    "TrainingConfig",
    "TrainingResult",
    "load_checkpoint",
    "save_checkpoint",
]
