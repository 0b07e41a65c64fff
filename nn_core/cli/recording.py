"""How `inkling train` puts what it trained on the list that the window shows too."""

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from nn_core.data import dataset_names
from nn_core.errors import InklingError
from nn_core.model_file import Model
from nn_core.runs import MadeBy, Outcome, Run, RunStatus, RunStore
from nn_core.training import Trainer, TrainingConfig, TrainingResult

__all__ = ["keep_run"]


def keep_run(
    model: Model,
    trainer: Trainer,
    result: TrainingResult | None,
    scores: Mapping[str, float],
    *,
    start: str | None,
) -> Run | None:
    """Add a training to the list of runs.

    Parameters
    ----------
    model
        The network that it left.
    trainer
        What it was trained by.
    result
        How it ended; None where it was stopped by hand.
    scores
        What was measured.
    start
        The model whose weights it went on from; None for fresh ones.

    Returns
    -------
    Run | None
        None where it cannot be kept, which is told and is no failure of the training.
    """
    history = tuple(trainer.history)
    outcome = Outcome(
        model=model,
        config=_findable(trainer.config),
        history=history,
        best_epoch=max((report.epoch for report in history if report.is_best), default=0),
        status=_status(result),
        made_by=MadeBy.COMMAND_LINE,
        remark=_remark(result, start),
        scores=scores,
    )
    try:
        with RunStore() as store:
            return store.add(outcome)
    except InklingError as error:
        print(f"note: the run is not on the list of `inkling runs`: {error}", file=sys.stderr)
        return None


def _status(result: TrainingResult | None) -> RunStatus:
    if result is None:
        return RunStatus.STOPPED
    return RunStatus.DIVERGED if result.diverged else RunStatus.FINISHED


def _remark(result: TrainingResult | None, start: str | None) -> str:
    """Say why a training ended before its time, and what its settings do not tell."""
    remarks = [] if result is None else [result.stopped_early or ""]
    if start is not None:
        remarks.append(f"It went on from the weights of {start}.")
    return " ".join(filter(None, remarks))


def _findable(config: TrainingConfig) -> TrainingConfig:
    """Name a file or folder of data in full: the list is read from other folders too."""
    if config.dataset not in dataset_names():
        path = Path(config.dataset).expanduser()
        with contextlib.suppress(OSError):  # a mixture's name may be too long for a path
            if path.exists():
                return replace(config, dataset=str(path.resolve()))
    return config
