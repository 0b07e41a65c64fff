"""How a training of the window gets on the list of runs; all of it runs in the worker's thread."""

import logging
from dataclasses import replace

from desktop_app.train.judge.finished_model import finished_model
from desktop_app.train.judge.judging_job import Judgement
from desktop_app.train.reports import TrainedNetwork
from desktop_app.wording import network_title
from nn_core.errors import InklingError
from nn_core.runs import MadeBy, Outcome, Run, RunStatus, RunStore, test_scores

__all__ = ["keep_judgement", "keep_run"]

_log = logging.getLogger(__name__)


def keep_run(trained: TrainedNetwork) -> TrainedNetwork:
    """Put a trained network on the list of runs.

    Returns
    -------
    TrainedNetwork
        The same, with its run; or with the sentence that says why it cannot be kept.
    """
    model = finished_model(trained, None, network_title(trained.config.architecture))
    outcome = Outcome(
        model=model,
        config=trained.config,
        history=trained.history,
        best_epoch=trained.best_epoch,
        status=_status(trained),
        made_by=MadeBy.WINDOW,
        remark=" ".join(filter(None, (trained.note, trained.remark))),
        scores=model.scores,
    )
    try:
        with RunStore() as store:
            return replace(trained, run=store.add(outcome))
    except InklingError as error:
        _log.warning("The run cannot be kept: %s", error)
        return replace(trained, keeping_problem=str(error))


def keep_judgement(run: Run, judgement: Judgement) -> None:
    """Add how the network did in its test to its run."""
    scores: dict[str, float] = {}
    data, probabilities = judgement.data, judgement.probabilities
    # Without an accuracy there was no test: what was read are the pictures that were held back.
    if judgement.accuracy is not None and data is not None and probabilities is not None:
        scores = test_scores(probabilities, data.labels)
    calibration = {} if judgement.temperature is None else {"temperature": judgement.temperature}
    try:
        with RunStore() as store:
            store.judge(run.id, scores, calibration)
    except InklingError as error:
        # It may have been deleted in the meantime; what was measured is shown all the same.
        _log.warning("What was measured of run %d cannot be kept: %s", run.id, error)


def _status(trained: TrainedNetwork) -> RunStatus:
    if trained.diverged:
        return RunStatus.DIVERGED
    return RunStatus.FINISHED if trained.checkpoint is None else RunStatus.STOPPED
