"""The list of runs as the window sees it: read when it changes, changed in words on failure."""

import contextlib
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nn_core.errors import InklingError, RunStoreError
from nn_core.model_file import Model
from nn_core.runs import Run, RunStore
from nn_core.training import EpochReport

__all__ = ["RunShelf"]

POLL_MS = 700
PATIENCE_S = 2.0
"""How long the window waits for another program that is writing."""


class RunShelf(QObject):
    """Holds the list of runs, and looks now and then whether another program changed it.

    Attributes
    ----------
    runs
        All runs, the latest first.
    problem
        Why the list cannot be read; empty where it can.
    hidden
        The runs that were deleted last and can be brought back.

    Signals
    -------
    changed()
        The runs are others, or the same ones are called something else.
    failed(str)
        What was asked for could not be done; carries the sentence that says why.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: list[Run] = []
        self.problem = ""
        self.hidden: list[Run] = []
        self._store: RunStore | None = None
        self._version: tuple[int, ...] = ()
        self._histories: dict[tuple[int, str], tuple[EpochReport, ...]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    def watch(self) -> None:
        """Read the list, and look for changes from now on."""
        self.refresh()
        self._timer.start()

    def rest(self) -> None:
        """Look for changes no more; what was deleted goes for good."""
        self._timer.stop()
        self.forget_hidden()

    def close(self) -> None:
        """Let the list go; safe to call again."""
        self.rest()
        if self._store is not None:
            self._store.close()
            self._store = None

    # ---- reading

    @Slot()
    def refresh(self) -> None:
        """Read the list anew."""
        try:
            store = self._opened()
            self._version = store.version()
            runs, problem = store.runs(), ""
        except RunStoreError as error:
            runs, problem = [], str(error)
        if (runs, problem) != (self.runs, self.problem):
            self.runs, self.problem = runs, problem
            self.changed.emit()

    def get(self, run_id: int) -> Run | None:
        """Give a run of the list; None where it is not there any more."""
        return next((run for run in self.runs if run.id == run_id), None)

    def history(self, run: Run) -> tuple[EpochReport, ...]:
        """Give what was reported of a run's epochs; none where it cannot be read."""
        key = (run.id, run.folder.name)
        if key not in self._histories:
            with self._in_words():
                self._histories[key] = self._opened().history(run.id)
        return self._histories.get(key, ())

    def model(self, run: Run) -> Model | None:
        """Load a run's network; None where that fails, which is told."""
        with self._in_words():
            return self._opened().model(run.id)
        return None

    # ---- changing

    def rename(self, run: Run, name: str) -> None:
        """Call a run something else."""
        with self._in_words():
            self._opened().rename(run.id, name)
        self.refresh()

    def set_note(self, run: Run, note: str) -> None:
        """Write something about a run."""
        with self._in_words():
            self._opened().set_note(run.id, note)
        self.refresh()

    def hide(self, runs: Sequence[Run]) -> None:
        """Delete some runs; those deleted before can be brought back no more."""
        self.forget_hidden()
        with self._in_words():
            for run in runs:
                self._opened().hide(run.id)
                self.hidden.append(run)
        self.refresh()

    def bring_back(self) -> list[Run]:
        """Undo the last deletion, and give the runs."""
        runs, self.hidden = self.hidden, []
        with self._in_words():
            for run in runs:
                self._opened().bring_back(run.id)
        self.refresh()
        return runs

    def forget_hidden(self) -> None:
        """Make an end of what was deleted."""
        runs, self.hidden = self.hidden, []
        for run in runs:
            # Another program may have been quicker, which comes to the same.
            with contextlib.suppress(RunStoreError):
                self._opened().delete(run.id)

    # ---- the store

    def _opened(self) -> RunStore:
        if self._store is None:
            self._store = RunStore(patience_s=PATIENCE_S)
            with contextlib.suppress(RunStoreError):
                self._store.forget_hidden()
        return self._store

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except InklingError as error:
            self.failed.emit(str(error))

    @Slot()
    def _poll(self) -> None:
        if self._store is None or self.problem:
            self.refresh()
            return
        with contextlib.suppress(RunStoreError):
            if self._store.version() == self._version:
                return
        self.refresh()
