"""All that changes in the course of a training run, and how a checkpoint takes it down."""

import math
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.averaging import WeightAverage
from nn_core.layers import Dropout, FloatArray
from nn_core.metrics import Evaluation
from nn_core.network import Network
from nn_core.optimizers import Optimizer
from nn_core.step import StepOutcome
from nn_core.training.checkpoint import Checkpoint
from nn_core.training.config import TrainingConfig
from nn_core.training.health import silent_layers
from nn_core.training.reports import EpochReport

__all__ = ["RunState"]


class RunState:
    """A training run at one moment.

    Parameters
    ----------
    config
        How the run trains.
    network
        What is trained.

    Attributes
    ----------
    network
        With the live weights.
    optimizer
        With its state.
    average
        The running average of the weights, or None.
    learning_rate
        The learning rate before the schedule's factor.
    history
        The reports of the epochs that are over.
    outcomes
        What each batch of the epoch that is under way found.
    silent_since
        The epoch and batch where each ReLU layer that counts as dead was found so, by its index.
    seconds
        How long the run has lasted.
    best_state, best_epoch, best_score
        The weights that did best in validation, from which epoch, and how well: accuracy, and
        the cross-entropy below 0.
    """

    def __init__(self, config: TrainingConfig, network: Network) -> None:
        self.config = config
        self.network = network
        self.optimizer: Optimizer = config.make_optimizer()
        self.average = (
            None if config.ema_decay is None else WeightAverage(network, config.ema_decay)
        )
        self.learning_rate = config.learning_rate
        self.history: list[EpochReport] = []
        self.outcomes: list[StepOutcome] = []
        self.silent_since: dict[int, tuple[int, int]] = {}
        self.seconds = 0.0
        self.best_state: dict[str, FloatArray] = network.state()
        self.best_epoch = 0
        self.best_score: tuple[float, float] | None = None

    @property
    def epoch(self) -> int:
        """The epoch that is under way, from 1."""
        return len(self.history) + 1

    def reading_network(self) -> Network:
        """Give the network that is judged: the average if there is one."""
        return self.network if self.average is None else self.average.network_with_average()

    def look_for_silence(self, images: NDArray[Any]) -> dict[int, float]:
        """Look for dead ReLU layers, and note since when they are so.

        Parameters
        ----------
        images
            A few of the pictures that are learnt from.

        Returns
        -------
        dict[int, float]
            As `silent_layers` gives it.
        """
        silent = silent_layers(self.network, images)
        now = (self.epoch, len(self.outcomes))
        self.silent_since = {index: self.silent_since.get(index, now) for index in silent}
        return silent

    def keep_if_best(self, network: Network, evaluation: Evaluation | None) -> bool:
        """Keep the weights unless an epoch before had a better accuracy, or a like one and loss.

        The loss is the cross-entropy of the evaluation, whatever loss is trained. Without an
        evaluation, the latest weights are the best. Weights that gave no number in it are never.
        """
        if evaluation is not None and not math.isfinite(evaluation.loss):
            return False
        score = None if evaluation is None else (evaluation.accuracy, -evaluation.loss)
        if score is not None and self.best_score is not None and score <= self.best_score:
            return False
        self.best_score = score
        self.best_epoch = self.epoch
        self.best_state = network.state()
        return True

    def take_down(self, **more: Any) -> Checkpoint:
        """Write everything into a checkpoint.

        Parameters
        ----------
        **more
            What else belongs to its progress.
        """
        progress: dict[str, Any] = more | {
            "input_shape": list(self.network.input_shape),
            "learning_rate": self.learning_rate,
            "optimizer_steps": self.optimizer.steps,
            "best_epoch": self.best_epoch,
            "best_score": self.best_score,
            "seconds": self.seconds,
            "silent_since": list(self.silent_since.items()),
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
            "history": [_as_plain(report) for report in self.history],
            "dropouts": [layer.rng.bit_generator.state for layer in self._dropouts()],
        }
        groups = {
            "network": self.network.state(),
            "best": self.best_state,
            "optimizer": {name: values.copy() for name, values in self.optimizer.state.items()},
        }
        if self.average is not None:
            progress["average_steps"] = self.average.steps
            groups["average"] = {"parameters": self.average.parameters.copy()}
            groups["average_buffers"] = {
                name: values.copy() for name, values in self.average.buffers.items()
            }
        arrays = {
            f"{group}/{name}": values
            for group, named in groups.items()
            for name, values in named.items()
        }
        return Checkpoint(self.config, self.network.config(), progress, arrays)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Take over everything that a checkpoint of a like run holds.

        Raises
        ------
        KeyError, TypeError, ValueError
            If something is missing or does not fit.
        """
        progress = checkpoint.progress
        self.network.load_state(checkpoint.group("network"))
        self.network.copy().load_state(best := checkpoint.group("best"))
        self.best_state = best
        self.best_epoch = int(progress["best_epoch"])
        score = progress["best_score"]
        self.best_score = None if score is None else (float(score[0]), float(score[1]))
        self.learning_rate = float(progress["learning_rate"])
        self.seconds = float(progress["seconds"])
        self.outcomes = [StepOutcome(**outcome) for outcome in progress["outcomes"]]
        self.history = [_from_plain(report) for report in progress["history"]]
        # Checkpoints of earlier versions do not have it.
        self.silent_since = {
            int(index): (int(epoch), int(batch))
            for index, (epoch, batch) in progress.get("silent_since", ())
        }
        self.optimizer.steps = int(progress["optimizer_steps"])
        self.optimizer.state = {
            name: _fitting(values, self.network.parameter_vector)
            for name, values in checkpoint.group("optimizer").items()
        }
        for layer, state in zip(self._dropouts(), progress["dropouts"], strict=True):
            layer.rng.bit_generator.state = state
        if self.average is not None:
            self.average.steps = int(progress["average_steps"])
            vector = checkpoint.group("average")["parameters"]
            np.copyto(self.average.parameters, _fitting(vector, self.average.parameters))
            averaged = checkpoint.group("average_buffers")
            for name, values in self.average.buffers.items():
                np.copyto(values, _fitting(averaged[name], values))

    def _dropouts(self) -> list[Dropout]:
        return [layer for layer in self.network.layers if isinstance(layer, Dropout)]


def _fitting(values: FloatArray, like: FloatArray) -> FloatArray:
    if values.shape != like.shape or values.dtype != like.dtype:
        raise ValueError(
            f"an array should be {like.dtype} of shape {like.shape}, "
            f"not {values.dtype} of shape {values.shape}"
        )
    return values


def _as_plain(report: EpochReport) -> dict[str, Any]:
    """Write a report as what JSON can hold."""
    values = asdict(report)
    if report.probe_probabilities is not None:
        values["probe_probabilities"] = report.probe_probabilities.tolist()
    return values


def _from_plain(values: dict[str, Any]) -> EpochReport:
    """Read what `_as_plain` wrote."""
    probe = values["probe_probabilities"]
    return EpochReport(
        **values
        | {
            "probe_probabilities": None if probe is None else np.array(probe, np.float32),
            "warnings": tuple(values["warnings"]),
        }
    )
