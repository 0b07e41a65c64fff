"""The step of `FastStep` for dense networks: processes take over from the threads."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from nn_core.averaging import WeightAverage
from nn_core.fast.crew import Crew
from nn_core.fast.division import DivisibleLayer, edges_of
from nn_core.fast.plan import Plan
from nn_core.fast.process_crew import CELLS_PER_MEMBER, ProcessCrew, can_share_memory
from nn_core.fast.shared_memory import Layout, Mailbox, SharedArrays
from nn_core.fast.step import Batch, FastStep
from nn_core.layers import BatchNorm, Conv2D
from nn_core.losses import Loss, Targets
from nn_core.optimizers import Optimizer
from nn_core.step import Regularization

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["ProcessStep", "WorkerSetup", "suits_processes"]

PROCESSES_AFTER = 100
"""After how many steps processes are started: what is over in a moment needs none."""

MOST_PROCESSES = 32

LEAD = 12_000
"""How many parameters fewer the first process moves, because it makes the next batch ready.

Of a divided layer it moves what is its own all the same. Both numbers were measured for Adam, so
that no process waits long for another at a step's end.
"""

LEAD_OF_A_BYTE = 0.23
"""How many fewer beside these for each byte of the batch."""

_log = logging.getLogger(__name__)


def suits_processes(network: "Network", threads: int) -> bool:
    """Tell whether processes learn faster than threads, and can.

    Convolutions compute for so long at each call of NumPy that threads hardly hinder each other;
    in batch normalisation the members tell each other of their samples.
    """
    is_dense = not any(isinstance(layer, BatchNorm | Conv2D) for layer in network.layers)
    return 1 < threads <= MOST_PROCESSES and can_share_memory() and is_dense


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """What another process has to know to share batches.

    Attributes
    ----------
    layers, input_shape
        What makes the network.
    loss, optimizer, regularization
        As in `FastStep`; the optimizer without its state.
    decay
        That of the average of the weights; None without one.
    size
        How many processes share a batch.
    layout, letters
        What lies in the memory that they share, and what of it are letters.
    """

    layers: list[dict[str, Any]]
    input_shape: tuple[int, ...]
    loss: Loss
    optimizer: Optimizer
    regularization: Regularization
    decay: float | None
    size: int
    layout: Layout
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Recruits:
    """Processes that have been started, and what they share with this one."""

    crew: ProcessCrew
    arrays: SharedArrays
    setup: WorkerSetup


class ProcessStep(FastStep):
    """The same step again, with processes for threads as soon as they have started.

    They compute the same numbers, in the same order. Where none can be started, or a batch comes
    that is larger than those before, threads do it all.

    The first process makes the next batch ready while the others still move parameters, of which
    its own share is smaller.

    Parameters
    ----------
    network, loss, optimizer, regularization, average, threads
        As in `FastStep`.
    processes_after
        After how many steps processes are started; None for never.
    """

    def __init__(
        self,
        network: "Network",
        loss: Loss,
        optimizer: Optimizer,
        regularization: Regularization,
        average: WeightAverage | None = None,
        *,
        threads: int,
        processes_after: int | None = PROCESSES_AFTER,
    ) -> None:
        super().__init__(network, loss, optimizer, regularization, average, threads=threads)
        self._divisible = DivisibleLayer.of(network)
        self._processes_after = processes_after
        self._most_samples = 0
        self._recruits: _Recruits | None = None
        self._mailbox: Mailbox | None = None
        self._posted: NDArray[Any] | None = None
        self._loaded: tuple[int, Plan] | None = None
        self._moment: memoryview[float]  # is there as soon as there are processes

    @property
    def has_processes(self) -> bool:
        """Whether processes have taken over from the threads."""
        return self._mailbox is not None

    def learn(self, member: int) -> None:
        """Learn from one share of the batch, together with the other members."""
        if member and self._mailbox is not None:
            self._read(self._mailbox)
        super().learn(member)

    def make_ready(self, member: int) -> None:
        """Load the next batch if it has been handed over, while nothing is ordered yet."""
        if self._mailbox is None or self._loaded is None:
            return
        count, (loaded, plan) = self._mailbox.count("images"), self._loaded
        images = self._mailbox.read()["images"]
        if count != loaded and len(images) == len(self._batch.images):
            self._load_as(count, self._batch.with_images(images), plan, member)

    def move_to(self, arrays: SharedArrays, mailbox: Mailbox, meet: Callable[[], None]) -> None:
        """Work from now on in memory that several processes see, with the numbers that it holds.

        Parameters
        ----------
        arrays
            The memory.
        mailbox
            Where the first process tells the others of each batch.
        meet
            Waits for them.
        """
        self.network.move_parameters(arrays["parameters"])
        self.optimizer.state = {name: arrays[f"state {name}"] for name in self.optimizer.slots}
        if self.average is not None:
            self.average.parameters = arrays["average"]
        self._gradients = [arrays[f"gradients {member}"] for member in range(self._size)]
        self._tally = arrays["tally"]
        self._room = arrays["room"]
        # A memoryview writes single numbers faster than an array does.
        self._moment = cast("memoryview[float]", arrays["moment"].data)
        self._plans.clear()
        self._mailbox, self._meet = mailbox, meet

    def buffers(self) -> dict[str, int]:
        """Name the memory that training takes beside the data, in bytes."""
        named = super().buffers()
        if self.has_processes:
            # Another process lays out its own share, which is as large as this one's, but the
            # room that they share is one.
            named |= {name: self._size * named[name] for name in ("scratch", "activations")}
            named["activations"] -= (self._size - 1) * self._room.nbytes
        return named

    def close(self) -> None:
        """Let go of the threads and processes."""
        if self._recruits is not None:
            self._recruits.crew.close()
        super().close()

    def _tell_others(self, members: int) -> None:
        """Start processes, let them take over, or tell them of the batch: whatever is due."""
        posted, self._posted = self._posted, None
        if posted is not self._batch.images:
            self._loaded = None
        if self._processes_after is None or members == 1:
            return
        batch = self._batch
        letters = {str(index): mask for index, mask in self._masks.items()}
        if posted is not batch.images:
            letters |= self._letters(batch.images, batch.targets)
        # The last batch of an epoch may be a short one; memory is laid out for the others.
        self._most_samples = max(self._most_samples, batch.samples)
        try:
            if self._processes_after:
                self._processes_after -= 1
            elif self._recruits is None:
                if batch.samples == self._most_samples:
                    self._recruits = self._start_processes(letters)
            elif self._mailbox is None and self._recruits.crew.is_ready:
                self._let_take_over(self._recruits)
        except Exception as error:  # whatever keeps them from starting, threads do as well
            _log.warning("Threads share the batches, for no process could be started: %s", error)
            self._go_back_to_threads()
        if letters and self._mailbox is not None and not self._mailbox.takes(letters):
            self._go_back_to_threads()
        if self._mailbox is not None:
            if letters:
                self._mailbox.post(letters)
            self._tell_the_moment()

    def _look_ahead(self, plan: Plan, member: int) -> None:
        """Make the next batch ready, hand it to the others, who have read this one, and load it."""
        batch, mailbox = self._batch, self._mailbox
        if member or mailbox is None or self._peek is None:
            return
        following = self._peek(self._place(mailbox))
        if following is None or not mailbox.takes(letters := self._letters(*following)):
            return
        mailbox.post(letters)
        self._posted = images = following[0]
        if len(images) == batch.samples:
            self._load_as(mailbox.count("images"), batch.with_images(images), plan, member)

    def _place(self, mailbox: Mailbox) -> NDArray[Any] | None:
        """Show where the next batch may be made: where it is handed over, if all of it is.

        A batch that is too large to be divided does not fit there.
        """
        if self._divisible is None or not self._is_divided(self._batch.samples):
            return None
        return mailbox.place("images")[: self._divisible.units]

    def _load(self, batch: Batch, plan: Plan, member: int) -> None:
        if self._mailbox is None:
            super()._load(batch, plan, member)
        elif self._loaded != (count := self._mailbox.count("images"), plan):
            self._load_as(count, batch, plan, member)

    def _load_as(self, count: int, batch: Batch, plan: Plan, member: int) -> None:
        """Load the images of a batch, and remember as which letter they were handed over."""
        super()._load(batch, plan, member)
        self._loaded = count, plan

    def _lead(self, batch: Batch) -> int:
        """Tell how many parameters fewer the first process is to move: it makes batches ready."""
        sample = batch.images.itemsize * prod(batch.images.shape[1:])
        return int(LEAD + LEAD_OF_A_BYTE * batch.samples * sample)

    def _start_processes(self, letters: dict[str, NDArray[Any]]) -> "_Recruits":
        network, optimizer = self.network, self.optimizer
        if self._divisible is not None:  # a shorter batch may need more room, being divided
            letters = letters | {"images": self._batch.images, "targets": self._batch.targets}
            self._make_room(min(self._most_samples, self._divisible.units))
        others: dict[str, NDArray[Any]] = {
            "cells": np.zeros((self._size + 1) * CELLS_PER_MEMBER, np.int64),
            "moment": np.zeros(5),
            "room": self._room,
        }
        arrays = others | self._arrays() | Mailbox.places(letters)
        shared = SharedArrays(Layout.of(arrays))
        setup = WorkerSetup(
            layers=network.config(),
            input_shape=network.input_shape,
            loss=self.loss,
            optimizer=optimizer.without_state(),
            regularization=self.regularization,
            decay=None if self.average is None else self.average.decay,
            size=self._size,
            layout=shared.layout,
            letters=tuple(letters),
        )
        try:
            return _Recruits(ProcessCrew(self._size, shared, setup), shared, setup)
        finally:
            shared.close_descriptor()

    def _let_take_over(self, recruits: "_Recruits") -> None:
        for name, values in self._arrays().items():
            np.copyto(recruits.arrays[name], values)
        mailbox = Mailbox(recruits.arrays, recruits.setup.letters)
        self._crew.close()
        self._crew = recruits.crew
        self.move_to(recruits.arrays, mailbox, recruits.crew.meet)

    def _go_back_to_threads(self) -> None:
        """Work as in the beginning, and start no process any more."""
        if self._recruits is not None:
            self._recruits.crew.close()
        if self.has_processes:  # otherwise the threads are still there
            self._crew = Crew(self._size)
            self._meet = self._crew.meet
            self._plans.clear()
        self._processes_after = self._recruits = self._mailbox = None
        self._make_room(self._batch.samples)

    def _arrays(self) -> dict[str, NDArray[Any]]:
        """Name what several processes change."""
        arrays: dict[str, NDArray[Any]] = {
            "parameters": self.network.parameter_vector,
            "tally": self._tally,
        }
        arrays |= {f"gradients {index}": values for index, values in enumerate(self._gradients)}
        arrays |= {f"state {name}": values for name, values in self.optimizer.state.items()}
        if self.average is not None:
            arrays["average"] = self.average.parameters
        return arrays

    def _letters(self, images: NDArray[Any], targets: Targets) -> dict[str, NDArray[Any]]:
        """Write down what others read of a batch: all of it, or the shares that are theirs."""
        samples = len(images)
        if self._is_divided(samples):
            return {"images": images, "targets": targets}
        first = edges_of(samples, min(self._size, samples))[1]
        return {"images": images[first:], "targets": targets[first:]}

    def _tell_the_moment(self) -> None:
        """Write down what else other processes cannot see: where in the training this batch is."""
        batch, optimizer, moment = self._batch, self.optimizer, self._moment
        moment[0], moment[1] = batch.samples, batch.total
        moment[2], moment[3] = optimizer.learning_rate, optimizer.steps
        moment[4] = 0 if self.average is None else self.average.steps

    def _read(self, mailbox: Mailbox) -> None:
        """Take over what the first process wrote down."""
        letters = mailbox.read()
        samples, total, rate, steps, average_steps = self._moment.tolist()
        images, targets = letters.pop("images"), letters.pop("targets")
        self._batch = Batch(images, targets, int(samples), total, int(samples) - len(images))
        self._masks = {int(index): mask for index, mask in letters.items()}
        self.optimizer.learning_rate, self.optimizer.steps = rate, int(steps)
        if self.average is not None:
            self.average.steps = int(average_steps) - 1
            self.average.begin_update()
