"""Trainings that are kept: their list, which several programs share, and a folder for each."""

from nn_core.runs.run import MadeBy, Outcome, Run, RunStatus
from nn_core.runs.scores import test_scores
from nn_core.runs.store import RUN_KEY, RunStore

__all__ = ["RUN_KEY", "MadeBy", "Outcome", "Run", "RunStatus", "RunStore", "test_scores"]
