"""A process that learns from its share of every batch, as `ProcessCrew` starts it."""

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

import numpy as np

from nn_core.averaging import WeightAverage
from nn_core.fast.process_crew import MeetingPoint
from nn_core.fast.process_step import ProcessStep, WorkerSetup
from nn_core.fast.shared_memory import Mailbox, SharedArrays
from nn_core.network import Network

__all__ = ["main"]


def main(argv: Sequence[str]) -> int:
    """Do what is ordered until the process that started this one ends it, or ends itself.

    Parameters
    ----------
    argv
        The descriptor of the shared memory, which member this process is, and the number of the
        process that started it; the rest comes through the standard input.

    Returns
    -------
    int
        1, after a failure, which was written to the standard output.
    """
    descriptor, member, parent = map(int, argv)

    def see_that_parent_lives() -> None:
        if os.getppid() != parent:
            os._exit(0)

    try:
        _share_batches(pickle.load(sys.stdin.buffer), descriptor, member, see_that_parent_lives)
    except BaseException as failure:  # handed to the process that started this one
        sys.stdout.buffer.write(_pickled(failure))
        sys.stdout.buffer.flush()
    return 1


def _share_batches(
    setup: WorkerSetup, descriptor: int, member: int, see_that_parent_lives: Callable[[], None]
) -> NoReturn:
    network = Network.from_config(setup.layers, input_shape=setup.input_shape)
    average = None if setup.decay is None else WeightAverage(network, setup.decay)
    step = ProcessStep(
        network,
        setup.loss,
        setup.optimizer,
        setup.regularization,
        average,
        threads=setup.size,
        processes_after=None,
    )
    arrays = SharedArrays(setup.layout, descriptor)
    point = MeetingPoint(arrays, member, see_that_parent_lives)
    step.move_to(arrays, Mailbox(arrays, setup.letters), point.meet)
    point.report_ready()
    with np.errstate(all="ignore"):  # what overflows shows in the outcome
        while True:
            if point.wait_for_order():
                step.learn(member)
                point.report_done()
                step.make_ready(member)


def _pickled(failure: BaseException) -> bytes:
    try:
        return pickle.dumps(failure)
    except Exception:  # whatever an exception may carry
        return pickle.dumps(RuntimeError(f"{type(failure).__name__}: {failure}"))
