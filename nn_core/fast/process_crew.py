"""A small crew of processes that do one batch together, each its own share.

Two threads that train a small network meet at every call of NumPy, for each takes the
interpreter's lock back after it; that costs more than the call itself. A process has an
interpreter of its own. It is started anew and not forked, because a copy of a program of many
threads may stand still for ever, and it takes a moment to come.
"""

import os
import pickle
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from nn_core.errors import InklingError
from nn_core.fast.shared_memory import Fence, SharedArrays

__all__ = ["CELLS_PER_MEMBER", "SHARE_BATCHES", "MeetingPoint", "ProcessCrew", "can_share_memory"]

HERE = Path(__file__).resolve().parents[2]
"""The folder that holds `nn_core`."""

Task = Callable[[int], None]

SHARE_BATCHES = "--share-batches"
"""What the packaged program is started with to be one of the processes."""

SPINS = 400
"""How often a process looks whether the others have come before it lets others have the core."""

YIELDS = 2000
"""How often it does so before it goes to sleep."""

FIRST_SLEEP_S = 0.0001
LONGEST_SLEEP_S = 0.02
LONGER = 1.1
"""How much longer each sleep is than the one before: a tenth of what the wait has taken so far."""

MEETINGS = 64
"""More than the meetings of one task; the last one is its end."""

CELLS_PER_MEMBER = 8
"""How many numbers lie between two that different processes write: one line of the cache."""

READY = -1
"""What a process writes when it waits for its first order."""


def can_share_memory() -> bool:
    """Tell whether memory can be handed to another process as a descriptor, as Linux can."""
    return hasattr(os, "memfd_create")


class MeetingPoint:
    """Where the processes see how far the others are.

    Parameters
    ----------
    arrays
        Holds "cells", int64 numbers: what is ordered, then how far each member is.
    member
        Which one this process is.
    look_after
        Called now and then while it waits, to see whether the others live.
    """

    def __init__(self, arrays: SharedArrays, member: int, look_after: Callable[[], None]) -> None:
        # A memoryview reads and writes a single number four times as fast as an array does.
        self._cells = arrays["cells"].data
        self._member = member
        self._look_after = look_after
        self._members, self._number = 1, 0
        self._keep_order = Fence()

    def report_ready(self) -> None:
        """Say that this process waits for orders."""
        self._tell(_cell_of(self._member), READY)

    def are_ready(self, members: Iterable[int]) -> bool:
        """Tell whether these members wait for orders, or have done some."""
        return all(self._cells[_cell_of(member)] != 0 for member in members)

    def order(self, members: int) -> None:
        """Let the first `members` processes begin, this one being the first."""
        order = self._cells[0] // MEETINGS + 1
        self._tell(0, order * MEETINGS + members)
        self._members, self._number = members, order * MEETINGS

    def wait_for_order(self) -> bool:
        """Wait for the next order, and tell whether this member takes part in it."""
        latest = self._number // MEETINGS
        self._wait_for(0, (latest + 1) * MEETINGS)
        order, self._members = divmod(self._cells[0], MEETINGS)
        self._number = order * MEETINGS
        return self._member < self._members

    def report_done(self) -> None:
        """Say that this member has done what was ordered."""
        done = self._number // MEETINGS * MEETINGS + MEETINGS - 1
        self._tell(_cell_of(self._member), done)

    def wait_until_all_are_done(self) -> None:
        """Wait for the other members."""
        done = self._number // MEETINGS * MEETINGS + MEETINGS - 1
        for member in range(1, self._members):
            self._wait_for(_cell_of(member), done)

    def meet(self) -> None:
        """Wait, inside a task, until every member has come as far."""
        self._number += 1
        self._tell(_cell_of(self._member), self._number)
        for member in range(self._members):
            self._wait_for(_cell_of(member), self._number)

    def _tell(self, cell: int, number: int) -> None:
        self._keep_order()
        self._cells[cell] = number

    def _wait_for(self, cell: int, number: int) -> None:
        self._spin_until(cell, number)
        self._keep_order()

    def _spin_until(self, cell: int, number: int) -> None:
        cells = self._cells
        for _ in range(SPINS):
            if cells[cell] >= number:
                return
        for _ in range(YIELDS):
            os.sched_yield()
            if cells[cell] >= number:
                return
        sleep_s = FIRST_SLEEP_S
        while cells[cell] < number:
            self._look_after()
            time.sleep(sleep_s)
            sleep_s = min(LONGER * sleep_s, LONGEST_SLEEP_S)


class ProcessCrew:
    """Processes that wait for work, the calling one being the first of them.

    They end with `close`, with the process that started them, or when nobody refers to the crew
    any more.

    Parameters
    ----------
    size
        How many processes there are, the calling one included.
    arrays
        What they share.
    setup
        What each is told at first, pickled.

    Attributes
    ----------
    size
        As given.

    Raises
    ------
    OSError
        If the system has no room for them.
    """

    def __init__(self, size: int, arrays: SharedArrays, setup: object) -> None:
        self.size = size
        self._others = range(1, size)
        self._workers: list[subprocess.Popen[bytes]] = []
        self._end = weakref.finalize(self, _end_all, self._workers)
        self._point = MeetingPoint(arrays, 0, self._see_that_others_live)
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        try:
            for member in self._others:
                worker = subprocess.Popen(
                    [*_command(), str(arrays.descriptor), str(member), str(os.getpid())],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(arrays.descriptor,),
                    env=environment,
                    process_group=0,  # the keyboard's Ctrl-C is for the calling one alone
                )
                self._workers.append(worker)
                if worker.stdin is not None:
                    with worker.stdin as told:
                        pickle.dump(setup, told)
        except BaseException:
            self._end()
            raise

    @property
    def is_ready(self) -> bool:
        """Whether all processes wait for orders.

        Raises
        ------
        InklingError
            If one has ended.
        """
        self._see_that_others_live()
        return self._point.are_ready(self._others)

    def run(self, task: Task, members: int) -> None:
        """Let the first `members` processes do their task, and wait for all of them.

        Parameters
        ----------
        task
            What the calling process does; the others know what to do.
        members
            How many take part; with one, the calling process does it alone.

        Raises
        ------
        Exception
            One that a task raised.
        InklingError
            If another process was ended from outside.
        """
        self._point.order(members)
        try:
            with np.errstate(all="ignore"):  # what overflows shows in the outcome
                task(0)
            self._point.wait_until_all_are_done()
        except BaseException:
            self.close()
            raise

    def meet(self) -> None:
        """Wait, inside a task, until every member has come as far."""
        self._point.meet()

    def close(self) -> None:
        """End the other processes."""
        self._end()

    def _see_that_others_live(self) -> None:
        for worker in self._workers:
            if worker.poll() is not None:
                raise _failure_of(worker)


def _cell_of(member: int) -> int:
    return (member + 1) * CELLS_PER_MEMBER


def _command() -> list[str]:
    """Give the words that start another process of this program, up to what it is told."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SHARE_BATCHES]
    # Others than texts count for nothing in it; at the end stands where this module is from.
    path = [entry for entry in sys.path if isinstance(entry, str)] + [str(HERE)]
    begin = (
        f"import sys; sys.path[:] = {path!r}; "
        "from nn_core.fast.batch_worker import main; sys.exit(main(sys.argv[1:]))"
    )
    return [sys.executable, "-c", begin]


def _failure_of(worker: "subprocess.Popen[bytes]") -> BaseException:
    """Read what went wrong in a process that has ended."""
    stream = worker.stdout
    message = b"" if stream is None or stream.closed else stream.read()
    if message:
        failure = pickle.loads(message)  # from a program of our own that we have just started
        if isinstance(failure, BaseException):
            return failure
    return InklingError(
        f"A process that shared the batches has ended before its time (exit code "
        f"{worker.returncode})."
    )


def _end_all(workers: "list[subprocess.Popen[bytes]]") -> None:
    """Kill the processes, which hold nothing but a share of a batch."""
    for worker in workers:
        worker.kill()
        worker.wait()
        if worker.stdout is not None:
            worker.stdout.close()
