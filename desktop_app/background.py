"""Long work in a thread of its own, which reports, pauses and can be called off at any moment."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nn_core.errors import InklingError

__all__ = ["BackgroundJob", "BackgroundJobs", "Cancelled", "Job", "JobControl"]

PROGRESS_INTERVAL_S = 0.05

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """A job was called off.

    Attributes
    ----------
    result
        What is worth keeping of the work done so far, or None.
    """

    def __init__(self, result: object = None) -> None:
        super().__init__("The work was called off.")
        self.result = result


class JobControl:
    """What a job holds in its hands while it works: it reports here and asks whether to go on.

    The window calls `cancel`, `pause` and `resume`, directly and from its own thread; the rest is
    for the job.

    Parameters
    ----------
    deliver
        Takes a report to the window. A report is a frozen value or a copy, never a live one.
    """

    def __init__(self, deliver: Callable[[object], None]) -> None:
        self._deliver = deliver
        self._cancelled = threading.Event()
        self._may_run = threading.Event()
        self._may_run.set()
        self._last_progress_s = float("-inf")

    def tell(self, report: object) -> None:
        """Deliver a report that must arrive, such as the end of an epoch."""
        self._deliver(report)

    def tell_progress(self, report: object) -> None:
        """Deliver a report unless another one of its kind left within the last twentieth second."""
        now_s = time.monotonic()
        if now_s - self._last_progress_s >= PROGRESS_INTERVAL_S:
            self._last_progress_s = now_s
            self._deliver(report)

    def is_cancelled(self) -> bool:
        """Say whether the job was called off."""
        return self._cancelled.is_set()

    def wait_while_paused(self) -> float:
        """Block for as long as the job is paused and not called off.

        Returns
        -------
        float
            The seconds that were waited.
        """
        if self._may_run.is_set():
            return 0.0
        begin_s = time.monotonic()
        self._may_run.wait()
        return time.monotonic() - begin_s

    def raise_if_cancelled(self) -> None:
        """Leave the job if it was called off.

        Raises
        ------
        Cancelled
            With nothing worth keeping.
        """
        if self.is_cancelled():
            raise Cancelled

    def cancel(self) -> None:
        """Call the job off, also when it is paused."""
        self._cancelled.set()
        self._may_run.set()

    def pause(self) -> None:
        """Let the job wait at its next `wait_while_paused`."""
        if not self.is_cancelled():
            self._may_run.clear()

    def resume(self) -> None:
        """Let a paused job go on."""
        self._may_run.set()


NICER = 5
"""By how much the nice value of a job's threads is above the window's."""


def _let_the_window_go_first() -> None:
    """Have the window's thread served before this one, and before those that this one starts.

    Only Linux gives each thread a nice value of its own; elsewhere it would be the program's.
    """
    if sys.platform == "linux":
        this = threading.get_native_id()
        with suppress(OSError):  # a sandbox may forbid it, and the work is done all the same
            os.setpriority(os.PRIO_PROCESS, this, os.getpriority(os.PRIO_PROCESS, this) + NICER)


Job = Callable[[JobControl], object]
"""Does the work, and returns its result or raises `Cancelled` with what is worth keeping."""


class _Worker(QObject):
    """Runs the job in the thread that it was moved to."""

    reported = Signal(object)
    succeeded = Signal(object)
    cancelled = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self.control = JobControl(self.reported.emit)

    @Slot()
    def run(self) -> None:
        _let_the_window_go_first()
        try:
            result = self._job(self.control)
        except Cancelled as cancelled:
            self.cancelled.emit(cancelled.result)
        except Exception as error:
            # What a person can bring about is told on the page; a trace of it would only alarm.
            logger.info(
                "A background job failed: %s", error, exc_info=not isinstance(error, InklingError)
            )
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        finally:
            self.finished.emit()


class BackgroundJob(QObject):
    """One job, run once, in a thread made for it.

    Once begun, it has exactly one outcome (`succeeded`, `cancelled` or `failed`) and `finished`
    always follows, once the thread has ended. All signals arrive in the thread that made this
    object.

    Parameters
    ----------
    job
        The work.
    parent
        The owner, which must call `stop_and_wait` before it goes.

    Signals
    -------
    reported(object)
        What the job told on its way.
    succeeded(object)
        The job's result.
    cancelled(object)
        What is worth keeping of a job that was called off, or None.
    failed(Exception)
        What went wrong.
    finished()
        The thread has ended.
    """

    reported = Signal(object)
    succeeded = Signal(object)
    cancelled = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(self, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_due = False
        self._thread = QThread(self)
        self._worker = _Worker(job)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self._worker.reported.connect(self.reported)
        self._worker.succeeded.connect(self.succeeded)
        self._worker.cancelled.connect(self.cancelled)
        self._worker.failed.connect(self.failed)
        # Direct: the thread must end even while this one waits for it in `stop_and_wait`.
        self._worker.finished.connect(self._thread.quit, Qt.ConnectionType.DirectConnection)
        self._thread.finished.connect(self._on_thread_finished)

    def start(self) -> None:
        """Begin the work, once the window has painted what led to it: both at once stutter."""
        self._is_due = True
        QTimer.singleShot(0, self, self._begin)

    @Slot()
    def _begin(self) -> None:
        if self._is_due:
            self._thread.start()
            self._is_due = False

    def is_running(self) -> bool:
        """Say whether the work is due, or its thread still alive."""
        return self._is_due or self._thread.isRunning()

    def cancel(self) -> None:
        """Call the work off; `cancelled` follows, or another outcome that was already due."""
        self._worker.control.cancel()

    def pause(self) -> None:
        """Let the work wait."""
        self._worker.control.pause()

    def resume(self) -> None:
        """Let the work go on."""
        self._worker.control.resume()

    def stop_and_wait(self) -> None:
        """Call the work off and return when its thread has ended; what was due never begins."""
        self._is_due = False
        self.cancel()
        self._thread.wait()

    @Slot()
    def _on_thread_finished(self) -> None:
        self._thread.wait()
        self.finished.emit()


class BackgroundJobs(QObject):
    """The jobs of one owner, each held until its thread has ended."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._alive: set[BackgroundJob] = set()

    @property
    def are_busy(self) -> bool:
        """Whether any of them has not ended yet."""
        return bool(self._alive)

    def start(self, job: BackgroundJob) -> None:
        """Begin a job, and let it go once its thread has ended."""
        job.finished.connect(self._let_go)
        self._alive.add(job)
        job.start()

    def stop_and_wait(self) -> None:
        """Call all of them off and return when their threads have ended."""
        for job in self._alive:
            job.cancel()
        for job in self._alive:
            job.stop_and_wait()

    @Slot()
    def _let_go(self) -> None:
        finished = self.sender()
        if isinstance(finished, BackgroundJob):
            self._alive.discard(finished)
            finished.deleteLater()
