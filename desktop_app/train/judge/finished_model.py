"""From a finished training to a model that can be used, saved and told from others."""

from typing import Final

from desktop_app.train.judge.judging_job import Judgement
from desktop_app.train.reports import TrainedNetwork
from desktop_app.wording import network_title
from nn_core.data import CATALOGUE
from nn_core.model_file import Model, now
from nn_core.runs import RUN_KEY
from nn_core.versions import versions

__all__ = ["MODEL_ENDING", "file_name_for", "finished_model"]

MODEL_ENDING: Final = ".safetensors"


def finished_model(trained: TrainedNetwork, judgement: Judgement | None, name: str = "") -> Model:
    """Make a model of a trained network.

    Parameters
    ----------
    trained
        The network and how it came about.
    judgement
        How it did in its test; None where it was not tested yet.
    name
        What people call it; empty takes its run's name, or else the network's and the time.
    """
    created, title = now(), network_title(trained.config.architecture)
    scores: dict[str, float] = {}
    calibration: dict[str, float] = {}
    best = next((r for r in trained.history if r.epoch == trained.best_epoch), None)
    if best is not None and best.validation_accuracy is not None:
        scores["validation_accuracy"] = best.validation_accuracy
    if judgement is not None:
        if judgement.accuracy is not None:
            scores[_score_name(trained.config.dataset)] = judgement.accuracy
        if judgement.temperature is not None:
            calibration["temperature"] = judgement.temperature
    return Model(
        network=trained.network,
        name=name or (trained.run.name if trained.run else _dated(title, created)),
        class_names=trained.class_names,
        calibration=calibration,
        training=trained.config.to_dict(),
        scores=scores,
        provenance={
            "dataset": {"name": trained.config.dataset, "what": trained.provenance},
            "versions": versions(),
            **({RUN_KEY: trained.run.folder.name} if trained.run else {}),
        },
        created=created,
    )


def file_name_for(name: str) -> str:
    """Propose a file for a model that people call by some name."""
    plain = "".join(letter for letter in name.lower() if letter.isalnum() or letter in " -_.")
    return f"{'-'.join(plain.split()) or 'network'}{MODEL_ENDING}"


def _dated(title: str, created: str) -> str:
    return f"{title}, {created[:16].replace('T', ' ')}"


def _score_name(dataset: str) -> str:
    """Name the score as the status line knows it."""
    return f"{dataset.replace('-', '_')}_test_accuracy" if dataset in CATALOGUE else "test_accuracy"
