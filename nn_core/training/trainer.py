"""Training as a generator: every `yield` is a report, and a point where it may be left."""

import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nn_core.architectures import build_network
from nn_core.data.augmentation import make_augmentation
from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError, ModelFileError, ShapeError
from nn_core.fast import FastStep, ProcessStep, one_blas_thread, suits_processes, supports
from nn_core.layers import FloatArray
from nn_core.metrics import Evaluation
from nn_core.network import Network
from nn_core.step import PlainStep, Regularization, Step
from nn_core.training.batches import Batches
from nn_core.training.checkpoint import Checkpoint
from nn_core.training.clock import Clock
from nn_core.training.config import TrainingConfig
from nn_core.training.guessing import Guess, best_guess, is_guessing, why_it_guesses
from nn_core.training.health import find_warnings, why_diverged, why_unreadable
from nn_core.training.reports import BatchReport, EpochReport, Report, TrainingResult
from nn_core.training.state import RunState

__all__ = ["Trainer"]

EXAMINED = 64
"""How many pictures a network's health is judged by."""

EXAMINED_AFTER = frozenset(4**power for power in range(10))
"""After how many batches of an epoch its health is looked at, beside at the end: it takes time."""

VALIDATED_AT_ONCE = 256
"""How many pictures are read between two points where training can be left."""


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
    config
        As given.
    validation
        What the best weights are chosen by: given, or held back; None for nothing.
    probe
        As given; it may be changed between two reports.

    Raises
    ------
    ConfigError
        If the configuration does not go with the data, or these are all of one class.
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
        if targets is None:
            train.require_two_classes()
        self.config = config
        streams = np.random.SeedSequence(config.seed).spawn(3)
        for_weights, for_split, for_dropout = map(np.random.default_rng, streams)
        classes = len(train.class_names)
        if targets is not None and targets.shape != (len(train), classes):
            raise ShapeError(
                f"{len(train)} samples of {classes} classes need targets of shape "
                f"{(len(train), classes)}, not {targets.shape}."
            )
        if validation is not None and not len(validation):
            raise ConfigError("There are no samples to choose the best weights by.")
        self.validation = validation
        chosen = np.arange(len(train))
        if validation is None and config.validation_fraction:
            chosen = self._hold_back(train, for_split)
        if not len(chosen):
            raise ConfigError("There are no samples to learn from.")
        counts = np.bincount(train.labels[chosen], minlength=classes)
        self._class_counts: list[int] = counts.tolist()
        self._batches = Batches(
            train.images,
            train.labels if targets is None else targets,
            chosen,
            config.batch_size,
            make_augmentation(config.augmentation),
            config.seed,
        )
        if network is None:
            shape = (1, *train.images.shape[1:])
            network = build_network(
                config.architecture,
                input_shape=shape,
                classes=classes,
                rng=for_weights,
                initializer=config.initializer,
            )
        network.as_inputs(train.images[:1])
        network.reseed(for_dropout)
        self.probe = probe
        self._loss = config.make_loss(self._class_counts)
        self._state = RunState(config, network)
        self._schedule = config.make_schedule()
        self._clock = Clock(0.0)
        self._data_number: int | None = None

    @property
    def network(self) -> Network:
        """The network with the live weights between two reports, and the best after the last."""
        return self._state.network

    @property
    def history(self) -> list[EpochReport]:
        """The reports of the epochs so far."""
        return self._state.history

    @property
    def learning_rate(self) -> float:
        """The learning rate before the schedule's factor; it may be set between two reports."""
        return self._state.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if not value > 0.0:
            raise ConfigError(f"A learning rate is above 0, not {value}.")
        self._state.learning_rate = value

    @property
    def training_samples(self) -> int:
        """How many samples an epoch goes through."""
        return len(self._batches.chosen)

    def train(self) -> TrainingResult:
        """Run to the end, and give the result alone."""
        for report in self.run():
            if isinstance(report, TrainingResult):
                return report
        raise RuntimeError("Training ended without a result.")

    def best_network(self) -> Network:
        """Make a network of its own with the best weights so far; safe after a cancellation."""
        best = self.network.copy()
        best.load_state(self._state.best_state)
        return best

    def run(self) -> Iterator[Report]:
        """Train, a report at a time.

        Closing or abandoning the iterator cancels training; `best_network` then still holds the
        best weights so far.

        Yields
        ------
        Report
            A BatchReport after each batch, an EpochReport after each epoch, and at the very end
            one TrainingResult. While the validation data are read, the report of the last batch
            comes again now and then, so that training can be left there too.
        """
        clock = self._clock = Clock(self._state.seconds)
        # What goes on from a checkpoint may have come to its end right before it.
        over = self.history and not self._state.outcomes
        stopped = self._reason_to_stop() if over else None
        diverged = False
        with one_blas_thread(), closing(self._make_step()) as step:
            while len(self.history) < self.config.epochs and not stopped:
                latest = None
                with closing(self._learn(step, clock)) as learning:
                    for latest in learning:
                        yield latest
                network = self._state.reading_network()
                stopped = self._why_diverged() or self._why_unreadable(network)
                if stopped:
                    diverged = True
                else:
                    yield from self._finish_epoch(network, clock, latest)
                    stopped = self._reason_to_stop()
        self.network.load_state(self._state.best_state)
        yield TrainingResult(
            tuple(self.history), self._state.best_epoch, stopped, clock.total(), diverged
        )

    def leave_out(self, seconds: float) -> None:
        """Keep a pause between two reports out of the speed, the time left and the duration."""
        self._clock.leave_out(seconds)

    def checkpoint(self) -> Checkpoint:
        """Take down all that the run is now, between two reports of `run`."""
        return self._state.take_down(data=self._fingerprint())

    @classmethod
    def resume(
        cls,
        checkpoint: Checkpoint,
        train: Dataset,
        validation: Dataset | None = None,
        *,
        probe: NDArray[np.uint8] | None = None,
        targets: FloatArray | None = None,
    ) -> "Trainer":
        """Go on from a checkpoint, with the data that the run began with.

        The run ends with the same weights, bit for bit, as if it had never been interrupted.

        Parameters
        ----------
        checkpoint
            What `checkpoint` gave.
        train, validation, probe, targets
            As at the beginning.

        Raises
        ------
        ConfigError
            If the data are others.
        ModelFileError
            If the checkpoint does not hold together.
        """
        progress = checkpoint.progress
        try:
            network = Network.from_config(
                checkpoint.layers, input_shape=tuple(progress["input_shape"])
            )
            trainer = cls(
                checkpoint.config,
                train,
                validation,
                network=network,
                probe=probe,
                targets=targets,
            )
            if trainer._fingerprint() != progress["data"]:
                raise ConfigError("The checkpoint belongs to a run on other data.")
            trainer._state.restore(checkpoint)
        except ConfigError:
            raise
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFileError(f"The checkpoint does not hold together: {error}") from error
        return trainer

    def _learn(self, step: Step, clock: Clock) -> Generator[BatchReport]:
        """Go through what is left of an epoch, up to its end or to a batch that broke it."""
        state, epochs, batches = self._state, self.config.epochs, len(self._batches)
        epoch = state.epoch
        if not state.outcomes:
            clock.begin_epoch()
        with closing(self._batches.of_epoch(epoch, start=len(state.outcomes))) as upcoming:
            for images, targets in upcoming:
                passed = epoch - 1 + len(state.outcomes) / batches
                state.optimizer.learning_rate = state.learning_rate * self._schedule(passed)
                outcome = step(images, targets, upcoming.peek)
                state.outcomes.append(outcome)
                if len(state.outcomes) in EXAMINED_AFTER:
                    state.look_for_silence(self._examined)
                state.seconds = clock.total()
                fraction = (epoch - 1 + len(state.outcomes) / batches) / epochs
                yield BatchReport(
                    epoch=epoch,
                    epochs=epochs,
                    batch=len(state.outcomes),
                    batches=batches,
                    loss=outcome.loss,
                    accuracy=outcome.right / len(images),
                    learning_rate=state.optimizer.learning_rate,
                    gradient_norm=outcome.gradient_norm,
                    samples_per_second=clock.speed(len(images)),
                    seconds_left=clock.seconds_left(fraction),
                    fraction=fraction,
                )
                if self._why_diverged():
                    return

    def _validate(
        self, network: Network, latest: BatchReport | None
    ) -> Generator[BatchReport, None, tuple[Evaluation | None, float | None]]:
        """Read the validation data a few at a time.

        Two things come of it: what the best epoch is chosen by, and the mean of the loss that is
        trained, of which the choice takes no notice.
        """
        if self.validation is None:
            return None, None
        images, labels = self.validation.images, self.validation.labels
        total = self._loss.total_weight(labels, network.output_shape[0])
        pieces, loss = [], 0.0
        for start in range(0, len(images), VALIDATED_AT_ONCE):
            if start and latest is not None:
                yield latest
            part = slice(start, start + VALIDATED_AT_ONCE)
            logits = network.logits(images[part])
            pieces.append(network.as_probabilities(logits))
            with np.errstate(all="ignore"):  # a loss without bounds may overflow, and shows it
                outputs = self._as_trained(network, images[part], logits)
                loss += self._loss.value_and_gradient(outputs, labels[part], total=total)[0]
        return Evaluation.of(np.concatenate(pieces), labels), loss

    def _as_trained(
        self, network: Network, images: NDArray[np.uint8], logits: FloatArray
    ) -> FloatArray:
        """Make of a network's logits what the loss takes in a step."""
        last, absorbed = network.layers[-1].kind, self._loss.absorbs
        if last == "softmax" and absorbed != last:
            return network.as_probabilities(logits)
        if last == absorbed == "sigmoid":  # there is no exact way back to before the sigmoid
            until = network.logit_layers(absorbed)
            return network.forward(network.as_inputs(images), until=until)
        return logits

    def _finish_epoch(
        self, network: Network, clock: Clock, latest: BatchReport | None
    ) -> Iterator[Report]:
        state, outcomes = self._state, self._state.outcomes
        evaluation, validation_loss = yield from self._validate(network, latest)
        report = EpochReport(
            epoch=state.epoch,
            epochs=self.config.epochs,
            training_loss=float(np.mean([outcome.loss for outcome in outcomes])),
            training_accuracy=sum(outcome.right for outcome in outcomes) / self.training_samples,
            validation_loss=validation_loss,
            validation_accuracy=None if evaluation is None else evaluation.accuracy,
            learning_rate=state.optimizer.learning_rate,
            gradient_norm=float(np.mean([outcome.gradient_norm for outcome in outcomes])),
            seconds=clock.end_epoch(),
            is_best=state.keep_if_best(network, evaluation),
            probe_probabilities=(
                None if self.probe is None else network.predict_probabilities(self.probe)
            ),
            warnings=self._find_warnings(),
        )
        state.history.append(report)
        state.outcomes = []
        state.seconds = clock.total()
        yield report

    def _find_warnings(self) -> tuple[str, ...]:
        state = self._state
        silent = state.look_for_silence(self._examined)
        warnings = find_warnings(silent, state.silent_since, state.outcomes)
        return (*self._notice_guessing(known=bool(warnings)), *warnings)

    def _notice_guessing(self, *, known: bool) -> Iterator[str]:
        """Say if an epoch ended no better than by guessing, and why, unless that is known."""
        state, batches = self._state, self._batches
        begin = len(state.outcomes) // 2
        latest = state.outcomes[begin:]
        samples = self.training_samples - begin * self.config.batch_size
        before = (state.epoch - 1 - self.config.warmup_epochs) * len(batches) + begin
        if not is_guessing(latest, self._guess, samples=samples, batches_before=before):
            return
        right = sum(outcome.right for outcome in latest) / samples
        fact = (
            f"Epoch {state.epoch} ended no better than guessing: {right:.1%} were right, and "
            f"{self._guess.share:.1%} are of the most frequent class."
        )
        if known:
            yield fact
            return
        targets = batches.targets[batches.chosen[:EXAMINED]]
        rate = state.optimizer.learning_rate
        yield f"{fact} " + why_it_guesses(
            latest,
            self._guess,
            state.network,
            self._loss,
            self._examined,
            targets,
            learning_rate=rate,
        )

    @cached_property
    def _guess(self) -> Guess:
        batches = self._batches
        return best_guess(self._loss, batches.targets[batches.chosen], self.network.output_shape[0])

    def _why_diverged(self) -> str | None:
        state = self._state
        why = why_diverged(
            state.outcomes,
            start=state.best_state,
            epoch=state.epoch,
            learning_rate=state.optimizer.learning_rate,
        )
        return why and self._with_what_is_kept(why)

    def _why_unreadable(self, network: Network) -> str | None:
        state = self._state
        why = why_unreadable(
            network,
            self._examined,
            epoch=state.epoch,
            batch=len(state.outcomes),
            learning_rate=state.optimizer.learning_rate,
        )
        return why and self._with_what_is_kept(why)

    def _with_what_is_kept(self, why: str) -> str:
        best = self._state.best_epoch
        return (
            f"{why} The weights {f'of epoch {best}' if best else 'from before training'} are kept."
        )

    @property
    def _examined(self) -> NDArray[np.uint8]:
        """A few of the pictures that are learnt from."""
        return self._batches.images[self._batches.chosen[:EXAMINED]]

    def _reason_to_stop(self) -> str | None:
        config, latest, best_epoch = self.config, self.history[-1], self._state.best_epoch
        if latest.epoch == config.epochs:
            return None
        if config.patience is not None and latest.epoch - best_epoch >= config.patience:
            return (
                f"Validation has not improved for {config.patience} epochs; "
                f"the weights of epoch {best_epoch} are kept."
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
        config, state = self.config, self._state
        regularization = Regularization(config.l1, config.l2, config.clip_norm)
        network = state.network
        parts = (network, self._loss, state.optimizer, regularization, state.average)
        if not supports(network, network.logit_layers(self._loss.absorbs)):
            return PlainStep(*parts)
        kind = ProcessStep if suits_processes(network, config.threads) else FastStep
        return kind(*parts, threads=config.threads)

    def _hold_back(self, train: Dataset, rng: np.random.Generator) -> NDArray[np.intp]:
        """Set a share of the samples aside, chosen at random; give the indices of the others."""
        learnt, held_back = train.divide(self.config.validation_fraction, rng=rng)
        if len(held_back):
            self.validation = train.take(np.sort(held_back))
        return np.sort(learnt)

    def _fingerprint(self) -> int:
        """Sum up the data in one number, to know them again."""
        if self._data_number is None:
            batches = self._batches
            number = 0
            for values in (batches.images, batches.targets, batches.chosen):
                number = zlib.crc32(np.ascontiguousarray(values).data, number)
            self._data_number = number
        return self._data_number
