"""A small crew of threads that do one batch together, each its own share."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

import numpy as np

__all__ = ["Crew"]

Task = Callable[[int], None]


class Crew:
    """Threads that wait for work, the calling thread being the first of them.

    NumPy lets go of the interpreter's lock inside its loops, so that threads compute at the same
    time. The helpers are daemons and end with `close`.

    Parameters
    ----------
    size
        How many threads there are, the calling one included.

    Attributes
    ----------
    size
        As given.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._orders: list[SimpleQueue[Task | None]] = [SimpleQueue() for _ in range(size - 1)]
        self._done: SimpleQueue[BaseException | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._meeting = threading.Barrier(1)

    def run(self, task: Task, members: int) -> None:
        """Let the first `members` threads do `task(0)`, `task(1)`, …, and wait for all of them.

        Raises
        ------
        Exception
            The first that a task raised.
        """
        if self._meeting.parties != members or self._meeting.broken:
            self._meeting = threading.Barrier(members)
        if members > 1 and not self._threads:
            self._start()
        for orders in self._orders[: members - 1]:
            orders.put(task)
        failures = [self._attempt(task, 0)]
        failures += [self._done.get() for _ in range(members - 1)]
        for failure in failures:
            if failure is not None and not isinstance(failure, threading.BrokenBarrierError):
                raise failure

    def meet(self) -> None:
        """Wait, inside a task, until every member has come as far."""
        if self._meeting.parties > 1:
            self._meeting.wait()

    def close(self) -> None:
        """Send the helpers home and wait for them."""
        for orders in self._orders:
            orders.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _start(self) -> None:
        for member, orders in enumerate(self._orders, start=1):
            thread = threading.Thread(
                target=self._help, args=(member, orders), name=f"crew-{member}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def _help(self, member: int, orders: "SimpleQueue[Task | None]") -> None:
        while (task := orders.get()) is not None:
            self._done.put(self._attempt(task, member))

    def _attempt(self, task: Task, member: int) -> BaseException | None:
        try:
            # Each thread has this setting for itself; what overflows shows in the outcome.
            with np.errstate(all="ignore"):
                task(member)
        except BaseException as failure:  # handed to the caller, who raises it
            self._meeting.abort()
            return failure
        return None
