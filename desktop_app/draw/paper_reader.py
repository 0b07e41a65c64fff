"""Reads the paper whenever its ink has changed, less often the longer the network takes."""

from __future__ import annotations

from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.draw.pad import Pad
from desktop_app.draw.paper_reading import PaperReading, read_paper
from desktop_app.recognizer_host import RecognizerHost
from nn_core.errors import ImageError

__all__ = ["PaperReader"]

_FAST_MS: Final = 12.0
_LONGEST_PAUSE_MS: Final = 120


class PaperReader(QObject):
    """Asks the network in use what is on the paper, also while the ink is wet.

    Parameters
    ----------
    pad
        The paper.
    host
        The network in use.

    Signals
    -------
    read(PaperReading | None)
        The paper was read anew; None where there is no ink.
    failed(str)
        What is on the paper cannot be read; carries the sentence that says why.
    timed(str)
        How long it took, in words; empty where nothing was found.
    """

    read = Signal(object)
    failed = Signal(str)
    timed = Signal(str)

    def __init__(self, pad: Pad, host: RecognizerHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._host = host
        self._is_stopped = False
        # Events of the pen that come in a bunch are read once, after the last of them.
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self.read_now)
        pad.ink_changed.connect(self._read_soon)
        pad.drawing_changed.connect(self.read_at_once)

    @property
    def is_up_to_date(self) -> bool:
        """Whether what was read last is what is on the paper now."""
        return not self._due.isActive() and self._host.recognizer is not None

    @Slot()
    def read_now(self) -> None:
        """Read what is on the paper."""
        recognizer = self._host.recognizer
        if recognizer is None or self._is_stopped:
            return
        started = perf_counter()
        found: PaperReading | None = None
        failure = ""
        try:
            found = read_paper(recognizer, self._pad.drawing, self._pad.strokes())
        except ImageError as error:
            failure = str(error)
        milliseconds = 1000 * (perf_counter() - started)
        # A network that takes its time is asked less often, so that half of it is the pen's.
        pause_ms = 0 if milliseconds < _FAST_MS else min(round(milliseconds), _LONGEST_PAUSE_MS)
        self._due.setInterval(pause_ms)
        self._due.stop()
        self.read.emit(found)
        if failure:
            self.failed.emit(failure)
        self.timed.emit("" if found is None else f"{milliseconds:.1f} ms")

    @Slot()
    def read_at_once(self) -> None:
        """Read it as soon as what happens now is over."""
        if not self._is_stopped:
            self._due.start(0)

    def stop(self) -> None:
        """Read no more: a pen may still be on the paper of a window that is closed."""
        self._is_stopped = True
        self._due.stop()

    @Slot()
    def _read_soon(self) -> None:
        if not self._due.isActive() and not self._is_stopped:
            self._due.start()
