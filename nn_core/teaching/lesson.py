"""A lesson: the network in use learns a person's own digits, and what it knew is measured too.

As a generator: each `yield` is a report, and a point where it may be left.
"""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.errors import ConfigError
from nn_core.evaluation import ModelEvaluation, judge
from nn_core.fast import one_blas_thread
from nn_core.layers import FloatArray
from nn_core.model_file import Model, now
from nn_core.network import Network
from nn_core.reliability import fit_temperature
from nn_core.teaching.learning import Material, TeachingSettings, learn, own_answers
from nn_core.teaching.old_data import OldData, gather_old_data
from nn_core.teaching.origin import TAUGHT_KEY, fingerprint, is_taught
from nn_core.teaching.outcome import Comparison, TeachingProgress, TeachingResult
from nn_core.teaching.own_digit import OwnDigit
from nn_core.teaching.split_network import SplitNetwork
from nn_core.teaching.variations import variations_of
from nn_core.versions import versions

__all__ = ["Lesson", "can_be_taught"]

SUFFIX = ", taught"
PICTURE_SIZE = 28 * 28
FETCHING = "Fetching what it learnt before…"
GATHERING = 0.1
"""The share of the whole that fetching takes."""
WRITING = 2.0
"""What writing a digit once more costs, in pictures that a network with convolutions sees."""

_SHARES = {2: "half", 3: "third", 4: "quarter", 5: "fifth"}


def can_be_taught(model: Model) -> bool:
    """Tell whether a network reads the ten digits, and so can be taught a person's own."""
    names = model.class_names
    return (
        names[: len(DIGIT_NAMES)] == DIGIT_NAMES
        and len(names) <= len(DIGIT_NAMES) + 1
        and int(np.prod(model.network.input_shape)) == PICTURE_SIZE
    )


class Lesson:
    """Teaches one network some digits.

    Every batch holds old pictures beside the new ones, with the answers that the network gave
    before, so that neither what it knew nor how sure it was is lost.

    Parameters
    ----------
    origin
        The network to teach; it is not changed. See `origin_of`.
    digits
        What it is taught.
    settings
        How.
    old
        What is replayed and measured by; None gathers it.

    Raises
    ------
    ConfigError
        If the network does not read the ten digits, or there is no digit.
    """

    def __init__(
        self,
        origin: Model,
        digits: Sequence[OwnDigit],
        *,
        settings: TeachingSettings | None = None,
        old: OldData | None = None,
    ) -> None:
        if not can_be_taught(origin):
            raise ConfigError(
                f"{origin.name} cannot be taught: it does not read the ten digits from pictures "
                "of 28×28 pixels."
            )
        if not digits:
            raise ConfigError("There are no digits of yours yet to teach.")
        self._origin = origin
        self._digits = tuple(digits)
        self._settings = TeachingSettings() if settings is None else settings
        self._old = old
        self._labels = np.array([digit.label for digit in digits], dtype=np.int64)
        self._split = SplitNetwork(origin.network)
        self._done = 0.0
        self._total = 1.0

    def run(self) -> Generator[TeachingProgress | TeachingResult, None, None]:
        """Teach, a report at a time; the last one is the result.

        Yields
        ------
        TeachingProgress | TeachingResult
            Closing or abandoning the iterator calls the lesson off.
        """
        began = time.perf_counter()
        settings = self._settings
        rng = np.random.default_rng(settings.seed)
        with one_blas_thread():
            yield TeachingProgress(FETCHING, 0.0)
            old = self._old
            if old is None:
                wanted = (
                    settings.old_digits_of_whole
                    if self._split.learns_whole
                    else settings.old_digits
                )
                signs = len(self._origin.class_names) > len(DIGIT_NAMES)
                old = yield from self._gather(wanted, signs, rng)
            self._plan(old)

            variations = settings.variations_for(len(self._digits))
            words = "Writing your digits once more…"
            written: list[NDArray[np.uint8]] = []
            for pictures in variations_of(self._digits, variations, rng=rng):
                written.append(pictures)
                yield self._progress(words, len(pictures) * WRITING)
            new_seen = yield from self._see(np.concatenate(written), words)
            old_seen = yield from self._see(old.images, "Reading what it learnt before…")
            test_seen = yield from self._see(old.test.images, f"Reading {old.test_name}…")

            back_end = self._split.back_end()
            old_material = Material(old_seen, own_answers(back_end, old_seen))
            new_material = Material(new_seen, self._targets(1 + variations))
            own, note = yield from self._hold_back(new_material, old_material, rng)
            yield from self._learn(back_end, new_material, old_material, rng, "Learning your hand…")

            yield self._progress("Comparing…", 0.0)
            first = self._split.back_end()
            model = self._taught_model(back_end, first, old, old_seen)
            before = self._judged(self._origin, first, test_seen, old.test.labels)
            after = self._judged(model, back_end, test_seen, old.test.labels)
        scores = {"mnist_test_accuracy": round(after.accuracy, 5)} if old.is_mnist else {}
        yield TeachingResult(
            model=replace(model, scores=scores),
            origin=self._origin,
            digits=len(self._digits),
            own=own,
            own_note=note,
            test=Comparison(before.samples, before.accuracy, after.accuracy),
            test_with_refusals=Comparison(
                before.samples, before.accuracy_with_refusals, after.accuracy_with_refusals
            ),
            test_name=old.test_name,
            seconds=time.perf_counter() - began,
        )

    # ---- how far it is

    def _plan(self, old: OldData) -> None:
        """Add up what there is to do, in pictures that the whole network would read."""
        settings, digits = self._settings, len(self._digits)
        own = digits * (1 + settings.variations_for(digits))
        seen = own + len(old.images) + len(old.test)
        lessons = 1 + (settings.folds if digits >= settings.fewest_to_hold_back else 0)
        self._total = (
            own * WRITING
            + seen * self._seeing
            + lessons * settings.steps_for(digits) * self._learning
        )

    @property
    def _seeing(self) -> float:
        return 0.0 if self._split.learns_whole else 1.0

    @property
    def _learning(self) -> float:
        batch = self._settings.new_in_batch + self._settings.old_in_batch
        return batch * (1.0 if self._split.learns_whole else 0.05)

    def _progress(self, words: str, work: float) -> TeachingProgress:
        self._done += work
        share = min(self._done / self._total, 1.0)
        return TeachingProgress(words, GATHERING + (1 - GATHERING) * share)

    # ---- the parts of it

    def _gather(
        self, digits: int, signs: bool, rng: np.random.Generator
    ) -> Generator[TeachingProgress, None, OldData]:
        """Fetch or make old data; nobody can say yet how long the rest will take."""
        gathering = gather_old_data(digits, signs=signs, rng=rng)
        while True:
            try:
                share = next(gathering)
            except StopIteration as end:
                old: OldData = end.value
                return old
            yield TeachingProgress(FETCHING, GATHERING * share)

    def _see(
        self, images: NDArray[np.uint8], words: str
    ) -> Generator[TeachingProgress, None, NDArray[Any]]:
        """Work out what the part of the network that stays as it is makes of pictures."""
        pieces = []
        for piece in self._split.features(images):
            pieces.append(piece)
            yield self._progress(words, len(piece) * self._seeing)
        return np.concatenate(pieces)

    def _targets(self, copies: int) -> FloatArray:
        """Give the right answers of the digits and their variations."""
        labels = np.repeat(self._labels, copies)
        targets = np.zeros((len(labels), len(self._origin.class_names)), np.float32)
        targets[np.arange(len(labels)), labels] = 1.0
        return targets

    def _learn(
        self,
        back_end: Network,
        new: Material,
        old: Material,
        rng: np.random.Generator,
        words: str,
    ) -> Generator[TeachingProgress, None, None]:
        settings = self._settings
        steps = settings.steps_for(len(self._digits))
        with closing(
            learn(back_end, new, old, steps=steps, settings=settings, rng=rng)
        ) as learning:
            for _ in learning:
                yield self._progress(words, self._learning)

    def _hold_back(
        self, new: Material, old: Material, rng: np.random.Generator
    ) -> Generator[TeachingProgress, None, tuple[Comparison | None, str]]:
        """Learn some parts of the digits, and read the part that was held back, in turn."""
        settings, count = self._settings, len(self._digits)
        if count < settings.fewest_to_hold_back:
            return None, (
                f"With {_digits(count)} there are too few to hold any back and see what was "
                f"gained; from {settings.fewest_to_hold_back} on, some are."
            )
        copies = len(new) // count
        parts = _parts(self._labels, settings.folds, rng=rng)
        outputs: FloatArray | None = None
        for number in range(settings.folds):
            back_end = self._split.back_end()
            learnt = np.repeat(parts != number, copies)
            material = Material(new.inputs[learnt], new.targets[learnt])
            words = f"Checking with digits held back, {number + 1} of {settings.folds}…"
            yield from self._learn(back_end, material, old, rng, words)
            held_back = np.flatnonzero(parts == number)
            read = back_end.logits(new.inputs[held_back * copies])
            if outputs is None:
                outputs = np.zeros((count, read.shape[1]), read.dtype)
            outputs[held_back] = read
        first = self._split.back_end()
        before = self._judged(self._origin, first, new.inputs[::copies], self._labels)
        if outputs is None:
            return None, ""
        after = judge(self._origin, self._origin.shares(outputs), self._labels)
        note = (
            f"Each of your {count:,} digits was read by a network that had learnt only the others: "
            f"a {_SHARES.get(settings.folds, 'part')} of them is held back in turn."
        )
        if is_taught(self._origin):
            note = (
                "This network was taught before, perhaps these very digits, so what it reads of "
                "them says little about new ones."
            )
        return Comparison(count, before.accuracy_with_refusals, after.accuracy_with_refusals), note

    def _taught_model(
        self, back_end: Network, first: Network, old: OldData, old_seen: NDArray[Any]
    ) -> Model:
        """Join the network, and fit its temperature, so that it is as sure as it was before."""
        origin = self._origin
        digits = slice(len(old.labels))
        before = fit_temperature(first.logits(old_seen[digits]), old.labels)
        after = fit_temperature(back_end.logits(old_seen[digits]), old.labels)
        usual = origin.calibrated("temperature", default=1.0)
        taught = {
            "digits": len(self._digits),
            "origin": fingerprint(origin),
            "old digits": old.test_name,
            "versions": versions(),
        }
        return Model(
            network=self._split.joined(back_end),
            name=f"{origin.name.removesuffix(SUFFIX)}{SUFFIX}",
            class_names=origin.class_names,
            ink=origin.ink,
            calibration={**origin.calibration, "temperature": round(usual * after / before, 4)},
            training=origin.training,
            provenance={**origin.provenance, TAUGHT_KEY: taught},
            created=now(),
        )

    @staticmethod
    def _judged(
        model: Model, back_end: Network, seen: NDArray[Any], labels: NDArray[np.int64]
    ) -> ModelEvaluation:
        return judge(model, model.shares(back_end.logits(seen)), labels)


def _parts(labels: NDArray[np.int64], count: int, *, rng: np.random.Generator) -> NDArray[np.intp]:
    """Deal samples out to so many parts, each class as evenly as can be."""
    order = rng.permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    parts = np.empty(len(labels), dtype=np.intp)
    parts[order] = np.arange(len(labels)) % count
    return parts


def _digits(count: int) -> str:
    return "one digit" if count == 1 else f"{count} digits"
