"""Finds out behind the window's back whether an answer stands when the drawing changes a little."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

if TYPE_CHECKING:  # the first paint waits for no network
    from nn_core.digits.recognizer import Reading, Recognizer

__all__ = ["StabilityCheck"]


class _Checker(QObject):
    """Measures in the thread that it was moved to, with a network of its own.

    A network keeps what went through it, so two threads must not share one.
    """

    measured = Signal(object, object)
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._original: Recognizer | None = None
        self._own: Recognizer | None = None

    @Slot(object, object)
    def measure(self, reading: Reading, recognizer: Recognizer) -> None:
        """Measure, and tell the result along with the reading that it belongs to."""
        from nn_core.digits.recognizer import Recognizer
        from nn_core.digits.stability import measure_stability

        try:
            if recognizer is not self._original or self._own is None:
                model = recognizer.model
                self._own = Recognizer(replace(model, network=model.network.copy()))
                self._original = recognizer
            self.measured.emit(reading, measure_stability(reading, self._own))
        finally:
            self.done.emit()  # whatever went wrong, the next reading is measured


class StabilityCheck(QObject):
    """Measures one reading after the other in a thread that is there from the first one on.

    Signals
    -------
    measured
        Carries the Reading and its Stability. One that was asked for long ago may come late.
    """

    measured = Signal(object, object)
    _asked = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: QThread | None = None
        self._checker: _Checker | None = None
        self._busy = False
        self._is_stopped = False
        self._waiting: tuple[Reading, Recognizer] | None = None

    def ask(self, reading: Reading, recognizer: Recognizer) -> None:
        """Measure a reading; of those asked for meanwhile, only the newest is measured."""
        if self._is_stopped:
            return
        if self._busy:
            self._waiting = (reading, recognizer)
            return
        self._start()
        self._busy = True
        self._asked.emit(reading, recognizer)

    def stop_and_wait(self) -> None:
        """End the thread for good; safe to call again."""
        self._is_stopped = True
        self._waiting = None
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
            self._thread = self._checker = None
            self._busy = False

    def _start(self) -> None:
        if self._thread is not None:
            return
        self._thread = QThread()
        self._thread.setObjectName("stability")
        self._checker = _Checker()
        self._checker.moveToThread(self._thread)
        self._asked.connect(self._checker.measure)
        self._checker.measured.connect(self.measured)
        self._checker.done.connect(self._go_on)
        self._thread.start(QThread.Priority.LowPriority)

    @Slot()
    def _go_on(self) -> None:
        self._busy = False
        if self._waiting is not None:
            (reading, recognizer), self._waiting = self._waiting, None
            self.ask(reading, recognizer)
