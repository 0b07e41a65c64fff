"""Training as a generator: every `yield` is a report, and a point where it may be left."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.architectures import build_network
from nn_core.averaging import WeightAverage
from nn_core.data.augmentation import augment, make_augmentation
from nn_core.data.dataset import Dataset
from nn_core.errors import ShapeError
from nn_core.fast import FastStep, one_blas_thread, supports
from nn_core.layers import FloatArray
from nn_core.losses import Targets
from nn_core.metrics import Evaluation
from nn_core.network import Network
from nn_core.step import PlainStep, Regularization, Step, StepOutcome
from nn_core.training.config import TrainingConfig
from nn_core.training.reports import BatchReport, EpochReport, Report, TrainingResult

__all__ = ["Trainer"]


class Trainer:
    """Trains one network on one dataset.

    Parameters
    ----------
    config
        How to train.
    train
        What to learn from.
    validation
        What to choose the best weights by. None holds back `config.validation_fraction` of
        `train`, chosen by the seed; with a fraction of 0 the latest weights count as the best.
    network
        What to train, from the weights that it has; None builds `config.architecture`.
    probe
        Pictures that are read anew at each epoch, uint8 ndarray of shape (samples, height, width).
    targets
        float32 rows of probabilities, shape (samples, classes), to learn instead of the labels of
        `train`.

    Attributes
    ----------
    network
        Holds the live weights between two reports, and the best ones after the last.
    history
        The reports of the epochs so far.

    Raises
    ------
    ConfigError
        If the configuration does not go with the data.
    ShapeError
        If the network does not take the pictures, or `targets` do not go with them.
    """

    def __init__(
        self,
        config: TrainingConfig,
        train: Dataset,
        validation: Dataset | None = None,
        *,
        network: Network | None = None,
        probe: NDArray[np.uint8] | None = None,
        targets: FloatArray | None = None,
    ) -> None:
        self.config = config
        streams = np.random.SeedSequence(config.seed).spawn(3)
        for_weights, for_split, for_order = (np.random.default_rng(stream) for stream in streams)
        classes = len(train.class_names)
        if targets is not None and targets.shape != (len(train), classes):
            raise ShapeError(
                f"{len(train)} samples of {classes} classes need targets of shape "
                f"{(len(train), classes)}, not {targets.shape}."
            )
        self._targets: Targets = train.labels if targets is None else targets
        self._train, self._validation = train, validation
        self._chosen = np.arange(len(train))
        if validation is None and config.validation_fraction:
            self._hold_back(for_split)
        if network is None:
            shape = (1, *train.images.shape[1:])
            network = build_network(
                config.architecture, input_shape=shape, classes=classes, rng=for_weights
            )
        network.as_inputs(train.images[:1])
        self.network = network
        self.probe = probe
        self.history: list[EpochReport] = []
        self._order_rng = for_order
        self._optimizer = config.make_optimizer()
        self._schedule = config.make_schedule()
        self._augmentation = make_augmentation(config.augmentation)
        self._learning_rate = config.learning_rate
        self._average = (
            None if config.ema_decay is None else WeightAverage(network, config.ema_decay)
        )
        self._best_state = network.state()
        self._best_epoch = 0
        self._best_score: tuple[float, float] | None = None

    @property
    def learning_rate(self) -> float:
        """The learning rate before the schedule's factor; it may be set in mid-run."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = value

    @property
    def validation(self) -> Dataset | None:
        """What the best weights are chosen by: given, or held back; None for nothing."""
        return self._validation

    @property
    def training_samples(self) -> int:
        """How many samples an epoch goes through."""
        return len(self._chosen)

    def train(self) -> TrainingResult:
        """Run to the end, and give the result alone."""
        result = None
        for report in self.run():
            result = report
        if not isinstance(result, TrainingResult):
            raise RuntimeError("Training ended without a result.")
        return result

    def best_network(self) -> Network:
        """Make a network of its own with the best weights so far; safe after a cancellation."""
        best = self.network.copy()
        best.load_state(self._best_state)
        return best

    def run(self) -> Iterator[Report]:
        """Train, a report at a time.

        Closing or abandoning the iterator cancels training; `best_network` then still holds the
        best weights so far.

        Yields
        ------
        Report
            A BatchReport after each batch, an EpochReport after each epoch, and at the very end
            one TrainingResult.
        """
        began = time.perf_counter()
        self._samples_done = 0
        stopped_early: str | None = None
        with one_blas_thread(), closing(self._make_step()) as step:
            for epoch in range(len(self.history) + 1, self.config.epochs + 1):
                yield from self._epoch(epoch, step, began)
                stopped_early = self._reason_to_stop()
                if stopped_early:
                    break
        self.network.load_state(self._best_state)
        seconds = time.perf_counter() - began
        yield TrainingResult(tuple(self.history), self._best_epoch, stopped_early, seconds)

    def _epoch(self, epoch: int, step: Step, began: float) -> Iterator[Report]:
        config, epochs = self.config, self.config.epochs
        epoch_began = time.perf_counter()
        order = self._order_rng.permutation(self._chosen)
        batches = -(-len(order) // config.batch_size)
        outcomes: list[StepOutcome] = []
        for batch in range(1, batches + 1):
            chosen = order[(batch - 1) * config.batch_size : batch * config.batch_size]
            passed = epoch - 1 + (batch - 1) / batches
            self._optimizer.learning_rate = self._learning_rate * self._schedule(passed)
            outcome = step(self._pictures(chosen, epoch, batch), self._targets[chosen])
            outcomes.append(outcome)
            fraction = (epoch - 1 + batch / batches) / epochs
            elapsed = time.perf_counter() - began
            self._samples_done += len(chosen)
            yield BatchReport(
                epoch=epoch,
                epochs=epochs,
                batch=batch,
                batches=batches,
                loss=outcome.loss,
                samples_per_second=self._samples_done / elapsed,
                seconds_left=elapsed * (1.0 - fraction) / fraction,
                fraction=fraction,
            )
        yield self._finish_epoch(epoch, outcomes, len(order), epoch_began)

    def _pictures(self, chosen: NDArray[np.intp], epoch: int, batch: int) -> NDArray[np.uint8]:
        """Take the pictures of a batch, each varied anew by chance that the batch alone decides."""
        images = self._train.images[chosen]
        if self._augmentation is None:
            return images
        rng = np.random.default_rng([self.config.seed, epoch, batch])
        return augment(images, self._augmentation, rng=rng)

    def _finish_epoch(
        self, epoch: int, outcomes: list[StepOutcome], samples: int, began: float
    ) -> EpochReport:
        network = self.network if self._average is None else self._average.network_with_average()
        evaluation = None if self._validation is None else network.evaluate(self._validation)
        is_best = self._keep_if_best(epoch, network, evaluation)
        report = EpochReport(
            epoch=epoch,
            epochs=self.config.epochs,
            training_loss=float(np.mean([outcome.loss for outcome in outcomes])),
            training_accuracy=sum(outcome.right for outcome in outcomes) / samples,
            validation_loss=None if evaluation is None else evaluation.loss,
            validation_accuracy=None if evaluation is None else evaluation.accuracy,
            learning_rate=self._optimizer.learning_rate,
            gradient_norm=float(np.mean([outcome.gradient_norm for outcome in outcomes])),
            seconds=time.perf_counter() - began,
            is_best=is_best,
            probe_probabilities=(
                None if self.probe is None else network.predict_probabilities(self.probe)
            ),
        )
        self.history.append(report)
        return report

    def _keep_if_best(self, epoch: int, network: Network, evaluation: Evaluation | None) -> bool:
        """Keep the weights where no epoch before had a better accuracy, or a like one and loss."""
        score = None if evaluation is None else (evaluation.accuracy, -evaluation.loss)
        if score is not None and self._best_score is not None and score <= self._best_score:
            return False
        self._best_score = score
        self._best_epoch = epoch
        self._best_state = network.state()
        return True

    def _reason_to_stop(self) -> str | None:
        config, latest = self.config, self.history[-1]
        if latest.epoch == config.epochs:
            return None
        if config.patience is not None and latest.epoch - self._best_epoch >= config.patience:
            return (
                f"Validation has not improved for {config.patience} epochs; "
                f"the weights of epoch {self._best_epoch} are kept."
            )
        if config.tolerance is not None and len(self.history) > 1:
            fall = self.history[-2].training_loss - latest.training_loss
            if fall < config.tolerance:
                return (
                    f"The training loss fell by less than the tolerance of {config.tolerance:g} "
                    f"in epoch {latest.epoch}."
                )
        return None

    def _make_step(self) -> Step:
        config = self.config
        regularization = Regularization(config.l1, config.l2, config.clip_norm)
        network, loss = self.network, config.make_loss()
        parts = (network, loss, self._optimizer, regularization, self._average)
        if supports(network, network.logit_layers(loss.absorbs)):
            return FastStep(*parts, threads=config.threads)
        return PlainStep(*parts)

    def _hold_back(self, rng: np.random.Generator) -> None:
        """Set a share of the samples aside, chosen at random."""
        indices: Any = np.arange(len(self._train))
        count = round(len(self._train) * self.config.validation_fraction)
        order = rng.permutation(indices)
        self._validation = self._train.take(np.sort(order[:count])) if count else None
        self._chosen = np.sort(order[count:])
